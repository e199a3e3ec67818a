import { endOfLine, type Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

/** A token as Caddy's lexer cuts it (https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes). */
export interface CaddyToken {
  /** Without quotes, escapes resolved. */
  readonly text: string;
  /** As written, with quotes or heredoc markers. */
  readonly span: Span;
  readonly quote: '' | '"' | '`' | '<<';
  /** One-based, of the first character, as Caddy counts: a line that a backslash joins to the one before has its number. */
  readonly line: number;
}

export interface Lexed {
  readonly tokens: readonly CaddyToken[];
  readonly comments: readonly Span[];
  /** For each token: true where it starts a new logical line (a line break that no backslash took back). */
  readonly lines: readonly boolean[];
}

export function lex(text: string, problems: SyntaxProblem[]): Lexed {
  const tokens: CaddyToken[] = [];
  const comments: Span[] = [];
  const lines: boolean[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  /** Line breaks that a backslash took back, which Caddy counts at the next real one. */
  let joined = 0;
  let isJoined = false;
  let fresh = true;
  const push = (token: CaddyToken): void => {
    tokens.push(token);
    lines.push(fresh);
    fresh = false;
    if (token.quote !== '') breakLines(countBreaks(text, token.span));
    at = Math.max(token.span.end, at + 1);
  };
  const breakLines = (count: number): void => {
    if (count === 0) return;
    line += count + joined;
    joined = 0;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') {
      if (isJoined) joined++;
      else {
        breakLines(1);
        fresh = true;
      }
      isJoined = false;
      at++;
    } else if (isSpace(text, at)) {
      at++;
    } else if (char === '#') {
      const end = endOfLine(text, at);
      comments.push({ start: at, end });
      // Caddy takes a backslash anywhere in a comment for one before the line's break.
      isJoined = text.slice(at, end).includes('\\');
      at = end;
    } else if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at += text[at + 1] === '\r' ? 3 : 2;
      joined++;
    } else if (isQuote(char) || (char === '\\' && isQuote(text[at + 1]))) {
      push(lexQuoted(text, at, line, problems));
    } else {
      const heredoc = char === '<' && text[at + 1] === '<' ? lexHeredoc(text, at, line, problems) : undefined;
      push(heredoc ?? lexWord(text, at, line));
    }
  }
  return { tokens, comments, lines };
}

const isQuote = (char: string | undefined): boolean => char === '"' || char === '`';

/** White space as Go's `unicode.IsSpace` has it; most characters are told by their number alone. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text[at] ?? ''));
}

function countBreaks(text: string, { start, end }: Span): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/**
 * Inside double quotes a backslash escapes a quote alone; inside backticks nothing is escaped. A backslash before the opening
 * quote escapes what comes first inside: `\"""` is a quoted quote.
 */
function lexQuoted(text: string, start: number, line: number, problems: SyntaxProblem[]): CaddyToken {
  const isEscaped = text[start] === '\\';
  const open = isEscaped ? start + 1 : start;
  const quote = text[open] === '`' ? '`' : '"';
  const close = text.indexOf(quote, open + 1);
  const plain = text.slice(open + 1, close);
  if (close >= 0 && !isEscaped && (quote === '`' || !plain.includes('\\')))
    return { text: plain, span: { start, end: close + 1 }, quote, line };
  let value = '';
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    const escaped = isEscaped && at === open + 1 && quote === '"';
    if (escaped && char === '"') {
      value += char;
    } else if (!escaped && quote === '"' && char === '\\' && text[at + 1] === '"') {
      value += '"';
      at++;
    } else if (char === quote) {
      return { text: value, span: { start, end: at + 1 }, quote, line };
    } else {
      value += escaped ? `\\${char}` : char;
    }
  }
  // An open quote takes all the rest with Caddy; so that the rest of a half-typed file stays, it ends with its line here.
  const end = endOfLine(text, start);
  problems.push({ span: { start, end }, message: 'The quote is never closed.', verdict: 'refused' });
  return { text: text.slice(open + 1, end), span: { start, end }, quote, line };
}

function lexWord(text: string, start: number, line: number): CaddyToken {
  let at = start;
  while (at < text.length && !isSpace(text, at)) {
    if (text.charCodeAt(at) === 92 && /^\\\r?\n/.test(text.slice(at, at + 3))) break;
    at++;
  }
  // A backslash keeps a heredoc from beginning, and is no part of the word.
  const from = text.startsWith('\\<<', start) ? start + 1 : start;
  return { text: text.slice(from, at), span: { start, end: at }, quote: '', line };
}

/** Without the white space, which is no part of a token though Caddy reads on to a space where a heredoc may begin. */
function endOfWord(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** `<<MARKER`, lines, `MARKER`: the indentation of the closing marker is taken from every line. */
function lexHeredoc(text: string, start: number, line: number, problems: SyntaxProblem[]): CaddyToken | undefined {
  // A space or the end of the file makes it a word.
  const newline = text.indexOf('\n', start);
  const space = text.indexOf(' ', start);
  const wordEnd = Math.min(newline < 0 ? text.length : newline, space < 0 ? text.length : space);
  if (wordEnd !== newline) {
    const end = endOfWord(text, start + 2, wordEnd);
    return { text: text.slice(start, end), span: { start, end }, quote: '', line };
  }
  const marker = text.slice(start + 2, newline).replaceAll('\r', '');
  if (!/^[A-Za-z0-9_-]+$/.test(marker)) {
    const message = marker.startsWith('<')
      ? 'A heredoc begins with two `<`, no more.'
      : 'A heredoc marker has to be a name of letters, digits, `-` and `_`, alone at the end of its line.';
    problems.push({ span: { start, end: endOfLine(text, start) }, message, verdict: 'refused' });
    return undefined;
  }
  const body = newline + 1;
  let lineStart = body;
  while (lineStart <= text.length) {
    const lineBreak = text.indexOf('\n', lineStart);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const closing = /^([ \t]*)(\S*)/.exec(text.slice(lineStart, end));
    if (
      closing?.[2] === marker ||
      ((closing?.[2] ?? '').startsWith(marker) && !/[\w-]/.test((closing?.[2] ?? '')[marker.length] ?? ' '))
    ) {
      const padding = closing?.[1] ?? '';
      const content = text.slice(body, lineStart).replaceAll('\r\n', '\n').replace(/\n$/, '');
      const rows = lineStart === body ? [] : content.split('\n');
      if (rows.some((row) => row !== '' && !row.startsWith(padding))) {
        problems.push({
          span: { start: lineStart, end: lineStart + padding.length + marker.length },
          message: 'A line of the heredoc is indented less than its closing marker.',
          verdict: 'refused',
        });
      }
      const value = rows.map((row) => (row.startsWith(padding) ? row.slice(padding.length) : row)).join('\n');
      return { text: value, span: { start, end: lineStart + padding.length + marker.length }, quote: '<<', line };
    }
    if (lineBreak < 0) break;
    lineStart = lineBreak + 1;
  }
  const end = endOfLine(text, start);
  problems.push({ span: { start, end }, message: `The heredoc is never closed by ${marker}.`, verdict: 'refused' });
  return { text: text.slice(start, end), span: { start, end }, quote: '', line };
}
