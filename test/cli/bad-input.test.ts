import { expect, it } from 'vitest';
import { checkFiles, neighbour } from './bad.ts';
import { contentOf, emptyFolder, type Files, folderWith } from './folder.ts';
import { type CheckReport, check, run } from './run.ts';

const wide = (text: string): string => `${text}${'x'.repeat(5 * 1024 * 1024)}\n`;
const messagesIn = ({ report }: { readonly report: CheckReport }, path: string): readonly string[] =>
  report.findings.filter((finding) => finding.path === path).map(({ rule, message }) => `${rule}: ${message}`);

it('finds what is unfinished in a half-typed file of each kind', () => {
  const result = checkFiles({
    'a/Caddyfile': 'a.example.org {\n\treverse_pr',
    'a/compose.yaml': 'services:\n  web:\n    image: nginx:1.29.1\n    ports: ["127.0.0.1:80:80\n',
    'a/config.json': '{ "cors": { "allowedOrigins": ["https://a.example.org"',
    'a/.env': 'API_PASS',
  });
  expect(result.code).toBe(1);
  for (const path of ['a/Caddyfile', 'a/compose.yaml', 'a/config.json'])
    expect(messagesIn(result, path).join('\n')).toMatch(/^syntax-error: /m);
  expect(result.report.files.map(({ path }) => path)).toContain('a/.env');
});

const skipped: readonly (readonly [string, Files, string, string])[] = [
  [
    'a binary file with our name',
    { 'a/.env': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0]) },
    'a/.env',
    'binary',
  ],
  ['UTF-16 text', { 'a/.env': new Uint8Array(Buffer.from('\ufeffA=1\n', 'utf16le')) }, 'a/.env', 'UTF-16'],
  ['a line of 5 MB', { 'a/.env': wide('A=') }, 'a/.env', 'over 2 MiB'],
  ['a JSON file of 5 MB', { 'a/config.json': wide('') }, 'a/config.json', 'over 2 MiB'],
];

for (const [name, files, path, why] of skipped) {
  it(`skips ${name} and says so`, () => {
    const { code, report, stderr } = checkFiles(files);
    expect(report.skipped.map((one) => one.path)).toEqual([path]);
    expect(report.skipped[0]?.why).toContain(why);
    expect([code, stderr]).toEqual([1, '']);
    expect(run(folderWith(files), ['check']).stdout).toContain(`skipped ${path}: ${report.skipped[0]?.why}`);
  });
}

it('reports invalid UTF-8 as unreadable', () => {
  const { code, report, stderr } = checkFiles({ 'a/.env': new Uint8Array(Buffer.from('NAME=caf\xe9\n', 'latin1')) });
  expect(report.faults).toEqual([{ path: 'a/.env', reason: 'not valid UTF-8; save it as UTF-8' }]);
  expect([code, stderr]).toEqual([2, 'seaworthy: a/.env: not valid UTF-8; save it as UTF-8\n']);
});

it('reads a byte order mark, CRLF and lone CR as their programs do', () => {
  const { report } = checkFiles({
    'bom/.env': '\ufeffAPI_PASSWORD=postgres\n',
    'crlf/.env': 'A=1\r\nAPI_PASSWORD=postgres\r\n',
    'bom/config.json': '\ufeff{ "cors": { "allowedOrigins": ["*"] } }\r\n',
    'crlf/compose.yaml': '\ufeffservices:\r\n  web:\r\n    image: nginx\r\n',
    'crlf/Caddyfile': '\ufeffa.example.org {\r\n\theader Strict-Transport-Security max-age=1\r\n}\r\n',
  });
  const found = report.findings.map(({ path, rule, range }) => `${path}:${range.start.line} ${rule}`);
  expect(found).toContain('bom/.env:0 weak-secret');
  expect(found).toContain('crlf/.env:1 weak-secret');
  expect(found).toContain('bom/config.json:0 wildcard-origin');
  expect(found).toContain('crlf/compose.yaml:2 mutable-image-tag');
  expect(found.filter((line) => line.includes('syntax-error'))).toEqual([]);
});

it('reads a classic alias bomb without expanding it', () => {
  const levels = 'bcdefghijklmnop'.split('');
  const bomb = levels.map((name, index) => {
    const below = index === 0 ? 'a' : levels[index - 1];
    return `x-${name}: &${name} {${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((key) => `k${key}: *${below}`).join(', ')}}`;
  });
  const service = 'services:\n  web:\n    image: nginx\n    environment: *p\n    labels: *p\n';
  const result = checkFiles({ 'a/compose.yaml': `x-a: &a {k: v}\n${bomb.join('\n')}\n${service}` });
  expect(messagesIn(result, 'a/compose.yaml')).toContain(
    'mutable-image-tag: Image nginx has no tag, so it follows latest.',
  );
  expect(result.code).toBe(1);
});

it('refuses a document with more aliases or merged entries than any real file', () => {
  const keys = Array.from({ length: 300 }, (_, index) => `  K${index}: v\n`).join('');
  const merges = Array.from({ length: 300 }, (_, index) => `  m${index}:\n    <<: *base\n`).join('');
  const aliases = Array.from({ length: 12_000 }, (_, index) => `  a${index}: *base\n`).join('');
  const result = checkFiles({
    'merge/compose.yaml': `x-base: &base\n${keys}x-all:\n${merges}services: {}\n`,
    'alias/compose.yaml': `x-base: &base {a: b}\nx-all:\n${aliases}services: {}\n`,
    'self/compose.yaml': 'x-a: &a [*a]\nservices: {}\n',
  });
  const refusal = 'syntax-error: Aliases and merge keys expand to more than any real file needs.';
  expect(messagesIn(result, 'merge/compose.yaml')).toEqual([refusal]);
  expect(messagesIn(result, 'alias/compose.yaml')).toEqual([refusal]);
  expect(messagesIn(result, 'self/compose.yaml')).toEqual(['syntax-error: The alias refers to what contains it.']);
});

it('refuses JSON with 100,000 brackets, closed or not', () => {
  const result = checkFiles({
    'open/config.json': '['.repeat(100_000),
    'closed/config.json': '['.repeat(100_000) + ']'.repeat(100_000),
    'object/config.json': '{"a":'.repeat(100_000),
  });
  for (const path of ['open/config.json', 'closed/config.json', 'object/config.json'])
    expect(messagesIn(result, path)).toEqual(['syntax-error: Nesting is deeper than 200 levels.']);
});

it('refuses YAML and Caddyfiles of 10,000 levels', () => {
  const result = checkFiles({
    'flow/compose.yaml': `services: {}\nx-a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
    'map/compose.yaml': `services: {}\nx-a: ${'{a: '.repeat(10_000)}\n`,
    'dash/compose.yaml': `services: {}\nx-a:\n  ${'- '.repeat(10_000)}a\n`,
    'block/compose.yaml': `services: {}\n${Array.from({ length: 1500 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')}`,
    'site/Caddyfile': 'a {\n'.repeat(10_000),
  });
  for (const path of ['flow', 'map', 'dash', 'block'].map((folder) => `${folder}/compose.yaml`))
    expect(messagesIn(result, path)).toEqual(['syntax-error: Nesting is deeper than 200 levels.']);
  expect(messagesIn(result, 'site/Caddyfile').length).toBeGreaterThan(0);
  expect(messagesIn(result, 'site/Caddyfile').length, 'one line for one mistake').toBeLessThan(300);
});

it('names a skipped or unreadable file that it was asked for', () => {
  const folder = folderWith({ 'big.env': wide('A='), '.env': new Uint8Array([0x41, 0x3d, 0xe9, 0x0a]) });
  expect(check(folder, ['big.env']).report.skipped).toEqual([{ path: 'big.env', why: 'over 2 MiB' }]);
  expect(check(folder, ['.env'])).toMatchObject({ code: 2, report: { faults: [{ path: '.env' }] } });
});

it('is quiet about a folder without files', () => {
  const folder = emptyFolder();
  const { code, report, stderr } = check(folder);
  expect([code, stderr]).toEqual([0, '']);
  expect(report).toMatchObject({ files: [], products: [], findings: [], skipped: [], faults: [], suppressions: [] });
  expect(report.summary).toEqual({ files: 0, error: 0, warning: 0, information: 0, hint: 0 });
  expect(contentOf(folder).size).toBe(0);
});

it('refuses a configuration that is no text', () => {
  const result = check(folderWith({ ...neighbour, '.seaworthy/config.json': new Uint8Array([0x7b, 0xe9, 0x7d]) }));
  expect(result.code).toBe(2);
  expect(result.stderr).toMatch(/^seaworthy: \.seaworthy\/config\.json: /m);
  expect(result.report.findings.map(({ path }) => path)).toEqual(['good/.env']);
});

it('ends on env files whose names refer to each other without end', () => {
  const compose = 'services:\n  app:\n    image: example/app:latest\n    environment:\n      A: ${A}\n';
  for (const line of ['A=$A\n', 'A=$A$A\n']) {
    const folder = folderWith({ 'compose.yaml': compose, '.env': `A=x\n${line.repeat(3000)}` });
    const { code, stderr } = run(folder, ['check', '--format', 'json', '--fail-on', 'never']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }
});
