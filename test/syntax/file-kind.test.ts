import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/core/config.ts';
import { fileKind } from '../../server/src/core/file-kind.ts';
import { readSource } from '../../server/src/core/read-source.ts';

const kinds: Readonly<Record<string, readonly string[]>> = {
  dockerfile: [
    'Dockerfile',
    'docker/Dockerfile.prod',
    'api.dockerfile',
    'Containerfile',
    'Dockerfile-alpine',
    'a/Dockerfile.copy',
  ],
  pm2: [
    'ecosystem.config.js',
    'ecosystem.config.cjs',
    'ecosystem.config.mjs',
    'ecosystem.json',
    'ecosystem.config.json',
    'ecosystem.config.yml',
    'ecosystem.prod.config.js',
    'pm2.json',
    'pm2.config.js',
    'pm2-prod.yaml',
    'process.json',
    'process.yml',
    'api.pm2.json',
  ],
  systemd: ['deploy/app.service', 'app@.service', 'backup.timer', 'app.socket', 'etc/app.service.d/override.conf'],
  traefik: [
    'traefik.yml',
    'traefik.toml',
    'traefik/traefik.yaml',
    'traefik/dynamic/tls.yml',
    'dynamic.yml',
    'dynamic_conf.toml',
  ],
  ignore: ['.gitignore', 'a/.dockerignore', 'Dockerfile.dockerignore'],
};
const none = [
  'Dockerfile.md',
  'Dockerfile.sh',
  'dockerfile.yaml',
  'ecosystem.md',
  'src/process.js',
  'service.ts',
  'traefik/readme.md',
  'dynamic.js',
  'ignore.txt',
];

describe('fileKind', () => {
  for (const [kind, paths] of Object.entries(kinds)) {
    for (const path of paths) it(`takes ${path} for ${kind}`, () => expect(fileKind(path, undefined)).toBe(kind));
  }
  for (const path of none) it(`leaves ${path} alone`, () => expect(fileKind(path, undefined)).toBeUndefined());

  const contents: readonly (readonly [path: string, text: string, wanted: string | undefined])[] = [
    ['app.service', '[Unit]\nDescription=x\n', 'systemd'],
    ['avahi/ssh.service', '<service-group><name>x</name></service-group>', undefined],
    ['dbus/org.x.service', '[D-BUS Service]\nName=x\n', undefined],
    ['process.json', '{"apps":[{"script":"a.js"}]}', 'pm2'],
    ['process.json', '{"steps":[]}', undefined],
    ['dynamic.yml', 'http:\n  # routes\n  routers:\n    a: {}\n', 'traefik'],
    ['dynamic.yml', 'forms:\n  - a\n', undefined],
    ['traefik/tls.toml', '[[tls.certificates]]\ncertFile = "a"\n', 'traefik'],
    ['traefik/docker.yml', 'services:\n  traefik:\n    image: traefik:v3.1\n', 'compose'],
    ['traefik/values.yaml', 'replicas: 2\n', 'helm-values'],
    ['scripts/backup.sh', '#!/bin/sh\npg_dump app\n', 'shell'],
    ['scripts/backup.sh', 'pg_dump app\n', 'shell'],
    ['scripts/lint.sh', '#!/bin/sh\nnpm run lint\n', undefined],
    ['bin/nightly', '#!/usr/bin/env bash\nrestic backup /srv\n', 'shell'],
    ['bin/nightly', '#!/usr/bin/env python3\nbackup()\n', undefined],
    ['nightly', '#!/bin/sh\nrestic backup /srv\n', undefined],
    ['etc/cron.daily/dump', '#!/bin/sh\npg_dump app\n', 'shell'],
    ['crontab', '0 3 * * * a\n', 'cron'],
    ['deploy/app.cron', '# @daily a\n', 'cron'],
    ['etc/cron.d/app', '0 3 * * * root a\n', 'cron'],
    ['crontabs/root', '0 3 * * * a\n', 'cron'],
    ['crontab.md', '0 3 * * * a\n', undefined],
    ['crontab', 'nothing\n', undefined],
    ['com.harbour.backup.plist', '<key>ProgramArguments</key>', 'launchd'],
    ['ios/Info.plist', '<key>ProgramArguments</key>', undefined],
    ['.github/workflows/dump.yml', 'on:\n  schedule:\n    - cron: "0 3 * * *"\n', 'workflow'],
    ['.github/workflows/ci.yml', 'on: push\n', undefined],
    ['traefik.yaml', 'apiVersion: v1\nkind: ConfigMap\nlog:\n  level: DEBUG\n', 'kubernetes'],
  ];
  for (const [path, text, wanted] of contents)
    it(`decides by the text that ${path} is ${wanted ?? 'none of ours'}`, () =>
      expect(fileKind(path, text)).toBe(wanted));

  it('believes the editor where the name says nothing', () => {
    expect(fileKind('build', 'FROM a\n', 'dockerfile')).toBe('dockerfile');
    expect(fileKind('unit', '[Service]\n', 'systemd-conf')).toBe('systemd');
    expect(fileKind('patterns', 'a\n', 'ignore')).toBe('ignore');
  });
});

describe('readSource', () => {
  it('reads a file that a condition names for its lines', () => {
    const file = { path: 'ops/pg_hba.conf', text: 'host all all trust\n' };
    expect(readSource(file, defaultSettings)).toBeUndefined();
    const read = readSource(file, defaultSettings, ['**/pg_hba.conf']);
    expect(read?.kind === 'text' && read.model.lines.map(({ text }) => text)).toEqual(['host all all trust', '']);
  });
});
