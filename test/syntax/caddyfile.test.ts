import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaddyBlock, parseCaddyfile } from '../../server/src/core/syntax/caddyfile.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const tokensOf = (text: string) => parseCaddyfile(text).tokens.map((token) => token.text);
const messagesOf = (text: string) => parseCaddyfile(text).problems.map(({ message }) => message);
/** `name arg arg { ... }` as nested lists. */
const outline = ({ directives }: CaddyBlock): unknown[] =>
  directives.map(({ name, args, block }) => [
    [name, ...args].map(({ text }) => text).join(' '),
    ...(block ? [outline(block)] : []),
  ]);
const blocksOf = (text: string) =>
  parseCaddyfile(text).blocks.map(({ kind, keys, block }) => [kind, keys.map((key) => key.text), outline(block)]);

describe('tokens', () => {
  // https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes
  it.each([
    ['directive abc def', ['directive', 'abc', 'def']],
    ['directive "abc def"', ['directive', 'abc def']],
    ['directive "\\"abc def\\""', ['directive', '"abc def"']],
    ['directive `"foo bar"`', ['directive', '"foo bar"']],
    ['directive "a\nb" c', ['directive', 'a\nb', 'c']],
    ['"a\\b"', ['a\\b']],
    ['a \\\n b', ['a', 'b']],
    ['a \\\r\n b', ['a', 'b']],
    ['a # comment\nb', ['a', 'b']],
    ['a#b', ['a#b']],
    ['a"b"', ['a"b"']],
    ['# only a comment', []],
    ['{$A:b} {env.C}', ['{$A:b}', '{env.C}']],
    ['respond <<HTML\n  <p>\n    hi\n  </p>\n  HTML 200', ['respond', '<p>\n  hi\n</p>', '200']],
    ['respond <<A\nA', ['respond', '']],
    ['respond \\<<A', ['respond', '<<A']],
    ['respond << \nbody', ['respond', '<<', 'body']],
    ['respond <<A b', ['respond', '<<A', 'b']],
    ['respond <<<A', ['respond', '<<<A']],
    ['x \\""" y', ['x', '"', 'y']],
    ['x \\"a" \\`b`', ['x', '\\a', 'b']],
    ['\ufeffa', ['a']],
    ['a\r\nb\r\n', ['a', 'b']],
  ])('cuts %j', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected);
  });

  it('counts lines as Caddy does, over quotes and heredocs', () => {
    const text = 'a "b\nc" d\n\ne\nf <<X\n1\nX g\nh';
    expect(parseCaddyfile(text).tokens.map((token) => [token.text, token.line])).toEqual([
      ['a', 1],
      ['b\nc', 1],
      ['d', 2],
      ['e', 4],
      ['f', 5],
      ['1', 5],
      ['g', 7],
      ['h', 8],
    ]);
  });
});

describe('joined lines', () => {
  it('have the number of the first', () => {
    const text = 'a \\\n b "c\nd" \\\r\n e\nf';
    expect(parseCaddyfile(text).tokens.map((token) => [token.text, token.line])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c\nd', 1],
      ['e', 3],
      ['f', 5],
    ]);
  });
});

describe('blocks', () => {
  // https://caddyserver.com/docs/caddyfile/concepts#structure
  it.each([
    ['localhost\n\nreverse_proxy app:1\n', [['site', ['localhost'], [['reverse_proxy app:1']]]]],
    ['a.example {\n\troot * /srv\n}\n', [['site', ['a.example'], [['root * /srv']]]]],
    ['a.example, b.example,\nc.example {\n}\n', [['site', ['a.example', 'b.example', 'c.example'], []]]],
    [
      '{\n\tdebug\n}\n\n:80 {\n}\n',
      [
        ['global', [], [['debug']]],
        ['site', [':80'], []],
      ],
    ],
    [
      '(snip) {\n\tlog\n}\na {\n\timport snip\n}\n',
      [
        ['snippet', ['(snip)'], [['log']]],
        ['site', ['a'], [['import snip']]],
      ],
    ],
    [
      'a.example\n\n{\n\tlog\n}\nb.example\n{\n}\n',
      [
        ['site', ['a.example'], [['log']]],
        ['site', ['b.example'], []],
      ],
    ],
    ['a {\n\tlog x # C:\\d\n\ttls y\n}\n', [['site', ['a'], [['log x tls y']]]]],
    ['&(route) {\n\trespond 1\n}\n', [['named-route', ['&(route)'], [['respond 1']]]]],
    ['a {\n\thandle /x {\n\t\trespond 1\n\t}\n}\n', [['site', ['a'], [['handle /x', [['respond 1']]]]]]],
  ])('reads %j', (text, expected) => {
    expect(blocksOf(text)).toEqual(expected);
    expect(messagesOf(text)).toEqual([]);
  });

  it.each([
    ['a {\n\tlog\n', 'This brace is never closed.'],
    ['a {\n\tlog\n}\n}\n', 'This brace closes nothing.'],
    ['a { log\n}\n', 'Nothing may follow `{` on its line.'],
    ['a {\n\tlog }\n', 'The closing brace has to stand on a line of its own.'],
    ['a {\n}\n{\n}\n', 'The global options block has to be the first, and a site needs an address.'],
    ['a {\n\trespond "open\n}\n', 'The quote is never closed.'],
    ['a {\n\trespond <<X\n\tbody\n}\n', 'The heredoc is never closed by X.'],
    ['a {\n\trespond <<X\nshort\n\tX\n}\n', 'A line of the heredoc is indented less than its closing marker.'],
    ['a,', 'The comma promises another address.'],
    ['a {\n\trespond <<<X\n\tX\n}\n', 'A heredoc begins with two `<`, no more.'],
    ['a,\n{\n}\n', 'A comma before `{` promises another address.'],
    ['@a {\n\tpath /b\n}\n', 'A matcher has to stand inside of a site.'],
  ])('refuses %j', (text, message) => {
    expect(messagesOf(text)).toContain(message);
  });

  it.each([
    'a.example {\n\trespond "open\n}\n\nb.example {\n\treverse_proxy app:1\n}\n',
    'a.example {\n\nb.example {\n\treverse_proxy app:1\n}\n',
    'a.example {\n\tlog }\n}\nb.example {\n\treverse_proxy app:1\n}\n',
  ])('keeps the site behind the broken part of %j', (text) => {
    expect(JSON.stringify(blocksOf(text))).toContain('reverse_proxy app:1');
    expect(parseCaddyfile(text).blocks.some(({ keys }) => keys[0]?.text === 'b.example')).toBe(true);
    expect(messagesOf(text)).not.toEqual([]);
  });

  it.each([
    'a.example.org {\n\thandle {\n\nb.example.org {\n\treverse_proxy app:1\n}\n',
    'a.example.org {\n\thandle {\n\t\treverse_proxy c:1 {\n\t\t\tto d:1\n\nlocalhost:8080, b.example.org {\n\tlog\n}\n',
  ])('ends every open block where the next site begins in %j', (text) => {
    expect(parseCaddyfile(text).blocks.map(({ kind, keys }) => [kind, keys.length])).toHaveLength(2);
    expect(parseCaddyfile(text).problems).toMatchObject([
      { message: 'This brace is never closed.', span: { start: text.indexOf('{') } },
    ]);
  });

  it('takes an address inside of closed blocks for a directive', () => {
    const text = '{\nlayer4 {\n:5000 {\nroute {\n}\n}\n}\n}\na.example.org {\n}\n';
    expect(parseCaddyfile(text).blocks.map(({ kind }) => kind)).toEqual(['global', 'site']);
    expect(messagesOf(text)).toEqual([]);
  });

  it('ends at a bounded depth', () => {
    const { problems } = parseCaddyfile(`a {\n${'b {\n'.repeat(100_000)}`);
    expect(problems.some(({ message }) => message === 'This brace is never closed.')).toBe(true);
  });
});

const seeds = [
  '{\n\tdebug\n}\n\n(s) {\n\tlog\n}\n\na.example, b.example {\n\timport s # c\n\trespond "x \\" y" 200\n}\n',
  'a.example\r\n\r\nheader {\r\n\tX-A `b`\r\n}\r\n',
  ':80 {\n\trespond <<H\n\t  x\n\t  H\n}\n{$S:c} {\n}\n',
];

describe('any text', () => {
  it('gives places inside of it without a throw', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        expect(spansIn(parseCaddyfile(text)).every((span) => isWithin(span, text))).toBe(true);
      }),
      runs,
    );
  });

  it('is its tokens and comments with white space and joined lines between them', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const { tokens, comments } = parseCaddyfile(text);
        const pieces = [...tokens.map(({ span }) => span), ...comments].toSorted((a, b) => a.start - b.start);
        let at = 0;
        let between = '';
        for (const { start, end } of pieces) {
          expect(start).toBeGreaterThanOrEqual(at);
          between += text.slice(at, start);
          at = end;
        }
        between += text.slice(at);
        expect(
          between
            .replaceAll(/\\\r?\n/g, '')
            .replaceAll('\ufeff', '')
            .trim(),
        ).toBe('');
      }),
      runs,
    );
  });

  it('keeps unquoted tokens as written', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        for (const { quote, span, text: value } of parseCaddyfile(text).tokens) {
          if (quote === '') expect(text.slice(span.start, span.end).replace(/^\\<</, '<<')).toBe(value);
        }
      }),
      runs,
    );
  });
});
