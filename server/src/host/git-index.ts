import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** An entry of git's index: where the file is, and the name of the content that git last saw there. */
interface IndexEntry {
  readonly path: string;
  readonly hash: string;
}

/**
 * Whether a file below `root` differs from git's index or is not in it. Git is never run, because a repository may configure
 * commands: `.git/index` is read (gitformat-index(5), versions 2 to 4). Changes that are staged already are in the index and so
 * do not show. The reason where there is no index that can be read.
 */
export function changedFiles(root: string): ((path: string) => boolean) | { readonly missing: string } {
  const repository = repositoryOf(root);
  if (!repository) return { missing: 'no .git/index here or above, so nothing tells which files changed' };
  const { home } = repository;
  const index = readIndex(readFileSync(repository.index));
  if (!index) return { missing: '.git/index is of a form that is not known' };
  const entries = new Map(index.map(({ path, hash }) => [path, hash]));
  const prefix = relative(home, root).split(sep).join('/');
  return (path) => {
    const known = entries.get(prefix === '' ? path : `${prefix}/${path}`);
    return known === undefined || known !== blobHash(join(root, path));
  };
}

/** The working tree above a folder, and its index: in a linked tree `.git` is a file that names the place. */
function repositoryOf(root: string): { readonly home: string; readonly index: string } | undefined {
  for (let home = root; ; home = dirname(home)) {
    const folder = gitFolder(join(home, '.git'));
    if (folder !== undefined && existsSync(join(folder, 'index'))) return { home, index: join(folder, 'index') };
    if (dirname(home) === home) return undefined;
  }
}

function gitFolder(path: string): string | undefined {
  try {
    if (statSync(path).isDirectory()) return path;
    const named = /^gitdir: (.+?)\r?\n?$/.exec(readFileSync(path, 'utf8'))?.[1];
    return named === undefined ? undefined : resolve(dirname(path), named);
  } catch {
    return undefined;
  }
}

function readIndex(bytes: Buffer): readonly IndexEntry[] | undefined {
  const version = bytes.length < 12 ? 0 : bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return undefined;
  const count = bytes.readUInt32BE(8);
  const entries: IndexEntry[] = [];
  let at = 12;
  let previous = '';
  for (let index = 0; index < count; index++) {
    // SHA-1 names of 20 bytes; a repository with longer ones has another layout, and its paths would not end.
    if (at + 62 > bytes.length) return undefined;
    const hash = bytes.toString('hex', at + 40, at + 60);
    const isExtended = version >= 3 && (bytes.readUInt16BE(at + 60) & 0x4000) !== 0;
    let start = at + 62 + (isExtended ? 2 : 0);
    let kept = '';
    if (version === 4) {
      const { value, end } = readOffset(bytes, start);
      kept = previous.slice(0, Math.max(previous.length - value, 0));
      start = end;
    }
    const stop = bytes.indexOf(0, start);
    if (stop < 0) return undefined;
    const path = kept + bytes.toString('latin1', start, stop);
    previous = path;
    entries.push({ path: Buffer.from(path, 'latin1').toString('utf8'), hash });
    // Before version 4 an entry is padded with zeros to a multiple of eight, one at least.
    at = version === 4 ? stop + 1 : at + ((stop - at + 8) & ~7);
  }
  return entries;
}

/** The variable-width number of pack files (gitformat-pack(5)). */
function readOffset(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let at = from;
  let byte = bytes[at++] ?? 0;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0 && at < bytes.length) {
    byte = bytes[at++] ?? 0;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, end: at };
}

/** What git would call the file's content; undefined where it cannot be read. */
function blobHash(file: string): string | undefined {
  try {
    const content = readFileSync(file);
    return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  } catch {
    return undefined;
  }
}
