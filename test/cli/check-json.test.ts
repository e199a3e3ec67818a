import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyOfExample, folderWith, writeFiles } from './folder.ts';
import { type CheckReport, check, type Range, rulesOf } from './run.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const kinds = new Set(
  'dotenv compose json caddyfile nginx kubernetes helm-values helm-template kustomize dockerfile pm2 systemd traefik ignore text shell cron launchd workflow'.split(
    ' ',
  ),
);
const severities = ['error', 'warning', 'information', 'hint'] as const;

/** The characters that a range of the report covers in the file. */
function textAt(folder: string, path: string, { start, end }: Range): string {
  const lines = readFileSync(join(folder, path), 'utf8').split(/\r\n|\n|\r/);
  expect(start.line).toBe(end.line);
  return (lines[start.line] ?? '').slice(start.character, end.character);
}

const keysOf = (value: object): readonly string[] => Object.keys(value).sort();

describe('the report of an example deployment', () => {
  const examples = ['novamem-careless', 'novamem-hardened', 'kotauth-careless', 'kotauth-hardened'];

  for (const name of examples) {
    it(`has the fields of the contract and no others: ${name}`, () => {
      const { report, stdout } = check(copyOfExample(name));
      expect(stdout.endsWith('}\n')).toBe(true);
      expect(Object.keys(report)).toEqual(
        'version tool files products findings suppressions skipped faults summary'.split(' '),
      );
      expect([report.version, report.tool]).toEqual([1, { name: 'seaworthy', version }]);
      for (const file of report.files) {
        expect(keysOf(file)).toEqual(['kind', 'path', 'tier']);
        expect(kinds).toContain(file.kind);
        expect(['production', 'staging', 'development', 'example']).toContain(file.tier);
      }
      for (const { id, evidence } of report.products) {
        expect(id).toBe(name.split('-')[0]);
        expect(evidence.length).toBeGreaterThan(0);
        for (const one of evidence) expect(keysOf(one)).toEqual(['path', 'why']);
      }
      for (const finding of report.findings) expectFinding(finding);
    });

    it(`counts what it lists, sorted by path, start and rule: ${name}`, () => {
      const { findings, files, summary } = check(copyOfExample(name)).report;
      const counted = severities.map((severity) => [
        severity,
        findings.filter((one) => one.severity === severity).length,
      ]);
      expect(summary).toEqual({ files: files.length, ...Object.fromEntries(counted) });
      const keys = findings.map(
        ({ path, range: { start }, rule }) => [path, start.line, start.character, rule] as const,
      );
      expect(keys).toEqual(keys.toSorted(compare));
      expect(files.map(({ path }) => path)).toEqual(files.map(({ path }) => path).toSorted());
    });
  }
});

type Key = readonly [string, number, number, string];
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compare = (a: Key, b: Key): number =>
  compareText(a[0], b[0]) || a[1] - b[1] || a[2] - b[2] || compareText(a[3], b[3]);

function expectFinding(finding: CheckReport['findings'][number]): void {
  expect(Object.keys(finding)).toEqual(
    'rule severity confidence path range message related fixes fingerprint checklist'.split(' '),
  );
  expect(severities).toContain(finding.severity);
  expect(['high', 'medium']).toContain(finding.confidence);
  expect(finding.message).toMatch(/\.$/);
  expect(finding.fingerprint).toMatch(/^\S{8,}$/);
  expectRange(finding.range);
  for (const related of finding.related) {
    expect(Object.keys(related)).toEqual(['path', 'range', 'message']);
    expectRange(related.range);
  }
  for (const fix of finding.fixes) {
    expect(Object.keys(fix)).toEqual(['title', 'safe', 'edits']);
    for (const edit of fix.edits) {
      expect(Object.keys(edit)).toEqual(['path', 'range', 'newText']);
      expectRange(edit.range);
    }
  }
}

function expectRange({ start, end }: Range): void {
  for (const { line, character } of [start, end])
    expect([line, character].every((number) => Number.isInteger(number) && number >= 0)).toBe(true);
  expect(end.line > start.line || (end.line === start.line && end.character >= start.character)).toBe(true);
}

it('marks the checklist items that a finding fails', () => {
  const { findings } = check(copyOfExample('novamem-careless')).report;
  const secret = findings.find(({ rule }) => rule === 'placeholder-secret');
  expect(secret?.checklist).toContain('NOV-01');
  expect(findings.find(({ rule }) => rule === 'wildcard-origin')?.checklist.length).toBeGreaterThan(0);
  for (const { checklist } of findings) for (const id of checklist) expect(id).toMatch(/^NOV-\d\d$/);
});

it('prints a marker where a fix generates, with its encoding and its bytes', () => {
  const { findings } = check(copyOfExample('novamem-careless')).report;
  const secret = findings.find(({ rule }) => rule === 'placeholder-secret');
  expect(secret?.fixes).toEqual([
    {
      title: 'Generate secure token (hex, 32 bytes)',
      safe: false,
      edits: [
        {
          path: '.env',
          range: { start: { line: 1, character: 22 }, end: { line: 1, character: 31 } },
          newText: '<generated:hex:32>',
        },
      ],
    },
  ]);
  const password = findings.find(({ path, rule }) => path === '.env' && rule === 'default-credential');
  expect(password?.fixes[0]?.edits[0]?.newText).toBe('<generated:password:24>');
});

it('counts columns in UTF-16 units behind an emoji', () => {
  const folder = folderWith({
    'compose.yaml':
      'services:\n  web:\n    image: nginx:1.29.1\n    environment: { "🚢🇫🇴": "é", DB_PASSWORD: postgres }\n',
    'config.json': '{ "🚢": 1, "cors": { "allowedOrigins": ["*"] } }\n',
    Caddyfile: '# 🚢\na.example.org {\n\theader Strict-Transport-Security max-age=1\n\trespond "🚢" 200 🚢 {\n\t}\n}\n',
  });
  const { findings } = check(folder).report;
  const weak = findings.find(({ rule }) => rule === 'weak-secret' || rule === 'default-credential');
  expect(weak?.range).toEqual({ start: { line: 3, character: 47 }, end: { line: 3, character: 55 } });
  expect(weak && textAt(folder, weak.path, weak.range)).toBe('postgres');
  const origin = findings.find(({ rule }) => rule === 'wildcard-origin');
  expect(origin?.range.start).toEqual({ line: 0, character: 41 });
});

it('points at the value in a file with a byte order mark and CRLF line ends', () => {
  const folder = folderWith({ '.env': '\ufeffA=1\r\nAPI_PASSWORD=postgres\r\nB=2\r\n' });
  const { findings } = check(folder).report;
  expect(findings.map(({ path, range }) => textAt(folder, path, range))).toEqual(['postgres']);
  expect(findings[0]?.range).toEqual({ start: { line: 1, character: 13 }, end: { line: 1, character: 21 } });
});

it('keeps fingerprints across edits elsewhere and new values, and gives each finding its own', () => {
  const folder = copyOfExample('novamem-careless');
  const before = check(folder).report.findings;
  const prints = before.map(({ fingerprint }) => fingerprint);
  expect(new Set(prints).size).toBe(prints.length);
  const env = readFileSync(join(folder, '.env'), 'utf8');
  const compose = readFileSync(join(folder, 'compose.yaml'), 'utf8');
  writeFiles(folder, {
    '.env': `# moved down\n\nUNRELATED=1\n${env.replace('CHANGE_ME', 'your-secret-here')}`,
    'compose.yaml': `# moved down\n\n${compose.replace('services:\n', 'services:\n  first:\n    image: busybox:1.37.0\n')}`,
  });
  const after = check(folder).report.findings;
  expect(after.map(({ rule, fingerprint }) => [rule, fingerprint])).toEqual(
    before.map(({ rule, fingerprint }) => [rule, fingerprint]),
  );
  expect(after.map(({ range }) => range.start.line)).not.toEqual(before.map(({ range }) => range.start.line));
});

it('keeps a fingerprint when the same finding above it is settled', () => {
  const two = (first: string) =>
    `services:\n  a:\n    image: nginx:${first}\n  b:\n    image: nginx:latest\n    ports: ["${first === 'latest' ? '8080:80' : '127.0.0.1:8080:80'}"]\n`;
  const folder = folderWith({ 'compose.yaml': two('latest') });
  const before = check(folder).report.findings.find(({ range }) => range.start.line === 4);
  writeFiles(folder, { 'compose.yaml': two('1.29.1') });
  const after = check(folder).report.findings.find(({ range }) => range.start.line === 4);
  expect(after?.rule).toBe('mutable-image-tag');
  expect(after?.fingerprint).toBe(before?.fingerprint);
});

it('lists suppressions with their reason in place of the findings', () => {
  const suppressed = 'services:\n  web:\n    # seaworthy-ignore mutable-image-tag -- built here\n    image: nginx\n';
  const folder = folderWith({ 'compose.yaml': suppressed });
  const { report, code } = check(folder, ['--fail-on', 'warning']);
  expect([code, ...report.findings]).toEqual([0]);
  expect(report.suppressions).toEqual([
    {
      rule: 'mutable-image-tag',
      path: 'compose.yaml',
      range: { start: { line: 2, character: 4 }, end: { line: 2, character: 54 } },
      reason: 'built here',
    },
  ]);
});

it('suppresses for a whole file, and nothing without a reason', () => {
  const image = 'services:\n  web:\n    image: nginx\n  app:\n    image: httpd\n';
  const all = folderWith({ 'compose.yaml': `# seaworthy-ignore-file mutable-image-tag -- a demo\n${image}` });
  expect(rulesOf(check(all))).toEqual([]);
  const bare = folderWith({ 'compose.yaml': `# seaworthy-ignore-file mutable-image-tag\n${image}` });
  const { report } = check(bare);
  expect(report.findings.filter(({ rule }) => rule === 'mutable-image-tag')).toHaveLength(2);
  expect(report.suppressions).toEqual([]);
});

it('lists related places in other files', () => {
  const folder = folderWith({
    'compose.yaml':
      'services:\n  app:\n    image: ghcr.io/acme/app:1.2.3\n    environment:\n      DATABASE_URL: postgres://app:hunter2@db:5432/app\n  db:\n    image: postgres:17.6\n    env_file: db.env\n',
    'db.env': 'POSTGRES_USER=app\nPOSTGRES_PASSWORD=hunter2\n',
  });
  const { findings } = check(folder).report;
  const linked = findings.filter(({ related }) => related.length > 0);
  expect(linked.length).toBeGreaterThan(0);
  for (const { path, related } of linked) for (const other of related) expect(other.path).not.toBe(path);
  const fix = linked[0]?.fixes[0];
  expect(new Set(fix?.edits.map(({ path }) => path))).toEqual(new Set(['compose.yaml', 'db.env']));
  expect(new Set(fix?.edits.map(({ newText }) => newText)).size).toBe(1);
});

it('names the kind and the tier of each file', () => {
  const files = {
    '.env': 'A=1\n',
    '.env.example': 'A=1\n',
    Caddyfile: 'a.example.org {\n}\n',
    'appsettings.Development.json': '{}',
    'compose.staging.yaml': 'services: {}\n',
    'stack.yml': 'services:\n  web:\n    image: nginx:1.29.1\n',
    'values.yml': 'a: 1\n',
    'notes.txt': 'A=1\n',
    'node_modules/x/.env': 'A=1\n',
    'vendor/.env': 'A=1\n',
  };
  expect(check(folderWith(files)).report.files).toEqual([
    { path: '.env', kind: 'dotenv', tier: 'production' },
    { path: '.env.example', kind: 'dotenv', tier: 'example' },
    { path: 'Caddyfile', kind: 'caddyfile', tier: 'production' },
    { path: 'appsettings.Development.json', kind: 'json', tier: 'development' },
    { path: 'compose.staging.yaml', kind: 'compose', tier: 'staging' },
    { path: 'stack.yml', kind: 'compose', tier: 'production' },
  ]);
});

it('reads what Git ignores', () => {
  const folder = folderWith({ '.gitignore': '.env\n', '.env': 'API_PASSWORD=postgres\n' });
  expect(rulesOf(check(folder))).toEqual(['weak-secret']);
});
