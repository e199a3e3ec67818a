import { readFileSync } from 'node:fs';
import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultSettings } from '../../server/src/core/config.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { type Files, readExample, walkFiles } from './walk.ts';

const general = products.find(({ id }) => id === 'general');
const lines = general?.sections.flatMap(({ items }) => items) ?? [];
const known = products.filter(({ fallback }) => !fallback).map(({ id }) => id);
const statesOf = (files: Files, settings = defaultSettings): Readonly<Record<string, string>> => {
  const [one] = walkFiles(files, settings, 'general');
  return Object.fromEntries((one?.items ?? []).map(({ item, state }) => [item.id, state]));
};
const idsIn = (states: Readonly<Record<string, string>>, state: string) =>
  Object.keys(states).filter((id) => states[id] === state);
const idsWalked = (files: Record<string, string>) =>
  walkFiles(new Map(Object.entries(files))).map(({ product }) => product.id);

describe('the general checklist', () => {
  const expected: Record<string, Record<string, readonly [string, string]>> = parse(
    readFileSync(new URL('general.yaml', import.meta.url), 'utf8'),
  );

  for (const id of known) {
    for (const [index, kind] of (['careless', 'hardened'] as const).entries()) {
      it(`walks ${id}-${kind} to the expected state of every line`, () => {
        const wanted = lines.map((line) => [line.id, expected[line.id]?.[id]?.[index]]);
        expect(statesOf(readExample(`${id}-${kind}`))).toEqual(Object.fromEntries(wanted));
      });
    }
  }

  it('sees routers of Traefik as sites', () => {
    const stack = (...labels: readonly string[]): Files =>
      new Map([
        [
          'compose.yaml',
          `services:
  traefik:
    image: traefik:v3.2.1
    command: ["--entrypoints.websecure.address=:443", "--certificatesresolvers.le.acme.storage=/acme.json"]
  app:
    image: example/app:1.4.2
    labels:
      - traefik.http.routers.a.rule=Host(\`app.harbourline.io\`)
      - traefik.http.routers.a.entrypoints=websecure
${labels.map((label) => `      - ${label}\n`).join('')}`,
        ],
      ]);
    const withTls = stack('traefik.http.routers.a.tls.certresolver=le');
    const elsewhere = stack(
      'traefik.http.routers.a.tls.certresolver=le',
      'traefik.http.routers.a.middlewares=headers@file',
    );
    expect(statesOf(withTls)).toMatchObject({ 'GEN-13': 'pass', 'GEN-17': 'fail' });
    expect(statesOf(elsewhere)).toMatchObject({ 'GEN-17': 'unknown' });
    expect(statesOf(stack('traefik.http.routers.a.tls.certresolver=other'))).toMatchObject({ 'GEN-13': 'fail' });
  });

  it('fails in no hardened example', () => {
    for (const id of known) {
      const [one] = walkFiles(readExample(`${id}-hardened`), defaultSettings, 'general');
      const failed = one?.items.filter(({ state }) => state === 'fail') ?? [];
      // What somebody accepted with a reason is still so.
      expect([id, failed.flatMap(({ evidence }) => evidence.filter(({ accepted }) => accepted === undefined))]).toEqual(
        [id, []],
      );
    }
  });

  it('says where or why for each line', () => {
    for (const id of known) {
      for (const { item, state, evidence, reasons } of walkFiles(
        readExample(`${id}-careless`),
        defaultSettings,
        'general',
      )[0]?.items ?? []) {
        expect(state === 'pass' || state === 'fail' ? evidence : reasons, item.id).not.toEqual([]);
      }
    }
  });

  it('rests on no rule that runs only when somebody asks for more', () => {
    const named =
      JSON.stringify(general)
        .match(/"[a-z]+(?:-[a-z]+)+"/g)
        ?.map((word) => word.slice(1, -1)) ?? [];
    const strict = rules.filter(({ id, profile }) => named.includes(id) && profile === 'strict');
    expect(strict.map(({ id }) => id)).toEqual([]);
  });

  it('is walked where no other checklist is, beside one only where the settings say so', () => {
    const app = { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.0.0\n' };
    const novamem = { 'compose.yaml': 'services:\n  n:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n' };
    expect(idsWalked(app)).toEqual(['general']);
    expect(idsWalked(novamem)).toEqual(['novamem']);
    expect(idsWalked({})).toEqual([]);
    const of = (general: boolean, files: Record<string, string>) =>
      walkFiles(new Map(Object.entries(files)), { ...defaultSettings, products: { general } }).map(
        ({ product }) => product.id,
      );
    expect(of(true, novamem)).toEqual(['novamem', 'general']);
    expect(of(false, app)).toEqual([]);
  });
});

describe('silence is no pass', () => {
  const walk = (files: Record<string, string>, settings = defaultSettings) =>
    statesOf(new Map(Object.entries(files)), settings);
  const compose = (body: string) => `services:\n  app:\n    image: example/app:1.0.0\n${body}`;

  it('where the files have nothing to look at', () => {
    const states = walk({ Dockerfile: 'FROM scratch\n' });
    expect(idsIn(states, 'pass')).toEqual(['GEN-05', 'GEN-40', 'GEN-41']);
    expect(idsIn(states, 'fail')).toEqual([]);
  });

  it('where manifests show no rights too wide, and a fail where they do', () => {
    const binding = (role: string) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: app\nroleRef: { kind: ClusterRole, name: ${role} }\nsubjects:\n  - { kind: ServiceAccount, name: app, namespace: shop }\n`;
    expect(walk({ 'rights.yaml': binding('view') })['GEN-43']).toBe('ask');
    expect(walk({ 'rights.yaml': binding('cluster-admin') })['GEN-43']).toBe('fail');
    expect(walk({ 'compose.yaml': compose('') })['GEN-43']).toBe('not-applicable');
  });

  it('where a secret comes from elsewhere', () => {
    const files = { 'compose.yaml': compose('    environment: { API_TOKEN: "${API_TOKEN:?}" }\n') };
    expect(walk(files)['GEN-01']).toBe('unknown');
  });

  it('where a site has no name or no TLS, or includes what is not read', () => {
    expect(walk({ Caddyfile: 'http://a.example.org {\n\treverse_proxy app:3000\n}\n' })).toMatchObject({
      'GEN-13': 'fail',
      'GEN-17': 'unknown',
    });
    expect(walk({ Caddyfile: ':80 {\n\treverse_proxy app:3000\n}\n' })['GEN-17']).toBe('unknown');
    const nginx = 'server {\n  listen 443 ssl;\n  server_name a.example.org;\n  include snippets/all.conf;\n}\n';
    expect(walk({ 'nginx/a.conf': nginx })['GEN-23']).toBe('unknown');
  });

  it('where the environment decides what a site is, or how it answers', () => {
    const site = (address: string, body: string) => ({ Caddyfile: `${address} {\n\t${body}\n}\n` });
    expect(walk(site('{$DOMAIN}', 'reverse_proxy app:3000'))['GEN-13']).toBe('unknown');
    expect(walk(site('a.example.org', 'reverse_proxy app:3000\n\t{$EXTRA}'))['GEN-23']).toBe('unknown');
    expect(walk(site('a.example.org', 'php'))['GEN-17']).toBe('unknown');
    expect(walk(site('a.example.org', 'reverse_proxy app:3000'))).toMatchObject({ 'GEN-13': 'pass', 'GEN-17': 'fail' });
  });

  it('where the address that people use is one that nobody outside reaches, or origins are none with https', () => {
    const site = { Caddyfile: 'a.example.org {\n\treverse_proxy app:3000\n}\n' };
    const of = (url: string, origins: string) =>
      walk({ ...site, '.env': `PUBLIC_URL=${url}\nCORS_ORIGINS=${origins}\n` });
    expect(of('https://localhost', 'http://localhost:3000')).toMatchObject({
      'GEN-11': 'unknown',
      'GEN-12': 'unknown',
    });
    expect(of('https://a.example.org', '')).toMatchObject({ 'GEN-11': 'unknown', 'GEN-12': 'pass' });
    expect(of('https://a.example.org', 'https://a.example.org')).toMatchObject({ 'GEN-11': 'pass', 'GEN-12': 'pass' });
  });

  it('where an image is built here, and its tag therefore names nothing', () => {
    const built = { 'compose.yaml': 'services:\n  app:\n    build: .\n    image: app:latest\n' };
    expect(walk(built)['GEN-26']).toBe('not-applicable');
  });

  it('where a port is open to everybody and no proxy is known', () => {
    expect(walk({ 'compose.yaml': compose('    ports: ["3000:3000"]\n') })['GEN-21']).toBe('unknown');
  });

  it('where a database shares the network of its host', () => {
    const files = { 'compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n    network_mode: host\n' };
    expect(walk(files)['GEN-20']).not.toBe('pass');
  });

  it('where a rule is switched off, everywhere or for some files', () => {
    const files = { 'compose.yaml': compose('') };
    expect(walk(files)['GEN-26']).toBe('pass');
    expect(walk(files, { ...defaultSettings, rules: { 'mutable-image-tag': 'off' } })['GEN-26']).toBe('unknown');
    const overrides = { '*.yaml': { 'mutable-image-tag': 'off' } } as const;
    expect(walk(files, { ...defaultSettings, overrides })['GEN-26']).toBe('unknown');
  });

  it('where all files are for development', () => {
    const states = walk({ 'compose.dev.yaml': compose('    privileged: true\n') });
    expect(idsIn(states, 'pass')).toEqual([]);
    expect(idsIn(states, 'fail')).toEqual([]);
  });

  it('and one of several deployments is enough to fail', () => {
    const db = (port: string) => `services:\n  db:\n    image: postgres:16.4\n    ports: ["${port}:5432"]\n`;
    expect(walk({ 'a/compose.yaml': db('127.0.0.1:5432'), 'b/compose.yaml': db('5432') })['GEN-20']).toBe('fail');
    expect(walk({ 'a/compose.yaml': db('127.0.0.1:5432'), 'b/compose.yaml': compose('') })['GEN-20']).toBe('pass');
  });
});
