import fc from 'fast-check';
import type { Span } from '../../server/src/core/text.ts';

/**
 * Runs of each property: enough to find what seeds and cuts reach, few enough for every change. They are the same at
 * each run, so that a change is judged and not its luck; RUNS asks for more, SEED for others.
 */
export const runs = { numRuns: Number(process.env['RUNS'] ?? 300), seed: Number(process.env['SEED'] ?? 2026) };

const noise = fc.string({
  unit: fc.constantFrom(...'{}[]()<>"\'`$#=:,-*&!|>%@\\/ \t\n\ra0é🎉\ufeff\u00a0\u2028'),
  maxLength: 60,
});

/** Arbitrary text, text of the characters that syntaxes are made of, and cuts and graftings of the seeds. */
export function textFrom(seeds: readonly string[]): fc.Arbitrary<string> {
  const mutated = fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.nat(12), noise).map(([seed, at, drop, graft]) => {
    const cut = at % (seed.length + 1);
    return `${seed.slice(0, cut)}${graft}${seed.slice(cut + drop)}`;
  });
  return fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), noise, mutated);
}

export const isWithin = ({ start, end }: Span, text: string): boolean =>
  start >= 0 && start <= end && end <= text.length;

/** Every object with a `start` and an `end` in a tree, wherever it stands. */
export function spansIn(value: unknown): readonly Span[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(spansIn);
  return isSpan(value) ? [value, ...inner] : inner;
}

const isSpan = (value: object): value is Span =>
  'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number';
