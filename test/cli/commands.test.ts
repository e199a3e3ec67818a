import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { emptyFolder, folderWith } from './folder.ts';
import { run } from './run.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

it('prints its name and the version of the package', () => {
  expect(run(emptyFolder(), ['--version'])).toEqual({ code: 0, stdout: `seaworthy ${version}\n`, stderr: '' });
});

it('prints the same help for --help, -h and no arguments', () => {
  const folder = emptyFolder();
  const help = run(folder, ['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const word of ['check', 'checklist', 'generate', 'explain', 'rules', 'lsp']) expect(help.stdout).toContain(word);
  expect(run(folder, ['-h'])).toEqual(help);
  expect(run(folder, [])).toEqual(help);
  expect(run(folder, ['check', '--help'])).toEqual(help);
});

it('names every option that check and checklist take in its help', () => {
  const { stdout } = run(emptyFolder(), ['--help']);
  const options = 'format output config stdin-path tier profile fail-on rule product strict no-color version help';
  for (const option of options.split(' ')) expect(stdout).toContain(`--${option}`);
});

it('lists the rules as text, one a line, with severity and summary', () => {
  const { code, stdout, stderr } = run(emptyFolder(), ['rules']);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) expect(line).toMatch(/^[a-z-]+ +(?:error|warning|information|hint) +\S.*\.$/);
});

it('lists the same rules as JSON', () => {
  const text = run(emptyFolder(), ['rules']).stdout.trimEnd().split('\n');
  const { code, stdout } = run(emptyFolder(), ['rules', '--format', 'json']);
  const rules = JSON.parse(stdout) as { id: string; severity: string; summary: string }[];
  expect(code).toBe(0);
  expect(rules.map(({ id }) => id)).toEqual(text.map((line) => line.split(' ')[0]));
  for (const rule of rules)
    expect(rule).toMatchObject({
      severity: expect.stringMatching(/^(?:error|warning|information|hint)$/),
      profile: expect.stringMatching(/^(?:recommended|strict)$/),
      scope: expect.stringMatching(/^(?:file|deployment)$/),
      summary: expect.stringMatching(/\.$/),
    });
});

it('explains every rule that it lists, with its reason and its sources', { timeout: 120_000 }, () => {
  const folder = emptyFolder();
  const rules = JSON.parse(run(folder, ['rules', '--format', 'json']).stdout) as { id: string; summary: string }[];
  for (const { id, summary } of rules) {
    const { code, stdout, stderr } = run(folder, ['explain', id]);
    expect([id, code, stderr]).toEqual([id, 0, '']);
    expect(stdout.startsWith(`# ${id}\n`)).toBe(true);
    expect(stdout).toContain(summary);
    expect(stdout).toContain('https://');
  }
});

it('names the nearest rule when it is asked to explain one that is none', () => {
  const { code, stdout, stderr } = run(emptyFolder(), ['explain', 'weak-secrets']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe('seaworthy: unknown rule weak-secrets; did you mean weak-secret?\n');
});

const length = { hex: 64, base64: 44, base64url: 43, password: 43 } as const;
const alphabet = {
  hex: /^[a-f][0-9a-f]*$/,
  base64: /^[A-Za-z][A-Za-z0-9+/]*=*$/,
  base64url: /^[A-Za-z][\w-]*$/,
  password: /^[A-Za-z][A-Za-z0-9]*$/,
} as const;

for (const encoding of ['hex', 'base64', 'base64url', 'password'] as const) {
  it(`generates 32 bytes as ${encoding}, beginning with a letter, another each time`, () => {
    const secrets = [1, 2, 3, 4].map(() => {
      const { code, stdout, stderr } = run(emptyFolder(), ['generate', '--encoding', encoding]);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.endsWith('\n')).toBe(true);
      return stdout.trimEnd();
    });
    for (const secret of secrets) {
      expect(secret).toMatch(alphabet[encoding]);
      expect(secret).toHaveLength(length[encoding]);
    }
    expect(new Set(secrets).size).toBe(secrets.length);
  });
}

it('generates hex by default and as many bytes as it is asked for', () => {
  const folder = emptyFolder();
  expect(run(folder, ['generate']).stdout).toMatch(/^[a-f][0-9a-f]{63}\n$/);
  expect(run(folder, ['generate', '--bytes', '1']).stdout).toMatch(/^[a-f][0-9a-f]\n$/);
  expect(run(folder, ['generate', '--bytes', '1024']).stdout).toMatch(/^[a-f][0-9a-f]{2047}\n$/);
  expect(run(folder, ['generate', '--bytes', '16', '--encoding', 'base64url']).stdout.trimEnd()).toHaveLength(22);
});

it('refuses a number of bytes that is none', () => {
  for (const bytes of ['0', '-1', '1.5', '1025', 'many', '']) {
    const { code, stdout, stderr } = run(emptyFolder(), ['generate', `--bytes=${bytes}`]);
    expect([bytes, code, stdout]).toEqual([bytes, 2, '']);
    expect(stderr).toBe('seaworthy: --bytes has to be a whole number from 1 to 1024\n');
  }
});

it('prints no colours where the output is no terminal', () => {
  const folder = folderWith({ '.env': 'API_PASSWORD=postgres\n' });
  for (const args of [['check'], ['check', '--no-color'], ['checklist', '--product', 'novamem'], ['rules']])
    expect(run(folder, args).stdout).not.toContain('\u001b');
});
