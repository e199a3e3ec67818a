import type { Span } from '../text.ts';
import { lexNginx, type NginxPiece, type NginxToken } from './nginx-lexer.ts';
import type { SyntaxProblem } from './problem.ts';
import { isTemplate } from './yaml-template.ts';

export type { NginxToken } from './nginx-lexer.ts';

export interface NginxDirective {
  readonly name: NginxToken;
  readonly args: readonly NginxToken[];
  readonly block?: NginxBlock;
  /** With the `;` or the block. */
  readonly span: Span;
  /** The file that holds it, where an `include` was followed; undefined for the file that was parsed. */
  readonly path?: string;
}

export interface NginxBlock {
  readonly open: Span;
  readonly close?: Span;
  readonly directives: readonly NginxDirective[];
  /** The code of a `*_by_lua_block`, which is not read. */
  readonly opaque?: NginxToken;
  /** With the braces. */
  readonly span: Span;
}

export interface NginxTree {
  readonly directives: readonly NginxDirective[];
  /** Words only, without `;` and braces. */
  readonly tokens: readonly NginxToken[];
  readonly comments: readonly Span[];
  /** None where the file is a template. */
  readonly problems: readonly SyntaxProblem[];
  /** It becomes a configuration only when Jinja, Go templates or the like have gone over it. */
  readonly template: boolean;
}

/** A block that is being read; without a name its directives fall to the block around it. */
interface Frame {
  readonly name: NginxToken | undefined;
  readonly args: readonly NginxToken[];
  readonly open: Span;
  readonly directives: NginxDirective[];
  opaque?: NginxToken;
}

const maxDepth = 200;

/** Blocks that no argument is named after where a line starts with it and ends in `{`. */
const blockNames = new Set([
  ...[
    'http',
    'events',
    'stream',
    'mail',
    'server',
    'location',
    'upstream',
    'map',
    'geo',
    'types',
    'if',
    'limit_except',
  ],
]);
/** Directives that a line starts with far more often than an argument. */
const lineStarters =
  /^(?:listen|server_name|root|include|return|rewrite|add_header|proxy_(?:pass|set_header|http_version|buffering|read_timeout|redirect)|fastcgi_pass|try_files|access_log|error_log|ssl_(?:certificate|certificate_key|protocols|ciphers)|client_max_body_size|expires)$/;
/** These take the lines below for arguments of their own, so that nginx reads the file, but not as meant. */
const takesMany = /^(?:server_name|try_files|index|log_format|ssl_protocols|gzip_types|valid_referers)$/;
/** Blocks that hold no `server` or `location` block, or none of their own kind. */
const holdsNo: Readonly<Record<string, RegExp>> = {
  server: /^(?:server|location|if|upstream|events|types|map|geo|limit_except)$/,
  location: /^(?:if|upstream|events|types|map|geo|limit_except)$/,
  upstream: /^(?:server|location|if|upstream|events|types|map|geo|limit_except)$/,
  http: /./,
  events: /./,
};

/** A word alone on its line that sed or envsubst replaces by directives: nginx's own are never in capitals. */
const placeholder = /^(?:\$\{\w+\}|[A-Z][A-Z0-9_]{2,}|@\w+@|%\w+%)$/;
const restOfLine = /[ \t]*\r?(?:\n|$)/y;

function isPlaceholderLine(piece: NginxPiece, text: string): boolean {
  if (piece.kind !== 'word' || !piece.fresh || !placeholder.test(piece.token.text)) return false;
  restOfLine.lastIndex = piece.token.span.end;
  return restOfLine.test(text);
}

/**
 * Reads a configuration or any part of one, such as a file with a lone `server` block. It knows the syntax alone, not which
 * directives exist (https://nginx.org/en/docs/beginners_guide.html#conf_structure).
 */
export function parseNginx(text: string): NginxTree {
  const problems: SyntaxProblem[] = [];
  const { pieces, comments } = lexNginx(text, problems);
  const directives = readDirectives(pieces, problems);
  const tokens: NginxToken[] = [];
  for (const piece of pieces) if (piece.kind === 'word' || piece.kind === 'lua') tokens.push(piece.token);
  problems.sort((a, b) => a.span.start - b.span.start);
  const template =
    pieces.some((piece) => isPlaceholderLine(piece, text)) ||
    ((text.includes('{{') || text.includes('{%')) &&
      /\{\{[^{}\n]*\}\}|\{%[^\n]*%\}/.test(text) &&
      isTemplate(text, problems));
  return { directives, tokens, comments, problems: template ? [] : problems, template };
}

function readDirectives(pieces: readonly NginxPiece[], problems: SyntaxProblem[]): readonly NginxDirective[] {
  const top: NginxDirective[] = [];
  const stack: Frame[] = [];
  let words: NginxToken[] = [];
  /** Braces below the depth that is read. */
  let skipped = 0;
  /** Where braces are missing, a block that cannot stand where it does closes those before it. */
  const lacksBraces = count(pieces, '{') > count(pieces, '}');
  const refuse = (span: Span, message: string): void => {
    problems.push({ span, message, verdict: 'refused' });
  };
  const parent = (): NginxDirective[] => stack.at(-1)?.directives ?? top;

  for (const [index, piece] of pieces.entries()) {
    if (skipped > 0) {
      if (piece.kind === '{') skipped++;
      if (piece.kind === '}') skipped--;
    } else if (piece.kind === 'word') {
      if (words.length > 0 && piece.fresh) {
        const starts = startsDirective(pieces, index);
        if (starts) endWithoutSemicolon(starts === 'directive' && takesMany.test(words[0]?.text ?? ''));
      }
      words.push(piece.token);
    } else if (piece.kind === 'lua') {
      const frame = stack.at(-1);
      if (frame) frame.opaque = piece.token;
    } else if (piece.kind === ';') {
      if (words.length === 0) refuse(piece.span, 'This `;` ends no directive.');
      endDirective(piece.span.end);
    } else if (piece.kind === '{') {
      openBlock(piece.span);
    } else {
      if (words.length > 0) endWithoutSemicolon();
      if (stack.length === 0) refuse(piece.span, 'This brace closes nothing.');
      closeBlock(piece.span);
    }
  }
  if (words.length > 0) endWithoutSemicolon();
  const outermost = stack[0];
  if (outermost) refuse(outermost.open, 'This brace is never closed.');
  while (stack.length > 0) closeBlock(undefined);
  return top;

  function endDirective(end: number): void {
    const [name, ...args] = words;
    if (name) parent().push({ name, args, span: { start: name.span.start, end } });
    words = [];
  }

  function endWithoutSemicolon(isRead = false): void {
    const [name] = words;
    const last = words.at(-1);
    if (!name || !last) return;
    problems.push({
      span: { start: name.span.start, end: last.span.end },
      message: 'The directive lacks its `;`.',
      verdict: isRead ? 'odd' : 'refused',
    });
    endDirective(last.span.end);
  }

  function openBlock(open: Span): void {
    const [name, ...args] = words;
    words = [];
    if (!name) refuse(open, 'This brace has no directive before it.');
    if (stack.length >= maxDepth) {
      refuse(open, `Blocks are nested more than ${maxDepth} deep.`);
      skipped = 1;
      return;
    }
    const misplaced = lacksBraces && name ? holdsNo[name.text] : undefined;
    const first = misplaced ? stack.findIndex((frame) => misplaced.test(frame.name?.text ?? '')) : -1;
    const unclosed = stack[first];
    if (unclosed) {
      refuse(unclosed.open, 'This brace is never closed.');
      while (stack.length > first) closeBlock(undefined);
    }
    stack.push({ name, args, open, directives: [] });
  }

  function closeBlock(close: Span | undefined): void {
    const frame = stack.pop();
    if (!frame) return;
    const { name, args, open, directives, opaque } = frame;
    if (!name) {
      for (const directive of directives) parent().push(directive);
      return;
    }
    const end = close?.end ?? directives.at(-1)?.span.end ?? opaque?.span.end ?? open.end;
    const block: NginxBlock = {
      open,
      directives,
      span: { start: open.start, end },
      ...(close ? { close } : {}),
      ...(opaque ? { opaque } : {}),
    };
    parent().push({ name, args, block, span: { start: name.span.start, end } });
  }
}

const count = (pieces: readonly NginxPiece[], kind: NginxPiece['kind']): number =>
  pieces.reduce((sum, piece) => (piece.kind === kind ? sum + 1 : sum), 0);

/** What the word at the start of a line begins, though the directive before it has no `;`. */
function startsDirective(pieces: readonly NginxPiece[], from: number): 'block' | 'directive' | undefined {
  const piece = pieces[from];
  if (piece?.kind !== 'word' || piece.token.quote !== '') return undefined;
  if (lineStarters.test(piece.token.text)) return 'directive';
  if (!blockNames.has(piece.token.text)) return undefined;
  const end = pieces.slice(from, from + 12).find(({ kind }) => kind !== 'word');
  return end?.kind === '{' ? 'block' : undefined;
}
