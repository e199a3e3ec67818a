import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readCaddyfile } from '../../server/src/core/model/read-caddyfile.ts';
import { globalOptions, siteDirectives } from '../../server/src/core/syntax/caddyfile-grammar.ts';
import type { Shape } from '../../server/src/core/syntax/caddyfile-shape.ts';
import { runs } from '../syntax/arbitrary.ts';

const isInstalled = spawnSync('caddy', ['version']).status === 0;
const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-caddy-grammar-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A name that this Caddy is too old or too new for, or a module, a file or an address of mail that is not here. */
const notOfTheShape =
  /unrecognized (?:global option|directive|servers option|subdirective|parameter|property|issuer)|unknown subdirective|not registered|no such file|ordered HTTP handler|not a registered directive|is HTTP, but attempts|configure automation policy|certificate file/i;

const words = ['x', '5', '-1', '10s', '2d', '10MB', '404', '4xx', 'off', 'on', '/a', '{path}', 'a:80', 'first', 'h2'];
const list = (names: readonly string[], most: number) => fc.array(fc.constantFrom(...names), { maxLength: most });

/** A directive or option with arguments and a block of the names that it may hold, most of them wrong. */
const written = (name: string, shape: Shape, depth: number): fc.Arbitrary<string> => {
  const modules = Object.entries(shape.modules ?? {});
  const module =
    modules.length === 0 ? fc.constant(undefined) : fc.option(fc.constantFrom(...modules), { nil: undefined });
  return module.chain((chosen) => {
    const [first, of] = chosen ?? ['', shape];
    const inside = Object.entries(of.inside ?? {});
    const block = fc.array(
      inside.length === 0
        ? fc.constant('')
        : fc.constantFrom(...inside).chain(([one, its]) => written(one, its, depth + 1)),
      { minLength: 1, maxLength: 2 },
    );
    const lines = inside.length === 0 || depth > 2 ? fc.constant(undefined) : fc.option(block, { nil: undefined });
    return fc.tuple(list([...words, ...valuesOf(of)], 3), lines).map(([args, open]) => {
      const line = [name, first, ...args].filter((word) => word !== '').join(' ');
      return open ? `${line} {\n${open.join('\n')}\n}` : line;
    });
  });
};

/** Words that the shape itself names, so that some arguments are right. */
const valuesOf = ({ takes }: Shape): string[] =>
  (takes ?? []).flatMap((value) => value?.called.split(/, | or /).filter((word) => !word.includes(' ')) ?? []);

/** They took less in this Caddy's time. */
const since = [
  'acme_server',
  'handle_errors',
  'log',
  'root',
  'rewrite',
  'uri',
  'storage_clean_interval',
  'auto_https',
  'tracing',
];
const newer = /argon2id|first_exist_fallback/;
const sites = Object.entries(siteDirectives).filter(([name]) => !since.includes(name));
const aSite = fc
  .constantFrom(...sites)
  .chain(([name, shape]) => written(name, shape, 0))
  .map((line) => `a.com {\n${line}\n}\n`);
const anOption = fc
  .constantFrom(...Object.entries(globalOptions).filter(([name]) => !since.includes(name)))
  .chain(([name, shape]) => written(name, shape, 0))
  .map((line) => `{\n${line}\n}\n:80\n`);

function adapt(text: string): { readonly ok: boolean; readonly said: string } | undefined {
  const file = join(scratch, 'Caddyfile');
  writeFileSync(file, text);
  const { status, stderr } = spawnSync('caddy', ['adapt', '--config', file, '--adapter', 'caddyfile'], {
    encoding: 'utf8',
  });
  const said = stderr.split('\n').findLast((line) => line.startsWith('Error')) ?? '';
  return notOfTheShape.test(said) ? undefined : { ok: status === 0, said };
}

if (!isInstalled) {
  console.log('SKIPPED caddy grammar: caddy is not installed');
  it('has caddy where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else {
  describe('what directives and options take', () => {
    it.each([
      ['a site', aSite],
      ['the global options', anOption],
    ])('is refused where caddy refuses it, in %s', { timeout: 120_000 }, (_, any) => {
      let answers = 0;
      const disagreements: string[] = [];
      for (const text of fc.sample(any, runs)) {
        const verdict = newer.test(text) ? undefined : adapt(text);
        if (!verdict) continue;
        answers++;
        const { problems } = readCaddyfile(text);
        if (verdict.ok !== (problems.length === 0))
          disagreements.push(`${text}${verdict.said}\n${problems.map(({ message }) => message).join(' ')}`);
      }
      console.log(`caddy adapt: ${answers} answers, ${disagreements.length} disagree`);
      expect(answers).toBeGreaterThan(runs.numRuns / 2);
      expect(disagreements).toEqual([]);
    });
  });
}
