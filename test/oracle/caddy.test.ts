import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/core/analyze.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { reportFilling } from '../../server/src/host/generate.ts';
import { applyEdits, firstFixes } from '../apply.ts';
import { readFixture } from '../fixture.ts';
import { real } from '../robust/samples.ts';

const isInstalled = spawnSync('caddy', ['version']).status === 0;
const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-caddy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Names that this Caddy does not know, files that are not here, variables that stay blank. */
const notOfTheText =
  /unrecognized|unknown|not found|no such file|not (?:a )?registered|File to import|module not|invalid address|not an ordered HTTP handler|wrong argument count or unexpected line ending/i;

/** Each variable another name, so that two sites stay two; where a certificate authority writes to, an address. */
const standIn = (name: string): string =>
  /MAIL/i.test(name) ? 'ops@example.org' : `${name.toLowerCase().replaceAll('_', '-')}.example.org`;

/** Caddy's own verdict; undefined where it cannot answer for reasons of this machine. */
function adapt(text: string): { readonly ok: boolean; readonly said: string } | undefined {
  const file = join(scratch, 'Caddyfile');
  writeFileSync(file, text);
  // A variable of the deployment's own environment stands for a name; blank, it would leave a site without its address.
  const names = [...text.matchAll(/\{\$([A-Za-z_]\w*)\}/g)].map(([, name = '']) => [name, standIn(name)]);
  const { status, stderr } = spawnSync('caddy', ['adapt', '--config', file, '--adapter', 'caddyfile'], {
    encoding: 'utf8',
    env: { ...process.env, ...Object.fromEntries(names) },
  });
  const said = stderr.split('\n').findLast((line) => line.startsWith('Error')) ?? '';
  // A newer directive, a plugin, an imported file or a variable of another machine says nothing about the syntax.
  // Nor does an empty file, which Caddy calls an end of file.
  if (text.trim() === '' || notOfTheText.test(said)) return undefined;
  return { ok: status === 0, said };
}

const examples = new URL('../../examples/', import.meta.url);
const caddyfiles = new Map<string, string>([
  ...readdirSync(examples)
    .filter((name) => existsSync(new URL(`${name}/Caddyfile`, examples)))
    .map((name) => [`examples/${name}`, readFileSync(new URL(`${name}/Caddyfile`, examples), 'utf8')] as const),
  ...rules.flatMap(({ id, bad, good }) =>
    [bad, good].flatMap((example, index) =>
      Object.entries(example)
        .filter(([path]) => path === 'Caddyfile')
        .map(([, text]) => [`${id} ${index === 0 ? 'bad' : 'good'}`, text] as const),
    ),
  ),
  ...rules.flatMap(({ id }) =>
    readFixture(new URL(`../rules/${id}.md`, import.meta.url)).cases.flatMap(({ title, files }) =>
      [...files]
        .filter(([path]) => path.endsWith('Caddyfile'))
        .map(([path, text]) => [`${id}: ${title} (${path})`, text] as const),
    ),
  ),
]);

if (!isInstalled) {
  console.log('SKIPPED caddy oracle: caddy is not installed');
  it('has caddy where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else {
  describe('caddy adapt', () => {
    it('agrees with syntax-error on each Caddyfile of examples, rules and fixtures', { timeout: 120_000 }, () => {
      const disagreements = [...caddyfiles].flatMap(([name, text]) => {
        const verdict = adapt(text);
        const findings = analyze(undefined, new Map([['Caddyfile', { path: 'Caddyfile', text }]]), {
          settings: defaultSettings,
          products: [],
        }).findings.filter(({ rule, severity }) => rule.id === 'syntax-error' && severity === 'error');
        return verdict === undefined || verdict.ok === (findings.length === 0) ? [] : [`${name}: ${verdict.said}`];
      });
      expect(caddyfiles.size).toBeGreaterThan(20);
      expect(disagreements).toEqual([]);
    });

    it('agrees with syntax-error on real Caddyfiles wherever it can answer', { timeout: 120_000 }, () => {
      const files = real.get('caddyfile') ?? [];
      if (files.length === 0) console.log('SKIPPED caddy oracle on real files: ../shared/corpora is absent');
      let answers = 0;
      const disagreements: string[] = [];
      for (const { path, text } of files) {
        const verdict = adapt(text);
        if (verdict === undefined) continue;
        answers++;
        const input = new Map([['Caddyfile', { path: 'Caddyfile', text }]]);
        const { findings } = analyze(undefined, input, { settings: defaultSettings, products: [] });
        const isRefused = findings.some(({ rule, judged }) => rule.id === 'syntax-error' && judged === 'error');
        if (verdict.ok === isRefused) disagreements.push(`${path}: ${verdict.said}`);
      }
      console.log(
        `caddy adapt: answers for ${answers} of ${files.length} real files, ${disagreements.length} disagree`,
      );
      expect(disagreements).toEqual([]);
    });

    it('accepts every Caddyfile that the first fixes leave behind', { timeout: 120_000 }, () => {
      const refused = [...caddyfiles].flatMap(([name, text]) => {
        if (adapt(text)?.ok !== true) return [];
        const input = new Map([['Caddyfile', { path: 'Caddyfile', text }]]);
        const { findings } = analyze(undefined, input, { settings: defaultSettings, products: [] });
        const fixed = applyEdits(new Map([['Caddyfile', text]]), firstFixes(findings), reportFilling).get('Caddyfile');
        const verdict = fixed === undefined || fixed === text ? undefined : adapt(fixed);
        return verdict && !verdict.ok ? [`${name}: ${verdict.said}`] : [];
      });
      expect(refused).toEqual([]);
    });
  });
}
