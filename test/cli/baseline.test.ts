import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, writeFiles } from './folder.ts';
import { check, checklist, rulesOf, run } from './run.ts';

const baselineOf = (folder: string, path = '.seaworthy/baseline.json'): string =>
  readFileSync(join(folder, path), 'utf8');
const weak = 'API_PASSWORD=postgres\n';

it('accepts the findings of today, so that only new ones are reported', () => {
  const folder = folderWith({ '.env': weak });
  const written = check(folder, ['--write-baseline']);
  expect([written.code, written.stderr, ...rulesOf(written)]).toEqual([0, '']);
  writeFiles(folder, { 'api/.env': weak });
  const { code, report } = check(folder);
  expect([code, ...report.findings.map(({ path }) => path)]).toEqual([1, 'api/.env']);
  expect(report.suppressions).toMatchObject([
    { rule: 'weak-secret', path: '.env', reason: 'accepted in the baseline' },
  ]);
});

it('survives edits elsewhere, and takes a new value in an accepted place for new', () => {
  const folder = folderWith({ '.env': weak });
  run(folder, ['check', '--write-baseline']);
  writeFiles(folder, { '.env': `# moved down\n\nPORT=3000\n${weak}` });
  expect(rulesOf(check(folder))).toEqual([]);
  writeFiles(folder, { '.env': 'API_PASSWORD=hunter2\n' });
  // The entry of the old value is told as well.
  expect(rulesOf(check(folder))).toEqual(['weak-secret', 'invalid-suppression']);
});

it('holds no line number, no time and no value, sorted and the same each time', () => {
  const folder = folderWith({ 'b/.env': weak, 'a/.env': weak });
  run(folder, ['check', '--write-baseline']);
  const first = baselineOf(folder);
  run(folder, ['check', '--write-baseline']);
  expect(baselineOf(folder)).toBe(first);
  expect(first).not.toContain('postgres');
  const { version, findings } = JSON.parse(first);
  expect(version).toBe(1);
  expect(findings.map(({ path }: { path: string }) => path)).toEqual(['a/.env', 'b/.env']);
  for (const entry of findings) {
    expect(Object.keys(entry)).toEqual(['rule', 'path', 'pointer', 'value']);
    expect(entry.value).toMatch(/^[0-9a-f]{4}$/);
  }
});

it('says which entries no finding needs any more, and drops them when it is written again', () => {
  const folder = folderWith({ '.env': weak });
  run(folder, ['check', '--write-baseline']);
  writeFiles(folder, { '.env': 'PORT=3000\n' });
  const { code, stderr } = check(folder);
  expect([code, stderr]).toEqual([
    0,
    'seaworthy: baseline: .env has no weak-secret at API_PASSWORD any more; --write-baseline drops the entry\n',
  ]);
  run(folder, ['check', '--write-baseline']);
  expect(JSON.parse(baselineOf(folder)).findings).toEqual([]);
});

it('keeps what was accepted in folders that a run does not read', () => {
  const folder = folderWith({ 'a/.env': weak, 'b/.env': weak });
  run(folder, ['check', '--write-baseline', 'a', 'b']);
  writeFiles(folder, { 'a/.env': 'PORT=1\n' });
  run(folder, ['check', '--write-baseline', '--baseline', '.seaworthy/baseline.json', 'a/.env']);
  expect(JSON.parse(baselineOf(folder)).findings.map(({ path }: { path: string }) => path)).toEqual(['b/.env']);
});

it('is read from where --baseline says, and refused with its place where it is broken', () => {
  const folder = folderWith({ '.env': weak });
  run(folder, ['check', '--write-baseline', '--baseline', 'accepted.json']);
  expect(rulesOf(check(folder))).toEqual(['weak-secret']);
  expect(rulesOf(check(folder, ['--baseline', 'accepted.json']))).toEqual([]);
  writeFiles(folder, { 'accepted.json': '{ "version": 2, "findings": [] }' });
  const broken = check(folder, ['--baseline', 'accepted.json']);
  expect([broken.code, broken.stderr]).toEqual([2, 'seaworthy: accepted.json:1:14: version has to be 1.\n']);
  expect(check(folder, ['--baseline', 'missing.json']).code).toBe(2);
});

it('leaves a line of a checklist failed', () => {
  const folder = folderWith({ '.env': 'NOVAMEM_COOKIE_SECRET=CHANGE_ME\n' });
  run(folder, ['check', '--write-baseline']);
  const items = checklist(folder).report.checklists.flatMap((one) => one.items);
  expect(items.find(({ id }) => id === 'NOV-02')?.state).toBe('fail');
});
