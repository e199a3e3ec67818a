import { readSignOffs, type SignOff, signOffPath } from '../core/checklist/sign-off.ts';
import type { Product } from '../core/product/product.ts';
import { mistakeLines } from './mistake-lines.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface LoadedSignOffs {
  readonly signOffs: readonly SignOff[];
  /** One line each, with the place in the file. */
  readonly mistakes: readonly string[];
}

/** The sign-offs of a workspace that has some; a file that cannot be read signs nothing and is said. */
export function loadSignOffs(files: WorkspaceFiles | undefined, products: readonly Product[]): LoadedSignOffs {
  const result = files?.read(signOffPath);
  if (!result || ('fault' in result && result.missing)) return { signOffs: [], mistakes: [] };
  if (!('text' in result)) {
    return { signOffs: [], mistakes: [`${signOffPath}: ${'skipped' in result ? result.skipped : result.fault}`] };
  }
  const { signOffs, mistakes } = readSignOffs(result.text, products);
  return { signOffs, mistakes: mistakeLines(signOffPath, result.text, mistakes) };
}

/** The day that it is where the program runs, as `YYYY-MM-DD`; `days` from now where they are given. */
export function today(days = 0): string {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
