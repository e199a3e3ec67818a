import { expect, it } from 'vitest';
import { copyOfExample, emptyFolder, folderWith } from './folder.ts';
import { run } from './run.ts';

const error = { 'api/.env': 'API_PASSWORD=postgres\n' };
const warning = { 'compose.yaml': 'services:\n  web:\n    image: nginx\n' };
const notText = { 'other/.env': new Uint8Array([0x4e, 0x3d, 0xe9, 0x0a]) };

it('is 0 for a folder without findings and for one without files', () => {
  expect(run(emptyFolder(), ['check'])).toEqual({ code: 0, stdout: 'No findings in 0 files.\n', stderr: '' });
  const clean = run(copyOfExample('novamem-hardened'), ['check']);
  expect([clean.code, clean.stderr]).toEqual([0, '']);
});

it('is 1 for a finding at the threshold and 0 below it', () => {
  expect(run(folderWith(error), ['check']).code).toBe(1);
  expect(run(folderWith(warning), ['check']).code).toBe(0);
});

it('follows --fail-on', () => {
  const folder = folderWith(warning);
  const codes = ['error', 'warning', 'information', 'never'].map(
    (word) => run(folder, ['check', '--fail-on', word]).code,
  );
  expect(codes).toEqual([0, 1, 1, 0]);
  expect(run(folderWith(error), ['check', '--fail-on', 'never']).code).toBe(0);
});

it('is 2 for a file that cannot be read, and wins over 1 while the other files are reported', () => {
  const both = run(folderWith({ ...error, ...notText }), ['check']);
  expect(both.code).toBe(2);
  expect(both.stdout).toContain('api/.env');
  expect(both.stdout).toContain('weak-secret');
  expect(both.stderr).toBe('seaworthy: other/.env: not valid UTF-8; save it as UTF-8\n');
  expect(run(folderWith(notText), ['check', '--fail-on', 'never']).code).toBe(2);
  expect(run(folderWith({ ...error, ...notText }), ['check', '--format', 'json']).code).toBe(2);
  expect(run(folderWith({ ...error, ...notText }), ['checklist', '--product', 'novamem']).code).toBe(2);
});

it('is 1 for a checklist with a failed line, and 0 where nothing fails', () => {
  expect(run(copyOfExample('novamem-careless'), ['checklist']).code).toBe(1);
  expect(run(copyOfExample('novamem-hardened'), ['checklist']).code).toBe(0);
  expect(run(copyOfExample('kotauth-careless'), ['checklist']).code).toBe(1);
  expect(run(copyOfExample('kotauth-hardened'), ['checklist']).code).toBe(0);
  expect(run(emptyFolder(), ['checklist']).code).toBe(0);
});

it('is 1 for open lines of a checklist under --strict alone', () => {
  const folder = copyOfExample('novamem-hardened');
  expect(run(folder, ['checklist', '--strict']).code).toBe(1);
  expect(run(folder, ['checklist']).code).toBe(0);
});

it('counts a failed line of a checklist by its severity against --fail-on', () => {
  const folder = copyOfExample('novamem-careless');
  expect(run(folder, ['checklist', '--fail-on', 'never']).code).toBe(0);
  expect(run(folder, ['checklist', '--fail-on', 'warning']).code).toBe(1);
});

const wrongUse: readonly (readonly [readonly string[], string])[] = [
  [['chekc'], 'unknown command chekc; did you mean check?'],
  [
    ['frobnicate'],
    'unknown command frobnicate; known are check, checklist, fix, sign-off, import-checklist, generate, explain, rules, ...',
  ],
  [['check', '--fromat', 'json'], 'unknown option --fromat; did you mean format?'],
  [['check', '--format', 'xml'], '--format has to be one of'],
  [['check', '--tier', 'prod'], '--tier has to be one of production, staging, development'],
  [['check', '--profile', 'lax'], '--profile has to be one of recommended, strict'],
  [['check', '--fail-on', 'errors'], '--fail-on has to be one of error, warning, information, never'],
  [['check', '--rule', 'weak-secrt=off'], 'unknown rule weak-secrt; did you mean weak-secret?'],
  [['check', '--rule', 'weak-secret=loud'], 'weak-secret has to be one of error, warning, information, hint, off'],
  [['check', '--rule', 'weak-secret'], 'weak-secret has to be one of error, warning, information, hint, off'],
  [['check', '--format'], "Option '--format <value>' argument missing"],
  [['check', '--product', 'novamem'], 'check takes no --product'],
  [['rules', '--tier', 'staging'], 'rules takes no --tier'],
  [['generate', '--encoding', 'octal'], '--encoding has to be one of hex, base64, base64url, password'],
  [['checklist', '--product', 'novamen'], 'unknown product novamen; did you mean novamem?'],
  [['check', 'no/such/folder'], 'no/such/folder: no such file or folder'],
  [['check', '--config', 'none.json'], 'none.json'],
  [['explain'], 'explain takes one rule'],
  [['explain', 'weak-secret', 'missing-secret'], 'explain takes one rule'],
  [['lsp'], 'lsp needs --stdio'],
];

for (const [args, message] of wrongUse) {
  it(`is 2 for \`${args.join(' ')}\`, with one line on stderr`, () => {
    const { code, stderr } = run(emptyFolder(), args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^seaworthy: [^\n]+\n$/);
  });
}

it('is 2 for a report that cannot be written', () => {
  const folder = folderWith(error);
  for (const output of ['no/such/folder/report.json', 'api']) {
    const { code, stdout, stderr } = run(folder, ['check', '--output', output]);
    expect([output, code, stdout]).toEqual([output, 2, '']);
    expect(stderr).toMatch(/^seaworthy: [^\n]+\n$/);
    expect(stderr).toContain(output);
    expect(stderr).not.toContain('internal fault');
  }
});
