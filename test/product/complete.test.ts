import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeProduct, explainProduct } from '../../server/src/core/product/complete.ts';

/** The place is where the text says `|`. */
function wordsAt(marked: string): readonly string[] | undefined {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return completeProduct(text, offset)?.proposals.map(({ label }) => label);
}

const head = 'product: shop\ntitle: Shop\n';
const line = `${head}sections:\n  - title: A\n    items:\n      - id: SHO-01\n        text: It is so.\n`;

describe('completion in a product file', () => {
  it('offers the keys that are not there yet', () => {
    const top = wordsAt(`${head}|`) ?? [];
    expect(top).toContain('sections');
    expect(top).toContain('variables');
    expect(top).not.toContain('title');
    expect(wordsAt(`|\n${head}`)).not.toContain('product');
    expect(wordsAt(`${line}        |`)).toEqual(expect.arrayContaining(['severity', 'evidence', 'remedy', 'same']));
    expect(wordsAt(`${line}        |`)).not.toContain('text');
    expect(wordsAt(`${head}sections:\n  - title: A\n    items:\n      - |`)).toEqual(
      expect.arrayContaining(['id', 'text']),
    );
  });

  it('offers the words of a value', () => {
    expect(wordsAt(`${line}        severity: |`)).toEqual(['critical', 'high', 'medium', 'low', 'info']);
    expect(wordsAt(`${line}        severity: cr|`)).toContain('critical');
    expect(wordsAt(`${head}variables:\n  SHOP_SECRET: { kind: |`)).toContain('secret');
    expect(wordsAt(`${head}variables:\n  SHOP_SECRET: { kind: secret, required: |`)).toEqual(['true', 'false']);
    expect(wordsAt(`${head}fallback: |`)).toEqual(['true', 'false']);
  });

  it('knows rules, evidence and the variables of the file, in brackets as well', () => {
    const variables = `${head}variables:\n  SHOP_SECRET: { kind: secret }\n${line.slice(head.length)}        evidence:\n`;
    expect(wordsAt(`${variables}          - { |`)).toEqual(expect.arrayContaining(['setting', 'ask', 'findings']));
    expect(wordsAt(`${variables}          - { setting: |`)).toContain('SHOP_SECRET');
    expect(wordsAt(`${variables}          - { setting: SHOP_SECRET, rules: [weak-secret, |`)).toContain(
      'missing-secret',
    );
    expect(wordsAt(`${variables}          - setting: |`)).toContain('SHOP_SECRET');
    expect(wordsAt(`${variables}          - setting: SHOP_SECRET\n            |`)).toContain('rules');
  });

  it('is silent in comments, quotes and texts', () => {
    for (const text of [
      `${head}# |`,
      `${head}source: "|`,
      `${line}        remedy: |\n`.replace('|\n', '>\n          so |'),
    ])
      expect(wordsAt(text)).toBeUndefined();
  });

  it('offers, at every key of the files that are built in, the key itself', () => {
    const folder = new URL('../../server/products/', import.meta.url);
    for (const name of readdirSync(folder).filter((path) => path.endsWith('.yaml'))) {
      const text = readFileSync(new URL(name, folder), 'utf8');
      for (const { index, 1: lead = '', 2: key = '' } of text.matchAll(/^( *(?:- )?)([a-z][A-Za-z]+):(?= |$)/gm)) {
        const offset = index + lead.length;
        const before = text.slice(0, offset);
        const without = before + text.slice(offset).replace(/^[A-Za-z]+:.*/, '');
        const found = completeProduct(without, offset)?.proposals.map(({ label }) => label) ?? [];
        // Names of an author's own have no list.
        if (found.length > 0) expect(found, `${name}:${before.split('\n').length}`).toContain(key);
      }
    }
  });
});

describe('the words of a key', () => {
  it('are those of the schema', () => {
    const text = `${line}        severity: high\n`;
    expect(explainProduct(text, text.indexOf('severity') + 2)?.words).toContain('How bad');
    expect(explainProduct(text, text.indexOf('high'))).toBeUndefined();
  });
});
