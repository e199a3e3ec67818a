import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { kindOfPath } from '../core/file-kind.ts';
import { trackedFiles } from './git-tracked.ts';
import {
  decode,
  isWalked,
  type Listed,
  maxBytes,
  mayBeOurs,
  type ReadFault,
  type ReadResult,
  type Skipped,
  type WorkspaceFiles,
} from './workspace-files.ts';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const messageOf = (error: unknown): string => {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'the file is gone';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message.replace(/,? '.*'$/, '') : 'unknown error';
};

/** A folder of this machine's disk. */
export const nodeFiles = (root: string): WorkspaceFiles => ({
  list: (only) => walk(root, only),
  read: (path) => readText(join(root, path)),
  tracked: () => trackedFiles(root),
  mode: (path) => modeOf(join(root, path)),
});

function modeOf(file: string): number | undefined {
  // Windows keeps rights elsewhere; the bits there are made up.
  if (process.platform === 'win32') return undefined;
  return statSync(file, { throwIfNoEntry: false })?.mode;
}

function walk(root: string, only: readonly string[] | undefined): Listed {
  const paths: string[] = [];
  const skipped: Skipped[] = [];
  const faults: ReadFault[] = [];
  const realRoot = realpath(root) ?? resolve(root);
  const folders = [...(only ?? [''])];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = readFolder(root, folder, faults);
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      let isFolder = entry.isDirectory();
      let isFile = entry.isFile();
      if (entry.isSymbolicLink()) {
        const target = followLink(join(root, path), realRoot);
        if ('why' in target) {
          if (target.why !== '' && (kindOfPath(path) !== undefined || target.isFolder))
            skipped.push({ path, why: target.why });
          continue;
        }
        isFolder = target.isFolder;
        isFile = !target.isFolder;
      }
      if (isFolder && only === undefined && isWalked(entry.name)) folders.push(path);
      else if (isFile && mayBeOurs(path)) paths.push(path);
    }
  }
  return { paths: paths.sort(), skipped, faults };
}

function readFolder(root: string, folder: string, faults: ReadFault[]) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    faults.push({ path: folder === '' ? '.' : folder, reason: messageOf(error) });
    return [];
  }
}

function followLink(
  path: string,
  realRoot: string,
): { readonly isFolder: boolean } | { readonly why: string; readonly isFolder: boolean } {
  const target = realpath(path);
  if (target === undefined) return { why: 'symbolic link that leads nowhere', isFolder: false };
  const isFolder = statSync(target).isDirectory();
  if (target !== realRoot && !target.startsWith(realRoot + sep))
    return { why: 'symbolic link that leaves the root', isFolder };
  if (!isFolder) return { isFolder };
  const home = realpath(dirname(path)) ?? '';
  const loops = home === target || home.startsWith(target + sep);
  // A folder inside the root is walked under its own name; a second name for it would list its files twice, or for ever.
  return { why: loops ? 'symbolic link that loops' : '', isFolder };
}

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The text of a file of this machine. */
export function readText(file: string): ReadResult {
  try {
    const { size } = lstatSync(file).isSymbolicLink() ? statSync(file) : lstatSync(file);
    if (size > maxBytes) return { skipped: 'over 2 MiB' };
    const bytes = readFileSync(file);
    return decode(bytes);
  } catch (error) {
    return { fault: messageOf(error), ...(codeOf(error) === 'ENOENT' && { missing: true }) };
  }
}

/** `file` as the workspace names it; undefined outside of it. */
export function pathIn(root: string, file: string): string | undefined {
  const path = relative(root, file).split(sep).join('/');
  return path === '' || path.startsWith('../') || path === '..' || resolve(root, path) !== resolve(file)
    ? undefined
    : path;
}
