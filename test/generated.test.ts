import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generated, strays } from '../scripts/generate.mjs';
import { ruleIds } from '../server/src/core/product/rule-ids.ts';
import { rules } from '../server/src/core/rules/index.ts';

const files: ReadonlyMap<string, string> = await generated();
const at = (path: string): URL => new URL(`../${path}`, import.meta.url);

for (const [path, text] of files) {
  it(`${path} says what the code says (npm run generate writes it)`, () => {
    expect(existsSync(at(path))).toBe(true);
    expect(readFileSync(at(path), 'utf8')).toBe(text);
  });
}

it('leaves no page of a rule that is gone', () => {
  expect(strays(files)).toEqual([]);
});

it('product files may name each rule of the catalogue and no other', () => {
  expect([...ruleIds].sort()).toEqual(rules.map(({ id }) => id).sort());
});
