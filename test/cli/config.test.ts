import { describe, expect, it } from 'vitest';
import { copyOfExample, folderWith, writeFiles } from './folder.ts';
import { check, checklist, rulesOf } from './run.ts';

const weak = 'API_PASSWORD=postgres\n';
const configured = (config: string, files: Readonly<Record<string, string>>) =>
  folderWith({ ...files, '.seaworthy/config.json': config });

describe('the configuration file', () => {
  const mistakes: readonly (readonly [string, string, string])[] = [
    ['an unknown key', '{\n  "profil": "strict"\n}', ':2:3: Unknown key profil; did you mean profile?'],
    [
      'an unknown rule',
      '{ "rules": { "weak-secrt": "off" } }',
      ':1:14: Unknown rule weak-secrt; did you mean weak-secret?',
    ],
    ['a severity that is none', '{ "rules": { "weak-secret": "warn" } }', ':1:29: weak-secret has to be one of'],
    ['a wrong type', '{ "exclude": "a/**" }', ':1:14: exclude has to be a list of globs.'],
    ['a tier that is none', '{ "tiers": { "a/**": "prod" } }', ':1:22: '],
    ['a product that is neither on nor off', '{ "products": { "novamem": "no" } }', ':1:28: '],
    ['an address with a path', '{ "publicUrl": "https://app.example.org/x" }', ':1:16: publicUrl has to be an origin'],
    ['a threshold that is none', '{ "failOn": "errors" }', ':1:13: failOn has to be one of'],
    ['a missing bracket', '{ "rules": { "weak-secret": "off" }', ':1:'],
    ['something else than an object', '[]', ':1:1: The configuration has to be an object.'],
  ];

  for (const [name, config, message] of mistakes) {
    it(`is refused for ${name}, with the place, while the files are still judged`, () => {
      const { code, stderr, report } = check(
        configured(config, { 'api/.env': 'LOG_LEVEL=debug\nAPI_PASSWORD=postgres\n' }),
      );
      expect(code).toBe(2);
      expect(stderr).toContain(`seaworthy: .seaworthy/config.json${message}`);
      expect(stderr).toMatch(/^(?:seaworthy: [^\n]+\n)+$/);
      expect(report.files.map(({ path }) => path)).toContain('api/.env');
    });
  }

  it('is no file of the deployment: a rule that it sets is no secret', () => {
    const config = '{ "rules": { "weak-secret": "warning", "missing-secret": "error" } }';
    const { report, code } = check(configured(config, { 'api/.env': 'PORT=3000\n' }));
    expect(report.files.map(({ path }) => path)).toEqual(['api/.env']);
    expect([code, ...report.findings.map(({ path, rule }) => `${path} ${rule}`)]).toEqual([0]);
  });

  it('counts where it is right beside a mistake', () => {
    const { code, report } = check(configured('{ "colour": 1, "rules": { "weak-secret": "hint" } }', { '.env': weak }));
    expect([code, report.findings[0]?.severity]).toEqual([2, 'hint']);
  });

  it('takes comments, trailing commas and the key $schema', () => {
    const config = '// ours\n{ "$schema": "x", /* quiet */ "rules": { "weak-secret": "off", }, }\n';
    const result = check(configured(config, { '.env': weak }));
    expect([result.code, result.stderr, ...rulesOf(result)]).toEqual([0, '']);
  });

  it('is optional', () => {
    const result = check(folderWith({ '.env': weak }));
    expect([result.code, result.stderr]).toEqual([1, '']);
  });
});

describe('the key', () => {
  it('rules sets severities and switches rules off', () => {
    const files = { '.env': weak, 'compose.yaml': 'services:\n  web:\n    image: nginx\n' };
    const config = '{ "rules": { "weak-secret": "warning", "mutable-image-tag": "off" } }';
    const { code, report } = check(configured(config, files));
    const ours = report.findings.filter(({ path }) => !path.startsWith('.seaworthy/'));
    expect(ours.map(({ rule, severity }) => [rule, severity])).toEqual([['weak-secret', 'warning']]);
    expect(code).toBe(0);
  });

  it('failOn sets the threshold, and --fail-on wins over it', () => {
    const folder = configured('{ "failOn": "warning" }', {
      'compose.yaml': 'services:\n  web:\n    image: nginx\n',
    });
    expect(check(folder).code).toBe(1);
    expect(check(folder, ['--fail-on', 'error']).code).toBe(0);
    writeFiles(folder, { '.seaworthy/config.json': '{ "failOn": "never" }' });
    expect(check(folder).code).toBe(0);
    expect(check(folder, ['--fail-on', 'warning']).code).toBe(1);
  });

  it('tiers gives files another tier than their path does', () => {
    const files = { 'laptop/.env': weak, 'docs/.env': weak, 'live/.env.development': weak };
    const config = '{ "tiers": { "laptop/**": "development", "docs/**": "staging", "live/**": "production" } }';
    const { report } = check(configured(config, files));
    const tiers = report.files.map(({ path, tier }) => [path, tier]);
    expect(tiers.filter(([path]) => path?.endsWith('.env') || path?.includes('.env.'))).toEqual([
      ['docs/.env', 'staging'],
      ['laptop/.env', 'development'],
      ['live/.env.development', 'production'],
    ]);
    expect(report.findings.map(({ path, severity }) => [path, severity])).toEqual([
      ['docs/.env', 'error'],
      ['laptop/.env', 'hint'],
      ['live/.env.development', 'error'],
    ]);
  });

  it('exclude leaves files out of the report, unread', () => {
    const files = { 'kept/.env': weak, 'legacy/deep/.env': weak };
    const folder = configured('{ "exclude": ["legacy/**"] }', files);
    writeFiles(folder, {
      'legacy/.env': new Uint8Array([0x4e, 0x3d, 0xe9, 0x0a]),
      'legacy/config.json': `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}`,
    });
    const { code, report, stderr } = check(folder);
    const paths = report.files.map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith('.seaworthy/'))).toEqual(['kept/.env']);
    expect(report).toMatchObject({ faults: [], skipped: [] });
    expect([code, stderr]).toEqual([1, '']);
  });

  it('products forces a product or leaves it out', () => {
    const productsWith = (config: string) =>
      checklist(
        configured(config, { 'compose.yaml': 'services:\n  novamem:\n    image: ghcr.io/azrtydxb/novamem:v1.1.4\n' }),
      ).report.checklists.map(({ product }) => product);
    expect(productsWith('{}')).toEqual(['novamem']);
    expect(productsWith('{ "products": { "novamem": false } }')).toEqual(['general']);
    expect(productsWith('{ "products": { "novamem": false, "kotauth": true } }')).toEqual(['kotauth']);
  });

  it('publicUrl fills the fix that needs the deployment’s own address', () => {
    const files = { '.env': 'CORS_ALLOWED_ORIGINS=*\n' };
    const titles = (folder: string) =>
      check(folder).report.findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(titles(folderWith(files))).toEqual(['Replace * by an origin']);
    expect(titles(configured('{ "publicUrl": "https://app.example.org" }', files))).toEqual([
      'Replace * by https://app.example.org',
    ]);
  });

  it('profile is the same as the option', () => {
    const folder = copyOfExample('kotauth-careless');
    const strict = check(folder, ['--profile', 'strict']).report.findings;
    writeFiles(folder, { '.seaworthy/config.json': '{ "profile": "strict" }' });
    expect(check(folder).report.findings).toEqual(strict);
  });
});
