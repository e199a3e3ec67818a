import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith } from './folder.ts';
import { run } from './run.ts';

/** Stands where secrets stand; nothing that the tool prints may hold it. */
const canary = 'Kn4ry-hunter2';

const placed = {
  '.env': [
    `API_PASSWORD=${canary}`,
    `NOVAMEM_COOKIE_SECRET="${canary}"`,
    `DATABASE_URL=postgres://app:${canary}@db.example.org:5432/app`,
    `PUBLIC_URL=http://admin:${canary}@app.example.org/`,
    `KAUTH_SECRET_KEY='${canary}'`,
    `SESSION_SECRET=change-me-${canary}`,
    `API_PASSWORD=${canary}`,
    `${canary}`,
    `PRIVATE_KEY="-----BEGIN PRIVATE KEY-----`,
    `${canary}`,
    `-----END PRIVATE KEY-----"`,
    `AUTH_MODE=${canary}`,
    `JWT_SECRET=${canary}'${canary}`,
    `export TOKEN=${canary} # ${canary}`,
    `ADMIN_PASSWORD=\${OTHER:-${canary}}`,
    `LOG_LEVEL=${canary}`,
    `UNCLOSED_SECRET="${canary}`,
  ].join('\n'),
  'compose.yaml': [
    'services:',
    '  novamem:',
    '    image: ghcr.io/azrtydxb/novamem:main',
    '    environment:',
    `      POSTGRES_PASSWORD: ${canary}`,
    `      NOVAMEM_BOOTSTRAP_ADMIN_PASSWORD: \${ADMIN_PW:-${canary}}`,
    `      NOVAMEM_WARM_URL: postgres://novamem:${canary}@postgres:5432/novamem`,
    `      SECRET_KEY: "\${SECRET_KEY:?${canary}}"`,
    `      API_TOKEN: \${API_TOKEN-${canary}`,
    `    command: server --password=${canary}`,
    '    ports: ["8080:8080", "0.0.0.0:9000:9000"]',
    '    healthcheck:',
    `      test: curl -u admin:${canary} http://localhost/`,
    '    labels:',
    `      traefik.http.middlewares.auth.basicauth.users: admin:${canary}`,
    '  db:',
    '    image: postgres:13',
    '    environment:',
    `      - POSTGRES_PASSWORD=${canary}`,
    `      - POSTGRES_PASSWORD=${canary}`,
    '    ports: ["5432:5432"]',
    '  kotauth:',
    '    image: ghcr.io/inumansoul/kotauth:latest',
    '    environment:',
    `      KAUTH_SECRET_KEY: "${canary}"`,
    `      DB_URL: jdbc:postgresql://db:5432/kotauth?user=postgres&password=${canary}`,
    `      KAUTH_BASE_URL: http://root:${canary}@auth.example.org`,
  ].join('\n'),
  'broken/compose.yaml': `services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: "${canary}\n     X: ${canary}\n   - ${canary}: *${canary.replaceAll('-', '')}\n`,
  'broken/.env': `API_PASSWORD='${canary}\n`,
  'broken/config.json': `{ "adminPassword": "${canary}, "token": ${canary} "x" }\n`,
  'broken/Caddyfile': `a.example.org {\n\tbasic_auth {\n\t\tadmin "${canary}\n\t}\n${canary} }}\n`,
  'config.json': `{ "adminPassword": "${canary}", "db": { "url": "mongodb://root:${canary}@mongo/x", "password": "${canary}", "password": "${canary}" } }\n`,
  '.mcp.json': `{ "mcpServers": { "novamem": { "url": "http://memory.example.org/mcp", "headers": { "Authorization": "Bearer ${canary}" } } } }\n`,
  Caddyfile: [
    'memory.example.org {',
    '\tbasic_auth {',
    `\t\tadmin ${canary}`,
    '\t}',
    `\theader Authorization "Bearer ${canary}"`,
    `\theader_up X-Api-Key ${canary}`,
    `\treverse_proxy http://admin:${canary}@novamem:7778`,
    '}',
    `http://auth.example.org {`,
    `\treverse_proxy kotauth:8080 {`,
    `\t\theader_up Authorization "Basic ${canary}`,
    '\t}',
  ].join('\n'),
};

const lower = canary.toLowerCase();
const bare = lower.replaceAll('-', '');

for (const args of [
  ['check'],
  ['check', '--format', 'json'],
  ['check', '--profile', 'strict', '--fail-on', 'information'],
  ['check', '--format', 'json', '--profile', 'strict', '--tier', 'production'],
  ['check', '--format', 'json', '.env', 'broken/compose.yaml'],
  ['check', '--rule', 'weak-secret=off', '--rule', 'placeholder-secret=off'],
  ['checklist'],
  ['checklist', '--format', 'json'],
  ['checklist', '--format', 'json', '--strict'],
  ['checklist', '--product', 'kotauth'],
  ...['sarif', 'github', 'markdown', 'html'].flatMap((format) => [
    ['check', '--format', format, '--profile', 'strict'],
    ['checklist', '--format', format],
  ]),
  ['check', '--write-baseline'],
  ['fix', '--unsafe'],
  ['fix', '--dry-run'],
  ['fix', '--dry-run', '--unsafe'],
  ['explain', 'weak-secret'],
]) {
  it(`prints no planted secret on stdout or stderr: ${args.join(' ')}`, () => {
    const { stdout, stderr, code } = run(folderWith(placed), args);
    expect(code).not.toBeNull();
    const leaks = `${stdout}\n${stderr}`.split('\n').filter((line) => line.toLowerCase().includes(lower));
    expect(leaks).toEqual([]);
    expect(`${stdout}${stderr}`.toLowerCase()).not.toContain(bare);
  });
}

it('prints no secret that comes through stdin', () => {
  const { stdout, stderr } = run(folderWith({}), ['check', '--stdin-path', '.env'], { input: placed['.env'] });
  expect(stdout).toContain('.env');
  expect(`${stdout}${stderr}`).not.toContain(canary);
});

it('prints no secret of a broken configuration', () => {
  for (const text of [
    `{ "rules": "${canary}" `,
    `{ "publicUrl": "http://u:${canary}@host/x" }`,
    `${canary}`,
    `{ "failOn": "${canary}" }`,
  ]) {
    const { stdout, stderr, code } = run(folderWith({ '.seaworthy/config.json': text, '.env': 'A=1\n' }), ['check']);
    expect([text, code]).toEqual([text, 2]);
    expect(`${stdout}${stderr}`).not.toContain(canary);
  }
});

it('writes no secret into a baseline', () => {
  const folder = folderWith(placed);
  run(folder, ['check', '--write-baseline']);
  expect(readFileSync(join(folder, '.seaworthy/baseline.json'), 'utf8').toLowerCase()).not.toContain(lower);
});
