import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../server/src/core/syntax/json.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';
import { plain } from './plain.ts';

const read = (text: string) => parseJson(text, 'json5');
const contentOf = (text: string): unknown => plain(read(text).root);

describe('JSON5', () => {
  // https://spec.json5.org
  it.each([
    ["{ unquoted: 'and you can quote me on that' }", { unquoted: 'and you can quote me on that' }],
    ['{ singleQuotes: \'I can use "double quotes" here\' }', { singleQuotes: 'I can use "double quotes" here' }],
    ["'Look, Mom! \\\nNo \\\\n\\'s!'", "Look, Mom! No \\n's!"],
    ['0xdecaf', 0xdecaf],
    ['-0x10', -16],
    ['.8675309', 0.8675309],
    ['8675309.', 8675309],
    ['+1', 1],
    ['-.5e-1', -0.05],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['{ $id: 1, _a: 2, ünïcode: 3, a\\u0062: 4 }', { $id: 1, _a: 2, ünïcode: 3, ab: 4 }],
    ["[1, 'two', /* three */ null,]", [1, 'two', null]],
    ['// comment\n{ a: 1, } // after', { a: 1 }],
    ["'\\x41\\u0042\\0\\v'", 'AB\0\v'],
    ["'a\\\r\nb'", 'ab'],
    ['{ true: false, null: null }', { true: false, null: null }],
    ['{"plain": ["json", 1.5e3, true]}', { plain: ['json', 1500, true] }],
    ['\ufeff{ a: 1 }', { a: 1 }],
  ])('reads %j', (text, expected) => {
    expect(contentOf(text)).toEqual(expected);
    expect(read(text).problems).toEqual([]);
  });

  it('reads NaN as a number', () => {
    expect(read('NaN')).toMatchObject({ root: { type: 'number', value: Number.NaN }, problems: [] });
  });

  it.each([
    '',
    '{',
    '[1',
    '{ a 1 }',
    '{ a: }',
    '{ 1a: 1 }',
    '{ a-b: 1 }',
    '[,]',
    '{,}',
    '[1,,2]',
    "'open",
    "'line\nbreak'",
    '/* open',
    '1 2',
    'word',
    '0x',
    '00',
    '01',
    "'\\1'",
    "'\\xg0'",
    '[1 2]',
    '+-1',
    '{ a: 1 ] ',
  ])('refuses %j', (text) => {
    expect(read(text).problems).not.toEqual([]);
    expect(read(text).problems.every(({ verdict }) => verdict === 'refused')).toBe(true);
  });
});

describe('places', () => {
  it('tells where names and values stand', () => {
    expect(read("{ a: 'b', 'c': 1 }").root).toMatchObject({
      members: [
        { keySpan: { start: 2, end: 3 }, value: { content: { start: 6, end: 7 }, exact: true } },
        { keySpan: { start: 10, end: 13 }, value: { span: { start: 15, end: 16 } } },
      ],
    });
  });

  it('finds a name that is set twice, quoted or not', () => {
    expect(read("{ a: 1, 'a': 2 }").duplicates).toMatchObject([{ name: 'a', first: { start: 2 }, key: { start: 8 } }]);
  });

  it.each([
    '{ a: 1, b: ',
    "{ a: 1, b: 'open",
    '{ a: 1, b: { c: [1, ',
    '{ b: @@@, a: 1 }',
    '{ b = 2, a: 1 }',
    "{ b: 'open\n a: 1 }",
    '{ a: 1 b: 2 }',
  ])('keeps what is whole in %j', (text) => {
    expect(contentOf(text)).toMatchObject({ a: 1 });
    expect(read(text).problems).not.toEqual([]);
  });
});

it('ends the place of a string that breaks off with the text', () => {
  expect(read("'\\").root).toMatchObject({ span: { start: 0, end: 2 }, content: { start: 1, end: 2 } });
});

describe('deep nesting', () => {
  it.each(['[', '{a:', "[{'a':"])('is refused by depth when %j is repeated', (unit) => {
    expect(read(unit.repeat(100_000)).problems).toMatchObject([{ message: 'Nesting is deeper than 200 levels.' }]);
  });
});

const seeds = [
  "{ a: 'b', // c\n 'd': [1, .5, +0x1F,], }",
  '/* x */ [null, true, -Infinity]',
  "{ e: 'f\\\n g\\u0041' }",
];

describe('any text', () => {
  it('gives places inside of it without a throw', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const tree = read(text);
        expect(spansIn(tree).every((span) => isWithin(span, text))).toBe(true);
        expect(tree.root !== undefined || tree.problems.length > 0).toBe(true);
      }),
      runs,
    );
  });

  it('that is JSON means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(read(text).problems).toEqual([]);
        expect(JSON.stringify(contentOf(text))).toBe(JSON.stringify(value));
      }),
      runs,
    );
  });
});
