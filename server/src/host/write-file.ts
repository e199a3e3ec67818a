import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { readText } from './node-files.ts';

/** Why a file was left as it is; undefined where it was written. */
export type Refusal = string | undefined;

/**
 * Puts a text in the place of another, whole or not at all: a temporary file beside it is renamed over it and has its mode.
 * Refused where the file is no longer what was read (`before`; undefined for one that did not exist), and outside of `root`.
 */
export function replaceFile(
  root: string,
  path: string,
  before: string | undefined,
  text: string,
  // What a fix creates holds secrets as a rule.
  modeOfNew = 0o600,
): Refusal {
  const named = resolve(root, path);
  const base = realpathSync(root);
  const file = existsSync(named) ? realpathSync(named) : named;
  if (before === undefined) {
    if (existsSync(file) || isLink(file)) return 'it came into being meanwhile';
    if (!isInside(nearestFolder(dirname(file)), base)) return 'it lies outside of the folder that was checked';
    mkdirSync(dirname(file), { recursive: true });
  } else {
    if (!isInside(file, base)) return 'it lies outside of the folder that was checked';
    const now = readText(file);
    if (!('text' in now) || now.text !== before) return 'it changed meanwhile';
  }
  const temporary = join(dirname(file), `.${basename(file)}.seaworthy-${process.pid}`);
  try {
    const mode = before === undefined ? modeOfNew : statSync(file).mode & 0o7777;
    writeFileSync(temporary, text, { flag: 'wx', mode });
    chmodSync(temporary, mode);
    renameSync(temporary, file);
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return error instanceof Error && 'code' in error
      ? `it cannot be written (${String(error.code)})`
      : 'it cannot be written';
  }
}

const isInside = (path: string, base: string): boolean =>
  path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** The deepest folder above that exists, by its real path. */
function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return realpathSync(folder);
}
