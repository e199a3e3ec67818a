import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import { type Analysis, analyze } from '../../server/src/core/analyze.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { commentsOf } from '../../server/src/core/model/comments.ts';
import type { SourceFile } from '../../server/src/core/model/source-file.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import type { Finding, Fix } from '../../server/src/core/rules/rule.ts';
import { isAtLeast } from '../../server/src/core/severity.ts';
import { lineEnding, overlaps } from '../../server/src/core/text.ts';
import { loadFiles } from '../../server/src/host/load.ts';
import { nodeFiles } from '../../server/src/host/node-files.ts';
import { applyFix } from '../apply.ts';
import { accepts, isRefused } from './consumers.ts';
import { isCorpusHere, shuffled } from './open-corpus.ts';

/** Real files of the open corpus, and the project's own examples, each folder a workspace. */
const folders = ['../../../shared/corpora/open/files/', '../../examples/'].flatMap((relative) => {
  const url = new URL(relative, import.meta.url);
  if (!existsSync(url)) return [];
  return readdirSync(url).map((name) => fileURLToPath(new URL(`${name}/`, url)));
});

interface Offer {
  readonly analysis: Analysis;
  readonly finding: Finding;
  readonly fix: Fix;
}

/** So many fixes of each rule are tried, the same ones every time. */
const triedOfRule = 8;
/** And so many of them are shown to the program that reads the file, which takes a second each. */
const shownOfRule = 2;

/** What was wrong before, and is seen only once the fix makes the place one that counts. */
const reveals: Readonly<Record<string, readonly string[]>> = {
  'tls-disabled': ['upstream-port-mismatch', 'missing-security-header'],
  'upstream-port-mismatch': ['port-on-all-interfaces'],
  // Two places that shared the placeholder with this one still share it.
  'placeholder-secret': ['reused-secret'],
  // Until there is an env file, whoever starts the project may set everything.
  'secret-in-config': ['undefined-variable'],
  // One file is named at a time.
  'secret-file-not-ignored': ['secret-file-not-ignored'],
};

const offers = new Map<string, Offer[]>();
for (const folder of folders) {
  const settings = { ...defaultSettings, profile: 'strict' } as const;
  const analysis = analyze(undefined, loadFiles(nodeFiles(folder)).files, { settings, products });
  for (const finding of analysis.findings)
    for (const fix of finding.fixes ?? []) {
      const list = offers.get(finding.rule.id) ?? [];
      list.push({ analysis, finding, fix });
      offers.set(finding.rule.id, list);
    }
}

if (!isCorpusHere) console.log('SKIPPED fixes on the open corpus: ../shared/corpora is absent; the examples are tried');

describe('on real files', () => {
  for (const { id } of rules.filter((rule) => offers.has(rule.id))) {
    it(`each fix of ${id} settles its finding, keeps the rest and stays as it is`, { timeout: 120_000 }, () => {
      const wrong = shuffled(offers.get(id) ?? [], 1)
        .slice(0, triedOfRule)
        .flatMap((offer, index) =>
          mistakesOf(offer, index < shownOfRule).map(
            (mistake) => `${offer.finding.path}: ${offer.fix.title}: ${mistake}`,
          ),
        );
      expect(wrong).toEqual([]);
    });
  }
});

/** Survives the moves that an edit makes. */
/** What only the profile `strict` asks for comes after what everybody is told: a tag, and then a digest. */
const identity = ({ rule, path, pointer, strict }: Finding): string =>
  `${rule.id}${strict ? ' (strict)' : ''} ${path} ${pointer.replace(/[#/]\d+$/, '')}`;
const countOf = (findings: readonly Finding[], wanted: Finding): number =>
  findings.filter((one) => identity(one) === identity(wanted)).length;

function mistakesOf({ analysis, finding, fix }: Offer, isShown: boolean): readonly string[] {
  const before = new Map([...analysis.files].map(([path, { text }]) => [path, text]));
  const texts = applyFix(before, fix);
  const change = new Map(
    [...texts].flatMap(([path, text]) => (text === before.get(path) ? [] : [[path, { path, text }] as const])),
  );
  const after = analyze(analysis, change, analysis.input);
  const mistakes: string[] = [];
  if (countOf(after.findings, finding) >= countOf(analysis.findings, finding)) mistakes.push('does not settle it');
  const known = new Set([...analysis.findings, ...analysis.suppressed.map((one) => one.finding)].map(identity));
  for (const raised of after.findings)
    if (
      isAtLeast(raised.severity, 'warning') &&
      !known.has(identity(raised)) &&
      !reveals[finding.rule.id]?.includes(raised.rule.id)
    )
      mistakes.push(`raises ${identity(raised)}`);
  const again = after.findings.find((one) => identity(one) === identity(finding));
  if (again?.fixes?.some(({ title }) => title === fix.title) && countOf(analysis.findings, finding) === 1)
    mistakes.push('is offered again');
  for (const path of change.keys()) {
    const [old, fresh] = [analysis.files.get(path), after.files.get(path)];
    if (old && fresh) {
      mistakes.push(...damageTo(old, fresh, fix));
      if (isShown && accepts(fresh) === false && accepts(old) === true)
        mistakes.push('makes a file that its own program refuses');
    }
  }
  return mistakes;
}

/** What an edit changed that it does not own, and whether the file can still be read. */
function damageTo(old: SourceFile, fresh: SourceFile, fix: Fix): readonly string[] {
  const edits = fix.edits.filter(({ path }) => path === old.path).map(({ span }) => span);
  const mistakes: string[] = [];
  const kept = commentsOf(old)
    .filter((span) => !edits.some((edit) => overlaps(edit, span)))
    .map(({ start, end }) => old.text.slice(start, end));
  const left = commentsOf(fresh).map(({ start, end }) => fresh.text.slice(start, end));
  if (kept.some((comment) => !left.includes(comment))) mistakes.push('loses a comment');
  if (lineEnding(old.text) === '\r\n' && /(?<!\r)\n/.test(fresh.text) && !/(?<!\r)\n/.test(old.text))
    mistakes.push('mixes line endings');
  if (old.text.startsWith('\ufeff') !== fresh.text.startsWith('\ufeff')) mistakes.push('loses the byte order mark');
  if (old.kind !== fresh.kind) mistakes.push(`makes ${fresh.kind} of it`);
  if (!isRefused(old) && isRefused(fresh)) mistakes.push('makes a file that would be refused');
  return mistakes;
}
