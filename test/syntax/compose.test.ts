import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComposeService, ComposeText } from '../../server/src/core/model/compose.ts';
import { readCompose } from '../../server/src/core/model/read-compose.ts';
import { readDotenv } from '../../server/src/core/model/read-dotenv.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const whole = `name: demo
x-shared: &shared
  restart: unless-stopped
  logging: { driver: json-file, options: { max-size: 10m } }
services:
  web:
    <<: *shared
    image: "example/web:\${TAG:-1.2.3}"
    build: { context: ., dockerfile: Dockerfile.web, target: run, args: { VERSION: 1 } }
    extends: { file: common.yaml, service: base }
    profiles: [full]
    user: "1000:1000"
    read_only: true
    privileged: false
    cap_add: [NET_ADMIN]
    cap_drop: [all]
    security_opt: ["no-new-privileges:true", seccomp=unconfined]
    network_mode: host
    pid: host
    devices: ["/dev/fuse:/dev/fuse"]
    tmpfs: /tmp
    env_file:
      - .env
      - { path: raw.env, required: false, format: raw }
    environment:
      - A=1
    ports: ["127.0.0.1:8080:80", { target: 443, published: "8443", host_ip: "::1" }]
    volumes:
      - data:/data:ro
      - { type: bind, source: /etc, target: /host/etc, read_only: true }
      - /var/run/docker.sock:/var/run/docker.sock
    secrets: [password, { source: key, target: /key }]
    depends_on: { db: { condition: service_healthy, required: false } }
    healthcheck: { test: [CMD, curl, "-f", http://localhost], interval: 5s }
    deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: 64M, pids: 50 }, reservations: { memory: 32M } } }
    command: ["serve", "--port", "80"]
  db:
    image: postgres:16.4
    networks: { back: { aliases: [database] } }
    healthcheck: { disable: true }
include:
  - other.yaml
  - { path: [a.yaml, b.yaml], env_file: a.env, project_directory: sub }
networks: { back: { internal: true } }
volumes: { data: { driver: local }, old: { external: true } }
secrets: { password: { file: ./password.txt }, key: { environment: KEY } }
`;

const at = (text: string, { span }: { readonly span: { readonly start: number; readonly end: number } }): string =>
  text.slice(span.start, span.end);
const service = (text: string, name: string): ComposeService | undefined =>
  readCompose(text).services.find((one) => one.name === name);

describe('the model of a Compose file', () => {
  const model = readCompose(whole);
  const web = service(whole, 'web');

  it('takes a file with every form without a problem but for what excludes itself', () => {
    expect(model.problems).toEqual([]);
    expect(model.name?.text).toBe('demo');
    expect(model.includes.map(({ paths }) => paths.map(({ text }) => text))).toEqual([
      ['other.yaml'],
      ['a.yaml', 'b.yaml'],
    ]);
    expect(model.volumes.map(({ name, external }) => [name, external])).toEqual([
      ['data', false],
      ['old', true],
    ]);
    expect(model.networks.map(({ name, internal }) => [name, internal])).toEqual([['back', true]]);
    expect(model.secrets.map(({ file, environment }) => file?.text ?? environment?.text)).toEqual([
      './password.txt',
      'KEY',
    ]);
  });

  it('reads short and long forms alike', () => {
    expect(web?.volumes.map(({ kind, source, target, readOnly }) => [kind, source?.text, target, readOnly])).toEqual([
      ['volume', 'data', '/data', true],
      ['bind', '/etc', '/host/etc', true],
      ['bind', '/var/run/docker.sock', '/var/run/docker.sock', false],
    ]);
    expect(web?.secrets.map(({ source, target }) => [source.text, target?.text])).toEqual([
      ['password', undefined],
      ['key', '/key'],
    ]);
    expect(web?.envFiles.map(({ text, required, raw }) => [text.text, required, raw])).toEqual([
      ['.env', true, false],
      ['raw.env', false, true],
    ]);
    expect(web?.dependsOn.map(({ name, condition, required }) => [name, condition, required])).toEqual([
      ['db', 'service_healthy', false],
    ]);
    expect(web?.commandWords.map(({ text }) => text)).toEqual(['serve', '--port', '80']);
    expect(service(whole, 'db')?.aliases).toEqual(['database']);
  });

  it('says what rules about containers ask', () => {
    const container = web?.container;
    expect(container?.addedCapabilities.map(({ value }) => value)).toEqual(['NET_ADMIN']);
    expect(container?.droppedCapabilities.map(({ value }) => value)).toEqual(['ALL']);
    expect(container?.unconfined.map(({ value }) => value)).toEqual(['seccomp']);
    expect(container?.escalation?.value).toBe(false);
    expect(container?.hostNamespaces.map(({ value }) => value)).toEqual(['network', 'pid']);
    expect(container?.hostMounts.map(({ source, readOnly }) => [source, readOnly])).toEqual([
      ['/etc', true],
      ['/var/run/docker.sock', false],
    ]);
    expect(container?.limits.pids?.value).toBe('50');
    expect(container?.readOnlyRoot?.value).toBe(true);
    expect(container?.restart?.value).toBe('unless-stopped');
    expect(container?.user?.value).toBe('1000:1000');
    expect(service(whole, 'db')?.container.healthcheck?.disabled).toBe(true);
  });

  it('points at what it read', () => {
    const texts: readonly ComposeText[] = [
      ...[web?.image, web?.user, web?.restart, web?.limits.memory, web?.build?.context, web?.namespaces.pid],
      ...(web?.capAdd ?? []),
      ...(web?.commandWords ?? []),
      ...(web?.healthcheck?.test ?? []),
      ...(web?.secrets ?? []).map(({ source }) => source),
    ].filter((text) => text !== undefined);
    expect(texts.length).toBeGreaterThan(12);
    for (const text of texts) expect(at(whole, text)).toBe(text.text);
    expect(web?.extends?.fileSpan && at(whole, { span: web.extends.fileSpan })).toBe('common.yaml');
  });

  it('keeps the pointers of ports and volumes when others go', () => {
    const pointers = (text: string) => service(text, 'a')?.ports.map(({ pointer }) => pointer);
    const head = 'services:\n  a:\n    ports:\n';
    expect(pointers(`${head}      - 1:1\n      - 2:2\n`)?.[1]).toBe(pointers(`${head}      - 2:2\n`)?.[0]);
  });

  it('knows which keys a file takes from the ones below', () => {
    const overlay = service('services:\n  a:\n    ports: !reset []\n    volumes: !override [a:/a]\n', 'a');
    expect([...(overlay?.reset ?? [])]).toEqual(['ports']);
    expect([...(overlay?.override ?? [])]).toEqual(['volumes']);
  });
});

const corpus = new URL('../../../shared/corpora/open/', import.meta.url);
const realFiles = (): readonly string[] => {
  if (!existsSync(corpus)) {
    console.log('SKIPPED real Compose files: ../shared/corpora is absent');
    return [];
  }
  const manifest: { readonly files: readonly { readonly file: string; readonly kind: string }[] } = JSON.parse(
    readFileSync(new URL('manifest.json', corpus), 'utf8'),
  );
  return manifest.files
    .filter(({ kind }) => kind === 'compose')
    .map(({ file }) => readFileSync(new URL(file, corpus), 'utf8'));
};

/** Settings and ports with their places, but for those of one service. */
const leaves = (text: string, without: string | undefined, shift: number): readonly string[] =>
  readCompose(text)
    .services.filter(({ name }) => name !== without)
    .flatMap(({ environment, ports }) => [
      ...environment.map(({ key, text: value, keySpan }) => `${key}=${value}@${keySpan.start + shift}`),
      ...ports.map(({ span, pointer }) => `${pointer}@${span.start + shift}`),
    ]);

describe('broken Compose files', () => {
  it('keep what stands above a line that is none', () => {
    let [kept, all] = [0, 0];
    for (const text of realFiles()) {
      const last = readCompose(text).services.at(-1);
      if (!last || readCompose(text).problems.length > 0) continue;
      const lineStart = text.lastIndexOf('\n', last.nameSpan.start) + 1;
      const lineBreak = text.indexOf('\n', last.nameSpan.end) + 1;
      if (lineBreak <= lineStart) continue;
      const broken = `${text.slice(0, lineBreak)}      %% no yaml : [\n${text.slice(lineBreak)}`;
      const before = leaves(text, last.name, 0);
      const after = new Set(leaves(broken, last.name, 0));
      all += before.length;
      kept += before.filter((leaf) => after.has(leaf)).length;
    }
    expect(kept).toBeGreaterThanOrEqual(all * 0.9);
  });

  it('give a model whatever is typed', () => {
    fc.assert(
      fc.property(textFrom([whole]), (text) => {
        for (const place of spansIn(readCompose(text).services.map(({ container }) => container)))
          expect(isWithin(place, text)).toBe(true);
      }),
      runs,
    );
  });

  it('give a model of 20,000 mutations, as broken env files do', () => {
    const env = 'A="x $B" # c\nexport C=\'y\'\nD: `z`\n';
    const compose = 'services:\n  a:\n    image: b:$C\n    ports: [1:2]\n';
    const signs = '{}[]:-&*!|>\'"#$%@,\n \t?<';
    for (let turn = 0, state = 1; turn < 20_000; turn++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      const seed = turn % 2 === 0 ? compose : env;
      const place = (state >>> 8) % seed.length;
      const sign = signs[(state >>> 4) % signs.length] ?? '';
      const text = seed.slice(0, place) + sign + seed.slice(place + (state % 3));
      const read = seed === compose ? readCompose(text).services : readDotenv(text).settings;
      if (read.length > 9) expect.fail('more than was written');
    }
  });

  it('refuse a bomb of aliases', () => {
    const names = 'abcdefghij'.split('');
    const lines = names.map((name, index) => {
      const inner =
        index === 0
          ? '{k: v}'
          : `[${Array(9)
              .fill(`*${names[index - 1]}`)
              .join(', ')}]`;
      return `x-${name}: &${name} ${inner}\n`;
    });
    const { problems } = readCompose(`${lines.join('')}services:\n  a:\n    image: b:1\n`);
    expect(problems.map(({ verdict }) => verdict)).toEqual(['refused']);
  });
});
