import { describe, expect, it } from 'vitest';
import type { LocationLink, SymbolInformation } from 'vscode-languageserver/node';
import { canary, cursor, type Files, links, opened, outline } from './ask.ts';
import { uriIn } from './client.ts';

const stack: Files = {
  '.env': 'DOMAIN=old.example.org\nTAG=1.2\nDOMAIN=a.example.org\nURL=https://${DOMAIN}/\nDB_PASSWORD=x\n',
  '.env.example': 'DOMAIN=\nTAG=\n',
  'db.env': 'DB_NAME=app\nDB_URL=db/$DB_NAME\nDB_TAG=${TAG}\n',
  'compose.yaml': [
    'services:',
    '  caddy:',
    '    image: caddy:${TAG:-2}',
    '    environment:',
    '      DOMAIN: ${DOMAIN:?}',
    '      MAIL: ops@example.org',
    '    volumes:',
    '      - ./Caddyfile:/etc/caddy/Caddyfile:ro',
    '      - ./data:/data',
    '      - named:/config',
    '  db:',
    '    image: postgres:16',
    '    env_file:',
    '      - db.env',
    '      - path: ./other.env',
    '        required: false',
    '    environment:',
    '      - DB_PASSWORD',
    '    command: ["run", "--tag=$TAG", "${MISSING:-${TAG}}"]',
    '',
  ].join('\n'),
  Caddyfile: '(common) {\n\tencode gzip\n}\n{$DOMAIN} {\n\timport common\n\ttls {$MAIL:none}\n\troot {$TAG}\n}\n',
};

describe('definition', () => {
  it('leads from a reference to the entry that counts', async () => {
    const { ask } = await opened(stack);
    expect(await ask.definition('compose.yaml', '${DOM|AIN:?}')).toEqual(['.env:3:1 DOMAIN']);
    expect(await ask.definition('compose.yaml', 'caddy:|${TAG:-2}')).toEqual(['.env:2:1 TAG']);
    expect(await ask.definition('compose.yaml', '--tag=$T|AG')).toEqual(['.env:2:1 TAG']);
    expect(await ask.definition('compose.yaml', ':-${T|AG}}')).toEqual(['.env:2:1 TAG']);
    expect(await ask.definition('compose.yaml', '- DB_PASS|WORD')).toEqual(['.env:5:1 DB_PASSWORD']);
    expect(await ask.definition('.env', 'https://${D|OMAIN}')).toEqual(['.env:3:1 DOMAIN']);
    expect(await ask.definition('db.env', 'db/$DB_NA|ME')).toEqual(['db.env:1:1 DB_NAME']);
    expect(await ask.definition('db.env', '=${T|AG}')).toEqual(['.env:2:1 TAG']);
  });

  it("leads from a Caddyfile to the proxy's environment, else to the project's env file", async () => {
    const { ask } = await opened(stack);
    expect(await ask.definition('Caddyfile', '{$DO|MAIN}')).toEqual(['compose.yaml:5:7 DOMAIN']);
    expect(await ask.definition('Caddyfile', '{$MA|IL:none}')).toEqual(['compose.yaml:6:7 MAIL']);
    expect(await ask.definition('Caddyfile', '{$T|AG}')).toEqual(['.env:2:1 TAG']);
  });

  it('leads from an import to its snippet and from a path to its file', async () => {
    const { ask } = await opened(stack);
    expect(await ask.definition('Caddyfile', 'import com|mon')).toEqual(['Caddyfile:1:1 (common)']);
    expect(await ask.definition('compose.yaml', '- db.|env')).toEqual(['db.env:1:1 ']);
    expect(await ask.definition('compose.yaml', './Caddy|file:')).toEqual(['Caddyfile:1:1 ']);
  });

  it('answers null where nothing is set, named or there', async () => {
    const { ask } = await opened(stack);
    for (const stretch of ['${MISS|ING', 'ser|vices:', './other|.env', 'post|gres:16', '|  db:'])
      expect([stretch, await ask.definition('compose.yaml', stretch)]).toEqual([stretch, null]);
    for (const position of [
      { line: 99, character: 0 },
      { line: 1, character: 999 },
    ])
      expect(await ask.request('definition', '.env', { position })).toBeNull();
    expect(await ask.request('definition', 'nothing.env', { position: { line: 0, character: 0 } })).toBeNull();
  });

  it('answers null for a document over 2 MiB and for one that is not open', async () => {
    const { ask, client, folder } = await opened(stack);
    const position = { line: 0, character: 0 };
    client.change(uriIn(folder, '.env'), 2, { text: `${stack['.env']}${'# x\n'.repeat(600_000)}` });
    client.close(uriIn(folder, 'db.env'));
    for (const path of ['.env', 'db.env', 'nothing.env']) {
      for (const method of ['documentSymbol', 'documentLink', 'foldingRange', 'definition', 'references'])
        expect([path, method, await ask.request(method, path, { position, context: {} })]).toEqual([
          path,
          method,
          null,
        ]);
    }
  });

  it('tells a client that can show it how far the definition reaches', async () => {
    const { ask } = await opened(stack, links);
    const answer = await ask.request<LocationLink[]>('definition', 'compose.yaml', {
      position: cursor(stack['compose.yaml'] ?? '', 'caddy:${T|AG'),
    });
    expect(answer).toHaveLength(1);
    expect(answer[0]?.originSelectionRange).toEqual({
      start: { line: 2, character: 19 },
      end: { line: 2, character: 22 },
    });
    expect(answer[0]?.targetRange).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: 7 } });
    expect(answer[0]?.targetSelectionRange.end).toEqual({ line: 1, character: 3 });
  });

  it('takes what stands below in an env file for unset, and `$` that is escaped or quoted for text', async () => {
    const { ask } = await opened({
      'compose.yaml': 'services:\n  a:\n    image: a\n    command: "$$B"\n',
      '.env': 'A=${B}\nB=1\nC=\'$B\'\nD="\\$B ${B}"\nE=$B$B\n',
    });
    expect(await ask.definition('.env', 'A=${|B}')).toBeNull();
    expect(await ask.definition('.env', "C='$|B'")).toBeNull();
    expect(await ask.definition('.env', '\\$|B ')).toBeNull();
    expect(await ask.definition('.env', ' ${|B}"')).toEqual(['.env:2:1 B']);
    expect(await ask.definition('compose.yaml', '"$$|B"')).toBeNull();
  });
});

describe('references', () => {
  const domain = ['.env:4:15 DOMAIN', 'Caddyfile:4:3 DOMAIN', 'compose.yaml:5:17 DOMAIN'];
  const tag = [
    'Caddyfile:7:9 TAG',
    'compose.yaml:3:20 TAG',
    'compose.yaml:19:30 TAG',
    'compose.yaml:19:50 TAG',
    'db.env:3:10 TAG',
  ];

  it('lists what reads a variable, from its key and from any of its references', async () => {
    const { ask } = await opened(stack);
    expect(await ask.references('.env', '|DOMAIN=a.')).toEqual(domain);
    expect(await ask.references('Caddyfile', '{$DO|MAIN}')).toEqual(domain);
    expect(await ask.references('compose.yaml', 'DOM|AIN: $')).toEqual(domain);
    expect(await ask.references('.env', 'TA|G=')).toEqual(tag);
    expect(await ask.references('.env.example', 'TA|G=')).toEqual(tag);
    expect(await ask.references('compose.yaml', ':-${T|AG}}')).toEqual(tag);
    expect(await ask.references('compose.yaml', 'MA|IL: ')).toEqual(['Caddyfile:6:8 MAIL']);
    expect(await ask.references('.env', 'DB_PASS|WORD=')).toEqual(['compose.yaml:18:9 DB_PASSWORD']);
    expect(await ask.references('db.env', 'DB_|NAME=')).toEqual(['db.env:2:12 DB_NAME']);
  });

  it('lists what sets it as well when that is asked for', async () => {
    const { ask } = await opened(stack);
    expect(await ask.references('.env', 'TA|G=', true)).toEqual(['.env:2:1 TAG', ...tag]);
    expect(await ask.references('compose.yaml', 'caddy:${T|AG', true)).toEqual(['.env:2:1 TAG', ...tag]);
    expect(await ask.references('.env', '|DOMAIN=a.', true)).toEqual(['.env:1:1 DOMAIN', '.env:3:1 DOMAIN', ...domain]);
  });

  it('finds the others of a name that nothing sets, and nothing beside names', async () => {
    const { ask } = await opened(stack);
    expect(await ask.references('compose.yaml', '${MISS|ING')).toEqual(['compose.yaml:19:39 MISSING']);
    expect(await ask.references('compose.yaml', 'post|gres:16')).toBeNull();
    expect(await ask.references('.env', 'https|://')).toBeNull();
  });

  it('stays inside of the deployment', async () => {
    const compose = 'services:\n  a:\n    image: a:${TAG}\n';
    const { ask } = await opened({ 'one/.env': 'TAG=1\n', 'one/compose.yaml': compose, 'two/compose.yaml': compose });
    expect(await ask.references('one/.env', 'T|AG')).toEqual(['one/compose.yaml:3:16 TAG']);
    expect(await ask.definition('two/compose.yaml', '${T|AG}')).toBeNull();
  });
});

describe('places', () => {
  it('hold with CRLF, an emoji before them, and text in blocks and escapes', async () => {
    const { ask } = await opened({
      '.env': '# 🚢 ship\r\nA="🚢 1"\r\nB="🚢 ${A}"\r\n',
      'compose.yaml':
        'services:\r\n  a:\r\n    image: "🚢:${A}"\r\n    command: |\r\n      echo 🚢 ${A}\r\n      echo\r\n    entrypoint: "\\t🚢 ${A}"\r\n    labels:\r\n      - >-\r\n        x=🚢\r\n        $A\r\n',
      Caddyfile: '# 🚢\r\na.example.org {\r\n\trespond "🚢 {$A}"\r\n\trespond <<X\r\n\t🚢 {$A}\r\n\tX\r\n}\r\n',
    });
    const uses = [
      '.env:3:9 A',
      'Caddyfile:3:16 A',
      'Caddyfile:5:7 A',
      'compose.yaml:3:18 A',
      'compose.yaml:5:17 A',
      'compose.yaml:7:25 A',
      'compose.yaml:11:10 A',
    ];
    expect(await ask.references('.env', '|A="', true)).toEqual(['.env:2:1 A', ...uses]);
    expect(await ask.definition('Caddyfile', '"🚢 {$|A}')).toEqual(['.env:2:1 A']);
  });

  it('hold in half-typed files, which still answer', async () => {
    const { ask, client, folder } = await opened({
      '.env': 'TAG=1\nB="open\nC=${TAG\nD=${TAG}\n=\n',
      'compose.yaml': 'services:\n  a:\n    image: a:${TAG}\n    environment:\n      X: "${TAG\n  :\n -',
      Caddyfile: '{$TAG} {\n\timport\n\timport nope\n\treverse_proxy {$\n\thandle {\n',
    });
    expect(await ask.references('.env', 'T|AG=1')).toEqual([
      '.env:4:5 TAG',
      'Caddyfile:1:3 TAG',
      'compose.yaml:3:16 TAG',
    ]);
    expect(await ask.definition('Caddyfile', 'import no|pe')).toBeNull();
    expect(await ask.definition('Caddyfile', 'proxy {$|')).toBeNull();
    for (const path of ['.env', 'compose.yaml', 'Caddyfile']) {
      const text = await ask.request<unknown>('documentSymbol', path);
      expect([path, text]).not.toEqual([path, null]);
      await ask.links(path);
      await ask.folds(path);
      client.change(uriIn(folder, path), 2, { text: '' });
      expect(await ask.request('documentSymbol', path)).toSatisfy((now) => now === null || Array.isArray(now));
    }
    expect(client.received()).not.toContain('failed:');
  });
});

describe('links', () => {
  it('lead to the files that a Compose file and a Caddyfile name', async () => {
    const { ask } = await opened({
      ...stack,
      'ops/compose.yaml':
        'include:\n  - ../compose.yaml\n  - path: ["more.yaml"]\n    env_file: x.env\n  - https://example.org/c.yaml\n  - oci://a/b\nservices:\n  a:\n    extends:\n      file: ../base.yaml\n      service: a\n    env_file: [/etc/a.env, "${DIR}/a.env", ../.env]\n',
      'ops/Caddyfile':
        'import ../Caddyfile\nimport sites/*.caddy\nimport name\nb.example.org {\n\timport parts/tls\n}\n',
    });
    expect(await ask.links('compose.yaml')).toEqual([
      'compose.yaml:14:9 db.env -> db.env',
      'compose.yaml:15:15 ./other.env -> other.env',
      'compose.yaml:8:9 ./Caddyfile -> Caddyfile',
    ]);
    expect(await ask.links('ops/compose.yaml')).toEqual([
      'ops/compose.yaml:12:44 ../.env -> .env',
      'ops/compose.yaml:2:5 ../compose.yaml -> compose.yaml',
      'ops/compose.yaml:3:13 more.yaml -> ops/more.yaml',
      'ops/compose.yaml:4:15 x.env -> ops/x.env',
      'ops/compose.yaml:10:13 ../base.yaml -> base.yaml',
    ]);
    expect(await ask.links('ops/Caddyfile')).toEqual([
      'ops/Caddyfile:1:8 ../Caddyfile -> Caddyfile',
      'ops/Caddyfile:5:9 parts/tls -> ops/parts/tls',
    ]);
    expect(await ask.links('.env')).toEqual([]);
  });
});

describe('folds', () => {
  it('take sections, comments and long values of an env file', async () => {
    const { ask } = await opened({
      '.env': [
        '# What this is',
        '# and why',
        '',
        '# ==========',
        '# Database',
        '# ==========',
        '',
        '# where',
        'DB_HOST=db',
        'DB_KEY="-----',
        'abc',
        '-----"',
        '',
        '# who',
        'DB_USER=app',
        '# ten',
        'DB_POOL=10',
        '',
        '# ---- Mail ----',
        'MAIL=a',
        '',
      ].join('\r\n'),
    });
    expect(await ask.folds('.env')).toEqual(['1-2 comment', '4-17', '8-12', '10-12', '14-17', '19-20']);
  });

  it('take the blocks, comments and long values of a Caddyfile by their syntax', async () => {
    const { ask } = await opened({
      Caddyfile:
        '{\n\temail a@b.c\n}\n# one {\n# two\na.example.org {\n\thandle /x {\n\t\trespond <<E\n\t\t}\n\t\tE 200\n\t}\n\theader {\n\t\tX y\n',
    });
    expect(await ask.folds('Caddyfile')).toEqual(['1-2', '4-5 comment', '6-13', '7-10', '8-10', '12-13']);
  });

  it('leave YAML and JSON to the editor', async () => {
    const { ask } = await opened({
      'compose.yaml': 'services:\n  a:\n    image: a\n',
      'config.json': '{\n"a": {\n}}\n',
    });
    expect([await ask.folds('compose.yaml'), await ask.folds('config.json')]).toEqual([null, null]);
    expect(await ask.symbols('config.json')).toBeNull();
    expect(await ask.links('config.json')).toEqual([]);
  });
});

describe('symbols', () => {
  const files: Files = {
    '.env': `# 🚢\nA=${canary}\nexport B="🚢 ${canary}\nmore"\nC=\n${canary}\nexport D\n`,
    'compose.yaml': `x-env: &env\n  SHARED: ${canary}\nservices:\n  db:\n    image: postgres:\${TAG:-${canary}}\n    environment:\n      <<: *env\n      POSTGRES_PASSWORD: ${canary}\n    ports:\n      - "\${HOST:-${canary}}:5432:5432/tcp"\n      - target: 80\n        published: "8080"\n        host_ip: 127.0.0.1\n      - ${canary}\n  web:\n    build: .\n    environment:\n      - TOKEN=${canary}\n      - FROM_SHELL\n      - ${canary}\n`,
    Caddyfile: `{\n\temail a@b.c\n}\n(safe) {\n\theader X ${canary}\n}\nhttps://a.example.org, {$HOST:${canary}} {\n\t@api path /${canary}\n\tbasic_auth {\n\t\tadmin ${canary}\n\t}\n\thandle @api {\n\t\treverse_proxy http://u:${canary}@app:80\n\t}\n\t${canary}\n\t"${canary}"\n}\n`,
  };

  it('outline an env file, a Compose file and a Caddyfile without a value', async () => {
    const { ask, client } = await opened(files, outline);
    expect(await ask.symbols('.env')).toEqual(['A @2:1 A', 'B @3:8 B', 'C @5:1 C', 'D @7:8 D']);
    expect((await ask.symbols('compose.yaml'))?.map((line) => line.replace(/ @.*/, ''))).toEqual([
      'db',
      '  image (postgres:${TAG})',
      '  POSTGRES_PASSWORD',
      '  port (${HOST}:5432:5432/tcp)',
      '  port (127.0.0.1:8080:80)',
      '  port',
      'web',
      '  TOKEN',
      '  FROM_SHELL',
    ]);
    expect((await ask.symbols('Caddyfile'))?.map((line) => line.replace(/ @\d.*/, ''))).toEqual([
      'global options',
      '  email',
      '(safe)',
      '  header',
      'https://a.example.org, {$HOST}',
      '  @api',
      '  basic_auth',
      '  handle (@api)',
      '    reverse_proxy',
    ]);
    expect(client.received()).not.toContain(canary);
  });

  it('come in a row for a client that knows no nested ones', async () => {
    const { ask, client } = await opened(files);
    const symbols = await ask.request<SymbolInformation[]>('documentSymbol', 'compose.yaml');
    expect(symbols.slice(0, 3).map(({ name, containerName }) => [name, containerName])).toEqual([
      ['db', undefined],
      ['image', 'db'],
      ['POSTGRES_PASSWORD', 'db'],
    ]);
    expect(client.received()).not.toContain(canary);
  });

  it('hold no planted secret however a file breaks off', async () => {
    const { client, ask, folder } = await opened(files, outline);
    for (const [path, text] of Object.entries(files)) {
      for (let end = 0, version = 2; end < text.length; end += 7, version++) {
        client.change(uriIn(folder, path), version, { text: text.slice(end) });
        await ask.request('documentSymbol', path);
        client.change(uriIn(folder, path), ++version, { text: text.slice(0, end) });
        await ask.request('documentSymbol', path);
      }
    }
    const leaks = client
      .received()
      .split('\r\n')
      .filter((part) => part.includes(canary));
    expect(leaks).toEqual([]);
    expect(client.received()).not.toContain('failed:');
  });
});
