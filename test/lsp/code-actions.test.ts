import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { check } from '../cli/run.ts';
import { applied, at, codes, folderWith, modern, start, uriIn } from './client.ts';

const placeholder = 'NOVAMEM_COOKIE_SECRET=CHANGE_ME\n';
const secretAt = (line: number) => at(line, 22, 31);
const changesOf = (action: CodeAction | undefined) =>
  (action?.edit?.documentChanges ?? []).flatMap((change) => ('edits' in change ? [change] : []));

/** Without the way to accept the finding, which each has. */
const fixesOf = (actions: readonly CodeAction[]): readonly CodeAction[] =>
  actions.filter(({ title }) => !title.startsWith('Ignore '));

async function opened(text: string, path = '.env', language = 'dotenv') {
  const folder = folderWith({});
  const client = await start({ folders: [folder] });
  const uri = uriIn(folder, path);
  client.open(uri, text, language);
  return { client, uri, folder };
}

it('replaces a placeholder by a generated secret, another each time, and the finding is settled', async () => {
  const { client, uri } = await opened(placeholder);
  const [first] = await client.actions(uri, secretAt(0));
  const [second] = await client.actions(uri, secretAt(0));
  expect(first).toMatchObject({ title: 'Generate secure token (hex, 32 bytes)', kind: 'quickfix', isPreferred: true });
  expect(codes(first?.diagnostics ?? [])).toEqual(['placeholder-secret']);
  const [one, two] = [applied(placeholder, first, uri), applied(placeholder, second, uri)];
  expect(one).toMatch(/^NOVAMEM_COOKIE_SECRET=[a-f][0-9a-f]{63}\n$/);
  expect(two).not.toBe(one);
  client.change(uri, 2, { text: one });
  expect(await client.diagnostics(uri)).toEqual([]);
});

it('computes an edit from the current text with the current version, whatever the client still shows', async () => {
  const { client, uri } = await opened(placeholder);
  const stale = await client.diagnostics(uri);
  expect(stale).toMatchObject([{ range: secretAt(0) }]);
  client.change(uri, 5, { range: at(0, 0), text: '# 🚢\nA=1\n' });
  const text = `# 🚢\nA=1\n${placeholder}`;
  expect(await client.actions(uri, secretAt(0))).toEqual([]);
  const [action] = await client.actions(uri, secretAt(2));
  expect(changesOf(action)).toMatchObject([{ textDocument: { uri, version: 5 }, edits: [{ range: secretAt(2) }] }]);
  expect(applied(text, action, uri)).toMatch(/^# 🚢\nA=1\nNOVAMEM_COOKIE_SECRET=[a-f][0-9a-f]{63}\n$/);
});

it('offers an action at the caret and for any touching range, and none beside it', async () => {
  const { client, uri } = await opened(`A=1\n${placeholder}B=2\n`);
  const count = async (line: number, from: number, to = from) =>
    fixesOf(await client.actions(uri, at(line, from, to))).length;
  expect([await count(1, 22), await count(1, 25), await count(1, 31), await count(1, 0, 40)]).toEqual([1, 1, 1, 1]);
  expect([await count(0, 0, 3), await count(1, 3), await count(2, 1)]).toEqual([0, 0, 0]);
});

it('offers quick fixes alone when the client asks for some kinds', async () => {
  const { client, uri } = await opened(placeholder);
  const ask = (only: readonly string[]) =>
    client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: secretAt(0),
      context: { diagnostics: [], only },
    });
  expect(fixesOf(await ask(['quickfix']))).toHaveLength(1);
  expect(await ask(['refactor', 'source.organizeImports'])).toEqual([]);
});

describe('a password that two files hold', () => {
  const files = {
    'compose.yaml':
      'services:\n  app:\n    image: ghcr.io/acme/app:1.2.3\n    environment:\n      DATABASE_URL: postgres://app:hunter2@db:5432/app\n  db:\n    image: postgres:17.6\n    env_file: db.env\n',
    'db.env': 'POSTGRES_USER=app\nPOSTGRES_PASSWORD=hunter2\n',
  };

  /** The action that changes two files, from the documents that are open. */
  async function fixFrom(open: readonly (keyof typeof files)[]) {
    const folder = folderWith(files);
    const client = await start({ folders: [folder] });
    const language = { 'compose.yaml': 'dockercompose', 'db.env': 'dotenv' };
    for (const path of open) client.open(uriIn(folder, path), files[path], language[path]);
    for (const path of open) {
      for (const { range } of await client.diagnostics(uriIn(folder, path))) {
        const [action] = await client.actions(uriIn(folder, path), range);
        if (changesOf(action).length > 1) return { action, folder };
      }
    }
    return { action: undefined, folder };
  }

  it('changes in one edit, with the same value in both', async () => {
    const { action, folder } = await fixFrom(['compose.yaml', 'db.env']);
    const uris = ['compose.yaml', 'db.env'].map((path) => uriIn(folder, path));
    expect(
      changesOf(action)
        .map(({ textDocument }) => textDocument.uri)
        .toSorted(),
    ).toEqual(uris);
    expect(changesOf(action).map(({ textDocument }) => textDocument.version)).toEqual([1, 1]);
    const env = applied(files['db.env'], action, uriIn(folder, 'db.env'));
    const password = /POSTGRES_PASSWORD=([A-Za-z0-9]{24,})\n/.exec(env)?.[1];
    expect(password).toBeDefined();
    expect(applied(files['compose.yaml'], action, uriIn(folder, 'compose.yaml'))).toContain(
      `postgres://app:${password}@db`,
    );
  });

  it('has no version for the file that is only on the disk', async () => {
    const { findings } = check(folderWith(files)).report;
    const path =
      findings.find(({ fixes }) => fixes[0]?.edits.length === 2)?.path === 'db.env' ? 'db.env' : 'compose.yaml';
    const { action, folder } = await fixFrom([path]);
    const versions = changesOf(action).map(({ textDocument: { uri, version } }) => [uri, version]);
    expect(Object.fromEntries(versions)).toEqual(
      Object.fromEntries(['compose.yaml', 'db.env'].map((one) => [uriIn(folder, one), one === path ? 1 : null])),
    );
  });
});

describe('a fix with a fact that the file does not tell', () => {
  const wildcard = 'CORS_ALLOWED_ORIGINS=*\n';

  it('is a snippet for a client that knows them', async () => {
    const { client, uri } = await opened(wildcard);
    const [action] = await client.actions(uri, at(0, 21));
    expect(changesOf(action)).toEqual([
      {
        textDocument: { uri, version: 1 },
        edits: [{ range: at(0, 21, 22), snippet: { kind: 'snippet', value: '${1:https://app.example.org}' } }],
      },
    ]);
  });

  it('is not offered to another', async () => {
    const folder = folderWith({});
    const capabilities = { ...modern, workspace: { workspaceEdit: { documentChanges: true } } };
    const client = await start({ folders: [folder], capabilities });
    const uri = uriIn(folder, '.env');
    client.open(uri, `${wildcard}${placeholder}`);
    expect(codes(await client.diagnostics(uri))).toEqual(['wildcard-origin', 'placeholder-secret']);
    expect(fixesOf(await client.actions(uri, at(0, 21)))).toEqual([]);
    expect(fixesOf(await client.actions(uri, secretAt(1)))).toHaveLength(1);
  });
});

it('edits an untitled document under its own URI', async () => {
  const client = await start({ folders: [folderWith({})] });
  for (const uri of ['untitled:Untitled-1', 'untitled:/project/new.env']) {
    client.open(uri, placeholder);
    expect(codes(await client.diagnostics(uri))).toEqual(['placeholder-secret']);
    const [action] = await client.actions(uri, secretAt(0));
    expect(changesOf(action).map(({ textDocument }) => textDocument)).toEqual([{ uri, version: 1 }]);
  }
});

it('edits a document under the URI that the client opened it by', async () => {
  const folder = folderWith({ 'a b+c/.env': placeholder });
  const client = await start({ folders: [folder] });
  const uri = `${uriIn(folder)}/a%20b%2Bc/.env`;
  client.open(uri, placeholder);
  const [action] = await client.actions(uri, secretAt(0));
  expect(changesOf(action).map(({ textDocument }) => textDocument)).toEqual([{ uri, version: 1 }]);
});

it('edits a document outside of all folders', async () => {
  const outside = folderWith({ '.env': placeholder });
  const client = await start({ folders: [folderWith({})] });
  const uri = uriIn(outside, '.env');
  client.open(uri, readFileSync(join(outside, '.env'), 'utf8'));
  const [action] = await client.actions(uri, secretAt(0));
  expect(changesOf(action).map(({ textDocument }) => textDocument)).toEqual([{ uri, version: 1 }]);
});

it('offers nothing in a document that has grown over 2 MiB', async () => {
  const { client, uri } = await opened(placeholder);
  expect(fixesOf(await client.actions(uri, secretAt(0)))).toHaveLength(1);
  client.change(uri, 2, { range: at(0, 0), text: `# ${'x'.repeat(2 * 1024 * 1024)}\n` });
  const diagnostics = await client.diagnostics(uri);
  expect(diagnostics).toMatchObject([{ severity: 3, message: expect.stringContaining('2 MiB') }]);
  expect(await client.actions(uri, secretAt(0))).toEqual([]);
  expect(await client.hover(uri, 0, 25)).toBeNull();
});

describe('a finding is accepted with a reason', () => {
  const ignoring = async (text: string, path: string, language: string, line: number, config?: string) => {
    const folder = folderWith(config === undefined ? {} : { '.seaworthy/config.json': config });
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, path);
    client.open(uri, text, language);
    const action = (await client.actions(uri, at(line, 0, 200))).find(({ title }) => title.startsWith('Ignore '));
    const changes = changesOf(action);
    return { action, folder, edit: changes[0]?.edits[0], uri: changes[0]?.textDocument.uri };
  };

  it('by a comment above the line, with the reason to be written', async () => {
    const { action, edit } = await ignoring(`A=1\n${placeholder}`, '.env', 'dotenv', 1);
    expect(action).toMatchObject({ title: 'Ignore placeholder-secret here', kind: 'quickfix', isPreferred: false });
    expect(edit).toEqual({
      range: at(1, 0),
      snippet: { kind: 'snippet', value: '# seaworthy-ignore placeholder-secret -- ${1:reason}\n' },
    });
  });

  it('by one more rule in the directive that is there', async () => {
    const text = `# seaworthy-ignore weak-secret -- local\n${placeholder}`;
    const { edit } = await ignoring(text, '.env', 'dotenv', 1);
    expect(edit).toEqual({ range: at(0, 30), newText: ', placeholder-secret' });
  });

  it('by an entry of the configuration where the file may hold no comment', async () => {
    const text = '{ "cors": { "allowedOrigins": ["*"] } }\n';
    const made = await ignoring(text, 'server.config.json', 'json', 0);
    expect(made.uri).toBe(uriIn(made.folder, '.seaworthy/config.json'));
    expect(JSON.stringify(made.edit)).toContain('wildcard-origin');
    const joined = await ignoring(text, 'settings.config.json', 'json', 0, '{\n  "profile": "strict"\n}\n');
    expect(joined.edit).toMatchObject({ range: at(1, 21) });
  });
});

describe('all safe problems of a file', () => {
  const twice = 'PORT=3000\nPORT=8080\nLOG=1\nLOG=2\n';
  const ask = async (text: string, only: readonly string[] | undefined) => {
    const { client, uri } = await opened(text);
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: at(0, 0),
      context: { diagnostics: [], ...(only && { only }) },
    });
    return { actions, uri };
  };

  it('are fixed by one source action, also for an editor that asks for any of its kind', async () => {
    for (const kind of ['source.fixAll.seaworthy', 'source.fixAll', 'source']) {
      const { actions, uri } = await ask(twice, [kind]);
      expect(actions.map((action) => action.kind)).toEqual(['source.fixAll.seaworthy']);
      expect(applied(twice, actions[0], uri)).toBe('PORT=8080\nLOG=2\n');
    }
  });

  it('are no quick fix, and none that another extension is asked for', async () => {
    const kinds = async (only?: readonly string[]) => (await ask(twice, only)).actions.map(({ kind }) => kind);
    expect(await kinds()).not.toContain('source.fixAll.seaworthy');
    expect(await kinds(['source.fixAll.eslint'])).toEqual([]);
    expect(await kinds(['quickfix'])).not.toContain('source.fixAll.seaworthy');
  });

  it('and no quick fix that an editor makes on save generates a secret', async () => {
    const { client, uri } = await opened(placeholder);
    const context = { diagnostics: [], only: ['quickfix'] };
    const ask = (triggerKind: number) =>
      client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: secretAt(0),
        context: { ...context, triggerKind },
      });
    expect(await ask(2)).toEqual([]);
    expect(fixesOf(await ask(1))).toHaveLength(1);
  });

  it('never hold a secret that has to be generated', async () => {
    const { actions } = await ask(placeholder, ['source.fixAll.seaworthy']);
    expect(actions).toEqual([]);
  });
});
