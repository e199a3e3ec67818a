import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../server/src/core/syntax/json.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';
import { plain } from './plain.ts';

const isRefused = (text: string, dialect: 'json' | 'jsonc'): boolean =>
  parseJson(text, dialect).problems.some(({ verdict }) => verdict === 'refused');

describe('RFC 8259', () => {
  it.each([
    '{}',
    '[]',
    '"a"',
    '1',
    '-0.5e+10',
    'true',
    'null',
    '{"a":[1,{"b":null}]}',
    ' \t\r\n[ 1 , 2 ] ',
    '"\\u00e9\\n\\/"',
  ])('accepts %j', (text) => {
    expect(isRefused(text, 'json')).toBe(false);
    expect(plain(parseJson(text, 'json').root)).toEqual(JSON.parse(text));
  });

  it.each([
    '',
    '{',
    '[1',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '[1,]',
    "{'a':1}",
    '{a:1}',
    '01',
    '+1',
    '.5',
    '1.',
    '0x1',
    'NaN',
    '"a',
    '"\t"',
    '"\\x"',
    '[] []',
    '// c\n1',
    '/* c */ 1',
    'nul',
    '{"a" 1}',
  ])('refuses %j', (text) => {
    expect(isRefused(text, 'json')).toBe(true);
  });
});

describe('JSON with comments', () => {
  it('accepts comments and trailing commas', () => {
    const text = '// one\n{ "a": [1, 2,], /* two */ "b": "c", }\n';
    expect(isRefused(text, 'jsonc')).toBe(false);
    expect(parseJson(text, 'jsonc').comments.map(({ start, end }) => text.slice(start, end))).toEqual([
      '// one',
      '/* two */',
    ]);
  });

  it.each(['{ "a": 1 "b": 2 }', '{ a: 1 }', "{ 'a': 1 }", '/* open', '{ "a": [1, 2 }'])('refuses %j', (text) => {
    expect(isRefused(text, 'jsonc')).toBe(true);
  });
});

describe('places', () => {
  it('tells where names and values stand', () => {
    const text = '{\r\n  "a": "b",\r\n  "c\\u0064": "\\u0065"\r\n}';
    const { root } = parseJson(text, 'json');
    expect(root).toMatchObject({
      members: [
        { key: 'a', value: { content: { start: 11, end: 12 }, exact: true } },
        { key: 'cd', value: { value: 'e', exact: false } },
      ],
    });
  });

  it('steps over a byte order mark', () => {
    expect(parseJson('\ufeff{"a":1}', 'json')).toMatchObject({
      root: { members: [{ keySpan: { start: 2, end: 5 } }] },
      problems: [],
    });
  });

  it('names both places of a name that is set twice', () => {
    expect(parseJson('{"a":1,"b":{"a":2},"a":3}', 'json').duplicates).toEqual([
      { name: 'a', first: { start: 1, end: 4 }, key: { start: 19, end: 22 }, entry: { start: 19, end: 24 } },
    ]);
  });

  it.each([
    '{ "a": 1, "b": ',
    '{ "a": 1, "b": { "c": [1, ',
    '{ "a": 1, "b" }',
    '{ "a": 1, "b": tru }',
    '{ "b": "open\n "a": 1 }',
  ])('keeps what is whole in %j', (text) => {
    expect(plain(parseJson(text, 'jsonc').root)).toMatchObject({ a: 1 });
  });
});

describe('deep nesting', () => {
  it.each(['[', '{"a":', '[{"a":'])('is refused by depth when %j is repeated', (unit) => {
    const { problems, root } = parseJson(unit.repeat(100_000), 'json');
    expect(problems).toMatchObject([{ message: 'Nesting is deeper than 200 levels.', verdict: 'refused' }]);
    expect(root).toBeUndefined();
  });

  it('counts no bracket of a string', () => {
    const text = `{"a": "${'['.repeat(1000)}", "b": "\\"${'{'.repeat(1000)}"}`;
    expect(parseJson(text, 'json').problems).toEqual([]);
  });
});

it('ends the place of a comment that breaks off with the text', () => {
  const { comments, problems } = parseJson('/*', 'jsonc');
  expect(comments).toEqual([{ start: 0, end: 2 }]);
  expect(spansIn(problems).every(({ end }) => end <= 2)).toBe(true);
});

const seeds = [
  '{ "a": [1, "two", null, { "b": false }], "c": "\\u00e9" }',
  '// c\n{\r\n"a": "b", /* d */\r\n}',
  '[[[1]], {"x":{}}]',
];

describe('any text', () => {
  it.each(['json', 'jsonc'] as const)('gives places inside of it without a throw (%s)', (dialect) => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        expect(spansIn(parseJson(text, dialect)).every((span) => isWithin(span, text))).toBe(true);
      }),
      runs,
    );
  });

  it('is accepted exactly where JSON.parse accepts it', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        // JSON.parse takes no byte order mark; files have one.
        fc.pre(!text.startsWith('\ufeff'));
        expect(isRefused(text, 'json')).toBe(!isJson(text));
      }),
      runs,
    );
  });

  it('that JSON.stringify wrote reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(plain(parseJson(text, 'json').root))).toBe(text);
      }),
      runs,
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
