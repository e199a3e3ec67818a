/**
 * What a `.dockerignore` says of a path in the build's context (moby/patternmatcher): the last pattern that matches the path or
 * a folder above it decides. Patterns are relative to the context, `*` stays within a folder, `**` crosses folders.
 */
export function matchesDockerignore(
  entries: readonly { readonly pattern: string; readonly negated: boolean }[],
  path: string,
): boolean | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  let verdict: boolean | undefined;
  for (const { pattern, negated } of entries) {
    const wanted = pattern
      .trim()
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    if (wanted.length > 0 && matchesFolders(wanted, parts)) verdict = !negated;
  }
  return verdict;
}

/** The pattern matches the path or one of its folders: a table of which patterns reach which part, so never exponential. */
function matchesFolders(wanted: readonly string[], parts: readonly string[]): boolean {
  let reached = new Set(skipDeep(wanted, [0]));
  for (const part of parts) {
    const next: number[] = [];
    for (const index of reached) {
      const segment = wanted[index];
      if (segment === undefined) continue;
      if (segment === '**') next.push(index, index + 1);
      else if (matchesSegment(segment, part)) next.push(index + 1);
    }
    reached = new Set(skipDeep(wanted, next));
    if (reached.has(wanted.length)) return true;
  }
  return false;
}

/** `**` stands for no folder as well, but at the end for something. */
const skipDeep = (wanted: readonly string[], indices: readonly number[]): readonly number[] =>
  indices.flatMap((index) => (wanted[index] === '**' && index < wanted.length - 1 ? [index, index + 1] : [index]));

/** `*`, `?`, `[a-z]` and `\x` within one part (Go's filepath.Match); a broken class matches nothing. */
function matchesSegment(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let star = { pattern: -1, text: 0 };
  while (t < text.length) {
    const step = pattern[p] === '*' ? undefined : stepAt(pattern, p, text[t] ?? '');
    if (pattern[p] === '*') star = { pattern: ++p, text: t };
    else if (step !== undefined) {
      p = step;
      t++;
    } else if (star.pattern >= 0) {
      p = star.pattern;
      t = ++star.text;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Behind the sign of the pattern that takes a character; undefined where it takes another. */
function stepAt(pattern: string, at: number, char: string): number | undefined {
  const sign = pattern[at];
  if (sign === '?') return at + 1;
  if (sign === '\\') return pattern[at + 1] === char ? at + 2 : undefined;
  if (sign !== '[') return sign === char ? at + 1 : undefined;
  const close = pattern.indexOf(']', at + 2);
  if (close < 0) return undefined;
  const negated = pattern[at + 1] === '^' || pattern[at + 1] === '!';
  let found = false;
  for (let index = at + (negated ? 2 : 1); index < close; index++) {
    const low = pattern[index] ?? '';
    const isRange = pattern[index + 1] === '-' && index + 2 < close;
    const high = isRange ? (pattern[index + 2] ?? '') : low;
    if (char >= low && char <= high) found = true;
    if (isRange) index += 2;
  }
  return found !== negated ? close + 1 : undefined;
}
