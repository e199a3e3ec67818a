import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startedSettings } from '../../server/src/core/model/pm2.ts';
import { type Pm2Form, readPm2 } from '../../server/src/core/model/read-pm2.ts';
import { parseScript, parseScriptExpression } from '../../server/src/core/syntax/javascript.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const script = `// how it starts
const port = 3000;
const common = { LOG_LEVEL: 'info', "QUOTED-KEY": \`plain\` };
module.exports = {
  apps: [
    {
      name: 'web',
      script: './server.js',
      cwd: '/srv/web',
      instances: 'max',
      exec_mode: 'cluster',
      max_memory_restart: '300M',
      watch: false,
      env: { ...common, PORT: port, NODE_ENV: 'development', SECRET: process.env.SECRET || 'fallback' },
      env_production: { NODE_ENV: 'production', TOKEN: process.env['TOKEN'], MADE: make() },
      env_development: { LOG_LEVEL: 'debug' },
    },
    { script: 'jobs/worker.js', args: ['--fast'], env: { NEGATIVE: -1, ON: true } },
  ],
};
`;

const json = `{
  // PM2 reads this as JavaScript
  'apps': [{ name: "api", script: 'api.js', "env": { "A": "1", }, },],
}
`;

const yaml = `apps:
  - name: api
    script: api.js
    env:
      A: "1"
      B: 2
`;

const drawn = (text: string, form: Pm2Form) =>
  readPm2(text, form).apps.map(({ name, environments }) => [
    name,
    Object.fromEntries(
      environments.map((one) => [
        one.name,
        Object.fromEntries(one.settings.map((setting) => [setting.key, setting.text])),
      ]),
    ),
  ]);

describe('readPm2', () => {
  it('reads a script without running it', () => {
    const { apps, problems, comments } = readPm2(script, 'script');
    const [web, worker] = apps;
    expect(problems).toEqual([]);
    expect(comments.map(({ start, end }) => script.slice(start, end))).toEqual(['// how it starts']);
    expect(web).toMatchObject({
      name: 'web',
      script: { text: './server.js' },
      cwd: { text: '/srv/web' },
      instances: { text: 'max' },
      execMode: { text: 'cluster' },
      maxMemoryRestart: { text: '300M' },
      watch: { value: false },
    });
    expect(web?.environments.map(({ name, tier }) => [name, tier])).toEqual([
      ['', 'production'],
      ['production', 'production'],
      ['development', 'development'],
    ]);
    expect(worker?.name).toBe('worker');
    expect(worker?.environments[0]?.settings.map(({ text, type }) => [text, type])).toEqual([
      ['-1', 'number'],
      ['true', 'boolean'],
    ]);
  });

  it('lays env_production over env', () => {
    const [web] = readPm2(script, 'script').apps;
    const settings = web ? startedSettings(web) : [];
    expect(settings.map(({ key, text }) => [key, text])).toEqual([
      ['LOG_LEVEL', 'info'],
      ['QUOTED-KEY', 'plain'],
      ['PORT', '3000'],
      ['NODE_ENV', 'production'],
      ['SECRET', ''],
      ['TOKEN', ''],
      ['MADE', ''],
    ]);
    const templates = new Map(settings.map(({ key, template }) => [key, template.parts]));
    expect(templates.get('SECRET')).toMatchObject([
      { name: 'SECRET', operator: ':-', operand: { parts: ['fallback'] } },
    ]);
    expect(templates.get('TOKEN')).toMatchObject([{ name: 'TOKEN', operator: '' }]);
    expect(templates.get('MADE')).toMatchObject([{ name: '' }]);
  });

  it('gives places that re-read to the value, where a name stands for it too', () => {
    for (const [text, form] of [
      [script, 'script'],
      [json, 'json'],
      [yaml, 'yaml'],
    ] as const) {
      const settings = readPm2(text, form).apps.flatMap(({ environments }) =>
        environments.flatMap((one) => one.settings),
      );
      expect(settings.length).toBeGreaterThan(0);
      for (const { valueSpan, text: value, exact, keySpan, key } of settings) {
        if (exact) expect(text.slice(valueSpan.start, valueSpan.end)).toBe(value);
        expect(text.slice(keySpan.start, keySpan.end).replace(/^["']|["']$/g, '')).toBe(key);
      }
    }
  });

  it('reads JSON as JavaScript does, and YAML', () => {
    expect(readPm2(json, 'json').problems).toEqual([]);
    expect(readPm2(json, 'json').comments.map(({ start, end }) => json.slice(start, end))).toEqual([
      '// PM2 reads this as JavaScript',
    ]);
    expect(drawn(json, 'json')).toEqual([['api', { '': { A: '1' } }]]);
    expect(drawn(yaml, 'yaml')).toEqual([['api', { '': { A: '1', B: '2' } }]]);
  });

  const forms: Readonly<Record<string, string>> = {
    'a default export': "export default { apps: [{ name: 'a', env: { A: 'x' } }] }",
    'a named export': "export const apps = [{ name: 'a', env: { A: 'x' } }]",
    'members of exports': "exports.apps = [{ name: 'a', env: { A: 'x' } }]",
    'members of module.exports': "module.exports.apps = [{ name: 'a', env: { A: 'x' } }]",
    'a name for the list': "const apps = [{ name: 'a', env: { A: 'x' } }]; module.exports = { apps }",
    'one app alone': "module.exports = { name: 'a', env: { A: 'x' } }",
  };
  for (const [name, text] of Object.entries(forms))
    it(`reads ${name}`, () => expect(drawn(text, 'script')).toEqual([['a', { '': { A: 'x' } }]]));

  it('keeps the apps of a broken script, and refuses it', () => {
    const { apps, problems } = readPm2("module.exports = { apps: [{ name: 'a', env: { A: 'x' } ] }", 'script');
    expect(problems.map(({ verdict }) => verdict)).toEqual(['refused']);
    expect(apps.map(({ name }) => name)).toEqual(['a']);
  });
});

describe('parseScript', () => {
  it('reads any text without throwing, with places inside of it', () => {
    fc.assert(
      fc.property(textFrom([script, json]), (text) => {
        for (const tree of [parseScript(text), parseScriptExpression(text)])
          expect(spansIn(tree).filter((span) => !isWithin(span, text))).toEqual([]);
      }),
      runs,
    );
  });

  it('keeps the places of a script that ends in its middle inside of it', () => {
    const text = 'module.exports = {\n  apps: [{ script: 1 }#';
    expect(spansIn(parseScript(text)).filter((span) => !isWithin(span, text))).toEqual([]);
  });

  it('is stopped by no nesting and no unfolding', () => {
    for (const text of [
      '['.repeat(100_000),
      '!'.repeat(100_000),
      `a${'.b'.repeat(50_000)}`,
      `x=${'-'.repeat(9)}`.repeat(2000),
    ])
      expect(parseScript(text).root).toBeUndefined();
    const doubling = Array.from({ length: 40 }, (_, index) => `const a${index + 1} = [a${index}, a${index}];`).join(
      '\n',
    );
    expect(parseScript(`const a0 = 1;\n${doubling}\nmodule.exports = a40;`).root?.type).toBe('list');
  });
});
