import ignore from 'ignore';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
import { matchesDockerignore } from './dockerignore.ts';
import { baseNameOf, folderOf, isWithin } from './path.ts';

export interface IgnoreEntry {
  /** Without the `!`; trailing blanks are gone. */
  readonly pattern: string;
  /** `!pattern`: takes back what an earlier one ignores. */
  readonly negated: boolean;
  readonly span: Span;
}

/** `.gitignore` (gitignore(5)) or `.dockerignore` (https://docs.docker.com/build/concepts/context/#dockerignore-files). */
export interface IgnoreModel {
  readonly form: 'git' | 'docker';
  /** What its patterns are relative to. */
  readonly folder: string;
  readonly entries: readonly IgnoreEntry[];
  /** What this file alone says of a path of the workspace; `undefined` where no pattern matches or it lies elsewhere. */
  verdict(path: string): boolean | undefined;
  /** Nothing of a file or of a folder above it takes it back. */
  isIgnored(path: string): boolean;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

/** Longer patterns are none of a person's, and are slow to match. */
const maxPattern = 500;

export function readIgnore(text: string, path: string): IgnoreModel {
  const form = /\.(?:docker|container)ignore$/.test(baseNameOf(path)) ? 'docker' : 'git';
  const folder = folderOf(path);
  const { entries, comments } = readEntries(text);
  const usable = entries.filter(({ pattern }) => pattern.length <= maxPattern);
  const relative = (target: string): string | undefined =>
    isWithin(target, folder) && target !== folder ? target.slice(folder === '' ? 0 : folder.length + 1) : undefined;
  const facts = { form, folder, entries, comments, problems: [] } as const;
  if (form === 'docker') {
    const verdict = (target: string): boolean | undefined => {
      const inside = relative(target);
      return inside === undefined ? undefined : matchesDockerignore(usable, inside);
    };
    return { ...facts, verdict, isIgnored: (target) => verdict(target) ?? false };
  }
  const matcher = ignore({ allowRelativePaths: true, ignoreCase: false }).add(
    usable.map(({ pattern, negated }) => (negated ? `!${pattern}` : pattern)).join('\n'),
  );
  const verdict = (target: string): boolean | undefined => {
    const inside = relative(target);
    if (inside === undefined || inside === '/') return undefined;
    const { ignored, unignored } = matcher.test(inside);
    return ignored ? true : unignored ? false : undefined;
  };
  return { ...facts, verdict, isIgnored: (target) => verdict(target) ?? false };
}

/**
 * Whether git leaves a path out, by all the ignore files of a workspace: of the files above it the deepest that has a pattern for
 * it decides, and nothing inside of an ignored folder comes back (gitignore(5)).
 */
export function ignoredBy(files: readonly IgnoreModel[], path: string): boolean {
  const above = files
    .filter(({ form, folder }) => form === 'git' && isWithin(path, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length);
  const parts = path.split('/');
  return parts.some((_, index) => {
    const isFolder = index < parts.length - 1;
    const target = parts.slice(0, index + 1).join('/') + (isFolder ? '/' : '');
    return above.map((file) => file.verdict(target)).find((verdict) => verdict !== undefined) ?? false;
  });
}

function readEntries(text: string): { readonly entries: readonly IgnoreEntry[]; readonly comments: readonly Span[] } {
  const entries: IgnoreEntry[] = [];
  const comments: Span[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    let end = next;
    // A blank behind a backslash belongs to the pattern.
    while (end > start && /[ \t\r]/.test(text[end - 1] ?? '') && !(text[end - 2] === '\\' && text[end - 1] === ' '))
      end--;
    const span = { start, end };
    const line = text.slice(start, end);
    start = next + 1;
    if (line === '') continue;
    if (line.startsWith('#')) comments.push(span);
    else entries.push({ pattern: line.replace(/^!/, ''), negated: line.startsWith('!'), span });
  }
  return { entries, comments };
}
