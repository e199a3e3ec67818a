import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/core/analyze.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { mutate, randomFrom } from './mutate.ts';
import { own, read, real, type Sample } from './samples.ts';

/** `npm run fuzz` asks for a million and keeps what came. */
const runs = Number(process.env['RUNS'] ?? 20_000);
const record = process.env['FUZZ_RECORD'];
const seed = Number(process.env['SEED'] ?? 1);

const failure = (sample: Sample, work: (sample: Sample) => unknown): string | undefined => {
  try {
    work(sample);
    return undefined;
  } catch (error) {
    return `${sample.path}: ${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(sample.text)}`;
  }
};

const failuresIn = (samples: Iterable<Sample>, work: (sample: Sample) => unknown): readonly string[] => {
  const failures: string[] = [];
  for (const sample of samples) {
    const failed = failure(sample, work);
    if (failed !== undefined && failures.push(failed) >= 3) break;
  }
  return failures;
};

/** All of files up to 2 KB; of longer ones 200, drawn by a seed. */
function* prefixesOf({ path, text }: Sample): Iterable<Sample> {
  const random = randomFrom(text.length);
  const count = text.length <= 2048 ? text.length : 200;
  for (let index = 0; index < count; index++) {
    yield { path, text: text.slice(0, text.length <= 2048 ? index : random(text.length)) };
  }
}

/** One of each length, so that prefixes of much the same file are not read again and again. */
const varied = (samples: readonly Sample[], count: number): readonly Sample[] =>
  [...new Map(samples.map((sample) => [sample.text.length, sample])).values()].slice(0, count);

/** What came of the last run of each kind; a run of some kinds leaves the others as they were. */
const last = new URL('last-fuzz.json', import.meta.url);
const recorded: Record<string, { readonly mutations: number; readonly failures: readonly string[] }> = JSON.parse(
  readFileSync(last, 'utf8'),
).kinds;

for (const [kind, samples] of own) {
  describe(kind, () => {
    it('is read in every prefix, as if it were being typed', { timeout: 120_000 }, () => {
      const files = [...varied(samples, 12), ...varied(real.get(kind) ?? [], 12)];
      expect(files.flatMap((sample) => failuresIn(prefixesOf(sample), read))).toEqual([]);
    });

    it(`is read after ${runs} mutations`, { timeout: 3_600_000 }, () => {
      const texts = varied(samples, 60).map(({ text }) => text.slice(0, 600));
      const random = randomFrom(seed);
      const path = samples[0]?.path ?? '';
      const mutations = function* (): Iterable<Sample> {
        for (let run = 0; run < runs; run++) {
          const sample = samples[random(samples.length)];
          if (sample) yield { path: sample.path, text: mutate(texts[random(texts.length)] ?? '', texts, random) };
        }
      };
      const failures = failuresIn(mutations(), read);
      recorded[kind] = { mutations: runs, failures };
      expect([path, ...failures]).toEqual([path]);
      if (record) writeFileSync(last, `${JSON.stringify({ seed, kinds: recorded }, undefined, 2)}\n`);
    });

    it('is judged without a fault after 300 mutations', { timeout: 120_000 }, () => {
      const texts = varied(samples, 60).map(({ text }) => text.slice(0, 1200));
      const random = randomFrom(seed + 1);
      const faults: unknown[] = [];
      for (let run = 0; run < 300; run++) {
        const sample = samples[random(samples.length)];
        if (!sample) continue;
        const text = mutate(sample.text.slice(0, 1200), texts, random);
        const change = new Map([[sample.path, { path: sample.path, text }]]);
        const { faults: found } = analyze(undefined, change, { settings: defaultSettings, products: [] });
        if (found.length > 0) faults.push([...found, text]);
      }
      expect(faults.slice(0, 3)).toEqual([]);
    });
  });
}
