import { sameLine } from './words.ts';

/** Gives out `NOV-07`, `NOV-08`, ...: after the highest number that the ids have, as wide as they are written. */
export function idsAfter(prefix: string, ids: readonly string[]): () => string {
  const numbers = ids
    .flatMap((id) => (id.startsWith(`${prefix}-`) ? [id.slice(prefix.length + 1)] : []))
    .filter((id) => /^\d+$/.test(id));
  const width = Math.max(2, ...numbers.map((number) => number.length));
  let last = Math.max(0, ...numbers.map(Number));
  return () => `${prefix}-${String(++last).padStart(width, '0')}`;
}

/** The part of an id before its number, of most of them. */
export function commonPrefix(ids: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const prefix = /^(.+)-\d+$/.exec(id)?.[1];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** How much two lines have in common: shared words among all of either, 0 to 1. */
export function likeness(a: string, b: string): number {
  const [one, other] = [a, b].map((text) => new Set(sameLine(text).split(' ')));
  if (!one || !other) return 0;
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / (one.size + other.size - shared);
}
