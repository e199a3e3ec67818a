import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GitFacts } from '../core/deployment/versioning.ts';
import { readGitIndex } from '../core/syntax/git-index.ts';

/** An index over this is read by nobody who waits for an answer. */
const maxBytes = 64 * 1024 * 1024;

/**
 * What git's index holds, where the folder is a repository or a worktree. Git is never run: a repository that nobody trusts may
 * configure commands. Undefined where the folder is none, or the index cannot be read; a folder inside of a repository has rules
 * for ignoring above it that nobody sees, and so counts as none.
 */
export function trackedFiles(root: string): GitFacts | undefined {
  try {
    const index = join(gitFolder(root), 'index');
    if (statSync(index).size > maxBytes) return undefined;
    const entries = readGitIndex(readFileSync(index));
    return (
      entries && {
        tracked: new Set(entries.map(({ path }) => path)),
        executable: new Set(entries.flatMap(({ path, executable }) => (executable ? [path] : []))),
      }
    );
  } catch {
    return undefined;
  }
}

/** `.git` is a folder, or in worktrees and submodules a file that names it (gitrepository-layout(5)). */
function gitFolder(root: string): string {
  const path = join(root, '.git');
  if (statSync(path).isDirectory()) return path;
  const named = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(path, 'utf8'))?.[1];
  return named === undefined ? path : resolve(root, named);
}
