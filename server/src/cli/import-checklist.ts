import { mkdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Imported, importChecklist, ownChecklists } from '../core/import/import-checklist.ts';
import { importSummary } from '../core/import/summary.ts';
import type { Product } from '../core/product/product.ts';
import { nodeFiles, readText } from '../host/node-files.ts';
import { loadCatalogue } from '../host/own-products.ts';
import { replaceFile } from '../host/write-file.ts';
import { type ImportCommand, UsageError } from './args.ts';

export interface ImportReport {
  /** What was found, for people. */
  readonly report: string;
  /** The product file, where it was not written anywhere. */
  readonly yaml: string | undefined;
}

/** Everyone may read a product file: no secret belongs there. */
const shared = 0o644;

/** Prints a product file made of the Markdown, or writes it; of a product file that is there only new lines are added. */
export function importFile(
  { file, output, prefix }: ImportCommand,
  builtIn: readonly Product[],
  cwd: string,
): ImportReport {
  const markdown = textOf(file, cwd);
  const target = output === undefined ? undefined : resolve(cwd, output);
  const before = target === undefined ? undefined : readText(target);
  if (before && !('text' in before) && !('fault' in before && before.missing))
    throw new UsageError(`${output}: ${'skipped' in before ? before.skipped : before.fault}`);
  const existing = before && 'text' in before ? before.text : undefined;
  const imported = importChecklist({
    markdown,
    fileName: basename(file),
    products: loadCatalogue(nodeFiles(cwd), builtIn).products,
    ...(prefix !== undefined && { prefix }),
    ...(existing !== undefined && { existing }),
  });
  if ('refusal' in imported) throw new UsageError(`${existing === undefined ? file : output}: ${imported.refusal}`);
  if (target === undefined) return { report: `${importSummary(imported)}${whereTo(imported)}`, yaml: imported.text };
  mkdirSync(dirname(target), { recursive: true });
  const refusal =
    imported.text === existing
      ? undefined
      : replaceFile(dirname(target), basename(target), existing, imported.text, shared);
  if (refusal !== undefined) throw new UsageError(`${output} was left as it is: ${refusal}`);
  return { report: importSummary(imported), yaml: undefined };
}

const whereTo = ({ id }: Imported): string =>
  `Keep it as ${ownChecklists}/${id}.yaml (--output writes it there) and review what is marked as proposed.\n`;

function textOf(file: string, cwd: string): string {
  const read = readText(resolve(cwd, file));
  if ('text' in read) return read.text;
  throw new UsageError(`${file}: ${'skipped' in read ? read.skipped : read.missing ? 'no such file' : read.fault}`);
}
