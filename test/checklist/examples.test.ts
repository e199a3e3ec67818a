import { readFileSync } from 'node:fs';
import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultSettings } from '../../server/src/core/config.ts';
import { severities } from '../../server/src/core/severity.ts';
import { analyzeFiles, readExample, statesOf, walkFiles } from './walk.ts';

/** Those that have examples of their own. */
const described = products.filter(({ fallback }) => !fallback);

for (const product of described) {
  const { id } = product;
  describe(id, () => {
    const expected: Record<string, readonly [string, string]> = parse(
      readFileSync(new URL(`${id}.yaml`, import.meta.url), 'utf8'),
    );

    it('has an expectation for each line', () => {
      expect(product.sections.flatMap(({ items }) => items.map((item) => item.id))).toEqual(Object.keys(expected));
    });

    for (const [index, kind] of (['careless', 'hardened'] as const).entries()) {
      it(`walks the ${kind} example to the expected state of every line`, () => {
        const wanted = Object.fromEntries(Object.entries(expected).map(([line, states]) => [line, states[index]]));
        expect(statesOf(readExample(`${id}-${kind}`))).toEqual(wanted);
      });
    }

    it('walks to the same states in the profile strict', () => {
      for (const kind of ['careless', 'hardened']) {
        const files = readExample(`${id}-${kind}`);
        expect(statesOf(files, { ...defaultSettings, profile: 'strict' })).toEqual(statesOf(files));
      }
    });

    it('shows a place for each line that passes or fails, and a reason for each other', () => {
      for (const kind of ['careless', 'hardened']) {
        const files = readExample(`${id}-${kind}`);
        for (const { item, state, evidence, reasons } of walkFiles(files)[0]?.items ?? []) {
          if (state === 'pass' || state === 'fail') {
            expect(evidence, item.id).not.toEqual([]);
            for (const { path, span, message } of evidence) {
              expect(files.get(path)?.length ?? -1, `${item.id} ${path}`).toBeGreaterThanOrEqual(span.end);
              expect(span.end, `${item.id} ${message}`).toBeGreaterThan(span.start);
            }
          } else expect(reasons, item.id).not.toEqual([]);
        }
      }
    });

    it('gives the hardened example no error and no warning', () => {
      const { findings, faults } = analyzeFiles(readExample(`${id}-hardened`));
      expect(faults).toEqual([]);
      const loud = findings.filter(({ severity }) => severities.indexOf(severity) < 2);
      expect(loud.map(({ rule, path, message }) => `${path} ${rule.id} ${message}`)).toEqual([]);
    });
  });
}

/** What is planted in the careless examples, one of each. */
const planted = [
  ...['default-credential', 'placeholder-secret', 'missing-secret', 'weak-secret', 'default-in-interpolation'],
  ...['wildcard-origin', 'insecure-public-url', 'insecure-cookie', 'missing-security-header', 'port-on-all-interfaces'],
  ...['database-port-published', 'authentication-disabled', 'mutable-image-tag', 'privileged-container'],
  ...['docker-socket-mounted', 'development-mode', 'verbose-log-level', 'syntax-error', 'duplicate-key'],
];

it('finds every planted problem of the careless examples', () => {
  const found = described.flatMap(({ id }) => analyzeFiles(readExample(`${id}-careless`)).findings);
  const rules = new Set(found.map(({ rule }) => rule.id));
  expect(planted.filter((rule) => !rules.has(rule))).toEqual([]);
});
