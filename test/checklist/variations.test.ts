import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Files, readExample, statesOf } from './walk.ts';

interface Variation {
  /** The example that it starts from. */
  readonly from: string;
  readonly because: string;
  /** [path, what stands there, what stands there instead] */
  readonly replace?: readonly (readonly [string, string, string])[];
  readonly write?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  readonly states: Readonly<Record<string, string>>;
}

/** One change to a hardened deployment and the lines that it moves: what fails, and above all what no longer passes. */
const variations: Readonly<Record<string, Variation>> = parse(
  readFileSync(new URL('variations.yaml', import.meta.url), 'utf8'),
);

describe('one change', () => {
  for (const [title, variation] of Object.entries(variations)) {
    it(title, () => {
      const states = statesOf(changed(variation));
      const seen = Object.fromEntries(Object.keys(variation.states).map((id) => [id, states[id]]));
      expect(seen, variation.because).toEqual(variation.states);
    });
  }
});

function changed({ from, replace = [], write = {}, remove = [] }: Variation): Files {
  const files = new Map(readExample(from));
  for (const [path, before, after] of replace) {
    const text = files.get(path);
    if (!text?.includes(before)) throw new Error(`${from}/${path} does not hold ${before}`);
    files.set(path, text.replace(before, after));
  }
  for (const [path, text] of Object.entries(write)) files.set(path, text);
  for (const path of remove) files.delete(path);
  return files;
}
