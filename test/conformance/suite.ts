import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Cases of the programs that define the languages; kept beside the checkout, never in it. */
export const root = new URL('../../../shared/conformance/', import.meta.url);

/** A name may hold a `#`. */
const urlOf = (path: string): URL => new URL(encodeURI(path).replaceAll('#', '%23'), root);

export const readText = (path: string): string => readFileSync(urlOf(path), 'utf8');
export const namesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
/** The file's author promises the form; a case that has another one shows up as a disagreement. */
export const readCases = <T>(path: string): readonly T[] => JSON.parse(readText(path));

export interface Outcome {
  readonly id: string;
  readonly agrees: boolean;
}

interface Known {
  readonly agree: number;
  /** Reason -> ids of the cases that differ. */
  readonly deviations: Readonly<Record<string, readonly string[]>>;
}

const known: Readonly<Record<string, Known>> = JSON.parse(
  readFileSync(new URL('deviations.json', import.meta.url), 'utf8'),
);

/** One suite as one test: at least as many agree as were measured, and every case that differs has its reason on the list. */
export function conforms(suite: string, run: () => readonly Outcome[]): void {
  it(`agrees with ${suite} but for the listed deviations`, () => {
    if (!existsSync(root)) {
      console.log('SKIPPED conformance: ../shared/conformance is absent');
      return;
    }
    const outcomes = run();
    const differ = outcomes.flatMap(({ id, agrees }) => (agrees ? [] : [id]));
    const { agree, deviations } = known[suite] ?? { agree: 0, deviations: {} };
    console.log(`${suite}: ${outcomes.length - differ.length} of ${outcomes.length} cases agree`);
    const listed = new Set(Object.values(deviations).flat());
    expect(differ.filter((id) => !listed.has(id))).toEqual([]);
    expect(outcomes.length - differ.length).toBeGreaterThanOrEqual(agree);
  });
}

/** The same whatever the order of names. */
export const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
