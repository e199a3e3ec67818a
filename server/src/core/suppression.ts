import type { Place } from './model/place.ts';
import type { SourceFile } from './model/source-file.ts';
import { type Directive, directivesIn } from './rules/directive.ts';
import type { Finding } from './rules/rule.ts';

/**
 * `# seaworthy-ignore rule-id -- reason` on the line or the line above, `# seaworthy-ignore-file rule-id -- reason` anywhere.
 * Without a reason it does not count. In env files, Dockerfiles and units of systemd only
 * the line above: behind a value it could become part of it.
 */
export interface Suppression extends Place {
  readonly rule: string;
  readonly reason: string;
  /** A comment in the file itself; or an entry of the configuration or the baseline, and then the place is the finding's. */
  readonly from: 'comment' | 'config' | 'baseline';
  /** Undefined for the whole file. */
  readonly lines: readonly number[] | undefined;
  readonly directive?: Directive;
}

const onlyAbove: ReadonlySet<SourceFile['kind']> = new Set(['dotenv', 'dockerfile', 'systemd']);

export const suppressionsIn = (file: SourceFile, lineOf: (offset: number) => number): readonly Suppression[] =>
  directivesIn(file).flatMap((directive): Suppression[] => {
    const { span, rules, reason, wholeFile } = directive;
    if (reason === '') return [];
    const line = lineOf(span.start);
    const alone = file.text.slice(file.text.lastIndexOf('\n', span.start - 1) + 1, span.start).trim() === '';
    const lines = wholeFile ? undefined : onlyAbove.has(file.kind) || alone ? [line + 1] : [line];
    return rules.map(({ id }) => ({ path: file.path, span, rule: id, reason, from: 'comment', lines, directive }));
  });

export const suppressesFinding = ({ rule, lines, path }: Suppression, finding: Finding, line: number): boolean =>
  rule === finding.rule.id && path === finding.path && (lines === undefined || lines.includes(line));
