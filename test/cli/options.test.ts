import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contentOf, copyOfExample, folderWith, writeFiles } from './folder.ts';
import { check, checklist, rulesOf, run } from './run.ts';

const weak = 'API_PASSWORD=postgres\n';
const weakAt = (path: string) => ({ [path]: weak });

it('sets the severity of rules or switches them off, over the configuration', () => {
  const folder = folderWith({
    ...weakAt('.env'),
    'compose.yaml': 'services:\n  web:\n    image: nginx\n',
    '.seaworthy/config.json': '{ "rules": { "weak-secret": "off" } }',
  });
  expect(rulesOf(check(folder))).toEqual(['mutable-image-tag']);
  const { report, code } = check(folder, ['--rule', 'weak-secret=hint', '--rule=mutable-image-tag=error']);
  expect(report.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
    ['weak-secret', 'hint'],
    ['mutable-image-tag', 'error'],
  ]);
  expect(code).toBe(1);
  expect(rulesOf(check(folder, ['--rule', 'mutable-image-tag=off']))).toEqual([]);
});

it('takes the tier of the path, and that of --tier instead', () => {
  const folder = folderWith(weakAt('.env.development'));
  const severityIn = (args: readonly string[]) => {
    const { report } = check(folder, args);
    return [report.files[0]?.tier, report.findings[0]?.severity];
  };
  expect(severityIn([])).toEqual(['development', 'hint']);
  expect(severityIn(['--tier', 'development'])).toEqual(['development', 'hint']);
  expect(severityIn(['--tier', 'production'])).toEqual(['production', 'error']);
  expect(severityIn(['--tier', 'staging'])).toEqual(['staging', 'error']);
});

it('reports with --profile strict at least what it reports without', () => {
  const folder = copyOfExample('novamem-careless');
  const recommended = rulesOf(check(folder, ['--profile', 'recommended']));
  expect(rulesOf(check(folder))).toEqual(recommended);
  expect(rulesOf(check(folder, ['--profile', 'strict']))).toEqual(expect.arrayContaining([...recommended]));
});

it('reads the configuration that --config names instead of the folder’s own', () => {
  const folder = folderWith({
    'app/.env': weak,
    'app/.seaworthy/config.json': '{ "rules": { "weak-secret": "off" } }',
    'ci.json': '{ "failOn": "never" }',
  });
  expect(check(folder, ['app']).code).toBe(0);
  expect(rulesOf(check(folder, ['app']))).toEqual([]);
  const other = check(folder, ['app', '--config', 'ci.json']);
  expect([other.code, ...rulesOf(other)]).toEqual([0, 'weak-secret']);
});

it('writes the report to --output and nothing to stdout', () => {
  const folder = folderWith(weakAt('.env'));
  const { code, stdout, stderr } = run(folder, ['check', '--format', 'json', '--output', 'report.json']);
  expect([code, stdout, stderr]).toEqual([1, '', '']);
  const again = run(folder, ['check', '--format', 'json', '.env']);
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe(again.stdout);
});

it('writes nothing to the folder without --output', () => {
  const folder = copyOfExample('kotauth-careless');
  const before = contentOf(folder);
  for (const args of [['check'], ['checklist'], ['check', '--format', 'json'], ['checklist', '--format', 'json']])
    run(folder, args);
  expect(contentOf(folder)).toEqual(before);
});

it('takes the text of --stdin-path from stdin, and the neighbours from the disk', () => {
  const folder = folderWith({ '.env': 'API_PASSWORD=Zo4-unguessable-9Qx-vessel\n' });
  expect(rulesOf(check(folder))).toEqual([]);
  const piped = check(folder, ['--stdin-path', '.env'], { input: weak });
  expect([piped.code, ...rulesOf(piped, '.env')]).toEqual([1, 'weak-secret']);
});

it('takes a file that is not on the disk from stdin', () => {
  const { report, code } = check(folderWith({}), ['--stdin-path', 'new/.env'], { input: weak });
  expect(code).toBe(1);
  expect(report.findings.map(({ path, rule }) => [path, rule])).toEqual([['new/.env', 'weak-secret']]);
});

it('reports only the paths that it is asked for, judged with what is beside them', () => {
  const folder = copyOfExample('novamem-careless');
  const one = check(folder, ['Caddyfile']);
  expect(one.report.files.map(({ path }) => path)).toEqual(['Caddyfile']);
  expect(new Set(one.report.findings.map(({ path }) => path))).toEqual(new Set(['Caddyfile']));
  const two = check(folder, ['.env', 'compose.yaml']);
  expect(two.report.files.map(({ path }) => path)).toEqual(['.env', 'compose.yaml']);
  const whole = check(folder).report.findings;
  expect(two.report.findings).toEqual(whole.filter(({ path }) => path === '.env' || path === 'compose.yaml'));
});

it('gives paths relative to the folder that it is asked for', () => {
  const folder = folderWith({ 'a/deploy/.env': weak, 'b/.env': weak });
  expect(check(folder, ['a']).report.findings.map(({ path }) => path)).toEqual(['deploy/.env']);
  expect(check(folder, ['a', 'b']).report.findings.map(({ path }) => path)).toEqual(['a/deploy/.env', 'b/.env']);
  expect(check(join(folder, 'a'), ['../b']).report.findings.map(({ path }) => path)).toEqual(['.env']);
});

it('walks the checklist of --product though nothing in the folder points at it', () => {
  const folder = folderWith({ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n' });
  expect(checklist(folder).report.checklists.map(({ product }) => product)).toEqual(['general']);
  const { report } = checklist(folder, ['--product', 'kotauth']);
  expect(report.checklists.map(({ product, detectedBy }) => [product, detectedBy])).toEqual([['kotauth', []]]);
});

it('walks only the checklist of --product', () => {
  const folder = folderWith({
    'a/.env': 'NOVAMEM_COOKIE_SECRET=CHANGE_ME\n',
    'a/compose.yaml': 'services:\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n',
    'b/compose.yaml': 'services:\n  kotauth:\n    image: ghcr.io/inumansoul/kotauth:1.7.1\n',
  });
  const products = ({ report }: ReturnType<typeof checklist>) => report.checklists.map(({ product }) => product);
  expect(products(checklist(folder)).toSorted()).toEqual(['kotauth', 'novamem']);
  expect(products(checklist(folder, ['--product', 'novamem']))).toEqual(['novamem']);
});

it('reports each deployment in one part of --shard and all of them together', () => {
  const paths = Array.from({ length: 12 }, (_, index) => `d${index}/.env`);
  const compose = 'services:\n  web:\n    image: nginx:1.29.1\n    env_file: .env\n';
  const folder = folderWith(
    Object.fromEntries(
      paths.flatMap((path) => [
        [path, weak],
        [path.replace('.env', 'compose.yaml'), compose],
      ]),
    ),
  );
  const parts = [1, 2, 3].map((index) =>
    check(folder, ['--shard', `${index}/3`]).report.findings.map(({ path }) => path),
  );
  expect(parts.flat().sort()).toEqual([...paths].sort());
  expect(parts.every((part) => part.length > 0)).toBe(true);
  for (const wrong of ['0/3', '4/3', 'x', '1'])
    expect(run(folder, ['check', '--shard', wrong]).stderr).toBe(
      'seaworthy: --shard has to be I/N with I from 1 to N\n',
    );
});

it('reports with --changed what git’s index does not have, without running git', () => {
  const folder = folderWith({ 'old/.env': weak, 'edited/.env': weak, 'new/.env': weak });
  expect(run(folder, ['check', '--changed']).stderr).toContain('no .git/index here or above');
  writeFiles(folder, { '.git/index': indexOf({ 'edited/.env': 'API_PASSWORD=\n', 'old/.env': weak }) });
  const { report } = check(folder, ['--changed']);
  expect(report.findings.map(({ path }) => path)).toEqual(['edited/.env', 'new/.env']);
  writeFiles(folder, { '.git/index': 'DIRC of another kind' });
  expect(run(folder, ['check', '--changed']).stderr).toContain('of a form that is not known');
});

it('says of --since what git would have to be run for, and what to do instead', () => {
  const { code, stderr } = run(folderWith(weakAt('.env')), ['check', '--since', 'main']);
  expect(code).toBe(2);
  expect(stderr).toContain('git diff --name-only REF');
});

it('sets rules for some files with overrides, and accepts findings with ignore', () => {
  const folder = folderWith({
    ...weakAt('a/.env'),
    ...weakAt('b/.env'),
    ...weakAt('c/.env'),
    '.seaworthy/config.json': JSON.stringify({
      overrides: { 'a/**': { 'weak-secret': 'hint' }, 'b/**': { 'weak-secret': 'off' } },
      ignore: [{ path: 'c/.env', pointer: 'API_PASSWORD', rule: 'weak-secret', reason: 'replaced at start' }],
    }),
  });
  const { report } = check(folder);
  expect(report.findings.map(({ path, severity }) => [path, severity])).toEqual([['a/.env', 'hint']]);
  expect(report.suppressions).toMatchObject([{ path: 'c/.env', rule: 'weak-secret', reason: 'replaced at start' }]);
});

/** An index of version 2 (gitformat-index(5)) with these files as they were added. */
function indexOf(files: Readonly<Record<string, string>>): Uint8Array {
  const header = Buffer.from('DIRC\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(Object.keys(files).length, 8);
  const entries = Object.entries(files).map(([path, text]) => {
    const hash = createHash('sha1')
      .update(`blob ${Buffer.byteLength(text)}\0${text}`)
      .digest();
    const entry = Buffer.concat([Buffer.alloc(40), hash, Buffer.from([0, path.length]), Buffer.from(path)]);
    return Buffer.concat([entry, Buffer.alloc(8 - (entry.length % 8))]);
  });
  return Buffer.concat([header, ...entries]);
}
