import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../server/src/core/syntax/yaml.ts';
import { entryOf, valueAt } from '../../server/src/core/syntax/yaml-tree.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';
import { plainYaml } from './plain.ts';

const rootOf = (text: string) => parseYaml(text).documents[0]?.root;
const contentOf = (text: string): unknown => plainYaml(rootOf(text));
const messagesOf = (text: string) => parseYaml(text).problems.map(({ message }) => message);

describe('YAML 1.2 in the core schema', () => {
  // https://yaml.org/spec/1.2.2/
  it.each([
    ['a: 1\nb: two\nc: "3"\n', { a: 1, b: 'two', c: '3' }],
    ['a: yes\nb: no\nc: on\nd: true\ne: ~\nf:\n', { a: 'yes', b: 'no', c: 'on', d: true, e: null, f: null }],
    ['- 5432:5432\n- 0o17\n- 0x1f\n- 1e3\n', ['5432:5432', 15, 31, 1000]],
    ['{a: [1, b], "c": {d: e}}', { a: [1, 'b'], c: { d: 'e' } }],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
    ["a: 'it''s'\nb: \"\\u00e9\\n\"\n", { a: "it's", b: 'é\n' }],
    ['a: x # comment\nb: x#y\n', { a: 'x', b: 'x#y' }],
    ['a: &x {p: 1}\nb: *x\n', { a: { p: 1 }, b: { p: 1 } }],
    ['a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n', { a: { p: 1, q: 2 }, b: { p: 1, q: 3 } }],
    ['a: &x {p: 1}\nb: &y {q: 2}\nc:\n  <<: [*x, *y]\n', { a: { p: 1 }, b: { q: 2 }, c: { p: 1, q: 2 } }],
    ['a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['\ufeffa: 1\n', { a: 1 }],
    ['', null],
    ['# only a comment\n', null],
  ])('reads %j', (text, expected) => {
    expect(contentOf(text)).toEqual(expected);
    expect(messagesOf(text)).toEqual([]);
  });

  it.each([
    'a: "x\n',
    'a: [1\n',
    'a: b: c\n',
    '\ta: 1\n',
    'a: 1\n b: 2\n',
    'a: *b c\n',
    '- a\nb: c\n',
    'a: @x\n',
    '{a: 1\n',
    'a: *b\n',
    'a:\n  <<: *b\n',
    'a: *b\nc: &b 1\n',
  ])('refuses %j', (text) => {
    expect(parseYaml(text).problems.some(({ verdict }) => verdict === 'refused')).toBe(true);
  });

  it('reads several documents', () => {
    expect(parseYaml('a: 1\n---\nb: 2\n').documents.map(({ root }) => plainYaml(root))).toEqual([{ a: 1 }, { b: 2 }]);
  });
});

describe('places', () => {
  it('tells names, quotes and contents apart', () => {
    const text = 'a: "b"\nc: plain # d\ne: |\n  block\n';
    const root = rootOf(text);
    const at = (key: string) => {
      const node = valueAt(root, key);
      return node?.type === 'scalar' ? [text.slice(node.span.start, node.span.end), node.exact] : undefined;
    };
    expect(at('a')).toEqual(['"b"', true]);
    expect(at('c')).toEqual(['plain', true]);
    expect(at('e')?.[1]).toBe(false);
    expect(entryOf(root, 'a')).toMatchObject({ span: { start: 0, end: 6 }, value: { content: { start: 4, end: 5 } } });
    expect(parseYaml(text).comments.map(({ span }) => text.slice(span.start, span.end))).toEqual(['# d']);
  });

  it.each([
    ['a: "b', '"', 'The quote is never closed.'],
    ['a: "b\nc: 1\nd: 2\n', '"', 'The quote is never closed.'],
    ["a: 'b\nc: 'd'\n", "'", 'The quote is never closed.'],
    ['a: *b\n', '*b', 'No anchor &b stands before this alias.'],
    ['a:\n  <<: *b\n  c: 1\n', '*b', 'No anchor &b stands before this alias.'],
  ])('points into %j', (text, place, message) => {
    const { problems } = parseYaml(text);
    expect(problems).toMatchObject([{ message, verdict: 'refused', span: { start: text.indexOf(place) } }]);
    expect(problems.map(({ span }) => text.slice(span.start, span.end))).toEqual([place]);
  });

  it.each([
    ['a:\n  - x\n  - y\nb: 1\n', 'a:\n  - x\n  - y'],
    [
      'a:\n      - /var/run/docker.sock:/d.sock # c\n      # d\n\n    \nb: 1\n',
      'a:\n      - /var/run/docker.sock:/d.sock',
    ],
    ['a:\n  b:\n    c: 1 # d\n\n# e\nf: 1\n', 'a:\n  b:\n    c: 1'],
    ['a:\n  - |\n    x\n    y\n\nb: 1\n', 'a:\n  - |\n    x\n    y'],
    ['a: >-\n  x\n\nb: 1\n', 'a: >-\n  x'],
    ['a:\n  - x\n  -  # c\nb: 1\n', 'a:\n  - x\n  -'],
    ['a:\n  b: 1\n  c:\nd: 1\n', 'a:\n  b: 1\n  c:'],
    ['a:\r\n  - b: 1\r\n    c: 2\r\nd: 1\r\n', 'a:\r\n  - b: 1\r\n    c: 2'],
    ['a: [1,\n  2] # c\nb: 1\n', 'a: [1,\n  2]'],
    ['a: { b: 1 } \nb: 1\n', 'a: { b: 1 }'],
    ['a: [1, 2\nb: 3\n', 'a: [1, 2'],
    ['a:\n  - &x 1\n  - *x\nb: 1\n', 'a:\n  - &x 1\n  - *x'],
    ['a:\n  b: &x {c: 1}\n  d:\n    <<: *x # e\nf: 1\n', 'a:\n  b: &x {c: 1}\n  d:\n    <<: *x'],
  ])('ends the first entry of %j behind its text', (text, expected) => {
    const node = rootOf(text);
    const entry = node?.type === 'map' ? node.entries[0] : undefined;
    expect(text.slice(entry?.span.start, entry?.span.end)).toBe(expected);
    expect(text.slice(entry?.span.start, entry?.value?.span.end)).toBe(expected);
  });

  it('gives an alias that is a key its own place', () => {
    const node = rootOf('- &x a\n- {*x : 1}');
    const map = node?.type === 'seq' ? node.items[1] : undefined;
    expect(map).toMatchObject({ entries: [{ key: { text: 'a', span: { start: 10, end: 12 } }, span: { start: 10 } }] });
  });

  it('names both places of a key that is set twice', () => {
    expect(parseYaml('a: 1\nb:\n  a: 2\na: 3\n').duplicates).toEqual([
      { name: 'a', first: { start: 0, end: 1 }, key: { start: 15, end: 16 }, entry: { start: 15, end: 19 } },
    ]);
  });

  it('marks what a merge key brings in', () => {
    const node = valueAt(rootOf('a: &x {p: 1}\nb:\n  <<: *x\n  q: 2\n'), 'b');
    expect(node).toMatchObject({
      entries: [
        { key: { text: 'q' }, merged: false },
        { key: { text: 'p' }, merged: true },
      ],
    });
  });

  it.each([
    'a: 1\nb: "open\n',
    'a: 1\nb: [1, 2\n',
    'a: 1\nb:\n  c: d: e\n',
    'a: 1\nb: {c: 1\n',
    'a: 1\nb: *unknown\n',
    'a: 1\nb\n',
    'b: @x\na: 1\n',
  ])('keeps what is whole in %j', (text) => {
    expect(contentOf(text)).toMatchObject({ a: 1 });
  });
});

describe('files made to exhaust the reader', () => {
  it.each(['[', '{a: ', '- ', '[{a: ', '? '])('are refused by depth when %j is repeated', (unit) => {
    expect(messagesOf(unit.repeat(100_000))).toEqual(['Nesting is deeper than 200 levels.']);
  });

  it('are refused by depth when every line is indented further', () => {
    const text = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    expect(messagesOf(text)).toEqual(['Nesting is deeper than 200 levels.']);
  });

  it('share the node of an alias instead of copying it', () => {
    const bomb = ['a: &a [x, x]', ...[...'bcdefghijklmnopqrstuvwxyz'].map(bombLine)].join('\n');
    const { problems, documents } = parseYaml(bomb);
    expect(problems).toEqual([]);
    const root = documents[0]?.root;
    const [first, second] = ['b', 'c'].map((key) => valueAt(root, key));
    expect(second?.type === 'seq' && second.items.every((item) => item === first)).toBe(true);
  });

  it('are refused when merge keys expand without end', () => {
    const base = `a: &a {${Array.from({ length: 300 }, (_, index) => `k${index}: 1`).join(', ')}}\n`;
    const merges = Array.from({ length: 300 }, (_, index) => `m${index}: {<<: *a}`).join('\n');
    expect(messagesOf(base + merges)).toEqual(['Aliases and merge keys expand to more than any real file needs.']);
  });

  it('are refused when an anchor contains its own alias', () => {
    expect(messagesOf('a: &a [*a]\n')).toEqual(['The alias refers to what contains it.']);
  });
});

const bombLine = (name: string): string => {
  const before = String.fromCharCode(name.charCodeAt(0) - 1);
  return `${name}: &${name} [*${before}, *${before}]`;
};

const seeds = [
  'services:\n  app: &x\n    image: "a:1" # c\n    ports:\n      - 80:80\n  web:\n    <<: *x\n',
  'a: |\n  b\n  c\nd: {e: [f, "g"]}\n---\nh: \'i\'\r\n',
  '? a\n: b\n- c\n!t d: >-\n  e\n',
];

describe('any text', () => {
  it('gives places inside of it without a throw', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const tree = parseYaml(text);
        const spans = spansIn([tree, tree.comments]);
        expect(spans.filter((span) => !isWithin(span, text))).toEqual([]);
      }),
      runs,
    );
  });

  it('that is JSON means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(messagesOf(text)).toEqual([]);
        expect(JSON.stringify(contentOf(text))).toBe(text);
      }),
      runs,
    );
  });
});
