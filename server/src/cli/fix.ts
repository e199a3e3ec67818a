import { type Analysis, analyze } from '../core/analyze.ts';
import { type ChosenFix, chooseFixes } from '../core/choose-fixes.ts';
import type { InputFile } from '../core/read-source.ts';
import { secretCandidates } from '../core/secrets/candidate.ts';
import { secretRole } from '../core/secrets/role.ts';
import type { Edit } from '../core/text.ts';
import { type Filling, fillEdits, generateSecret, marker } from '../host/generate.ts';
import { placesIn } from '../host/places.ts';
import { type Refusal, replaceFile } from '../host/write-file.ts';
import type { CheckResult } from './check.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface FixResult {
  /** What was settled, in the order it was, each with its place in the text of its own round. */
  readonly made: readonly (ChosenFix & { readonly label: string })[];
  /** Path -> the text before, where there was one, and the text after. */
  readonly changed: ReadonlyMap<string, { readonly before: string | undefined; readonly after: string }>;
  /** The state after all fixes. */
  readonly analysis: Analysis;
  /** Generated values and the marker that reports print in their place. */
  readonly generated: ReadonlyMap<string, string>;
}

/** Fixes make way for others: each round reads the texts again. More rounds than any real file needs. */
const maxRounds = 20;

/** Makes fixes until none is left to make, in memory alone. */
export function fixAll({ analysis: first, reported }: CheckResult, unsafe: boolean): FixResult {
  let analysis = first;
  const made: FixResult['made'][number][] = [];
  const generated = new Map<string, string>();
  const filling: Filling = {
    generated(part) {
      const value = generateSecret(part.generate, part.bytes);
      generated.set(value, marker(part));
      return value;
    },
    blank: () => '',
  };
  for (let round = 0; round < maxRounds; round++) {
    const wanted = analysis.findings.filter(({ path, rule }) => reported(path) && rule.id !== 'invalid-project-file');
    const chosen = chooseFixes(wanted, unsafe ? 'unambiguous' : 'safe').filter(({ fix }) => fix.edits.every(isPlain));
    if (chosen.length === 0) break;
    const texts = new Map([...analysis.files].map(([path, { text }]) => [path, text]));
    const change = new Map<string, InputFile>();
    for (const [path, text] of applied(texts, chosen, filling)) {
      const language = analysis.files.get(path)?.language;
      change.set(path, { path, text, ...(language !== undefined && { language }) });
    }
    const places = placesIn(analysis.files);
    made.push(...chosen.map((one) => ({ ...one, label: places.label(one.finding.path, one.finding.span) })));
    analysis = analyze(analysis, change, analysis.input);
  }
  const changed = new Map(
    [...analysis.files].flatMap(([path, { text }]) => {
      const before = first.files.get(path)?.text;
      return before === text ? [] : [[path, { before, after: text }] as const];
    }),
  );
  return { made, changed, analysis, generated };
}

const isPlain = ({ path }: Edit): boolean => !path.startsWith('/') && !path.split('/').includes('..');

function applied(
  texts: ReadonlyMap<string, string>,
  chosen: readonly ChosenFix[],
  filling: Filling,
): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  // Each fix has names of its own for what it generates.
  const filled = chosen.flatMap(({ fix }) => fillEdits(fix.edits, filling)).toReversed();
  for (const { edit, newText } of filled.toSorted((a, b) => b.edit.span.start - a.edit.span.start)) {
    const text = result.get(edit.path) ?? texts.get(edit.path) ?? '';
    result.set(edit.path, text.slice(0, edit.span.start) + newText + text.slice(edit.span.end));
  }
  return result;
}

/** What would change, with generated values as their markers and every other secret hidden. */
export function dryRun({ changed, analysis, generated }: FixResult, before: Analysis): string {
  return [...changed]
    .map(([path, { before: old, after }]) =>
      unifiedDiff(
        path,
        old === undefined ? undefined : hidden(path, old, before, generated),
        hidden(path, after, analysis, generated),
      ),
    )
    .join('');
}

function hidden(path: string, text: string, { deployments }: Analysis, generated: ReadonlyMap<string, string>): string {
  const spans = deployments
    .flatMap(({ deployment }) => secretCandidates(deployment))
    .flatMap(({ place }) => (place.path === path && place.span.end > place.span.start ? [place.span] : []))
    .toSorted((a, b) => b.start - a.start);
  let shown = text;
  let limit = text.length;
  for (const { start, end } of spans) {
    if (end > limit) continue;
    shown = shown.slice(0, start) + (generated.get(text.slice(start, end)) ?? mask) + shown.slice(end);
    limit = start;
  }
  for (const [value, sign] of generated) shown = shown.replaceAll(value, sign);
  return shown.split('\n').map(hiddenLine).join('\n');
}

const mask = '<hidden>';

const shownAlready = /^(?:\$\{|<generated:|<hidden>)/;

/** A line that no consumer reads (another one wins, or it is a comment) may hold a secret as well. */
const hiddenLine = (line: string): string =>
  line
    .replace(
      /^([\s#"'{-]*(?:export\s+)?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*["']?)([^\s"'][^\r]*)/,
      (whole, lead: string, name: string, value: string) =>
        secretRole(name) === undefined || shownAlready.test(value) ? whole : lead + mask,
    )
    .replace(
      /([A-Za-z_][\w.-]*)(["']?\s*[:=]\s*["']?)([^\s"',}\]]+)/g,
      (whole, name: string, sign: string, value: string) =>
        secretRole(name) === undefined || shownAlready.test(value) ? whole : name + sign + mask,
    )
    .replace(/(:\/\/[^\s:@/]*:)(?!<)[^\s@/]+(?=@)/g, `$1${mask}`);

/** Writes the files; a path and the reason for each that was left as it is. */
export const writeFixes = (
  root: string,
  { changed }: FixResult,
): readonly { readonly path: string; readonly reason: string }[] =>
  [...changed].flatMap(([path, { before, after }]) => {
    const refusal: Refusal = replaceFile(root, path, before, after);
    return refusal === undefined ? [] : [{ path, reason: `left as it is: ${refusal}` }];
  });
