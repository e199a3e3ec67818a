import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { appendSignOff, daysOf, linesOf, signOffPath } from '../core/checklist/sign-off.ts';
import { nearest } from '../core/product/nearest.ts';
import type { Product } from '../core/product/product.ts';
import { authorName } from '../host/author-name.ts';
import { nodeFiles } from '../host/node-files.ts';
import { loadCatalogue } from '../host/own-products.ts';
import { today } from '../host/sign-off-file.ts';
import { replaceFile } from '../host/write-file.ts';
import { type SignOffCommand, UsageError } from './args.ts';

/** Appends the entry to the folder's file of sign-offs, which is made where there is none, and says what was written. */
export function signOff(
  { item, folder, by, note, days: asked }: SignOffCommand,
  builtIn: readonly Product[],
  cwd: string,
): string {
  const root = resolve(cwd, folder);
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new UsageError(`${folder}: no such folder`);
  const files = nodeFiles(root);
  const { products } = loadCatalogue(files, builtIn);
  const known = linesOf(products).map(({ id }) => id);
  if (!known.includes(item)) {
    throw new UsageError(`${item} is no line of a checklist; ${nearest(item, known)}`);
  }
  const name = (by ?? authorName(root)).trim();
  if (name === '') throw new UsageError('--by has to be a name');
  const days = asked ?? daysOf(item, products);
  const expires = days === undefined ? undefined : today(days);
  const result = files.read(signOffPath);
  const isNew = 'fault' in result && result.missing === true;
  if (!('text' in result) && !isNew) {
    throw new UsageError(`${signOffPath}: ${'skipped' in result ? result.skipped : result.fault}`);
  }
  const before = 'text' in result ? result.text : undefined;
  const after = appendSignOff(before ?? '', {
    item,
    by: name,
    on: today(),
    ...(expires !== undefined && { expires }),
    ...(note !== undefined && note.trim() !== '' && { note: note.trim() }),
  });
  const refusal = replaceFile(root, signOffPath, before, after);
  if (refusal !== undefined) throw new UsageError(`${signOffPath} was left as it is: ${refusal}`);
  return `${item} is signed off by ${name}${expires === undefined ? '' : ` until ${expires}`} in ${signOffPath}.\n`;
}
