import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { start } from '../lsp/client.ts';
import { copyOfExample, emptyFolder } from './folder.ts';
import { type ChecklistReport, checklist, run } from './run.ts';

const file = '.seaworthy/attestations.yaml';
const stateOf = (folder: string, id: string): string | undefined =>
  checklist(folder).report.checklists[0]?.items.find((item) => item.id === id)?.state;

it('records a word that the next checklist counts, and keeps what stands in the file', () => {
  const folder = copyOfExample('novamem-hardened');
  mkdirSync(join(folder, '.seaworthy'), { recursive: true });
  writeFileSync(join(folder, file), '# Reviewed every quarter.\n');
  expect(stateOf(folder, 'NOV-03')).toBe('ask');
  const { code, stdout, stderr } = run(folder, ['sign-off', 'NOV-03', '--by', 'Anna', '--note', 'told: everyone']);
  expect([code, stdout, stderr]).toEqual([0, `NOV-03 is signed off by Anna in ${file}.\n`, '']);
  expect(readFileSync(join(folder, file), 'utf8')).toMatch(
    /^# Reviewed every quarter\.\n- item: NOV-03\n {2}by: Anna\n {2}on: \d{4}-\d\d-\d\d\n {2}note: "told: everyone"\n$/,
  );
  expect(stateOf(folder, 'NOV-03')).toBe('attested');
});

it('lets a word expire with the line, or when it is told to', () => {
  const folder = copyOfExample('novamem-hardened');
  expect(run(folder, ['sign-off', 'NOV-17', '--by', 'Anna']).stdout).toMatch(/until \d{4}-\d\d-\d\d in/);
  expect(run(folder, ['sign-off', 'NOV-15', '--by', 'Anna', '--expires', '7']).stdout).toMatch(/until/);
  expect(stateOf(folder, 'NOV-17')).toBe('attested');
});

it('takes the name that git knows', () => {
  const folder = copyOfExample('novamem-hardened');
  mkdirSync(join(folder, '.git'));
  writeFileSync(
    join(folder, '.git/config'),
    '[core]\n\tbare = false\n[user]\n\tname = Anna\n\temail = anna@example.org\n',
  );
  expect(run(folder, ['sign-off', 'NOV-03']).stdout).toContain('signed off by anna@example.org');
});

it('refuses what it cannot record, and changes nothing', () => {
  const folder = emptyFolder();
  for (const [args, words] of [
    [['NOV-333'], 'NOV-333 is no line of a checklist; did you mean NOV-33?'],
    [[], 'sign-off takes one line and at most a folder'],
    [['NOV-03', '--expires', 'soon'], '--expires has to be a whole number of days from 1 to 3650'],
    [['NOV-03', 'no-such-folder'], 'no-such-folder: no such folder'],
    [['NOV-03', '--by', ' '], '--by has to be a name'],
  ] as const) {
    const { code, stdout, stderr } = run(folder, ['sign-off', ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', `seaworthy: ${words}\n`]);
  }
  expect(() => readFileSync(join(folder, file))).toThrow();
});

it('says which sign-offs nothing can be made of, with exit code 2', () => {
  const folder = copyOfExample('novamem-hardened');
  mkdirSync(join(folder, '.seaworthy'), { recursive: true });
  writeFileSync(
    join(folder, file),
    '- { item: NOV-333, by: a, on: 2026-11-22 }\n- { item: NOV-03, by: a, on: 2026-11-22 }\n',
  );
  const { code, stderr } = run(folder, ['checklist']);
  expect(code).toBe(2);
  expect(stderr).toContain(`${file}:1:3: NOV-333 is no line of a checklist; did you mean NOV-33?`);
  expect(stateOf(folder, 'NOV-03')).toBe('attested');
});

it('is offered to editors as text to append', async () => {
  const folder = copyOfExample('novamem-hardened');
  const client = await start({ folders: [folder] });
  const ask = (argument: unknown) => client.command<Record<string, string>>('seaworthy.server.signOff', argument);
  expect(await ask({ item: 'NOV-03' })).toMatchObject({ path: file });
  const { entry = '' } = await ask({ item: 'NOV-03', by: 'Anna', note: '' });
  expect(entry).toMatch(/^- item: NOV-03\n {2}by: Anna\n {2}on: \d{4}-\d\d-\d\d\n$/);
  expect(await ask({ item: 'NOV-333', by: 'Anna' })).toBeNull();
  mkdirSync(join(folder, '.seaworthy'));
  writeFileSync(join(folder, file), entry);
  const answer = await client.command<ChecklistReport>('seaworthy.server.checklist');
  expect(answer.checklists[0]?.items.find(({ id }) => id === 'NOV-03')?.state).toBe('attested');
});
