/**
 * A unified diff without context lines (GNU diff, "Detailed Description of Unified Format"): only what changes is printed,
 * because the lines around it may hold secrets. Longest common subsequence of lines between the parts that are equal at both ends.
 */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const [a, b] = [linesOf(before ?? ''), linesOf(after)];
  const head = `--- ${before === undefined ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n`;
  return head + hunks(a, b).map(drawn).join('');
}

interface Hunk {
  readonly at: number;
  readonly to: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** With their line breaks, so that a changed one shows. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function drawn({ at, to, removed, added }: Hunk): string {
  const range = (start: number, count: number): string => `${count === 0 ? start : start + 1},${count}`;
  const line = (sign: string) => (text: string) =>
    text.endsWith('\n') ? `${sign}${text}` : `${sign}${text}\n\\ No newline at end of file\n`;
  return [
    `@@ -${range(at, removed.length)} +${range(to, added.length)} @@\n`,
    ...removed.map(line('-')),
    ...added.map(line('+')),
  ].join('');
}

/** Above this the middle is one hunk: a table of its size would not fit. */
const maxCells = 4_000_000;

function hunks(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)];
  if (left.length === 0 && right.length === 0) return [];
  if (left.length * right.length > maxCells) return [{ at: start, to: start, removed: left, added: right }];
  return split(left, right).map((hunk) => ({ ...hunk, at: hunk.at + start, to: hunk.to + start }));
}

function split(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const [fromA, fromB] = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i++;
      else j++;
    }
    found.push({ at: fromA, to: fromB, removed: a.slice(fromA, i), added: b.slice(fromB, j) });
  }
  return found;
}
