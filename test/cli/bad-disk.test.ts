import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadFiles } from '../../server/src/host/load.ts';
import { nodeFiles } from '../../server/src/host/node-files.ts';
import { checkBad, neighbour } from './bad.ts';
import { built } from './built.ts';
import { emptyFolder, folderWith } from './folder.ts';
import type { CheckReport } from './run.ts';

it('skips links that leave the folder, and reads links inside of it', () => {
  const outside = folderWith({ '.env': 'API_PASSWORD=postgres\n' });
  const folder = folderWith({ 'a/real.env': 'API_PASSWORD=postgres\n' });
  symlinkSync(join(outside, '.env'), join(folder, 'a/.env'));
  symlinkSync(outside, join(folder, 'a/out-of-here'));
  symlinkSync('real.env', join(folder, 'a/link.env'));
  const { code, report } = checkBad(folder);
  expect(report.skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: 'a/.env', why: 'symbolic link that leaves the root' },
    { path: 'a/out-of-here', why: 'symbolic link that leaves the root' },
  ]);
  expect(report.files.map(({ path }) => path)).toEqual(['a/link.env', 'a/real.env', 'good/.env']);
  expect(code).toBe(1);
});

it('says that a link with our name leads nowhere', () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'a'));
  symlinkSync('nowhere', join(folder, 'a/.env'));
  const { report } = checkBad(folder);
  expect([...report.skipped, ...report.faults].map(({ path }) => path)).toEqual(['a/.env']);
});

it('ends at links that loop, and says where', () => {
  const folder = emptyFolder();
  for (const path of ['a/b', 'c']) mkdirSync(join(folder, path), { recursive: true });
  symlinkSync('..', join(folder, 'c/root'));
  symlinkSync('../../a', join(folder, 'a/b/parent'));
  symlinkSync('compose.yaml', join(folder, 'c/Caddyfile'));
  symlinkSync('Caddyfile', join(folder, 'c/compose.yaml'));
  const { report } = checkBad(folder);
  const said = [...report.skipped, ...report.faults].map(({ path }) => path).toSorted();
  expect(said).toContain('c/root');
  expect(said).toContain('a/b/parent');
  expect(said).toEqual(expect.arrayContaining(['c/Caddyfile', 'c/compose.yaml']));
});

/** Root may read everything: permissions mean something to somebody else alone. */
const asNobody: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : [];

it('reports a folder and a file that it may not read, and judges the rest', () => {
  const folder = folderWith({
    ...neighbour,
    'shut/.env': 'A=1\n',
    'a/.env': 'A=1\n',
    'a/compose.yaml': 'services: {}\n',
  });
  chmodSync(join(folder, 'a/.env'), 0o000);
  chmodSync(join(folder, 'shut'), 0o000);
  const [command = process.execPath, ...args] = [
    ...asNobody,
    process.execPath,
    built('cli.js'),
    'check',
    '--format',
    'json',
  ];
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  });
  chmodSync(join(folder, 'shut'), 0o755);
  expect(error).toBeUndefined();
  const report = JSON.parse(stdout) as CheckReport;
  expect(report.faults).toEqual([
    { path: 'shut', reason: 'permission denied' },
    { path: 'a/.env', reason: 'permission denied' },
  ]);
  expect(stderr).toBe('seaworthy: shut: permission denied\nseaworthy: a/.env: permission denied\n');
  expect(report.findings.map(({ path, rule }) => `${path} ${rule}`)).toEqual(['good/.env weak-secret']);
  expect(status).toBe(2);
});

it('reports a file that goes between listing and reading', () => {
  const folder = folderWith({ 'a/.env': 'A=1\n', 'b/.env': 'B=1\n' });
  const disk = nodeFiles(folder);
  const {
    files,
    faults,
    skipped: left,
  } = loadFiles({
    list() {
      const listed = disk.list();
      rmSync(join(folder, 'a/.env'));
      return listed;
    },
    read: disk.read,
  });
  expect([...files.keys()]).toEqual(['b/.env']);
  expect(faults).toEqual([{ path: 'a/.env', reason: 'the file is gone' }]);
  expect(left).toEqual([]);
});

it('reports a file that becomes a folder between listing and reading', () => {
  const folder = folderWith({ 'a/.env': 'A=1\n' });
  const disk = nodeFiles(folder);
  const { faults } = loadFiles({
    list() {
      const listed = disk.list();
      rmSync(join(folder, 'a/.env'));
      mkdirSync(join(folder, 'a/.env'));
      return listed;
    },
    read: disk.read,
  });
  expect(faults).toEqual([{ path: 'a/.env', reason: 'it is a folder' }]);
});

it('ends quietly when the reader of its report goes away', async () => {
  const services = Array.from({ length: 3000 }, (_, index) => `  s${index}:\n    image: x${index}\n`).join('');
  const folder = folderWith({ 'compose.yaml': `services:\n${services}` });
  const child = spawn(process.execPath, [built('cli.js'), 'check', '--format', 'json'], { cwd: folder, stdio: 'pipe' });
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  child.stdout.once('data', () => child.stdout.destroy());
  await once(child, 'close');
  expect(said.join('')).toBe('');
});
