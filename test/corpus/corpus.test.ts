import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCorpusHere, judgeCorpus } from './open-corpus.ts';

interface Verdict {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly verdict: 'right' | 'wrong';
  readonly reason: string;
}

/** A seeded sample of findings on real files, each judged by a person: how often the rules are right. */
const sample: readonly Verdict[] = JSON.parse(readFileSync(new URL('sample.json', import.meta.url), 'utf8'));

it('the judged sample holds two hundred findings, at least 190 of them right, each with its reason', () => {
  expect(sample).toHaveLength(200);
  expect(sample.filter(({ verdict }) => verdict === 'right').length).toBeGreaterThanOrEqual(190);
  expect(sample.filter(({ reason }) => reason.length < 10)).toEqual([]);
});

if (!isCorpusHere) {
  console.log('SKIPPED open corpus: ../shared/corpora is absent');
  it('says that the corpus is left out', () => expect(isCorpusHere).toBe(false));
} else {
  describe('on the open corpus', () => {
    const { files, faults, findings } = judgeCorpus();

    it('reads hundreds of files and crashes on none', () => {
      expect(files).toBeGreaterThan(240);
      expect(faults).toEqual([]);
    });

    it('finds what the reviewed list holds, and nothing else', async () => {
      const lines = findings.map(
        ({ path, line, severity, rule, message }) => `${path}:${line} ${severity} ${rule}: ${message}\n`,
      );
      await expect(lines.join('')).toMatchFileSnapshot('findings.txt');
    });

    it('still reports what was judged right, and no longer what was judged wrong', () => {
      const isReported = ({ path, line, rule }: Verdict): boolean =>
        findings.some((finding) => finding.path === path && finding.line === line && finding.rule === rule);
      const changed = sample.filter((one) => isReported(one) !== (one.verdict === 'right'));
      expect(changed).toEqual([]);
    });
  });
}
