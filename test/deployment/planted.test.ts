import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultSettings, type Settings } from '../../server/src/core/config.ts';
import { lineIndex } from '../../server/src/core/text.ts';
import { analyzeFiles, type Files } from '../checklist/walk.ts';

interface Planted {
  readonly because?: string;
  /** Nothing more is found by the profile of that name. */
  readonly strict?: true;
  /** Path -> text; behind `<<<` at the end of a line stand the rules that speak there. */
  readonly files: Readonly<Record<string, string>>;
}

const planted: Readonly<Record<string, Planted>> = parse(
  readFileSync(new URL('planted.yaml', import.meta.url), 'utf8'),
  { maxAliasCount: 1000 },
);

const mark = /[ \t]*<<< [a-z -]+$/gm;

/** The files again with what is found at the ends of its lines. */
function marked(files: Files, settings: Settings): Readonly<Record<string, string>> {
  const { findings, faults } = analyzeFiles(files, settings);
  expect(faults).toEqual([]);
  return Object.fromEntries(
    [...files].map(([path, text]) => {
      const { position } = lineIndex(text);
      const found = findings.filter((one) => one.path === path);
      const drawn = text.split('\n').map((line, at) => {
        const here = found.filter(({ span }) => position(span.start).line === at).map(({ rule }) => rule.id);
        return here.length > 0 ? `${line} <<< ${[...new Set(here)].sort().join(' ')}` : line;
      });
      return [path, drawn.join('\n')];
    }),
  );
}

describe('what is said of a deployment as people write them', () => {
  for (const [title, { because, strict, files }] of Object.entries(planted)) {
    it(title, () => {
      const plain: Files = new Map(Object.entries(files).map(([path, text]) => [path, text.replaceAll(mark, '')]));
      expect(marked(plain, defaultSettings), because).toEqual(files);
      if (strict) expect(marked(plain, { ...defaultSettings, profile: 'strict' }), because).toEqual(files);
    });
  }
});
