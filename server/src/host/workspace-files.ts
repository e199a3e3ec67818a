import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { kindOfPath, needsContent } from '../core/file-kind.ts';

/** Files over this are listed as skipped: no configuration is that large, and dumps are. */
export const maxBytes = 2 * 1024 * 1024;

export interface Skipped {
  readonly path: string;
  readonly why: string;
}

/** A file or folder that could not be read, and why. */
export interface ReadFault {
  readonly path: string;
  readonly reason: string;
}

export type ReadResult = { readonly text: string } | { readonly skipped: string } | { readonly fault: string };

/** How the outside reaches the core: Node's file system here, the client's where a workspace is virtual. */
export interface WorkspaceFiles {
  /**
   * Paths of the files that may be ours, relative to the root, with `/`; sorted. With `only`, those folders' own files, not
   * what is below them.
   */
  list(only?: readonly string[]): {
    readonly paths: readonly string[];
    readonly skipped: readonly Skipped[];
    readonly faults: readonly ReadFault[];
  };
  read(path: string): ReadResult;
  /** Whether `list` would go into the folders of the path: dependencies and build output are none of ours. */
  covers(path: string): boolean;
}

/** Version control, dependencies and build output: nothing in them is written by the people who deploy. */
const skippedFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  'bower_components',
  'vendor',
  'venv',
  '.venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  'dist',
  'build',
  'out',
  'target',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  '.turbo',
  '.cache',
  'coverage',
  '.gradle',
  '.terraform',
  '.yarn',
  '.pnpm-store',
  '.vscode-test',
]);

const messageOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'the file is gone';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message.replace(/,? '.*'$/, '') : 'unknown error';
};

export function nodeFiles(root: string): WorkspaceFiles {
  return {
    list: (only) => walk(root, only),
    read: (path) => readText(join(root, path)),
    covers: (path) =>
      !path
        .split('/')
        .slice(0, -1)
        .some((folder) => skippedFolders.has(folder)),
  };
}

function walk(root: string, only: readonly string[] | undefined): ReturnType<WorkspaceFiles['list']> {
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
      if (isFolder && only === undefined && !skippedFolders.has(entry.name)) folders.push(path);
      else if (isFile && (kindOfPath(path) !== undefined || needsContent(path))) paths.push(path);
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

/** The text of a file; bytes that are no text are said, never guessed at. */
export function readText(file: string): ReadResult {
  try {
    const { size } = lstatSync(file).isSymbolicLink() ? statSync(file) : lstatSync(file);
    if (size > maxBytes) return { skipped: 'over 2 MiB' };
    const bytes = readFileSync(file);
    return decode(bytes);
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decode(bytes: Uint8Array): ReadResult {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { skipped: 'UTF-16 text; save it as UTF-8' };
  if (bytes.subarray(0, 8192).includes(0)) return { skipped: 'binary content' };
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { fault: 'not valid UTF-8; save it as UTF-8' };
  }
}

/** `file` as the workspace names it; undefined outside of it. */
export function pathIn(root: string, file: string): string | undefined {
  const path = relative(root, file).split(sep).join('/');
  return path === '' || path.startsWith('../') || path === '..' || resolve(root, path) !== resolve(file)
    ? undefined
    : path;
}
