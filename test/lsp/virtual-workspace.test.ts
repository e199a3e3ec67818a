import { describe, expect, it } from 'vitest';
import type { ChecklistReport } from '../cli/run.ts';
import { at, type Client, codes, modern, start } from './client.ts';

const root = 'vscode-vfs://github/example/deploy';
const compose = 'services:\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n    env_file: live.env\n';

/** A client's file system, and what was asked of it. */
function memory(files: Record<string, string | Buffer>, links: readonly string[] = []) {
  const asked: string[] = [];
  const pathOf = (params: unknown): string => {
    const uri = String(Reflect.get(Object(params), 'uri'));
    return uri === root ? '' : decodeURIComponent(uri.slice(root.length + 1));
  };
  const entriesOf = (folder: string): readonly (readonly [string, number])[] => {
    const base = folder === '' ? '' : `${folder}/`;
    const names = new Map<string, number>();
    for (const path of Object.keys(files).filter((one) => one.startsWith(base))) {
      const [name = '', more] = path.slice(base.length).split('/');
      names.set(name, more === undefined ? 1 : 2);
    }
    for (const link of links) if (folder === '') names.set(link, 66);
    return [...names];
  };
  const answer = (method: string, params: unknown): unknown => {
    const path = pathOf(params);
    if (method === 'seaworthy/readFolder') {
      asked.push(`${path}/`);
      return { entries: entriesOf(path) };
    }
    if (method !== 'seaworthy/readFile') return null;
    asked.push(path);
    const content = files[path];
    if (content === undefined) return { missing: true };
    const bytes = Buffer.from(content);
    return bytes.length > Number(Reflect.get(Object(params), 'maxBytes'))
      ? { tooLarge: true }
      : { base64: bytes.toString('base64') };
  };
  return { files, asked, answer };
}

const open = (answer: (method: string, params: unknown) => unknown, readsFiles = true): Promise<Client> =>
  start({ capabilities: modern, moreFolders: [root], initializationOptions: { readsFiles }, answer });
const products = async (client: Client): Promise<readonly string[]> =>
  (await client.command<ChecklistReport>('seaworthy.server.checklist')).checklists.map(({ product }) => product);
const changed = (client: Client, path: string, type: 1 | 2 | 3) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: `${root}/${path}`, type }],
  });

describe('a folder that only the client can read', () => {
  it('is walked before a checklist answers', async () => {
    const client = await open(memory({ 'deploy/compose.yaml': compose }).answer);
    expect(await products(client)).toEqual(['novamem']);
  });

  it('tells what its other files say about an open one', async () => {
    const client = await open(memory({ 'compose.yaml': compose }).answer);
    await products(client);
    client.open(`${root}/live.env`, 'BROKEN LINE\n');
    expect(codes(await client.diagnostics(`${root}/live.env`))).toContain('syntax-error');
  });

  it('refreshes the documents that were open before it was read', async () => {
    const client = await open(memory({ 'compose.yaml': compose }).answer);
    client.open(`${root}/live.env`, 'BROKEN LINE\n');
    await client.until(() =>
      client.messages.find(({ method }) => method === 'workspace/diagnostic/refresh') ? true : undefined,
    );
    expect(codes(await client.diagnostics(`${root}/live.env`))).toContain('syntax-error');
  });

  it('is asked again for what changed, came and went', async () => {
    const { files, answer } = memory({ 'compose.yaml': compose });
    const client = await open(answer);
    expect(await products(client)).toEqual(['novamem']);
    delete files['compose.yaml'];
    await changed(client, 'compose.yaml', 3);
    expect(await products(client)).toEqual([]);
    files['live/compose.yaml'] = compose;
    await changed(client, 'live/compose.yaml', 1);
    expect(await products(client)).toEqual(['novamem']);
  });

  it('has a configuration like any other', async () => {
    const client = await open(memory({ '.seaworthy/config.json': '{ "rules": { "weak-secret": "hint" } }' }).answer);
    await products(client);
    client.open(`${root}/.env`, 'API_PASSWORD=postgres\n');
    expect(await client.diagnostics(`${root}/.env`)).toMatchObject([{ severity: 4, range: at(0, 13, 21) }]);
  });

  it('is not asked for dependencies, for other files, nor for folders behind links', async () => {
    const { asked, answer } = memory(
      { 'compose.yaml': compose, 'node_modules/a/compose.yaml': compose, 'src/main.ts': '', 'README.md': '' },
      ['loop'],
    );
    const client = await open(answer);
    expect(await products(client)).toEqual(['novamem']);
    expect(asked.toSorted()).toEqual(['.seaworthy/config.json', '/', 'compose.yaml', 'src/']);
  });

  it('keeps its other files where one is binary, too large or refused', async () => {
    const { answer } = memory({
      'a/.env': Buffer.from([65, 0, 66]),
      'b/.env': `A=${'x'.repeat(3 * 1024 * 1024)}`,
      'c/.env': 'A=1\n',
      'compose.yaml': compose,
    });
    const client = await open((method, params) => {
      if (String(Reflect.get(Object(params), 'uri')).endsWith('c/.env')) throw new Error('no permission');
      return answer(method, params);
    });
    expect(await products(client)).toEqual(['novamem']);
  });

  it('is left alone where the client does not read for the server', async () => {
    const { asked, answer } = memory({ 'compose.yaml': compose });
    const client = await open(answer, false);
    expect(await products(client)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
