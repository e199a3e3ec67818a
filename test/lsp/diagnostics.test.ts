import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../cli/run.ts';
import { at, codes, copyOfExample, folderWith, plain, start, uriIn } from './client.ts';

const weak = 'API_PASSWORD=postgres\n';

describe('pull diagnostics', () => {
  it('say the same as the command line, with code, source and severity', async () => {
    const folder = copyOfExample('novamem-careless');
    const client = await start({ folders: [folder] });
    const { findings } = check(folder).report;
    const number = { error: 1, warning: 2, information: 3, hint: 4 };
    for (const [path, language] of [
      ['.env', 'dotenv'],
      ['compose.yaml', 'dockercompose'],
      ['compose.override.yaml', 'yaml'],
      ['Caddyfile', 'caddyfile'],
      ['.mcp.json', 'json'],
    ] as const) {
      client.open(uriIn(folder, path), readFileSync(join(folder, path), 'utf8'), language);
      const shown = await client.diagnostics(uriIn(folder, path));
      const said = findings.filter((finding) => finding.path === path);
      expect(
        shown.map(({ code, message, range, source, severity }) => [code, message, range, source, severity]),
      ).toEqual(
        said.map(({ rule, message, range, severity }) => [
          rule,
          message,
          range,
          'seaworthy',
          Reflect.get(number, severity),
        ]),
      );
    }
  });

  it('answer unchanged for the same result id, and in full after a change', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, weak);
    const first = await client.pull(uri);
    expect(first.kind).toBe('full');
    expect(first.resultId).not.toBe('');
    expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    client.change(uri, 2, { range: at(0, 0), text: '# a line\n' });
    const second = await client.pull(uri, first.resultId);
    expect(second).toMatchObject({ kind: 'full', items: [{ range: at(1, 13, 21) }] });
    expect(second.resultId).not.toBe(first.resultId);
    client.change(uri, 3, { text: 'A=1\n' });
    expect(await client.pull(uri, second.resultId)).toMatchObject({ kind: 'full', items: [] });
  });

  it('come without any published ones', async () => {
    const folder = folderWith({ '.env': weak });
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, '.env');
    client.open(uri, weak);
    await client.settled(0);
    client.change(uri, 2, { text: 'A=1\n' });
    await client.settled(1);
    client.close(uri);
    await client.settled(2);
    expect(client.published).toEqual([]);
  });

  it('link related places and the page of the rule', async () => {
    const folder = folderWith({
      'compose.yaml':
        'services:\n  app:\n    image: ghcr.io/acme/app:1.2.3\n    environment:\n      DATABASE_URL: postgres://app:hunter2@db:5432/app\n  db:\n    image: postgres:17.6\n    env_file: db.env\n',
      'db.env': 'POSTGRES_USER=app\nPOSTGRES_PASSWORD=hunter2\n',
    });
    const client = await start({
      folders: [folder],
      initializationOptions: { docsBase: 'https://docs.example.org/r/' },
    });
    client.open(uriIn(folder, 'db.env'), readFileSync(join(folder, 'db.env'), 'utf8'));
    client.open(uriIn(folder, 'compose.yaml'), readFileSync(join(folder, 'compose.yaml'), 'utf8'), 'dockercompose');
    const both = [
      ...(await client.diagnostics(uriIn(folder, 'db.env'))),
      ...(await client.diagnostics(uriIn(folder, 'compose.yaml'))),
    ];
    const linked = both.find(({ relatedInformation = [] }) => relatedInformation.length > 0);
    expect(linked?.codeDescription?.href).toBe(`https://docs.example.org/r/${linked?.code}.md`);
    const uris = ['db.env', 'compose.yaml'].map((path) => uriIn(folder, path));
    for (const { location } of linked?.relatedInformation ?? []) expect(uris).toContain(location.uri);
  });

  it('count columns in UTF-16 units through incremental edits behind an emoji', async () => {
    const folder = folderWith({});
    const client = await start({ folders: [folder] });
    const uri = uriIn(folder, 'compose.yaml');
    const line = '    environment: { "🚢": x, DB_PASSWORD: postgres }';
    client.open(uri, `services:\n  web:\n    image: nginx:1.29.1\n${line}\n`, 'dockercompose');
    const from = line.indexOf('postgres');
    // The password is a default one, and stands in a shared file.
    const twice = (range: unknown) => [{ range }, { range }];
    expect(await client.diagnostics(uri)).toMatchObject(twice(at(3, from, from + 8)));
    client.change(
      uri,
      2,
      { range: at(3, line.indexOf('x'), line.indexOf('x') + 1), text: '🚢🇫🇴' },
      { range: at(0, 0), text: '# 🚢\n' },
    );
    const moved = from + '🚢🇫🇴'.length - 1;
    expect(await client.diagnostics(uri)).toMatchObject(twice(at(4, moved, moved + 8)));
  });

  it('ask for a refresh when an edit changes another open document', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n    env_file: web.env\n',
      'web.env': 'BROKEN LINE\n',
    };
    const folder = folderWith(files);
    const client = await start({ folders: [folder] });
    const [env, compose] = [uriIn(folder, 'web.env'), uriIn(folder, 'compose.yaml')];
    client.open(env, files['web.env']);
    client.open(compose, files['compose.yaml'], 'dockercompose');
    expect(codes(await client.diagnostics(env))).toEqual(['syntax-error']);
    await client.diagnostics(compose);
    await client.settled(0);
    const asked = () => client.messages.filter(({ method }) => method === 'workspace/diagnostic/refresh').length;
    const before = asked();
    client.change(compose, 2, { text: 'services:\n  web:\n    image: nginx:1.29.1\n    env_file: other.env\n' });
    await client.until(() => (asked() > before ? true : undefined));
  });
});

describe('pushed diagnostics', () => {
  const pushing = (folder: string) => start({ folders: [folder], capabilities: plain });

  it('carry the version, and come empty where nothing is found', async () => {
    const folder = folderWith({});
    const client = await pushing(folder);
    const [bad, good] = [uriIn(folder, '.env'), uriIn(folder, 'Caddyfile')];
    client.open(bad, weak);
    client.open(good, 'a.example.org {\n\theader Strict-Transport-Security max-age=1\n}\n', 'caddyfile');
    const published = (uri: string) => client.until(() => client.published.find((one) => one.uri === uri));
    expect(await published(bad)).toMatchObject({ version: 1, diagnostics: [{ code: 'weak-secret' }] });
    expect((await published(good)).version).toBe(1);
    client.change(bad, 7, { text: 'A=1\n' });
    const next = await client.until(() => client.published.find(({ uri, version }) => uri === bad && version === 7));
    expect(next.diagnostics).toEqual([]);
  });

  it('are cleared on close', async () => {
    const folder = folderWith({});
    const client = await pushing(folder);
    const uri = uriIn(folder, '.env');
    client.open(uri, weak);
    await client.until(() => client.published.find(({ diagnostics }) => diagnostics.length > 0));
    client.close(uri);
    const last = await client.until(() => client.published.find(({ diagnostics }) => diagnostics.length === 0));
    expect(last).toMatchObject({ uri, diagnostics: [] });
    await client.settled(client.settledCount());
    expect(client.published).toHaveLength(2);
  });

  it('reach the other open documents that an edit changes', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n    env_file: web.env\n',
      'web.env': 'BROKEN LINE\n',
    };
    const folder = folderWith(files);
    const client = await pushing(folder);
    const [env, compose] = [uriIn(folder, 'web.env'), uriIn(folder, 'compose.yaml')];
    client.open(env, files['web.env']);
    client.open(compose, files['compose.yaml'], 'dockercompose');
    await client.until(() => client.published.find(({ uri, diagnostics }) => uri === env && diagnostics.length === 1));
    client.change(compose, 2, { text: 'services:\n  web:\n    image: nginx:1.29.1\n    env_file: other.env\n' });
    await client.until(() => client.published.find(({ uri, diagnostics }) => uri === env && diagnostics.length === 0));
  });

  it('are not published again while nothing changes', async () => {
    const folder = folderWith({});
    const client = await pushing(folder);
    const uri = uriIn(folder, '.env');
    client.open(uri, `${weak}A=1\n`);
    await client.settled(0);
    client.change(uri, 2, { range: at(1, 3), text: '2' });
    await client.settled(1);
    expect(client.published.map(({ version }) => version)).toEqual([1]);
  });
});
