import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { copyOfExample, folderWith } from './folder.ts';
import { check, run } from './run.ts';

const careless = 'novamem-careless';
const secrets = ['CHANGE_ME', 'novaflow'];

describe('--format sarif', () => {
  const sarif = (folder: string, command = 'check') => JSON.parse(run(folder, [command, '--format', 'sarif']).stdout);

  it('has one result for each finding, with its rule, place, level and fingerprint', () => {
    const folder = copyOfExample(careless);
    const { findings } = check(folder).report;
    const { version, runs } = sarif(folder);
    expect([version, runs.length]).toEqual(['2.1.0', 1]);
    const [{ tool, results }] = runs;
    expect(results).toHaveLength(findings.length);
    for (const [index, result] of results.entries()) {
      const finding = findings[index];
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(tool.driver.rules[result.ruleIndex].id).toBe(finding?.rule);
      expect(artifactLocation).toEqual({ uri: finding?.path, uriBaseId: 'ROOT' });
      expect([region.startLine, region.startColumn]).toEqual([
        (finding?.range.start.line ?? 0) + 1,
        (finding?.range.start.character ?? 0) + 1,
      ]);
      expect(result.partialFingerprints['seaworthy/v1']).toBe(finding?.fingerprint);
      expect(['error', 'warning', 'note']).toContain(result.level);
    }
  });

  it('holds the objects of the standard with what each needs, and nothing else', () => {
    const schema: object = parse(readFileSync(new URL('sarif-schema.yaml', import.meta.url), 'utf8'));
    const check = new Ajv({ allErrors: true, strict: false }).compile(schema);
    const suppressed = folderWith({
      'a b/compose.yaml':
        'services:\n  web: # seaworthy-ignore privileged-container -- a demo\n    image: web\n    privileged: true\n',
    });
    for (const folder of [copyOfExample(careless), suppressed])
      for (const command of ['check', 'checklist']) {
        check(sarif(folder, command));
        expect([command, check.errors]).toEqual([command, null]);
      }
  });

  it('lists what is suppressed in the source or outside of it', () => {
    const image = (name: string) => `  ${name}:\n    image: ${name}\n`;
    const folder = folderWith({
      'compose.yaml': `services:\n  # seaworthy-ignore-file privileged-container -- a demo\n${image('web')}    privileged: true\n`,
      '.seaworthy/config.json':
        '{ "ignore": [{ "path": "*.yaml", "rule": "mutable-image-tag", "reason": "built here" }] }',
    });
    const accepted = sarif(folder).runs[0].results.map((result: { ruleId: string; suppressions: object[] }) => [
      result.ruleId,
      ...result.suppressions,
    ]);
    expect(accepted).toEqual([
      ['mutable-image-tag', { kind: 'external', status: 'accepted', justification: 'built here' }],
      ['privileged-container', { kind: 'inSource', status: 'accepted', justification: 'a demo' }],
    ]);
  });

  it('holds fixes that a tool can write as they stand, and none that generates', () => {
    const text = JSON.stringify(sarif(copyOfExample(careless)));
    expect(text).toContain('"Use https"');
    expect(text).not.toContain('<generated:');
  });

  it('says the state of each line of a checklist', () => {
    const [{ tool, results }] = sarif(copyOfExample(careless), 'checklist').runs;
    expect(results).toHaveLength(tool.driver.rules.length);
    for (const { kind, level } of results) expect(kind === 'fail').toBe(level !== 'none');
  });
});

it('--format github escapes what the runner would read as its own', () => {
  const folder = folderWith({ 'a,b:c/.env': 'API_PASSWORD=postgres\n' });
  expect(run(folder, ['check', '--format', 'github']).stdout).toMatch(
    /^::error title=weak-secret,file=a%2Cb%3Ac\/\.env,line=1,endLine=1,col=14,endColumn=22::[^\n]+\n$/,
  );
});

it('--format markdown is a table whose cells cannot break out of it', () => {
  const folder = folderWith({ 'a|b`c/.env': 'API_PASSWORD=postgres\n' });
  const { stdout } = run(folder, ['check', '--format', 'markdown']);
  expect(stdout).toContain("| error | `a\\|b'c/.env:1:14` | API\\_PASSWORD");
});

it('--format html is one whole page without a script, and escapes names of files', () => {
  const folder = folderWith({ '<img src=x>/.env': 'API_PASSWORD=postgres\n' });
  const { stdout } = run(folder, ['check', '--format', 'html']);
  expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(stdout).toContain('&lt;img src=x&gt;/.env:1:14');
  expect(stdout).not.toMatch(/<img|<script|https?:\/\//);
});

for (const format of ['sarif', 'github', 'markdown', 'html']) {
  it(`--format ${format} has the exit code of the others, for check and checklist, and names no secret`, () => {
    for (const command of ['check', 'checklist']) {
      const { code, stdout, stderr } = run(copyOfExample(careless), [command, '--format', format]);
      expect([command, code, stderr]).toEqual([command, 1, '']);
      expect(stdout.length).toBeGreaterThan(200);
      expect([command, ...secrets.filter((secret) => stdout.includes(secret))]).toEqual([command]);
    }
  });
}
