import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChecklistReport, checklist, run } from '../cli/run.ts';
import { copyOfExample, folderWith, start, uriIn } from './client.ts';

describe('hover', () => {
  it('tells what is wrong and why at a finding, never the value', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, 'A=1\nAPI_PASSWORD=Kn4ry-pw\nNOVAMEM_COOKIE_SECRET=change-me-Kn4ry-pw\n');
    for (const [line, character, rule] of [
      [1, 14, 'weak-secret'],
      [2, 24, 'placeholder-secret'],
    ] as const) {
      const hover = await client.hover(uri, line, character);
      const text = JSON.stringify(hover?.contents);
      expect(hover?.range?.start.line).toBe(line);
      expect(text).toContain(`**${rule}**`);
      expect(text).toContain('Generate secure token');
      expect(text).not.toContain('Kn4ry');
    }
  });

  it('is empty beside findings', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, 'A=1\nAPI_PASSWORD=postgres\n');
    expect([await client.hover(uri, 0, 1), await client.hover(uri, 1, 3)]).toEqual([null, null]);
  });
});

describe('the command', () => {
  it('checklist answers as the command line, with the URI of the folder', async () => {
    const folders = [copyOfExample('novamem-careless'), copyOfExample('kotauth-hardened')];
    const client = await start({ folders });
    const answer = await client.command<ChecklistReport>('seaworthy.server.checklist');
    expect(answer).toEqual({
      version: 1,
      checklists: folders.flatMap((folder) =>
        checklist(folder).report.checklists.map((one) => ({ folder: uriIn(folder), ...one })),
      ),
    });
  });

  it('checklist sees the text that is open, not the disk', async () => {
    const folder = copyOfExample('novamem-careless');
    const client = await start({ folders: [folder] });
    const env = readFileSync(join(folder, '.env'), 'utf8');
    const state = async (): Promise<string | undefined> => {
      const answer = await client.command<ChecklistReport>('seaworthy.server.checklist', { product: 'novamem' });
      return answer.checklists[0]?.items.find(({ id }) => id === 'NOV-01')?.state;
    };
    expect(await state()).toBe('fail');
    client.open(uriIn(folder, '.env'), env.replace('CHANGE_ME', 'c3'.repeat(16) + '9f04a7d1'.repeat(4)));
    const { value } = await client.command<{ value: string }>('seaworthy.server.generate', {
      encoding: 'hex',
      bytes: 32,
    });
    client.change(uriIn(folder, '.env'), 2, { text: env.replace('CHANGE_ME', value) });
    expect(await state()).toBe('pass');
    client.close(uriIn(folder, '.env'));
    expect(await state()).toBe('fail');
  });

  it('checklist walks a product that nothing points at when it is named', async () => {
    const client = await start({
      folders: [folderWith({ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n' })],
    });
    const walk = (argument?: unknown) => client.command<ChecklistReport>('seaworthy.server.checklist', argument);
    expect((await walk()).checklists.map(({ product }) => product)).toEqual(['general']);
    expect((await walk({ product: 'kotauth' })).checklists.map(({ product }) => product)).toEqual(['kotauth']);
    expect((await walk({ product: 'no-such-product' })).checklists).toEqual([]);
    expect((await walk('garbage')).checklists.map(({ product }) => product)).toEqual(['general']);
  });

  it('generate answers a fresh secret of the asked kind, and of 32 bytes as hex for what it cannot read', async () => {
    const client = await start();
    const generate = async (argument?: unknown) =>
      (await client.command<{ value: string }>('seaworthy.server.generate', argument)).value;
    expect(await generate({ encoding: 'password', bytes: 24 })).toMatch(/^[A-Za-z][A-Za-z0-9]{32}$/);
    expect(await generate({ encoding: 'base64url', bytes: 16 })).toMatch(/^[A-Za-z][\w-]{21}$/);
    for (const argument of [undefined, null, 7, 'x', {}, { encoding: 'octal' }, { bytes: -1 }, { bytes: 1e9 }])
      expect(await generate(argument)).toMatch(/^[a-f][0-9a-f]{63}$/);
    expect(await generate()).not.toBe(await generate());
  });

  it('rules and explain answer as the command line', async () => {
    const folder = folderWith({});
    const client = await start();
    const rules = await client.command<{ id: string; severity: string; summary: string }[]>('seaworthy.server.rules');
    const listed = JSON.parse(run(folder, ['rules', '--format', 'json']).stdout) as typeof rules;
    expect(rules).toEqual(listed.map(({ id, severity, summary }) => ({ id, severity, summary })));
    const explained = await client.command<{ markdown: string }>('seaworthy.server.explain', { rule: 'weak-secret' });
    expect(explained.markdown).toBe(run(folder, ['explain', 'weak-secret']).stdout);
  });

  it('explain answers nothing for an unknown rule, and so does an unknown command', async () => {
    const client = await start();
    expect(await client.command('seaworthy.server.explain', { rule: 'no-such-rule' })).toBeNull();
    expect(await client.command('seaworthy.server.explain')).toBeNull();
    expect(await client.command('seaworthy.server.no-such-command')).toBeNull();
  });
});
