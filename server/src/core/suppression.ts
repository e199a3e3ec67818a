import type { Place } from './model/place.ts';
import { commentsOf, type SourceFile } from './model/source-file.ts';
import type { Finding } from './rules/rule.ts';

/**
 * `# seaworthy-ignore rule-id -- reason` on the line or the line above, `# seaworthy-ignore-file rule-id -- reason` anywhere.
 * Without a reason it does not count. In env files, Dockerfiles and units of systemd only
 * the line above: behind a value it could become part of it.
 */
export interface Suppression extends Place {
  readonly rule: string;
  readonly reason: string;
  /** Undefined for the whole file. */
  readonly lines: readonly number[] | undefined;
}

const directive =
  /^(?:#|\/\/|\/\*)\s*seaworthy-ignore(-file)?\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s+--\s+(\S.*?)\s*(?:\*\/)?$/;

const onlyAbove: ReadonlySet<SourceFile['kind']> = new Set(['dotenv', 'dockerfile', 'systemd']);

export function suppressionsIn(file: SourceFile, lineOf: (offset: number) => number): readonly Suppression[] {
  // The comments of YAML are found only when somebody asks; most files have no directive.
  if (!file.text.includes('seaworthy-ignore')) return [];
  return commentsOf(file).flatMap((span): Suppression[] => {
    const match = directive.exec(file.text.slice(span.start, span.end).trim());
    if (!match) return [];
    const line = lineOf(span.start);
    const alone = file.text.slice(file.text.lastIndexOf('\n', span.start - 1) + 1, span.start).trim() === '';
    const lines = match[1] ? undefined : onlyAbove.has(file.kind) || alone ? [line + 1] : [line];
    return (match[2] ?? '')
      .split(/\s*,\s*/)
      .map((rule) => ({ path: file.path, span, rule, reason: match[3] ?? '', lines }));
  });
}

export const suppressesFinding = ({ rule, lines, path }: Suppression, finding: Finding, line: number): boolean =>
  rule === finding.rule.id && path === finding.path && (lines === undefined || lines.includes(line));
