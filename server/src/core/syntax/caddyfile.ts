import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

/** A token as Caddy's lexer cuts it (https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes). */
export interface CaddyToken {
  /** Without quotes, escapes resolved. */
  readonly text: string;
  /** As written, with quotes or heredoc markers. */
  readonly span: Span;
  readonly quote: '' | '"' | '`' | '<<';
  /** One-based, of the first character, as Caddy counts. */
  readonly line: number;
}

export interface CaddyDirective {
  readonly name: CaddyToken;
  readonly args: readonly CaddyToken[];
  readonly block?: CaddyBlock;
  readonly span: Span;
}

export interface CaddyBlock {
  readonly open: Span;
  readonly close?: Span;
  readonly directives: readonly CaddyDirective[];
  /** With the braces; all of the rest in a file of one site without them. */
  readonly span: Span;
}

export interface CaddyServerBlock {
  readonly kind: 'global' | 'snippet' | 'named-route' | 'site';
  /** Addresses without their commas; a snippet's name as written, `(name)`. */
  readonly keys: readonly CaddyToken[];
  readonly block: CaddyBlock;
  readonly braces: boolean;
  readonly span: Span;
}

export interface CaddyfileTree {
  readonly blocks: readonly CaddyServerBlock[];
  /** `import` at the top of the file. */
  readonly imports: readonly CaddyDirective[];
  readonly tokens: readonly CaddyToken[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

const maxDepth = 200;

export function parseCaddyfile(text: string): CaddyfileTree {
  const problems: SyntaxProblem[] = [];
  const { tokens, comments, lines } = lex(text, problems);
  const { blocks, imports } = parseBlocks(tokens, lines, text, problems);
  return { blocks, imports, tokens, comments, problems };
}

interface Lexed {
  readonly tokens: readonly CaddyToken[];
  readonly comments: readonly Span[];
  /** For each token: true where it starts a new logical line (a line break that no backslash took back). */
  readonly lines: readonly boolean[];
}

function lex(text: string, problems: SyntaxProblem[]): Lexed {
  const tokens: CaddyToken[] = [];
  const comments: Span[] = [];
  const lines: boolean[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let fresh = true;
  const push = (token: CaddyToken): void => {
    tokens.push(token);
    lines.push(fresh);
    fresh = false;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') {
      line++;
      fresh = true;
      at++;
    } else if (/\s/.test(char)) {
      at++;
    } else if (char === '#') {
      const end = endOfLine(text, at);
      comments.push({ start: at, end });
      at = end;
    } else if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at += text[at + 1] === '\r' ? 3 : 2;
      line++;
    } else if (char === '"' || char === '`') {
      const token = lexQuoted(text, at, char, line, problems);
      push(token);
      line += countBreaks(text, token.span);
      at = token.span.end;
    } else {
      const heredoc = char === '<' && text[at + 1] === '<' ? lexHeredoc(text, at, line, problems) : undefined;
      const token = heredoc ?? lexWord(text, at, line);
      push(token);
      line += countBreaks(text, token.span);
      at = Math.max(token.span.end, at + 1);
    }
  }
  return { tokens, comments, lines };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

function countBreaks(text: string, { start, end }: Span): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Inside double quotes a backslash escapes a quote alone; inside backticks nothing is escaped. */
function lexQuoted(text: string, start: number, quote: '"' | '`', line: number, problems: SyntaxProblem[]): CaddyToken {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote === '"' && char === '\\' && text[at + 1] === '"') {
      value += '"';
      at++;
    } else if (char === quote) {
      return { text: value, span: { start, end: at + 1 }, quote, line };
    } else {
      value += char;
    }
  }
  // An open quote takes all the rest with Caddy; so that the rest of a half-typed file stays, it ends with its line here.
  const end = endOfLine(text, start);
  problems.push({ span: { start, end }, message: 'The quote is never closed.', verdict: 'refused' });
  return { text: text.slice(start + 1, end), span: { start, end }, quote, line };
}

function lexWord(text: string, start: number, line: number): CaddyToken {
  let at = start;
  let value = '';
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/.test(char)) break;
    if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) break;
    if (char === '\\' && text[at + 1] === '<' && text[at + 2] === '<' && at === start) at++;
    value += text[at] ?? '';
    at++;
  }
  return { text: value, span: { start, end: at }, quote: '', line };
}

/** `<<MARKER`, lines, `MARKER`: the indentation of the closing marker is taken from every line. */
function lexHeredoc(text: string, start: number, line: number, problems: SyntaxProblem[]): CaddyToken | undefined {
  const head = /^<<([A-Za-z0-9_-]+)[ \t]*\r?\n/.exec(text.slice(start, start + 300));
  if (!head) {
    const end = endOfLine(text, start);
    if (/^<<\s*$/.test(text.slice(start, end)) || /^<<[A-Za-z0-9_-]+\S/.test(text.slice(start, end))) {
      const message =
        'A heredoc marker has to be a name of letters, digits, `-` and `_`, alone at the end of its line.';
      problems.push({ span: { start, end }, message, verdict: 'refused' });
    }
    return undefined;
  }
  const marker = head[1] ?? '';
  const body = start + head[0].length;
  let lineStart = body;
  while (lineStart <= text.length) {
    const newline = text.indexOf('\n', lineStart);
    const end = newline < 0 ? text.length : newline;
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
    if (newline < 0) break;
    lineStart = newline + 1;
  }
  const end = endOfLine(text, start);
  problems.push({ span: { start, end }, message: `The heredoc is never closed by ${marker}.`, verdict: 'refused' });
  return { text: text.slice(start, end), span: { start, end }, quote: '', line };
}

const isOpen = (token: CaddyToken | undefined): boolean => token?.quote === '' && token.text === '{';
const isClose = (token: CaddyToken | undefined): boolean => token?.quote === '' && token.text === '}';

function parseBlocks(
  tokens: readonly CaddyToken[],
  lines: readonly boolean[],
  text: string,
  problems: SyntaxProblem[],
): Pick<CaddyfileTree, 'blocks' | 'imports'> {
  const blocks: CaddyServerBlock[] = [];
  const imports: CaddyDirective[] = [];
  let at = 0;
  while (at < tokens.length) {
    const first = tokens[at];
    if (!first) break;
    if (isClose(first)) {
      problems.push({ span: first.span, message: 'This brace closes nothing.', verdict: 'refused' });
      at++;
      continue;
    }
    if (first.quote === '' && first.text === 'import') {
      const { directive, next } = readDirective(at, false);
      imports.push(directive);
      at = next;
      continue;
    }
    at = readServerBlock(at);
  }
  return { blocks, imports };

  function readServerBlock(from: number): number {
    const keys: CaddyToken[] = [];
    let next = from;
    let expectMore = false;
    while (next < tokens.length) {
      const token = tokens[next];
      if (!token || isOpen(token)) break;
      // A line break ends the addresses, unless a comma promises another.
      if (next > from && lines[next] && !expectMore) break;
      const comma = token.quote === '' && token.text.endsWith(',');
      expectMore = comma;
      // `a.example,b.example` is one token to Caddy too, and refused; with a space it is two.
      const plain = comma ? token.text.slice(0, -1) : token.text;
      if (plain !== '')
        keys.push(
          comma ? { ...token, text: plain, span: { start: token.span.start, end: token.span.end - 1 } } : token,
        );
      next++;
    }
    const open = tokens[next];
    const head = tokens[from];
    const start = (head ?? open)?.span.start ?? 0;
    if (open && isOpen(open) && !(lines[next] && next > from && !expectMore)) {
      if (expectMore)
        problems.push({ span: open.span, message: 'A comma before `{` promises another address.', verdict: 'refused' });
      const { block, next: after } = readBlock(next, 0);
      const name = keys[0]?.text ?? '';
      const kind =
        keys.length === 0
          ? 'global'
          : keys.length === 1 && /^\(.*\)$/.test(name)
            ? 'snippet'
            : keys.length === 1 && /^&\(.*\)$/.test(name)
              ? 'named-route'
              : 'site';
      if (kind === 'global' && blocks.length > 0) {
        problems.push({
          span: open.span,
          message: 'The global options block has to be the first, and a site needs an address.',
          verdict: 'refused',
        });
      }
      blocks.push({ kind, keys, block, braces: true, span: { start, end: block.span.end } });
      return after;
    }
    if (expectMore && !open)
      problems.push({
        span: keys.at(-1)?.span ?? { start, end: start },
        message: 'The comma promises another address.',
        verdict: 'refused',
      });
    // One site without braces: the rest of the file is its body.
    const isLoneBrace = open !== undefined && isOpen(open);
    if (isLoneBrace)
      problems.push({
        span: open.span,
        message: 'The brace has to stand on the line of its address.',
        verdict: 'refused',
      });
    const bodyStart = keys.at(-1)?.span.end ?? start;
    const directives: CaddyDirective[] = [];
    let cursor = isLoneBrace ? next + 1 : next;
    while (cursor < tokens.length) {
      const token = tokens[cursor];
      if (isClose(token)) {
        if (token && !isLoneBrace)
          problems.push({ span: token.span, message: 'This brace closes nothing.', verdict: 'refused' });
        cursor++;
        if (isLoneBrace) break;
        continue;
      }
      const { directive, next: after } = readDirective(cursor, true);
      directives.push(directive);
      cursor = after;
    }
    const end = isLoneBrace ? (tokens[cursor - 1]?.span.end ?? text.length) : text.length;
    const block: CaddyBlock = {
      open: { start: bodyStart, end: bodyStart },
      directives,
      span: { start: bodyStart, end },
    };
    blocks.push({ kind: 'site', keys, block, braces: false, span: { start, end } });
    return Math.max(cursor, from + 1);
  }

  function readBlock(openAt: number, depth: number): { block: CaddyBlock; next: number } {
    const open = tokens[openAt]?.span ?? { start: 0, end: 0 };
    const directives: CaddyDirective[] = [];
    let next = openAt + 1;
    if (next < tokens.length && !lines[next] && !isClose(tokens[next])) {
      problems.push({
        span: tokens[next]?.span ?? open,
        message: 'Nothing may follow `{` on its line.',
        verdict: 'refused',
      });
    } else if (next < tokens.length && !lines[next] && isClose(tokens[next])) {
      problems.push({
        span: tokens[next]?.span ?? open,
        message: 'The closing brace has to stand on a line of its own.',
        verdict: 'refused',
      });
    }
    while (next < tokens.length) {
      const token = tokens[next];
      if (isClose(token)) {
        const close = token?.span ?? open;
        return { block: { open, close, directives, span: { start: open.start, end: close.end } }, next: next + 1 };
      }
      if (depth === 0 && looksLikeSite(next)) break;
      const read = readDirective(next, true, depth + 1);
      directives.push(read.directive);
      next = read.next;
    }
    problems.push({ span: open, message: 'This brace is never closed.', verdict: 'refused' });
    const end = tokens[next - 1]?.span.end ?? open.end;
    return { block: { open, directives, span: { start: open.start, end } }, next };
  }

  /** Inside an unclosed site: an address at the start of a line, with its own brace, begins the next one. */
  function looksLikeSite(at: number): boolean {
    const token = tokens[at];
    if (!token || !lines[at] || token.quote !== '') return false;
    const column = token.span.start === 0 || text[token.span.start - 1] === '\n';
    return (
      column &&
      /^(?:https?:\/\/)?[\w*-]+(?:\.[\w*-]+)+(?::\d+)?,?$|^:\d+$|^\(.+\)$|^\{\$[^}]+\}$/.test(token.text) &&
      isOpen(lastOfLine(at))
    );
  }

  function lastOfLine(at: number): CaddyToken | undefined {
    let end = at + 1;
    while (end < tokens.length && !lines[end]) end++;
    return tokens[end - 1];
  }

  function readDirective(from: number, blocks: boolean, depth = 0): { directive: CaddyDirective; next: number } {
    const name = tokens[from];
    if (!name) throw new Error('unreachable: a directive starts at a token');
    const args: CaddyToken[] = [];
    let next = from + 1;
    if (isOpen(name) && blocks) {
      problems.push({ span: name.span, message: 'A brace has to follow a directive on its line.', verdict: 'refused' });
    }
    while (next < tokens.length && !lines[next]) {
      const token = tokens[next];
      if (!token) break;
      if (isClose(token) && blocks) {
        problems.push({
          span: token.span,
          message: 'The closing brace has to stand on a line of its own.',
          verdict: 'refused',
        });
        break;
      }
      if (isOpen(token) && depth < maxDepth) {
        const { block, next: after } = readBlock(next, depth + 1);
        return { directive: { name, args, block, span: { start: name.span.start, end: block.span.end } }, next: after };
      }
      args.push(token);
      next++;
    }
    const end = (args.at(-1) ?? name).span.end;
    return { directive: { name, args, span: { start: name.span.start, end } }, next };
  }
}
