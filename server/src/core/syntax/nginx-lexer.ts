import { endOfLine, type Span } from '../text.ts';
import { endOfLua } from './nginx-lua.ts';
import type { SyntaxProblem } from './problem.ts';

/** A word as nginx cuts it (`ngx_conf_read_token`, https://github.com/nginx/nginx/blob/master/src/core/ngx_conf_file.c). */
export interface NginxToken {
  /** Without quotes, escapes resolved. */
  readonly text: string;
  /** As written, with quotes. */
  readonly span: Span;
  readonly quote: '' | '"' | "'";
  /** One-based, of the first character. */
  readonly line: number;
}

/** What directives are made of, in order. */
export type NginxPiece =
  | { readonly kind: 'word'; readonly token: NginxToken /** First on its line. */; readonly fresh: boolean }
  /** All between the braces of a `*_by_lua_block`; the braces are pieces of their own. */
  | { readonly kind: 'lua'; readonly token: NginxToken }
  | { readonly kind: ';' | '{' | '}'; readonly span: Span };

export interface LexedNginx {
  readonly pieces: readonly NginxPiece[];
  readonly comments: readonly Span[];
}

const isSpace = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\r' || char === '\n' || char === undefined;

const escapes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' };

/** nginx resolves these six in every word, quoted or not; before any other character a backslash stays. */
export const unescapeNginx = (raw: string): string =>
  raw.includes('\\') ? raw.replaceAll(/\\([\s\S])/g, (all, char: string) => escapes[char] ?? all) : raw;

export function lexNginx(text: string, problems: SyntaxProblem[]): LexedNginx {
  const pieces: NginxPiece[] = [];
  const comments: Span[] = [];
  const refuse = (span: Span, message: string): void => {
    problems.push({ span, message, verdict: 'refused' });
  };
  let at = 0;
  let line = 1;
  let fresh = true;
  /** The first word of the directive that is being read. */
  let name: string | undefined;
  if (text.charCodeAt(0) === 0xfeff) {
    at = 1;
    if (text.trim() !== '')
      refuse({ start: 0, end: 1 }, 'nginx takes the byte order mark for a part of the first directive.');
  }
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') {
      line++;
      fresh = true;
      at++;
    } else if (isSpace(char)) {
      at++;
    } else if (char === '#') {
      const end = endOfLine(text, at);
      comments.push({ start: at, end });
      at = end;
    } else if (char === ';' || char === '}') {
      pieces.push({ kind: char, span: { start: at, end: at + 1 } });
      name = undefined;
      fresh = false;
      at++;
    } else if (char === '{') {
      pieces.push({ kind: char, span: { start: at, end: at + 1 } });
      fresh = false;
      at++;
      if (name?.endsWith('_by_lua_block')) readLua();
      name = undefined;
    } else if (char === '"' || char === "'") {
      readQuoted(char);
    } else {
      const end = endOfWord(text, at);
      push({ text: unescapeNginx(text.slice(at, end)), span: { start: at, end }, quote: '', line });
    }
  }
  return { pieces, comments };

  function push(token: NginxToken): void {
    pieces.push({ kind: 'word', token, fresh });
    name ??= token.text;
    fresh = false;
    advance(token.span.end);
  }

  function advance(end: number): void {
    for (; at < end; at++) if (text[at] === '\n') line++;
  }

  function readQuoted(quote: '"' | "'"): void {
    const start = at;
    const close = closingQuote(text, start, quote);
    const after = close === undefined ? undefined : text[close + 1];
    const endsWell = isSpace(after) || after === ';' || after === '{' || after === ')';
    // A quote over lines that a word touches is closed by the next one's opening: the line that lacks its quote says so.
    if (close === undefined || (!endsWell && text.slice(start, close).includes('\n'))) {
      const end = start + text.slice(start, endOfLine(text, start)).replace(/[ \t\r]*;?[ \t\r]*$/, '').length;
      refuse({ start, end }, 'The quote is never closed.');
      push({
        text: unescapeNginx(text.slice(start + 1, end)),
        span: { start, end: Math.max(end, start + 1) },
        quote,
        line,
      });
      return;
    }
    const token = { text: unescapeNginx(text.slice(start + 1, close)), span: { start, end: close + 1 }, quote, line };
    push(token);
    if (!endsWell && after !== '}')
      refuse({ start, end: endOfWord(text, at) }, 'After a closing quote nginx expects white space, `;` or `{`.');
  }

  function readLua(): void {
    const end = endOfLua(text, at);
    if (end > at) {
      pieces.push({
        kind: 'lua',
        token: { text: text.slice(at, end), span: { start: at, end }, quote: '', line },
      });
    }
    advance(end);
  }
}

/** `{` right behind `$` belongs to the word, and `}` and quotes inside of one are characters like others. */
function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '\\') {
      at += 2;
      continue;
    }
    if (at > start || isSpace(char)) {
      if (isSpace(char) || char === ';') break;
      if (char === '{' && text[at - 1] !== '$') break;
    }
    at++;
  }
  return Math.min(at, text.length);
}

function closingQuote(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
}
