import { acceptedBy, type Baseline, baselineEntry } from './baseline.ts';
import type { Settings } from './config.ts';
import type { SourceFile } from './model/source-file.ts';
import { matchesGlob } from './product/glob.ts';
import { invalidSuppression, unusedSuppression } from './rules/invalid-suppression.ts';
import type { Finding, Problem } from './rules/rule.ts';
import { type Suppression, suppressesFinding, suppressionsIn } from './suppression.ts';
import { type LineIndex, lineIndex } from './text.ts';

export interface Suppressed {
  readonly finding: Finding;
  readonly suppression: Suppression;
}

export interface Accepted {
  readonly findings: readonly Finding[];
  /** Taken out of the report by a comment, the configuration or the baseline; checklists still count them. */
  readonly suppressed: readonly Suppressed[];
  /** Comments with a reason, whatever they suppress, and one entry for each finding that something else accepts. */
  readonly suppressions: readonly Suppression[];
}

/** What was said to be accepted, by whom, and which of it nobody needs. */
export function acceptFindings(
  found: readonly Finding[],
  files: readonly SourceFile[],
  { ignore }: Settings,
  baseline: Baseline,
  /** Whether a rule ran on a file: the silence of one that did not says nothing about a suppression. */
  ran: (rule: string, path: string) => boolean,
  toFindings: (problem: Problem) => readonly Finding[],
): Accepted {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const indexes = new Map<string, LineIndex>();
  const lineOf = (path: string, offset: number): number => {
    const index = indexes.get(path) ?? lineIndex(byPath.get(path)?.text ?? '');
    indexes.set(path, index);
    return index.position(offset).line;
  };
  const comments = files.flatMap((file) => suppressionsIn(file, (offset) => lineOf(file.path, offset)));
  const isAccepted = acceptedBy(found.length > 0 ? baseline.filter(({ path }) => byPath.has(path)) : []);
  const suppressionOf = (finding: Finding): Suppression | undefined => {
    const { rule, path, span, pointer } = finding;
    const line = lineOf(path, span.start);
    const comment = comments.find((one) => suppressesFinding(one, finding, line));
    if (comment) return comment;
    const other = { path, span, rule: rule.id, lines: [line] };
    const entry = ignore.find(
      (one) =>
        one.rule === rule.id && matchesGlob(one.path, path) && (one.pointer === undefined || one.pointer === pointer),
    );
    if (entry) return { ...other, reason: entry.reason, from: 'config' };
    return baseline.length > 0 && isAccepted(baselineEntry(finding, byPath.get(path)?.text ?? ''))
      ? { ...other, reason: 'accepted in the baseline', from: 'baseline' }
      : undefined;
  };
  const findings: Finding[] = [];
  const suppressed: Suppressed[] = [];
  const sort = (all: readonly Finding[]): void => {
    for (const finding of all) {
      const suppression = suppressionOf(finding);
      if (suppression) suppressed.push({ finding, suppression });
      else findings.push(finding);
    }
  };
  sort(found);
  const used = new Set(suppressed.map(({ suppression }) => suppression));
  sort(
    comments.flatMap((one, index) => {
      const file = byPath.get(one.path);
      const isUnused = !used.has(one) && one.rule !== invalidSuppression.id && ran(one.rule, one.path);
      return isUnused && file && one.directive && file.tier !== 'example'
        ? toFindings(unusedSuppression(file, one.directive, one.rule, sameBefore(comments, index)))
        : [];
    }),
  );
  const elsewhere = suppressed.flatMap(({ suppression }) => (suppression.from === 'comment' ? [] : [suppression]));
  return { findings, suppressed, suppressions: [...comments, ...elsewhere] };
}

/** How many suppressions of the rule stand before it in its file. */
const sameBefore = (comments: readonly Suppression[], index: number): number =>
  comments.slice(0, index).filter(({ path, rule }) => path === comments[index]?.path && rule === comments[index]?.rule)
    .length;

/** A file may belong to several deployments: a suppression that one of them needs is not unused. */
export function withoutUsed(findings: readonly Finding[], suppressed: readonly Suppressed[]): readonly Finding[] {
  return findings.filter(
    ({ rule, path, tag, span }) =>
      rule.id !== invalidSuppression.id ||
      tag !== 'unused' ||
      !suppressed.some(
        ({ suppression }) =>
          suppression.path === path &&
          suppression.directive?.rules.some((one) => one.span.start === span.start && one.id === suppression.rule),
      ),
  );
}
