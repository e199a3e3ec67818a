import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import products from 'seaworthy:products';
import { analyze } from '../../server/src/core/analyze.ts';
import type { Checklist } from '../../server/src/core/checklist/checklist.ts';
import { walkChecklists } from '../../server/src/core/checklist/walk.ts';
import { defaultSettings, type Settings } from '../../server/src/core/config.ts';

export type Files = ReadonlyMap<string, string>;

export const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** The files of an example deployment by their paths in it. */
export function readExample(name: string): Files {
  const folder = join(examples, name);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

export const analyzeFiles = (files: Files, settings: Settings = defaultSettings) =>
  analyze(undefined, new Map([...files].map(([path, text]) => [path, { path, text }])), { settings, products });

export function walkFiles(files: Files, settings: Settings = defaultSettings, only?: string): readonly Checklist[] {
  return walkChecklists(analyzeFiles(files, settings), only);
}

/** Line id -> state, of the one checklist that the files have. */
export function statesOf(files: Files, settings: Settings = defaultSettings): Readonly<Record<string, string>> {
  const [checklist, second] = walkFiles(files, settings);
  if (!checklist || second) throw new Error('These files deploy one product.');
  return Object.fromEntries(checklist.items.map(({ item, state }) => [item.id, state]));
}
