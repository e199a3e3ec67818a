/** The nearest legal word by edit distance, or the first of them where none is near: the end of a sentence about a mistake. */
export function nearest(word: string, words: readonly string[]): string {
  const best = nearestWord(word, words);
  if (best !== undefined) return `did you mean ${best}?`;
  return `known are ${words.slice(0, mostShown).join(', ')}${words.length > mostShown ? ', ...' : ''}.`;
}

/** A longer list is no help in a sentence. */
const mostShown = 8;

/** The nearest of the words, where one is near enough to be meant. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const best = words
    .map((other) => ({ other, distance: editDistance(word, other) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(2, word.length / 3) ? best.other : undefined;
}

/** Insertions, deletions and replacements that make one of the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
