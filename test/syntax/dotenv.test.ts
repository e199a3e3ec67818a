import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDotenv } from '../../server/src/core/model/read-dotenv.ts';
import { parseDotenv } from '../../server/src/core/syntax/dotenv.ts';
import { type DotenvConsumer, dotenvValue } from '../../server/src/core/syntax/dotenv-entry.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const valuesOf = (text: string, consumer: DotenvConsumer): Record<string, string> =>
  Object.fromEntries(
    parseDotenv(text).entries.flatMap((entry) =>
      entry.consumers.includes(consumer) ? [[entry.key, dotenvValue(entry, text, consumer)]] : [],
    ),
  );

describe('Docker Compose', () => {
  // https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
  it.each([
    ['VAR=VAL', { VAR: 'VAL' }],
    ['VAR="VAL"', { VAR: 'VAL' }],
    ["VAR='VAL'", { VAR: 'VAL' }],
    ['VAR=VAL # comment', { VAR: 'VAL' }],
    ['VAR=VAL# not a comment', { VAR: 'VAL# not a comment' }],
    ['VAR="VAL # not a comment"', { VAR: 'VAL # not a comment' }],
    ['VAR="VAL" # comment', { VAR: 'VAL' }],
    ["VAR='$OTHER'", { VAR: '$OTHER' }],
    ["VAR='Let\\'s go!'", { VAR: "Let's go!" }],
    ['VAR="{\\"hello\\": \\"json\\"}"', { VAR: '{"hello": "json"}' }],
    ['VAR="some\\tvalue"', { VAR: 'some\tvalue' }],
    ["VAR='some\\tvalue'", { VAR: 'some\\tvalue' }],
    ['VAR=some\\tvalue', { VAR: 'some\\tvalue' }],
    ['VAR: VAL', { VAR: 'VAL' }],
    ['VAR = VAL ', { VAR: 'VAL' }],
    ['export VAR=VAL', { VAR: 'VAL' }],
    ['\tVAR=VAL', { VAR: 'VAL' }],
    ['VAR=', { VAR: '' }],
    ['VAR', { VAR: '' }],
    ['# VAR=VAL', {}],
    ["KEY='SOME\nVALUE'\nB=1", { KEY: 'SOME\nVALUE', B: '1' }],
    ['A=1\nA=2', { A: '2' }],
    ['spring.datasource.url=x', { 'spring.datasource.url': 'x' }],
    ['A=url?a=b#frag', { A: 'url?a=b#frag' }],
    ['A:1', { A: '1' }],
    ['A="\\$word"', { A: '$$word' }],
    ['A="a\\qb\\u00e9"', { A: 'a\\qb\\u00e9' }],
    ['A="\\0101\\\\n"', { A: 'A\\n' }],
    ["A='x\\'\ny'\nB=1", { A: "x'\ny", B: '1' }],
    ["A='x\\\\'\nB=1", { A: 'x\\\\', B: '1' }],
    ['A="open\nB="x"\nC=1', { A: '"open', B: 'x', C: '1' }],
    ["A='C:\\'\nB='x'", { A: 'C:\\', B: 'x' }],
  ])('reads %j as %j', (text, expected) => {
    expect(valuesOf(text, 'compose')).toEqual(expected);
  });

  it.each([
    ['just words', 'The line is no `NAME=value`.'],
    ['"A"=1', 'The line has no name before its value.'],
    ['A="a" "b"', 'Nothing but a comment may follow the closing quote.'],
    ["A='a' b c", 'Nothing but a comment may follow the closing quote.'],
    ["A='C:\\'", 'The quote is never closed.'],
    ['A="open\nB="x"', 'The quote is never closed.'],
    ['A=`a\nb`', 'Compose knows no backticks: the value ends with this line, and the next is no `NAME=value`.'],
    ['A=${B.C}', 'Behind the name in `${…}` only `:-`, `-`, `:?`, `?`, `:+` and `+` are known.'],
    ['A="${"', 'The name of a variable has to follow `${`.'],
    ['A=`${B`', 'The `${` is never closed.'],
    ['A="open', 'The quote is never closed.'],
    ["A='open\nB=1", 'The quote is never closed.'],
  ])('refuses %j', (text, message) => {
    const { problems } = parseDotenv(text);
    expect(problems).toMatchObject([{ message, verdict: 'refused' }]);
    expect(problems[0]?.consumers).toContain('compose');
  });

  it.each(['=b', "A='${B.C}'", 'A="\\${B.C}"', 'A=$1 $( $', 'A="a"b', 'A=`b`', 'export A', 'A="1"#c', 'A:b'])(
    'reads %j without an objection',
    (text) => {
      const { problems } = parseDotenv(text);
      expect(
        problems.filter(({ verdict, consumers }) => verdict === 'refused' && consumers.includes('compose')),
      ).toEqual([]);
    },
  );

  it('says where a reference is wrong', () => {
    const text = 'A="x\\n${B C}"';
    expect(parseDotenv(text).problems.map(({ span }) => text.slice(span.start, span.end))).toEqual(['${B']);
  });

  it('keeps what a name alone stands below', () => {
    expect(readDotenv('A=1\nexport A\nB\n').settings).toMatchObject([
      { key: 'A', text: '1', inherited: false },
      { key: 'B', inherited: true },
    ]);
  });
});

describe('the dotenv package and docker run', () => {
  // https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow
  it.each([
    ['A=1#c', 'node', '1'],
    ['A= # c', 'node', ''],
    ['A="line\\nbreak"', 'node', 'line\nbreak'],
    ['A="tab\\t"', 'node', 'tab\\t'],
    ['A=`it\'s "quoted"`', 'node', 'it\'s "quoted"'],
    ['A="1" # c', 'raw', '"1" # c'],
    ['A=1 # c', 'raw', '1 # c'],
    ["A='1'", 'raw', "'1'"],
  ] satisfies [string, DotenvConsumer, string][])('reads %j as %s does', (text, consumer, expected) => {
    expect(valuesOf(text, consumer)).toEqual({ A: expected });
  });

  it('leaves `NAME:value` to Compose', () => {
    expect(valuesOf('A:1\nB: 2', 'node')).toEqual({ B: '2' });
    expect(valuesOf('A:1\nB: 2', 'raw')).toEqual({});
  });

  it.each(['=b', 'export A=1', 'A: 1'])('says that docker run refuses %j', (text) => {
    expect(parseDotenv(text).problems).toMatchObject([{ consumers: ['raw'], verdict: 'refused' }]);
  });

  it('says that docker run refuses a space before the separator', () => {
    expect(parseDotenv('A = 1').problems).toMatchObject([{ consumers: ['raw'], span: { start: 0, end: 1 } }]);
  });
});

describe('places', () => {
  it.each([
    ['A=1\r\nB=2\r\n', '\r\n'],
    ['A=1\rB=2\r', 'a lone \\r'],
    ['\ufeffA=1\nB=2', 'a byte order mark'],
  ])('reads two entries from %j with %s', (text) => {
    expect(valuesOf(text, 'compose')).toEqual({ A: '1', B: '2' });
    for (const { key, keySpan, raw, valueSpan } of parseDotenv(text).entries) {
      expect(text.slice(keySpan.start, keySpan.end)).toBe(key);
      expect(text.slice(valueSpan.start, valueSpan.end)).toBe(raw);
    }
  });

  it('puts the place of a blank value right behind its separator', () => {
    expect(parseDotenv('A= # c').entries).toMatchObject([{ valueSpan: { start: 2, end: 2 }, comment: { start: 3 } }]);
    expect(parseDotenv('A=""').entries).toMatchObject([{ valueSpan: { start: 3, end: 3 } }]);
  });

  it('keeps the entries around a line that is none', () => {
    expect(Object.keys(valuesOf('A=1\nwhat is this\nB="open\nC=3\n', 'compose'))).toEqual(['A', 'B', 'C']);
  });
});

const seeds = [
  "A=1\nexport B=\"two\" # c\nC='x\\'y'\n",
  'A=`b`\r\n\r\nD: e\r\n# note\r\nF',
  'URL=postgres://a:b@c/d?x=${Y:-z}\n',
];

describe('any text', () => {
  it('gives places inside of it, in order, without a throw', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const tree = parseDotenv(text);
        expect(spansIn(tree).every((span) => isWithin(span, text))).toBe(true);
        let last = 0;
        for (const { span, keySpan, key, valueSpan, raw } of tree.entries) {
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(text.slice(keySpan.start, keySpan.end)).toBe(key);
          expect(text.slice(valueSpan.start, valueSpan.end)).toBe(raw);
          last = span.end;
        }
      }),
      runs,
    );
  });

  it('is covered by entries, comments, refused lines and white space', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const { entries, comments, problems } = parseDotenv(text);
        const covered = [...entries.map(({ span }) => span), ...comments, ...problems.map(({ span }) => span)];
        expect(uncovered(text, covered).replaceAll('\ufeff', '').trim()).toBe('');
      }),
      runs,
    );
  });

  it('reads back a quoted value whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        fc.pre(!/['\\]/.test(value));
        expect(valuesOf(`A='${value}'\nB=1`, 'compose')).toEqual({ A: value, B: '1' });
      }),
      runs,
    );
  });
});

/** What stands in none of the places; behind a closed quote the reader ignores the rest of the line. */
function uncovered(text: string, spans: readonly { start: number; end: number }[]): string {
  const left = [...spans].toSorted((a, b) => a.start - b.start);
  let at = 0;
  let rest = '';
  for (const { start, end } of left) {
    rest += text.slice(at, Math.max(at, start));
    at = Math.max(at, end, /["'`]/.test(text[end - 1] ?? '') ? lineEnd(text, end) : end);
  }
  return rest + text.slice(at);
}

const lineEnd = (text: string, from: number): number => {
  const length = text.slice(from).search(/[\n\r]/);
  return length < 0 ? text.length : from + length;
};
