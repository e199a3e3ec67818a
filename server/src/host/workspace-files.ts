import type { GitFacts } from '../core/deployment/versioning.ts';
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

export type ReadResult =
  | { readonly text: string }
  | { readonly skipped: string }
  /** `missing` where there is nothing of that name, rather than something that cannot be read. */
  | { readonly fault: string; readonly missing?: true };

export interface Listed {
  /** Sorted, relative to the root, with `/`. */
  readonly paths: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly faults: readonly ReadFault[];
}

/** How the outside reaches the core: Node's file system, or the client's where a workspace is virtual. */
export interface WorkspaceFiles {
  /** The files that may be ours. With `only`, those folders' own files, not what is below them. */
  list(only?: readonly string[]): Listed;
  read(path: string): ReadResult;
  /** What git's index holds of it; undefined where there is none or it cannot be read. */
  tracked?(): GitFacts | undefined;
  /** Permission bits of a file; undefined where the system has none or the file is gone. */
  mode?(path: string): number | undefined;
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

/** Whether a listing goes into a folder of that name. */
export const isWalked = (folder: string): boolean => !skippedFolders.has(folder);

/** Whether the path is that of a file that may be ours. */
export const mayBeOurs = (path: string): boolean => kindOfPath(path) !== undefined || needsContent(path);

/** Whether a listing of the whole workspace has this file. */
export const isListed = (path: string): boolean => mayBeOurs(path) && path.split('/').slice(0, -1).every(isWalked);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that bytes hold; bytes that are no text are said, never guessed at. */
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
