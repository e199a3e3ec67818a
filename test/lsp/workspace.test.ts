import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChecklistReport, run } from '../cli/run.ts';
import { at, type Client, codes, folderWith, plain, start, uriIn, writeFiles } from './client.ts';

const weak = 'API_PASSWORD=postgres\n';
const novamem = 'services:\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n';
const refreshes = (client: Client): number =>
  client.messages.filter(({ method }) => method === 'workspace/diagnostic/refresh').length;
const products = async (client: Client): Promise<readonly string[]> =>
  (await client.command<ChecklistReport>('seaworthy.server.checklist')).checklists.map(({ product }) => product);

describe('settings', () => {
  it('of the editor change what is found, and a refresh is asked for', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, weak);
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
    await client.settled(0);
    const before = refreshes(client);
    client.settings = { rules: { 'weak-secret': 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => (refreshes(client) > before ? true : undefined));
    expect(await client.diagnostics(uri)).toEqual([]);
    client.settings = { rules: { 'weak-secret': 'hint' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => (refreshes(client) > before + 1 ? true : undefined));
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'weak-secret', severity: 4 }]);
  });

  it('come with the notification where the client cannot be asked, and with initialize', async () => {
    const folder = folderWith({});
    const settings = { rules: { 'weak-secret': 'warning' } };
    const client = await start({ folders: [folder], capabilities: plain, initializationOptions: { settings } });
    client.open(uriIn(folder, '.env'), weak);
    const first = await client.until(() => client.published[0]);
    expect(first.diagnostics).toMatchObject([{ severity: 2 }]);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { seaworthy: { rules: { 'weak-secret': 'off' } } },
    });
    expect((await client.until(() => client.published[1])).diagnostics).toEqual([]);
  });

  it('of the workspace’s file win over the editor’s, and a change of the file counts', async () => {
    const folder = folderWith({ '.seaworthy/config.json': '{ "rules": { "weak-secret": "hint" } }' });
    const settings = { rules: { 'weak-secret': 'warning' } };
    const client = await start({ folders: [folder], initializationOptions: { settings } });
    const uri = uriIn(folder, '.env');
    client.open(uri, weak);
    expect(await client.diagnostics(uri)).toMatchObject([{ severity: 4 }]);
    rmSync(join(folder, '.seaworthy/config.json'));
    const changes = [{ uri: uriIn(folder, '.seaworthy/config.json'), type: 3 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    expect(await client.diagnostics(uri)).toMatchObject([{ severity: 2 }]);
  });

  it('with a mistake are logged in one line each, and the rest counts', async () => {
    const folder = folderWith({
      '.seaworthy/config.json': '{ "profil": "strict", "rules": { "weak-secret": "hint" } }',
    });
    const client = await start({ folders: [folder], initializationOptions: { settings: { colour: 1 } } });
    const logged = await client.until(() => {
      const text = JSON.stringify(client.messages.filter(({ method }) => method === 'window/logMessage'));
      return text.includes('profil') && text.includes('colour') ? text : undefined;
    });
    expect(logged).toContain('.seaworthy/config.json:1:3: Unknown key profil; did you mean profile?');
    client.open(uriIn(folder, '.env'), weak);
    expect(await client.diagnostics(uriIn(folder, '.env'))).toMatchObject([{ severity: 4 }]);
  });

  it('that no longer exclude a file bring it back', async () => {
    const folder = folderWith({ 'live/compose.yaml': novamem });
    const settings = { exclude: ['live/**'] };
    const client = await start({ folders: [folder], initializationOptions: { settings } });
    client.open(uriIn(folder, 'live/.env'), weak);
    expect([await products(client), await client.diagnostics(uriIn(folder, 'live/.env'))]).toEqual([[], []]);
    await client.settled(0);
    client.settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.settled(1);
    expect(codes(await client.diagnostics(uriIn(folder, 'live/.env')))).toEqual(['weak-secret']);
    expect(await products(client)).toEqual(['novamem']);
  });

  it('that change leave the language of an open document alone', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, 'settings.txt');
    client.open(uri, weak);
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
    await client.settled(0);
    client.settings = { profile: 'strict' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.settled(1);
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
  });
});

describe('a file on the disk', () => {
  const files = {
    'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n    env_file: web.env\n',
    'web.env': 'BROKEN LINE\n',
  };
  const told = (client: Client, folder: string, path: string, type: 1 | 2 | 3) =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriIn(folder, path), type }],
    });

  it('that changes, goes and comes back refreshes the open documents that it concerns', async () => {
    const folder = folderWith(files);
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, 'web.env');
    client.open(uri, files['web.env']);
    expect(codes(await client.diagnostics(uri))).toEqual(['syntax-error']);
    await client.settled(0);
    for (const [index, content] of [undefined, files['compose.yaml'], 'services: {}\n'].entries()) {
      if (content === undefined) rmSync(join(folder, 'compose.yaml'));
      else writeFiles(folder, { 'compose.yaml': content });
      const before = refreshes(client);
      await told(client, folder, 'compose.yaml', content === undefined ? 3 : index === 1 ? 1 : 2);
      await client.until(() => (refreshes(client) > before ? true : undefined));
      expect(codes(await client.diagnostics(uri))).toEqual(index === 1 ? ['syntax-error'] : []);
    }
  });

  it('does not win over the text that is open', async () => {
    const folder = folderWith({ '.env': weak });
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, 'A=1\n');
    await told(client, folder, '.env', 2);
    expect(await client.diagnostics(uri)).toEqual([]);
    rmSync(join(folder, '.env'));
    await told(client, folder, '.env', 3);
    client.change(uri, 2, { text: weak });
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
  });

  it('that only its content makes a Compose file still counts after a change and a close', async () => {
    const folder = folderWith({ 'stack.yml': novamem });
    const client = await start({ folders: [folder] });
    expect(await products(client)).toEqual(['novamem']);
    writeFiles(folder, { 'stack.yml': `# changed\n${novamem}` });
    await told(client, folder, 'stack.yml', 2);
    expect(await products(client)).toEqual(['novamem']);
    client.open(uriIn(folder, 'stack.yml'), novamem, 'yaml');
    expect(await products(client)).toEqual(['novamem']);
    client.close(uriIn(folder, 'stack.yml'));
    expect(await products(client)).toEqual(['novamem']);
  });

  it('in a folder that is not walked stays out', async () => {
    const folder = folderWith({ 'node_modules/pkg/compose.yaml': novamem });
    const client = await start({ folders: [folder] });
    expect(await products(client)).toEqual([]);
    await told(client, folder, 'node_modules/pkg/compose.yaml', 1);
    expect(await products(client)).toEqual([]);
  });

  it('that a folder took the place of is left out without a word to the client', async () => {
    const folder = folderWith({ 'compose.yaml': novamem });
    const client = await start({ folders: [folder] });
    expect(await products(client)).toEqual(['novamem']);
    rmSync(join(folder, 'compose.yaml'));
    mkdirSync(join(folder, 'compose.yaml'));
    await told(client, folder, 'compose.yaml', 2);
    expect(await products(client)).toEqual([]);
  });
});

describe('a workspace folder', () => {
  const change = (client: Client, added: readonly string[], removed: readonly string[]) =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: {
        added: added.map((folder) => ({ uri: uriIn(folder), name: 'added' })),
        removed: removed.map((folder) => ({ uri: uriIn(folder), name: 'removed' })),
      },
    });

  it('that is added and removed comes and goes with its checklists', async () => {
    const [first, second] = [folderWith({}), folderWith({ 'compose.yaml': novamem })];
    const client = await start({ folders: [first] });
    expect(await products(client)).toEqual([]);
    await change(client, [second], []);
    expect(await products(client)).toEqual(['novamem']);
    await change(client, [], [second]);
    expect(await products(client)).toEqual([]);
  });

  it('that is added judges the unsaved text of a document that was open before', async () => {
    const folder = folderWith({ '.env': 'A=1\n' });
    const client = await start({ folders: [folderWith({})] });
    const uri = uriIn(folder, '.env');
    client.open(uri, `# unsaved\n${weak}`);
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
    await change(client, [folder], []);
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'weak-secret', range: at(1, 13, 21) }]);
  });

  it('that is removed leaves its open documents judged by themselves', async () => {
    const folder = folderWith({ '.env': weak });
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, weak);
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
    await change(client, [], [folder]);
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
  });
});

describe('a document', () => {
  it('without a file is read by its language id', async () => {
    const client = await start({ folders: [folderWith({})] });
    client.open('untitled:Untitled-1', weak, 'dotenv');
    client.open('untitled:Untitled-2', weak, 'plaintext');
    client.open('untitled:Untitled-3', 'services:\n  web:\n    image: nginx\n', 'dockercompose');
    expect(codes(await client.diagnostics('untitled:Untitled-1'))).toEqual(['weak-secret']);
    expect(await client.diagnostics('untitled:Untitled-2')).toEqual([]);
    expect(codes(await client.diagnostics('untitled:Untitled-3'))).toEqual(['mutable-image-tag']);
  });

  it('over 2 MiB gets one information and nothing else', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, `${weak}A=${'x'.repeat(2 * 1024 * 1024)}\n`);
    expect(await client.diagnostics(uri)).toEqual([
      { range: at(0, 0, 1), severity: 3, source: 'seaworthy', message: expect.stringContaining('over 2 MiB') },
    ]);
    client.change(uri, 2, { text: weak });
    expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
  });
});

it('accepts what the baseline of the workspace holds, and reads it again when it changes', async () => {
  const folder = folderWith({ '.env': weak });
  run(folder, ['check', '--write-baseline']);
  const client = await start({ folders: [folder] });
  const uri = uriIn(folder, '.env');
  client.open(uri, weak);
  expect(await client.diagnostics(uri)).toEqual([]);
  client.change(uri, 2, { text: 'API_PASSWORD=hunter2\n' });
  expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
  client.change(uri, 3, { text: weak });
  rmSync(join(folder, '.seaworthy/baseline.json'));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriIn(folder, '.seaworthy/baseline.json'), type: 3 }],
  });
  expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
});

it('shows mistakes in the workspace’s own files where they stand', async () => {
  const client = await start({ folders: [folderWith({})] });
  const uri = uriIn(folderWith({}), '.seaworthy/config.json');
  client.open(uri, '{ "profil": "strict" }', 'json');
  expect(await client.diagnostics(uri)).toEqual([]);
  const folder = folderWith({});
  const own = await start({ folders: [folder] });
  own.open(uriIn(folder, '.seaworthy/config.json'), '{ "profil": "strict" }', 'json');
  expect(codes(await own.diagnostics(uriIn(folder, '.seaworthy/config.json')))).toEqual(['invalid-project-file']);
});
