import type { Span } from '../text.ts';
import { type DotenvConsumer, type DotenvEntry, dotenvValue, lineEnd } from './dotenv-entry.ts';
import { templateProblems } from './interpolation.ts';
import type { SyntaxProblem } from './problem.ts';

/** A mistake and who minds it. */
export interface DotenvProblem extends SyntaxProblem {
  readonly consumers: readonly DotenvConsumer[];
}

export interface DotenvTree {
  readonly text: string;
  readonly entries: readonly DotenvEntry[];
  /** Whole-line comments, from their `#`. */
  readonly comments: readonly Span[];
  readonly problems: readonly DotenvProblem[];
}

const keyForm = /([A-Za-z0-9_.[\]\u0080-\uffff-]+)/y;

/** Reads an env file line by line; a line that is none keeps the others. Lines end at `\n`, `\r\n` or a lone `\r`. */
export function parseDotenv(text: string): DotenvTree {
  const entries: DotenvEntry[] = [];
  const comments: Span[] = [];
  const problems: DotenvProblem[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const start = skipBlank(text, at);
    const end = lineEnd(text, start);
    if (start >= end) {
      at = afterBreak(text, end);
      continue;
    }
    if (text[start] === '#') {
      comments.push({ start, end });
      at = afterBreak(text, end);
      continue;
    }
    const read = readEntry(text, start, end, problems);
    if (read) {
      entries.push(read.entry);
      problems.push(...referenceProblems(read.entry, text));
      at = read.next;
    } else {
      at = afterBreak(text, end);
    }
  }
  return { text, entries, comments, problems };
}

/** Compose replaces `${NAME}` in every value but those in single quotes. */
function referenceProblems(entry: DotenvEntry, text: string): readonly DotenvProblem[] {
  const { raw, quote, hasSeparator, valueSpan } = entry;
  if (!hasSeparator || quote === "'" || !raw.includes('${')) return [];
  // Backticks are part of the value to Compose; what they enclose is where the references stand.
  const value = quote === '`' ? raw : dotenvValue(entry, text, 'compose');
  return templateProblems(value, raw, valueSpan).map((problem) => ({ ...problem, consumers: ['compose'] }));
}

const isBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\u00a0' || char === '\f' || char === '\v';

function skipBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

const afterBreak = (text: string, end: number): number =>
  text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;

function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(text[end - 1])) end--;
  return end;
}

interface Read {
  readonly entry: DotenvEntry;
  readonly next: number;
}

function readEntry(text: string, start: number, end: number, problems: DotenvProblem[]): Read | undefined {
  let at = start;
  let exported = false;
  if (/^export[ \t]/.test(text.slice(at, at + 7))) {
    exported = true;
    problems.push({
      span: { start, end: start + 6 },
      message: '`export` is no part of a name.',
      verdict: 'refused',
      consumers: ['raw'],
    });
    at = skipBlank(text, at + 6);
  }
  keyForm.lastIndex = at;
  const key = keyForm.exec(text)?.[1] ?? '';
  const keySpan = { start: at, end: at + key.length };
  const line = { start, end: trimEnd(text, start, end) };
  const afterKey = skipBlank(text, keySpan.end);
  const separator = text[afterKey];
  const isAssignment = afterKey < end && (separator === '=' || separator === ':');
  if (key === '') {
    // Compose sets a variable without a name, which nothing can refer to.
    const consumers: readonly DotenvConsumer[] = isAssignment ? ['raw'] : ['compose', 'raw'];
    return refuse(line, 'The line has no name before its value.', problems, consumers);
  }
  if (afterKey >= end) {
    const span = { start, end: keySpan.end };
    const place = { start: keySpan.end, end: keySpan.end };
    return {
      entry: {
        key,
        keySpan,
        exported,
        hasSeparator: false,
        consumers: ['node', 'compose', 'raw'],
        quote: '',
        raw: '',
        valueSpan: place,
        quotedSpan: place,
        span,
      },
      next: afterBreak(text, end),
    };
  }
  if (!isAssignment) return refuse(line, 'The line is no `NAME=value`.', problems, ['compose', 'raw']);
  const isApart = isBlank(text[afterKey + 1]);
  if (separator === ':' && isApart) refuse(line, 'The line is no `NAME=value`.', problems, ['raw']);
  if (afterKey > keySpan.end) {
    problems.push({
      span: keySpan,
      message: 'A space stands between the name and `=`.',
      verdict: 'refused',
      consumers: ['raw'],
    });
  }
  const consumers: readonly DotenvConsumer[] =
    separator === '=' ? ['node', 'compose', 'raw'] : isApart || afterKey + 1 >= end ? ['node', 'compose'] : ['compose'];
  return readValue(text, { start, key, keySpan, exported, consumers }, afterKey + 1, end, problems);
}

function refuse(
  span: Span,
  message: string,
  problems: DotenvProblem[],
  consumers: readonly DotenvConsumer[],
): undefined {
  problems.push({ span, message, verdict: 'refused', consumers });
  return undefined;
}

interface Head {
  readonly start: number;
  readonly key: string;
  readonly keySpan: Span;
  readonly exported: boolean;
  readonly consumers: readonly DotenvConsumer[];
}

function readValue(text: string, head: Head, afterSeparator: number, end: number, problems: DotenvProblem[]): Read {
  const valueStart = skipBlank(text, afterSeparator);
  const first = text[valueStart];
  if (valueStart < end && (first === '"' || first === "'" || first === '`')) {
    const { close, strict } = closingQuote(text, valueStart, end, first);
    if (first !== '`' && !strict)
      problems.push({
        span: { start: valueStart, end: trimEnd(text, valueStart, end) },
        message: 'The quote is never closed.',
        verdict: 'refused',
        consumers: ['compose'],
      });
    if (close !== undefined) {
      const valueSpan = { start: valueStart + 1, end: close };
      const rest = lineEnd(text, close + 1);
      const tail = skipBlank(text, close + 1);
      const comment = text[tail] === '#' && tail < rest ? { start: tail, end: trimEnd(text, tail, rest) } : undefined;
      const quotedSpan = { start: valueStart, end: close + 1 };
      const entry = entryOf(head, first, text, valueSpan, quotedSpan, comment, comment?.end ?? close + 1);
      if (first === '`') problems.push(...backtickProblems(text, valueStart, end, rest));
      else if (!comment && tail < rest)
        problems.push({
          span: { start: tail, end: trimEnd(text, tail, rest) },
          message: 'Nothing but a comment may follow the closing quote.',
          verdict: isStatement(text.slice(tail, rest)) ? 'odd' : 'refused',
          consumers: ['compose'],
        });
      return { entry, next: afterBreak(text, rest) };
    }
  }
  const hash = inlineComment(text, afterSeparator, valueStart, end);
  const valueEnd = trimEnd(text, valueStart, hash ?? end);
  const blank = valueEnd <= valueStart;
  const valueSpan = blank ? { start: afterSeparator, end: afterSeparator } : { start: valueStart, end: valueEnd };
  const comment = hash === undefined ? undefined : { start: hash, end: trimEnd(text, hash, end) };
  const last = comment?.end ?? Math.max(valueSpan.end, afterSeparator);
  const entry = entryOf(head, '', text, valueSpan, valueSpan, comment, last);
  return { entry, next: afterBreak(text, end) };
}

/** Field by field: env files are read at every keystroke. */
function entryOf(
  { start, key, keySpan, exported, consumers }: Head,
  quote: DotenvEntry['quote'],
  text: string,
  valueSpan: Span,
  quotedSpan: Span,
  comment: Span | undefined,
  end: number,
): DotenvEntry {
  const raw = text.slice(valueSpan.start, valueSpan.end);
  const span = { start, end };
  const hasSeparator = true;
  return comment
    ? { key, keySpan, exported, consumers, hasSeparator, quote, raw, valueSpan, quotedSpan, comment, span }
    : { key, keySpan, exported, consumers, hasSeparator, quote, raw, valueSpan, quotedSpan, span };
}

interface Closing {
  readonly close: number | undefined;
  /** A backslash before the quote counts. */
  readonly strict: boolean;
}

/**
 * The quote that ends the value, lines later if need be; a backslash protects one. Where that leads to no end, or to a later
 * line on which the quote opens something else, Compose gives up and the dotenv package looks for an end on the first line.
 */
function closingQuote(text: string, open: number, end: number, quote: string): Closing {
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === quote) {
      const rest = text.slice(at + 1, lineEnd(text, at + 1));
      if (at < end || quote === '`' || isStatement(rest)) return { close: at, strict: true };
      break;
    }
  }
  const last = /^(.*)["'`][ \t]*(?:#.*)?$/.exec(text.slice(open + 1, end))?.[1]?.length;
  const isClosed = last !== undefined && text[open + 1 + last] === quote;
  return { close: isClosed ? open + 1 + last : undefined, strict: false };
}

/** What Compose takes for a comment, a blank line or the start of an entry (compose-go, dotenv/parser.go, `locateKeyName`). */
const isStatement = (line: string): boolean => /^\s*(?:$|#|(?:export\s+)?[\p{L}\p{N}_.[\]-]*\s*(?:[=:]|$))/u.test(line);

/** A backtick quotes nothing for Compose, so the lines behind the first have to be entries of their own. */
function backtickProblems(text: string, start: number, end: number, last: number): readonly DotenvProblem[] {
  if (
    text
      .slice(end, last)
      .split(/\r?\n|\r/)
      .every(isStatement)
  )
    return [];
  return [
    {
      span: { start, end: trimEnd(text, start, end) },
      message: 'Compose knows no backticks: the value ends with this line, and the next is no `NAME=value`.',
      verdict: 'refused',
      consumers: ['compose'],
    },
  ];
}

/** ` #` starts a comment; so does a `#` directly behind the `=` and a space. */
function inlineComment(text: string, afterSeparator: number, valueStart: number, end: number): number | undefined {
  for (let at = Math.max(afterSeparator, valueStart - 1); at < end; at++) {
    if (text[at] === '#' && at > afterSeparator && isBlank(text[at - 1])) return at;
  }
  return undefined;
}
