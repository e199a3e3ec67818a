import fc from 'fast-check';
import { parse, TomlDate } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import type { DataNode } from '../../server/src/core/syntax/data.ts';
import { parseToml } from '../../server/src/core/syntax/toml.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

/** The JavaScript value of a tree. */
const plain = (node: DataNode | undefined): unknown => {
  switch (node?.type) {
    case 'map':
      return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
    case 'list':
      return node.items.map(plain);
    case 'scalar':
      return node.value;
    default:
      return undefined;
  }
};

/** Dates are left as written, so only that one stands there is compared. */
const comparable = (value: unknown): unknown => {
  if (value instanceof TomlDate) return 'date';
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}|^\d{2}:\d{2}:\d{2}/.test(value)) return 'date';
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner)]));
};

const oracle = (text: string): unknown => {
  try {
    return comparable(parse(text));
  } catch {
    return 'refused';
  }
};
const ours = (text: string): unknown => {
  const { root, problems } = parseToml(text);
  return problems.length > 0 ? 'refused' : comparable(plain(root));
};

const texts = [
  'a = 1\n[b]\nc = "x"\nd.e.f = true\n[b.g]\nh = [1, 2,\n # c\n 3,]\n',
  '[[x]]\na = 1\n[x.y]\nb = 2\n[[x]]\na = 3\n[[x.z]]\nq = 1\n',
  'a = { b = 1, c.d = "e", f = [ { g = 1 } ] }\n"quoted key" = \'literal \\n\'\n\'\' = 1\n',
  's = """\nline\r\n  two \\\n   three ""quoted"""""\nt = \'\'\'\nraw \\ \'\' \'\'\'\'\'\n',
  'i = [0, -1, +9_000, 0xDEAD_beef, 0o17, 0b101]\nf = [1.5, -0.1e-3, 6.626e-34, inf, -inf]\n',
  'd = 1979-05-27T07:32:00Z\ne = 1979-05-27 07:32:00.5-07:00\nf = 1979-05-27\ng = 07:32:00\n',
  'u = "\\u00e9\\U0001F600\\t\\""\n',
  '\ufeffa = 1 # end',
  '[entryPoints]\n  [entryPoints.web]\n    address = ":80"\n    [entryPoints.web.http.redirections.entryPoint]\n      to = "websecure"\n',
  'a = {\n  b = 1, # x\n  c = { d = 2 },\n}\n',
  'fruit.apple.color = "red"\nfruit.apple.taste.sweet = true\n[fruit.orange]\na = 1\n',
];
const refused = [
  'a = 1\na = 2\n',
  '[a]\n[a]\n',
  'a = 1\n[a]\n',
  '[a]\nb = 1\n[a.b]\n',
  'a = { b = 1 }\n[a.c]\n',
  'a.b = 1\n[a]\n',
  '[[a]]\n[a]\n',
  'a = [1]\n[[a]]\n',
  'a = \n',
  'a = 01\n',
  'a = 1__0\n',
  'a = "x\n',
  'a = "\\q"\n',
  'a = { b = 1,, c = 2 }\n',
  'a = [1 2]\n',
  'a b = 1\n',
  '= 1\n',
  'a = 1 b = 2\n',
  '[a\nb = 1\n',
  '[]\n',
  'a = tru\n',
  'a = """x\n',
  'a = .5\n',
  'a = 5.\n',
  'a = [ # x\r 1,\n2]\n',
  'a = """b \\\n\r c"""\n',
];

describe('parseToml', () => {
  for (const text of texts)
    it(`reads ${JSON.stringify(text.slice(0, 40))} as smol-toml does`, () => {
      expect(ours(text)).toEqual(oracle(text));
      expect(ours(text)).not.toBe('refused');
    });

  for (const text of refused)
    it(`refuses ${JSON.stringify(text)} as smol-toml does`, () => {
      expect([ours(text), oracle(text)]).toEqual(['refused', 'refused']);
    });

  it('keeps the lines around a broken one, with their places', () => {
    const text = 'a = 1\n?? nothing\n[b]\nc = "x"\n[broken\n[d]\ne = "yz" # end\n';
    const { root, problems, comments } = parseToml(text);
    expect(plain(root)).toEqual({ a: 1, b: { c: 'x' }, d: { e: 'yz' } });
    expect(problems).toHaveLength(2);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# end']);
  });

  it('gives places that re-read to the value', () => {
    fc.assert(
      fc.property(textFrom(texts), (text) => {
        const visit = (node: DataNode | undefined): void => {
          if (node?.type === 'map') for (const { value } of node.members) visit(value);
          if (node?.type === 'list') for (const item of node.items) visit(item);
          if (node?.type === 'scalar' && node.exact)
            expect(text.slice(node.content.start, node.content.end)).toBe(node.text);
        };
        const tree = parseToml(text);
        visit(tree.root);
        expect(spansIn(tree).filter((span) => !isWithin(span, text))).toEqual([]);
      }),
      runs,
    );
  });

  it('reads what smol-toml reads as it does, and refuses what it refuses', () => {
    fc.assert(
      // Which days a month has is left to whoever reads a date.
      fc.property(textFrom(texts.filter((text) => !text.includes('1979'))), (text) => {
        const [mine, theirs] = [ours(text), oracle(text)];
        if (theirs !== 'refused') expect([text, mine]).toEqual([text, theirs]);
        else expect([text, mine]).toEqual([text, 'refused']);
      }),
      runs,
    );
  });

  it('takes time linear in the text', () => {
    const long = (count: number) =>
      parseToml(`${'[a.b.c'.repeat(count)}\n${'x = ["'.repeat(count)}\n${'a = [\n'.repeat(count)}`);
    expect(long(20_000).problems.length).toBeGreaterThan(0);
  });
});
