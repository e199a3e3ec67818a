import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../server/src/core/config.ts';
import { rules } from '../server/src/core/rules/index.ts';
import type { Example, Finding, Rule } from '../server/src/core/rules/rule.ts';
import { isAtLeast } from '../server/src/core/severity.ts';
import { applyEdits, applyFix, firstFixes, seededFilling } from './apply.ts';
import { analyzeFiles, type Case, isUpdating, readFixture, renderCase, updateFixture, writtenCase } from './fixture.ts';
import { plantedSecrets } from './planted.ts';
import { exampleProduct } from './product.ts';

const folder = new URL('./rules/', import.meta.url);
const products = [exampleProduct];
const analyzed = ({ files, settings }: Case) => analyzeFiles(files, settings, products);
const exampleFindings = (example: Example, { profile }: Rule) =>
  analyzeFiles(new Map(Object.entries(example)), { ...defaultSettings, profile }, products).findings;
/** Survives the moves that an edit makes; one of several in a list or under a name has no number of its own. */
const identity = ({ rule, path, pointer }: Finding): string => `${rule.id} ${path} ${pointer.replace(/[#/]\d+$/, '')}`;
const countOf = (findings: readonly Finding[], wanted: Finding): number =>
  findings.filter((finding) => identity(finding) === identity(wanted)).length;

it('pairs every rule with one fixture and every fixture with one rule', () => {
  expect(readdirSync(folder).sort()).toEqual(rules.map(({ id }) => `${id}.md`).sort());
});

const read = (rule: Rule) => readFixture(new URL(`${rule.id}.md`, folder));
if (isUpdating) for (const rule of rules) updateFixture(read(rule), rule, products);

for (const rule of rules) describe(rule.id, () => describeRule(rule, read(rule).cases));

function describeRule(rule: Rule, cases: readonly Case[]): void {
  it('finds its bad example and leaves its good one alone', () => {
    expect(exampleFindings(rule.bad, rule).map((finding) => finding.rule.id)).toContain(rule.id);
    expect(exampleFindings(rule.good, rule).map((finding) => finding.rule.id)).not.toContain(rule.id);
  });

  it('has fixture cases that fire and cases that stay silent', () => {
    const counts = cases.map((one) => analyzed(one).findings.filter((finding) => finding.rule === rule).length);
    expect(counts.some((count) => count > 0)).toBe(true);
    expect(counts.some((count) => count === 0)).toBe(true);
  });

  for (const one of cases) {
    it(one.title, () => {
      expect(renderCase(one, rule, products)).toBe(writtenCase(one));
    });
  }

  it('settles each finding by its own fix and raises nothing new', () => {
    for (const one of cases) {
      const before = analyzed(one).findings;
      for (const finding of before.filter((candidate) => candidate.rule === rule)) {
        for (const fix of finding.fixes ?? []) expectSettled(one, before, finding, fix);
      }
    }
  });

  it('changes nothing when its fixes are applied a second time', () => {
    for (const one of cases) {
      const once = settle(one, rule);
      const again = settle({ ...one, files: once }, rule);
      expect([one.title, ...again]).toEqual([one.title, ...once]);
    }
  });

  it('analyses every prefix of its fixture files without a fault', () => {
    for (const one of cases) {
      for (const [path, text] of one.files) {
        const step = Math.max(1, Math.floor(text.length / 40));
        for (let end = 0; end < text.length; end += step) {
          const files = new Map(one.files).set(path, text.slice(0, end));
          expect([one.title, end, ...analyzeFiles(files, one.settings, products).faults]).toEqual([one.title, end]);
        }
      }
    }
  });

  it('lets no rule fail and names no planted secret in any report', () => {
    for (const one of cases) {
      const { findings, faults } = analyzed(one);
      expect([one.title, ...faults]).toEqual([one.title]);
      const words = findings.map(({ message, related = [], fixes = [], pointer }) =>
        JSON.stringify([message, pointer, related.map((place) => place.message), fixes.map(({ title }) => title)]),
      );
      for (const secret of plantedSecrets(one)) {
        expect([one.title, ...words.filter((text) => text.includes(secret))]).toEqual([one.title]);
      }
    }
  });
}

type OneFix = NonNullable<Finding['fixes']>[number];

function expectSettled(one: Case, before: readonly Finding[], finding: Finding, fix: OneFix): void {
  const after = analyzed({ ...one, files: applyFix(one.files, fix) }).findings;
  expect([one.title, identity(finding), countOf(after, finding)]).toEqual([
    one.title,
    identity(finding),
    countOf(before, finding) - 1,
  ]);
  const known = new Set(before.map(identity));
  const raised = after.filter((other) => isAtLeast(other.severity, 'warning') && !known.has(identity(other)));
  expect([one.title, ...raised.map(identity)]).toEqual([one.title]);
}

/** All first fixes of a rule at once. */
function settle(one: Case, rule: Rule): Case['files'] {
  const findings = analyzed(one).findings.filter((finding) => finding.rule === rule);
  return applyEdits(one.files, firstFixes(findings), seededFilling);
}
