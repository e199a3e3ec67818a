import type { Span } from '../text.ts';
import { type CaddyToken, lex } from './caddyfile-lexer.ts';
import type { SyntaxProblem } from './problem.ts';

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
  /** Where braces are missing, a site may begin inside of any block. */
  const lacksBraces = tokens.filter(isOpen).length > tokens.filter(isClose).length;
  let enclosing = 0;
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
    // On a line of its own the brace opens the body as well.
    if (open && isOpen(open)) {
      if (expectMore)
        problems.push({ span: open.span, message: 'A comma before `{` promises another address.', verdict: 'refused' });
      const { block, next: after } = readBlock(next, 0);
      const matcher = keys.find(({ quote, text: key }) => quote === '' && key.startsWith('@'));
      if (matcher) {
        const message = 'A matcher has to stand inside of a site.';
        problems.push({ span: matcher.span, message, verdict: 'refused' });
        return after;
      }
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
    const bodyStart = keys.at(-1)?.span.end ?? start;
    const directives: CaddyDirective[] = [];
    let cursor = next;
    while (cursor < tokens.length) {
      const token = tokens[cursor];
      if (isClose(token)) {
        if (token) problems.push({ span: token.span, message: 'This brace closes nothing.', verdict: 'refused' });
        cursor++;
        continue;
      }
      const { directive, next: after } = readDirective(cursor, true);
      directives.push(directive);
      cursor = after;
    }
    const end = text.length;
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
    enclosing++;
    while (next < tokens.length) {
      const token = tokens[next];
      if (isClose(token)) {
        enclosing--;
        const close = token?.span ?? open;
        return { block: { open, close, directives, span: { start: open.start, end: close.end } }, next: next + 1 };
      }
      if ((depth === 0 || lacksBraces) && looksLikeSite(next)) break;
      const read = readDirective(next, true, depth + 1);
      directives.push(read.directive);
      next = read.next;
    }
    enclosing--;
    // Of several that are missing, the outermost says it for all.
    if (enclosing === 0) problems.push({ span: open, message: 'This brace is never closed.', verdict: 'refused' });
    const end = tokens[next - 1]?.span.end ?? open.end;
    return { block: { open, directives, span: { start: open.start, end } }, next };
  }

  /** Inside an unclosed block: an address at the start of a line, with its own brace, begins the next one. */
  function looksLikeSite(at: number): boolean {
    const token = tokens[at];
    if (!token || !lines[at] || token.quote !== '') return false;
    const column = token.span.start === 0 || text[token.span.start - 1] === '\n';
    return (
      column &&
      /^(?:https?:\/\/)?[\w*-]+(?:\.[\w*-]+)+(?::\d+)?,?$|^localhost(?::\d+)?,?$|^:\d+,?$|^\(.+\)$|^\{\$[^}]+\}$/.test(
        token.text,
      ) &&
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
