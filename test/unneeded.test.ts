import { expect, it } from 'vitest';
import { analyze } from '../server/src/core/analyze.ts';
import { type Baseline, baselineEntry, readBaseline, writeBaseline } from '../server/src/core/baseline.ts';
import { defaultSettings } from '../server/src/core/config.ts';
import { readConfig } from '../server/src/core/read-config.ts';

const config = '.seaworthy/config.json';
const baselineFile = '.seaworthy/baseline.json';

function analyzed(files: Readonly<Record<string, string>>, baseline: Baseline = []) {
  const settings = files[config] === undefined ? defaultSettings : readConfig(files[config], defaultSettings).settings;
  const texts = new Map(Object.entries(files).map(([path, text]) => [path, { path, text }]));
  return analyze(undefined, texts, { settings, products: [], baseline });
}

const unneeded = (files: Readonly<Record<string, string>>, baseline?: Baseline) =>
  analyzed(files, baseline).findings.filter(({ rule }) => rule.id === 'invalid-suppression');
const textAt = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);

const entry = '{ "path": "config.json", "rule": "wildcard-origin", "reason": "only inside" }';

it('an entry of ignore that nothing needs is reported where it stands, and its fix takes it out', () => {
  const text = `{\n  "ignore": [\n    ${entry},\n    { "path": ".env", "rule": "weak-secret", "reason": "dev" }\n  ]\n}\n`;
  const files = {
    [config]: text,
    'config.json': '{ "cors": { "origin": "https://a.example.org" } }',
    '.env': 'API_PASSWORD=postgres\n',
  };
  const [found, more] = unneeded(files);
  expect(more).toBeUndefined();
  expect(found?.message).toContain('wildcard-origin');
  expect(textAt(text, found?.span ?? { start: 0, end: 0 })).toBe(entry);
  const edit = found?.fixes?.[0]?.edits[0];
  const after = edit ? text.slice(0, edit.span.start) + text.slice(edit.span.end) : '';
  expect(readConfig(after, defaultSettings)).toMatchObject({
    problems: [],
    settings: { ignore: [{ rule: 'weak-secret' }] },
  });
});

it('is silent where the entry is needed, its files are not here, or its rule is off', () => {
  const text = `{ "ignore": [${entry}] }`;
  expect(unneeded({ [config]: text, 'config.json': '{ "cors": { "origin": "*" } }' })).toEqual([]);
  expect(unneeded({ [config]: text, '.env': 'PORT=1\n' })).toEqual([]);
  const off = `{ "rules": { "wildcard-origin": "off" }, "ignore": [${entry}] }`;
  expect(unneeded({ [config]: off, 'config.json': '{ "cors": { "origin": "https://a.example.org" } }' })).toEqual([]);
});

it('an entry of the baseline whose finding is gone is reported where it stands', () => {
  const env = 'API_PASSWORD=postgres\nDB_PASSWORD=hunter2\n';
  const all = analyzed({ '.env': env }).findings.map((one) => baselineEntry(one, env));
  const text = writeBaseline(all);
  const { entries } = readBaseline(text);
  expect(unneeded({ '.env': env, [baselineFile]: text }, entries)).toEqual([]);
  const found = unneeded({ '.env': 'DB_PASSWORD=hunter2\n', [baselineFile]: text }, entries);
  expect(found.length).toBeGreaterThan(0);
  for (const one of found) expect(textAt(text, one.span)).toContain('API_PASSWORD');
});
