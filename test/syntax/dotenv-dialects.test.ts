import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotenv } from '../../server/src/core/syntax/dotenv.ts';
import {
  type DotenvDialect,
  disagreements,
  dotenvDialects,
  readAs,
} from '../../server/src/core/syntax/dotenv-dialects.ts';
import { runs, textFrom } from './arbitrary.ts';

const read = (text: string, dialect: DotenvDialect): unknown => {
  const { values, fault } = readAs(parseDotenv(text), dialect);
  return fault ? 'refused' : Object.fromEntries(values);
};

describe('readers of env files', () => {
  it.each<[string, Partial<Record<DotenvDialect, unknown>>]>([
    [
      'A="x"\n',
      { node: { A: 'x' }, compose: { A: 'x' }, docker: { A: '"x"' }, systemd: { A: 'x' }, shell: { A: 'x' } },
    ],
    ['A=1#c\n', { node: { A: '1' }, compose: { A: '1#c' }, python: { A: '1#c' }, systemd: { A: '1#c' } }],
    ['B=x\nA=p$B\n', { node: { B: 'x', A: 'p$B' }, compose: { B: 'x', A: 'px' }, python: { B: 'x', A: 'p$B' } }],
    ["A='$B'\n", { compose: { A: '$B' }, ruby: { A: '$B' }, shell: { A: '$B' } }],
    ['A = 1\n', { node: { A: '1' }, docker: 'refused', kubectl: 'refused', shell: 'refused' }],
    ['A=1\nA=2\n', { node: { A: '2' }, compose: { A: '2' }, kubectl: 'refused' }],
    ['garbage line\nA=1\n', { node: { A: '1' }, compose: 'refused', docker: 'refused', systemd: { A: '1' } }],
    ['A="x\nB=1\n', { compose: 'refused', docker: { A: '"x', B: '1' } }],
    ['A=a b\n', { node: { A: 'a b' }, systemd: { A: 'a b' }, shell: 'refused' }],
    ['A=$(id)\n', { node: { A: '$(id)' }, compose: { A: '$(id)' }, shell: { A: undefined }, ruby: { A: undefined } }],
    ['A=a\\\nb\n', { systemd: { A: 'ab' }, shell: { A: 'ab' } }],
    ['; x\nA="a\\"b"\'c\'\n', { systemd: { A: 'a"bc' } }],
    ['A=${B:-d}\n', { compose: { A: 'd' }, python: { A: 'd' }, shell: { A: 'd' }, node: { A: '${B:-d}' } }],
    ['A=${B:?no}\n', { compose: 'refused' }],
  ])('read %j', (text, expected) => {
    for (const [dialect, values] of Object.entries(expected))
      expect([dialect, read(text, dialect as DotenvDialect)]).toEqual([dialect, values]);
  });

  it('give a reading of whatever is typed', () => {
    const seeds = ['A=1\nexport B="x $A" # c\nC=\'y\'\n', 'D=${A:-`x`}\r\nE: 1\n', 'F="a\nb"\nG=$(x)\\\n'];
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const tree = parseDotenv(text);
        for (const dialect of dotenvDialects) {
          const { fault } = readAs(tree, dialect);
          if (fault) expect(fault.start >= 0 && fault.start <= fault.end && fault.end <= text.length).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe('disagreements', () => {
  it('name the values that depend on the reader, and where they stand', () => {
    const text = 'PLAIN=1\nQUOTED="x"\n';
    const found = disagreements(parseDotenv(text), ['node', 'compose', 'docker']);
    expect(found).toEqual([
      { key: 'QUOTED', span: { start: 16, end: 17 }, dialects: [['node', 'compose'], ['docker']] },
    ]);
  });

  it('are none where all read the same', () => {
    expect(disagreements(parseDotenv('A=1\nB=two\n'))).toEqual([]);
  });
});
