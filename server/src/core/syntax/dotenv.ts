import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

/**
 * Readers of env files disagree. `node`: the dotenv package; `compose`: Docker Compose's `.env` and `env_file`; `raw`:
 * `docker run --env-file` and `format: raw`, which keep quotes and comments as text.
 */
export type DotenvConsumer = 'node' | 'compose' | 'raw';

export interface DotenvEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly exported: boolean;
  /** False for a name alone, which is taken from the environment. */
  readonly hasSeparator: boolean;
  readonly quote: '' | '"' | "'" | '`';
  /** Between the quotes as written, or the unquoted value without its inline comment. */
  readonly raw: string;
  /** The place of `raw`; empty, right behind the `=`, where it is blank. */
  readonly valueSpan: Span;
  /** With the quotes. */
  readonly quotedSpan: Span;
  /** Inline, with its `#`. */
  readonly comment?: Span;
  /** First character of the line to the end of value or comment, without the line break. */
  readonly span: Span;
}

/** A mistake and who minds it. */
export interface DotenvProblem extends SyntaxProblem {
  readonly consumers: readonly DotenvConsumer[];
}

export interface DotenvTree {
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
      at = read.next;
    } else {
      at = afterBreak(text, end);
    }
  }
  return { entries, comments, problems };
}

const isBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\u00a0' || char === '\f' || char === '\v';

function skipBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
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
    at = skipBlank(text, at + 6);
  }
  keyForm.lastIndex = at;
  const key = keyForm.exec(text)?.[1] ?? '';
  const keySpan = { start: at, end: at + key.length };
  const line = { start, end: trimEnd(text, start, end) };
  const afterKey = skipBlank(text, keySpan.end);
  if (key === '') return refuse(line, 'The line has no name before its value.', problems);
  if (afterKey >= end) {
    const span = { start, end: keySpan.end };
    const place = { start: keySpan.end, end: keySpan.end };
    return {
      entry: {
        key,
        keySpan,
        exported,
        hasSeparator: false,
        quote: '',
        raw: '',
        valueSpan: place,
        quotedSpan: place,
        span,
      },
      next: afterBreak(text, end),
    };
  }
  const separator = text[afterKey];
  if (separator !== '=' && separator !== ':') return refuse(line, 'The line is no `NAME=value`.', problems);
  if (separator === ':' && !isBlank(text[afterKey + 1]) && afterKey + 1 < end)
    return refuse(line, 'The line is no `NAME=value`.', problems);
  if (afterKey > keySpan.end) {
    problems.push({
      span: keySpan,
      message: 'A space stands between the name and `=`.',
      verdict: 'refused',
      consumers: ['raw'],
    });
  }
  return readValue(text, { start, key, keySpan, exported }, afterKey + 1, end, problems);
}

function refuse(span: Span, message: string, problems: DotenvProblem[]): undefined {
  problems.push({ span, message, verdict: 'refused', consumers: ['compose', 'raw'] });
  return undefined;
}

interface Head {
  readonly start: number;
  readonly key: string;
  readonly keySpan: Span;
  readonly exported: boolean;
}

function readValue(
  text: string,
  { start, ...head }: Head,
  afterSeparator: number,
  end: number,
  problems: DotenvProblem[],
): Read {
  const valueStart = skipBlank(text, afterSeparator);
  const first = text[valueStart];
  const common = { ...head, hasSeparator: true };
  if (valueStart < end && (first === '"' || first === "'" || first === '`')) {
    const close = closingQuote(text, valueStart, first);
    if (close !== undefined) {
      const valueSpan = { start: valueStart + 1, end: close };
      const quotedSpan = { start: valueStart, end: close + 1 };
      const rest = lineEnd(text, close + 1);
      const tail = skipBlank(text, close + 1);
      const comment = text[tail] === '#' && tail < rest ? { start: tail, end: trimEnd(text, tail, rest) } : undefined;
      const entry: DotenvEntry = {
        ...common,
        quote: first,
        raw: text.slice(valueSpan.start, valueSpan.end),
        valueSpan,
        quotedSpan,
        ...(comment && { comment }),
        span: { start, end: comment?.end ?? close + 1 },
      };
      return { entry, next: afterBreak(text, rest) };
    }
    if (first !== '`')
      problems.push({
        span: { start: valueStart, end: trimEnd(text, valueStart, end) },
        message: 'The quote is never closed.',
        verdict: 'refused',
        consumers: ['compose'],
      });
  }
  const hash = inlineComment(text, afterSeparator, valueStart, end);
  const valueEnd = trimEnd(text, valueStart, hash ?? end);
  const blank = valueEnd <= valueStart;
  const valueSpan = blank ? { start: afterSeparator, end: afterSeparator } : { start: valueStart, end: valueEnd };
  const comment = hash === undefined ? undefined : { start: hash, end: trimEnd(text, hash, end) };
  const raw = text.slice(valueSpan.start, valueSpan.end);
  const entry: DotenvEntry = {
    ...common,
    quote: '',
    raw,
    valueSpan,
    quotedSpan: valueSpan,
    ...(comment && { comment }),
    span: { start, end: comment?.end ?? Math.max(valueSpan.end, afterSeparator) },
  };
  return { entry, next: afterBreak(text, end) };
}

/** The quote that ends the value, lines later if need be; a backslash protects one inside double quotes and backticks. */
function closingQuote(text: string, open: number, quote: string): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\' && quote !== "'") at++;
    else if (char === '\\' && text[at + 1] === "'" && quote === "'" && !endsLine(text, at + 2)) at++;
    else if (char === quote) return at;
  }
  return undefined;
}

const endsLine = (text: string, at: number): boolean => at >= text.length || text[at] === '\n' || text[at] === '\r';

/** ` #` starts a comment; so does a `#` directly behind the `=` and a space. */
function inlineComment(text: string, afterSeparator: number, valueStart: number, end: number): number | undefined {
  for (let at = Math.max(afterSeparator, valueStart - 1); at < end; at++) {
    if (text[at] === '#' && at > afterSeparator && isBlank(text[at - 1])) return at;
  }
  return undefined;
}

/** The value as that reader takes it, before interpolation. */
export function dotenvValue(entry: DotenvEntry, text: string, consumer: DotenvConsumer): string {
  const { quote, raw } = entry;
  if (consumer === 'raw') {
    const start = entry.quotedSpan.start;
    return entry.hasSeparator ? text.slice(start, lineEnd(text, start)) : '';
  }
  if (quote === '') {
    if (consumer === 'compose') return raw;
    // The dotenv package ends an unquoted value at any `#`.
    const hash = raw.indexOf('#');
    return hash < 0 ? raw : raw.slice(0, hash).trimEnd();
  }
  if (quote === "'") return consumer === 'compose' ? raw.replaceAll("\\'", "'") : raw;
  if (quote === '`') return consumer === 'compose' ? `\`${raw}\`` : raw;
  if (consumer === 'node') return raw.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
  return raw.replace(/\\([\s\S])/g, (whole, char: string) => composeEscapes[char] ?? (char === '$' ? whole : char));
}

/** compose-go, dotenv/parser.go: what a backslash means between double quotes. */
const composeEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
};
