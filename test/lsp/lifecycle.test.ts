import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { built } from '../cli/built.ts';
import { codes, copyOfExample, folderWith, plain, start, uriIn } from './client.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const weak = 'API_PASSWORD=postgres\n';

it('announces what it does, with pull diagnostics for a client that knows them', async () => {
  const { initialized } = await start();
  expect(initialized.serverInfo).toEqual({ name: 'seaworthy', version });
  expect(initialized.capabilities).toMatchObject({
    textDocumentSync: { openClose: true, change: 2 },
    codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.seaworthy'] },
    hoverProvider: true,
    diagnosticProvider: { identifier: 'seaworthy', interFileDependencies: true, workspaceDiagnostics: false },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  });
  expect(initialized.capabilities.executeCommandProvider?.commands.toSorted()).toEqual(
    ['checklist', 'explain', 'generate', 'importChecklist', 'rules', 'signOff'].map(
      (name) => `seaworthy.server.${name}`,
    ),
  );
});

it('announces no pull diagnostics to a client that does not know them', async () => {
  const { initialized } = await start({ capabilities: plain });
  expect(initialized.capabilities).not.toHaveProperty('diagnosticProvider');
});

it('starts for a client that tells of no folders, without a complaint', async () => {
  const folder = folderWith({ '.env': weak });
  const client = await start({ folders: [folder], capabilities: plain });
  client.open(uriIn(folder, '.env'), weak);
  await client.until(() => client.published.find(({ diagnostics }) => diagnostics.length > 0));
  expect(client.received()).not.toContain('failed');
});

it('is the same server as a command of the command line', async () => {
  const folder = folderWith({ '.env': weak });
  const client = await start({ folders: [folder], command: [built('cli.js'), 'lsp', '--stdio'] });
  client.open(uriIn(folder, '.env'), weak);
  expect(codes(await client.diagnostics(uriIn(folder, '.env')))).toEqual(['weak-secret']);
  expect(await client.stop()).toBe(0);
});

it('asks to be told of changed files and settings, where the client can', async () => {
  const client = await start({ folders: [folderWith({})] });
  const registered = await client.until(() => {
    const text = JSON.stringify(client.messages.filter(({ method }) => method === 'client/registerCapability'));
    return text.includes('didChangeWatchedFiles') && text.includes('didChangeConfiguration') ? text : undefined;
  });
  for (const name of ['.env', 'Caddyfile', 'yaml', 'json']) expect(registered).toContain(name);
});

it('exits with 0 after shutdown, and otherwise with 1', async () => {
  expect(await (await start()).stop()).toBe(0);
  const client = await start();
  const exit = once(client.process, 'exit');
  await client.connection.sendNotification('exit');
  expect((await exit)[0]).toBe(1);
});

it('exits when its client goes away', async () => {
  const client = await start();
  const exit = once(client.process, 'exit');
  client.process.stdin?.end();
  expect(await exit).toHaveLength(2);
});

it('answers a cancelled request by its error or by a result', async () => {
  const folder = copyOfExample('novamem-careless');
  const client = await start({ folders: [folder] });
  const uri = uriIn(folder, '.env');
  client.open(uri, readFileSync(`${folder}/.env`, 'utf8'));
  const outcomes = [1, 2, 3, 4].map(async () => {
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }, source.token);
    source.cancel();
    return answer.then(
      () => 'result',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    );
  });
  for (const outcome of await Promise.all(outcomes)) expect(['result', -32800, -32802]).toContain(outcome);
  expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
});

it('stays up after garbage', async () => {
  const folder = folderWith({ '.env': weak });
  const client = await start({ folders: [folder] });
  const { connection } = client;
  const uri = uriIn(folder, '.env');
  for (const bad of ['file:///%E0%A4%A', 'file://server/share/.env', ':', '', 'untitled:', 'git:/x/.env?{"ref":""}']) {
    client.open(bad, weak);
    client.change(bad, 2, { text: 'A=' });
    client.close(bad);
  }
  await connection.sendNotification('no/such/notification', { a: 1 });
  await connection.sendNotification('textDocument/didOpen', {});
  await connection.sendNotification('textDocument/didChange', { textDocument: { uri: 'file:///never/opened' } });
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///%', type: 1 }] });
  await expect(connection.sendRequest('no/such/request')).rejects.toMatchObject({ code: -32601 });
  await connection.sendRequest('textDocument/hover', {}).catch(() => undefined);
  await connection.sendRequest('textDocument/codeAction', {}).catch(() => undefined);
  await connection.sendRequest('textDocument/diagnostic', {}).catch(() => undefined);
  client.open(uri, weak);
  expect(codes(await client.diagnostics(uri))).toEqual(['weak-secret']);
  expect(client.process.exitCode).toBeNull();
});

it('answers empty for a document that it does not know and a place that is none', async () => {
  const folder = folderWith({ '.env': weak });
  const client = await start({ folders: [folder] });
  const unknown = uriIn(folder, 'never/opened/.env');
  expect(await client.diagnostics(unknown)).toEqual([]);
  expect(await client.hover(unknown, 0, 0)).toBeNull();
  const range = { start: { line: 900, character: 900 }, end: { line: 901, character: 1 } };
  expect(await client.actions(unknown, range)).toEqual([]);
  client.open(uriIn(folder, '.env'), weak);
  expect(await client.actions(uriIn(folder, '.env'), range)).toEqual([]);
  expect(await client.hover(uriIn(folder, '.env'), 900, 900)).toBeNull();
});

it('starts in a folder that is gone, and for a URI that is no local path', async () => {
  const gone = `${folderWith({})}/gone`;
  const client = await start({ folders: [gone] });
  client.open(uriIn(gone, '.env'), weak);
  expect(codes(await client.diagnostics(uriIn(gone, '.env')))).toEqual(['weak-secret']);
  const uri = 'vscode-vfs://github/acme/app';
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri, name: 'app' }], removed: [] },
  });
  client.open(`${uri}/.env`, weak);
  expect(codes(await client.diagnostics(`${uri}/.env`))).toEqual(['weak-secret']);
});

it('starts with a folder of another host and takes one later', async () => {
  const folder = folderWith({ '.env': weak });
  const share = 'file://server/share';
  const client = await start({ folders: [folder], moreFolders: [share] });
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: `${share}/other`, name: 'other' }], removed: [{ uri: share, name: 'share' }] },
  });
  expect(await client.command('seaworthy.server.checklist')).toMatchObject({
    version: 1,
    checklists: [{ product: 'general' }],
  });
  client.open(uriIn(folder, '.env'), weak);
  expect(codes(await client.diagnostics(uriIn(folder, '.env')))).toEqual(['weak-secret']);
});
