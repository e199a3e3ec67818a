import type { Span } from '../text.ts';

export interface CronEntry {
  /** Five fields, or a word such as `@daily`. */
  readonly schedule: string;
  readonly scheduleSpan: Span;
  /** Of a table of the system only. */
  readonly user: string | undefined;
  /** Up to a `%`, behind which stands what the command reads. */
  readonly command: string;
  readonly commandSpan: Span;
  /** A comment that would be an entry. */
  readonly commentedOut: boolean;
}

export interface CronVariable {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

export interface CronTree {
  readonly entries: readonly CronEntry[];
  readonly variables: readonly CronVariable[];
  readonly comments: readonly Span[];
}

const field = String.raw`[\d*?][\d*,/\-?LW#]*|(?:[A-Za-z]{3})(?:[-,][A-Za-z]{3})*`;
const entry = new RegExp(
  String.raw`^(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every\s+\S+)|(?:(?:${field})[ \t]+){4}(?:${field}))[ \t]+(\S.*)$`,
  'i',
);
const variable = /^([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|(.*?))[ \t]*$/;

/** A table of cron (crontab(5)); those of the system name the user who runs the command. */
export function parseCron(text: string, form: 'user' | 'system'): CronTree {
  const entries: CronEntry[] = [];
  const variables: CronVariable[] = [];
  const comments: Span[] = [];
  for (const { line, start } of linesOf(text)) {
    const isComment = line.startsWith('#');
    if (isComment) comments.push({ start, end: start + line.length });
    const lead = isComment ? (/^#+[ \t]*/.exec(line)?.[0].length ?? 0) : 0;
    const content = line.slice(lead);
    const match = entry.exec(content);
    const [, schedule = '', rest = ''] = match ?? [];
    if (match) entries.push(readEntry({ schedule, rest, content, start: start + lead }, form, isComment));
    else if (!isComment) {
      const [, name, ...values] = variable.exec(content) ?? [];
      const value = values.find((one) => one !== undefined) ?? '';
      if (name !== undefined) variables.push({ name, value, span: { start, end: start + line.length } });
    }
  }
  return { entries, variables, comments };
}

/** Without the blanks around. */
function* linesOf(text: string): Iterable<{ readonly line: string; readonly start: number }> {
  let at = 0;
  for (const written of text.split('\n')) {
    const line = written.trimStart();
    yield { line: line.trimEnd(), start: at + written.length - line.length };
    at += written.length + 1;
  }
}

function readEntry(
  line: { readonly schedule: string; readonly rest: string; readonly content: string; readonly start: number },
  form: 'user' | 'system',
  commentedOut: boolean,
): CronEntry {
  const { schedule, rest, content, start } = line;
  const restAt = start + content.length - rest.length;
  const user = form === 'system' ? /^(\S+)[ \t]+(?=\S)/.exec(rest) : null;
  const commandAt = restAt + (user?.[0].length ?? 0);
  const written = rest.slice(user?.[0].length ?? 0);
  const stop = /(?<!\\)%/.exec(written)?.index ?? written.length;
  return {
    schedule,
    scheduleSpan: { start, end: start + schedule.length },
    user: user?.[1],
    command: written.slice(0, stop).replaceAll('\\%', '%'),
    commandSpan: { start: commandAt, end: commandAt + stop },
    commentedOut,
  };
}
