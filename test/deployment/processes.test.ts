import { describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/core/analyze.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import type { Deployment } from '../../server/src/core/deployment/deployment.ts';

function deploymentOf(files: Readonly<Record<string, string>>): Deployment {
  const change = new Map(Object.entries(files).map(([path, text]) => [path, { path, text }]));
  const [only] = analyze(undefined, change, { settings: defaultSettings, products: [] }).deployments;
  if (!only) throw new Error('no file makes a deployment');
  return only.deployment;
}
const processesOf = (files: Readonly<Record<string, string>>) =>
  deploymentOf(files).processes.map(({ kind, name, settings, port, envFiles, complete, workingFolder, user }) => ({
    kind,
    name,
    port,
    envFiles,
    complete,
    folder: workingFolder?.text,
    user: user?.text,
    settings: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
  }));

describe('the processes of a deployment', () => {
  it('are the apps of PM2 with what a start for production reads', () => {
    const text = `module.exports = { apps: [{
      name: 'web', script: 'a.js', cwd: '/srv/web', user: 'web',
      env: { PORT: 3000, A: 'x' }, env_production: { A: 'y', B: process.env.B, C: process.env.C || 'c' },
      env_development: { A: 'z' },
    }] };`;
    expect(processesOf({ 'ecosystem.config.js': text })).toEqual([
      {
        kind: 'pm2',
        name: 'web',
        port: 3000,
        envFiles: [],
        complete: true,
        folder: '/srv/web',
        user: 'web',
        settings: { PORT: '3000', A: 'y', B: undefined, C: 'c' },
      },
    ]);
  });

  it('are the services of systemd with their drop-ins and env files', () => {
    expect(
      processesOf({
        'deploy/app.service':
          '[Service]\nEnvironment=PORT=3000 A=unit\nEnvironmentFile=/opt/app/.env\nUser=app\nWorkingDirectory=/opt/app\nExecStart=x\n',
        'deploy/app.service.d/10.conf': '[Service]\nEnvironment=PORT=4000 B=drop-in\nUnsetEnvironment=C\n',
        '.env': 'A=file\nC=gone\n',
        'deploy/backup.timer': '[Timer]\nOnCalendar=daily\n',
      }),
    ).toEqual([
      {
        kind: 'systemd',
        name: 'app',
        port: 4000,
        envFiles: ['.env'],
        complete: true,
        folder: '/opt/app',
        user: 'app',
        settings: { PORT: '4000', A: 'file', B: 'drop-in' },
      },
    ]);
  });

  it('are incomplete where an env file is not among the files, or might be another', () => {
    const unit = '[Service]\nEnvironmentFile=/opt/app/.env\nExecStart=x\n';
    expect(processesOf({ 'app.service': unit })).toMatchObject([{ complete: false, envFiles: [] }]);
    expect(processesOf({ 'app.service': unit, 'a/.env': 'A=1\n', 'b/.env': 'A=2\n' })).toMatchObject([
      { complete: false },
    ]);
  });

  it('begin anew where a drop-in clears what the unit says', () => {
    expect(
      processesOf({
        'app.service': '[Service]\nEnvironment=A=1\nExecStart=x\n',
        'app.service.d/o.conf': '[Service]\nEnvironment=\nEnvironment=B=2\n',
      }),
    ).toMatchObject([{ settings: { B: '2' } }]);
  });

  it('show each setting of an env file once, for its process', () => {
    const { settings } = deploymentOf({
      'app.service': '[Service]\nEnvironmentFile=/opt/.env\nExecStart=x\n',
      '.env': 'A=1\n',
    });
    expect(settings.filter(({ key, service }) => key === 'A' && service === 'app')).toHaveLength(1);
  });
});

describe('the image of a Dockerfile', () => {
  it('sets what its last stage and those below it set, with the arguments replaced', () => {
    const { settings } = deploymentOf({
      Dockerfile:
        'ARG V=1\nFROM a:1.0 AS base\nENV A=base B=base\nFROM b:1.0 AS tools\nENV T=1\nFROM base\nARG V\nENV B=last-${V} C=${A}\n',
    });
    expect(settings.map(({ key, value }) => [key, value])).toEqual([
      ['A', 'base'],
      ['B', 'last-1'],
      ['C', 'base'],
    ]);
  });
});
