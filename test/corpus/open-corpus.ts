import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import products from 'seaworthy:products';
import { analyze } from '../../server/src/core/analyze.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { lineIndex } from '../../server/src/core/text.ts';
import { loadFiles } from '../../server/src/host/load.ts';
import { nodeFiles } from '../../server/src/host/node-files.ts';

const folder = fileURLToPath(new URL('../../../shared/corpora/open/files', import.meta.url));

/** Real configuration files of public repositories, which stand beside this project where it is developed. */
export const isCorpusHere = existsSync(folder);

export interface Reported {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** Every repository of the corpus is a workspace of its own. */
export function judgeCorpus(): {
  readonly files: number;
  readonly faults: readonly string[];
  readonly findings: readonly Reported[];
} {
  let files = 0;
  const faults: string[] = [];
  const findings: Reported[] = [];
  for (const repository of readdirSync(folder).sort()) {
    const loaded = loadFiles(nodeFiles(`${folder}/${repository}`));
    const analysis = analyze(undefined, loaded.files, { settings: defaultSettings, products });
    files += analysis.files.size;
    faults.push(...analysis.faults.map(({ path, rule, reason }) => `${repository}/${path}: ${rule}: ${reason}`));
    for (const { path, span, rule, severity, message } of analysis.findings) {
      const line = lineIndex(analysis.files.get(path)?.text ?? '').position(span.start).line + 1;
      findings.push({ path: `${repository}/${path}`, line, rule: rule.id, severity, message });
    }
  }
  return { files, faults, findings };
}

/** Those that people would be stopped by. */
export const isLoud = ({ severity }: Reported): boolean => severity === 'error' || severity === 'warning';

/** The same hundred for the same seed. */
export const drawSample = (findings: readonly Reported[], seed: number, count: number): readonly Reported[] => {
  const drawn = new Set(shuffled(findings, seed).slice(0, count));
  return findings.filter((finding) => drawn.has(finding));
};

/** In an order that the seed alone decides (mulberry32). */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed | 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
