import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { analyze } from '../core/analyze.ts';
import { readBaseline, writeBaseline } from '../core/baseline.ts';
import { baselinePath } from '../core/read-project-file.ts';
import { readText } from '../host/node-files.ts';
import { type ReportOptions, UsageError } from './args.ts';
import { type CheckResult, presentEntries } from './check.ts';

/**
 * Writes all findings of today as the baseline and judges again with it. Entries of files that this run did not report stay:
 * who accepts one folder keeps what was accepted in the others.
 */
export function acceptAll(result: CheckResult, options: ReportOptions, { cwd }: { readonly cwd: string }): CheckResult {
  const { analysis, reported, root } = result;
  const file = options.baseline === undefined ? join(root, baselinePath) : resolve(cwd, options.baseline);
  const old = readText(file);
  const kept = 'text' in old ? readBaseline(old.text).entries.filter(({ path }) => !isJudged(path, result)) : [];
  const baseline = [...kept, ...presentEntries(analysis).filter(({ path }) => reported(path))];
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, writeBaseline(baseline));
    renameSync(temporary, file);
  } catch {
    throw new UsageError(`--write-baseline: ${options.baseline ?? baselinePath} cannot be written`);
  }
  const next = analyze(analysis, new Map(), { ...analysis.input, baseline });
  return {
    ...result,
    baseline,
    analysis: next,
    findings: next.findings.filter(({ path }) => reported(path)),
    stale: [],
  };
}

/** Reported by this run, or gone from the folder that it reads. */
const isJudged = (path: string, { analysis, reported }: CheckResult): boolean =>
  reported(path) || (reported('') && !analysis.files.has(path));
