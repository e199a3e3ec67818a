import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate, referencesIn, type Template } from '../../server/src/core/syntax/interpolation.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

/** `a${B:-c}` -> `['a', 'B', ':-', ['c']]`, flat enough for a table. */
const outline = ({ parts }: Template): unknown[] =>
  parts.map((part) =>
    typeof part === 'string' ? part : [part.name, part.operator, ...(part.operand ? [outline(part.operand)] : [])],
  );

describe('Compose interpolation', () => {
  // https://docs.docker.com/reference/compose-file/interpolation/
  it.each([
    ['plain', ['plain']],
    ['', []],
    ['$VAR', [['VAR', '']]],
    ['${VAR}', [['VAR', '']]],
    ['a${VAR}b', ['a', ['VAR', ''], 'b']],
    ['${VAR:-default}', [['VAR', ':-', ['default']]]],
    ['${VAR-default}', [['VAR', '-', ['default']]]],
    ['${VAR:?error}', [['VAR', ':?', ['error']]]],
    ['${VAR?error}', [['VAR', '?', ['error']]]],
    ['${VAR:+replacement}', [['VAR', ':+', ['replacement']]]],
    ['${VAR+replacement}', [['VAR', '+', ['replacement']]]],
    ['${VAR:-${FOO}}', [['VAR', ':-', [['FOO', '']]]]],
    ['${VAR:-a${FOO:-b}c}', [['VAR', ':-', ['a', ['FOO', ':-', ['b']], 'c']]]],
    ['${VAR:-}', [['VAR', ':-', []]]],
    ['${VAR:-{"json":1}}x', [['VAR', ':-', ['{"json":1}']], 'x']],
    ['${VAR:-x}}', [['VAR', ':-', ['x']], '}']],
    ['$$VAR', ['$VAR']],
    ['$${VAR}', ['${VAR}']],
    [
      '$A$B',
      [
        ['A', ''],
        ['B', ''],
      ],
    ],
    ['$_X9-y', [['_X9', ''], '-y']],
  ])('cuts %j', (text, expected) => {
    const { template, problems } = parseTemplate(text, 0);
    expect(outline(template)).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it.each(['${', '${}', '${1}', '${VAR', '${VAR:', '${VAR:-', '${VAR!x}', '${VAR.X}', '${VAR=x}', '${ VAR}'])(
    'keeps %j as text and says that Compose refuses it',
    (text) => {
      const { template, problems } = parseTemplate(text, 0);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.every(({ verdict }) => verdict === 'refused')).toBe(true);
      expect(referencesIn(template)).toEqual([]);
    },
  );

  it.each(['$', 'a$', '$}', '$1', 'p@ss$ word', '$(cmd)', '^.+$', '{{a}}'])('takes %j for text', (text) => {
    const { template, problems } = parseTemplate(text, 0);
    expect(template.parts).toEqual([text]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['a ${B.C} d', '${B.C}', 'Behind the name in `${…}` only `:-`, `-`, `:?`, `?`, `:+` and `+` are known.'],
    ['${X=y}', '${X=y}', 'Behind the name in `${…}` only `:-`, `-`, `:?`, `?`, `:+` and `+` are known.'],
    ['a ${} b', '${}', 'The name of a variable has to follow `${`.'],
    ['a ${B:-c d', '${B', 'The `${` is never closed.'],
    ['${A:-${B!}}', '${B!}', 'Behind the name in `${…}` only `:-`, `-`, `:?`, `?`, `:+` and `+` are known.'],
  ])('points into %j', (text, place, message) => {
    const { problems } = parseTemplate(text, 0);
    expect(problems.map(({ span }) => text.slice(span.start, span.end))).toEqual([place]);
    expect(problems).toMatchObject([{ message, verdict: 'refused' }]);
  });

  it('counts places from the base', () => {
    const { template } = parseTemplate('a${B:-$C}', 100);
    expect(referencesIn(template)).toMatchObject([
      { name: 'B', span: { start: 101, end: 109 }, nameSpan: { start: 103, end: 104 } },
      { name: 'C', span: { start: 106, end: 108 }, nameSpan: { start: 107, end: 108 } },
    ]);
  });

  it('reads what is never closed once', () => {
    expect(parseTemplate('${A:-'.repeat(40), 0).problems).toHaveLength(1);
  });

  it('ends at a bounded depth', () => {
    const { template, problems } = parseTemplate(`${'${A:-'.repeat(100)}x${'}'.repeat(100)}`, 0);
    expect(problems).not.toEqual([]);
    expect(referencesIn(template).length).toBeLessThanOrEqual(50);
  });
});

const seeds = ['postgres://${USER:-app}:${PASS:?set PASS}@db/$NAME', 'a$$b${C+${D-e}}', '${A:-${B:-${C:-d}}}'];

describe('any text', () => {
  it('gives places inside of it without a throw', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const { template, problems } = parseTemplate(text, 0);
        expect([...spansIn(template), ...spansIn(problems)].every((span) => isWithin(span, text))).toBe(true);
        for (const { name, nameSpan, span } of referencesIn(template)) {
          expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
          expect(text[span.start]).toBe('$');
        }
      }),
      runs,
    );
  });

  it('without a dollar sign is one literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('$') && text !== '');
        expect(parseTemplate(text, 0)).toMatchObject({ template: { parts: [text] }, problems: [] });
      }),
      runs,
    );
  });
});
