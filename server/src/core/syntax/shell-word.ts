import type { Span } from '../text.ts';

/** `$NAME` or `${NAME:-fallback}`. An expression that cuts or replaces is a name that nothing sets. */
export interface ShellReference {
  readonly name: string;
  readonly fallback: readonly ShellPart[] | undefined;
}

/** `$(…)` or backquotes: what the script inside of it prints. */
export interface ShellSubstitution {
  readonly script: string;
}

export type ShellPart = string | ShellReference | ShellSubstitution;

/** A word after quotes and escapes. */
export interface ShellWord {
  readonly parts: readonly ShellPart[];
  /** With the quotes. */
  readonly span: Span;
  /** Some of it stands in quotes or behind a backslash, so that it is no reserved word. */
  readonly quoted: boolean;
}

/** The text of parts that hold no expansion. */
export function literalOf(parts: readonly ShellPart[]): string | undefined {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
}

const maxDepth = 8;
const endsWord = /[\s;&|<>()]/;

/** The word that starts at an offset where one does; nothing in it throws, and what is never closed goes to the end. */
export function readShellWord(text: string, start: number): ShellWord {
  const reader: Reader = { text, parts: [], literal: '', quoted: false };
  let at = start;
  while (at < text.length && !endsWord.test(text[at] ?? '')) at = readPiece(reader, at, text.length, '', 0);
  flush(reader);
  return { parts: reader.parts, span: { start, end: at }, quoted: reader.quoted };
}

interface Reader {
  readonly text: string;
  readonly parts: ShellPart[];
  literal: string;
  quoted: boolean;
}

function flush(reader: Reader): void {
  if (reader.literal !== '') reader.parts.push(reader.literal);
  reader.literal = '';
}

const take = (reader: Reader, part: ShellPart, end: number): number => {
  flush(reader);
  reader.parts.push(part);
  return end;
};

/** One character, quote, escape or expansion; the offset behind it. `quote` is the double quote that holds it, if any. */
function readPiece(reader: Reader, at: number, to: number, quote: '' | '"', depth: number): number {
  const { text } = reader;
  const char = text[at] ?? '';
  const next = text[at + 1] ?? '';
  if (char === '\\') {
    reader.quoted = true;
    if (next === '\n') return at + 2;
    reader.literal += quote === '"' && !/["\\$`]/.test(next) ? char + next : next;
    return Math.min(at + 2, to);
  }
  if (char === '$' && next !== '') return readExpansion(reader, at, to, quote, depth);
  if (char === '`') {
    const end = closing(text, at + 1, '`');
    return take(reader, { script: text.slice(at + 1, end).replaceAll('\\`', '`') }, Math.min(end + 1, to));
  }
  if (quote === '' && char === "'") {
    const end = text.indexOf("'", at + 1);
    reader.quoted = true;
    reader.literal += text.slice(at + 1, end < 0 ? to : end);
    return end < 0 ? to : Math.min(end + 1, to);
  }
  if (quote === '' && char === '"') return readQuoted(reader, at + 1, to, depth);
  reader.literal += char;
  return at + 1;
}

function readQuoted(reader: Reader, from: number, to: number, depth: number): number {
  reader.quoted = true;
  let at = from;
  while (at < to && reader.text[at] !== '"') at = readPiece(reader, at, to, '"', depth);
  return Math.min(at + 1, to);
}

function readExpansion(reader: Reader, at: number, to: number, quote: '' | '"', depth: number): number {
  const { text } = reader;
  const next = text[at + 1] ?? '';
  if (quote === '' && next === "'") return readPiece(reader, at + 1, to, quote, depth);
  if (next === '(') {
    const end = closing(text, at + 2, ')');
    return take(reader, { script: text.slice(at + 2, end) }, Math.min(end + 1, to));
  }
  if (next === '{') {
    const end = closing(text, at + 2, '}');
    return take(reader, readBraced(text, at + 2, Math.min(end, to), depth), Math.min(end + 1, to));
  }
  const name = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
  name.lastIndex = at + 1;
  const found = name.exec(text)?.[0];
  if (found !== undefined) return take(reader, { name: found, fallback: undefined }, at + 1 + found.length);
  reader.literal += '$';
  return at + 1;
}

function readBraced(text: string, from: number, to: number, depth: number): ShellReference {
  const form = /([A-Za-z_]\w*|[0-9@*#])(?:(:?[-=?+])|(?=\}|$))/y;
  form.lastIndex = from;
  const match = form.exec(text);
  const [whole = '', name = '', operator] = match ?? [];
  if (!match || (operator === undefined && from + whole.length !== to))
    return { name: text.slice(from, to), fallback: undefined };
  if (operator === undefined || operator.endsWith('?')) return { name, fallback: undefined };
  if (operator.endsWith('+') || depth >= maxDepth) return { name: text.slice(from, to), fallback: undefined };
  const inner: Reader = { text, parts: [], literal: '', quoted: false };
  for (let at = from + whole.length; at < to; ) at = readPiece(inner, at, to, '', depth + 1);
  flush(inner);
  return { name, fallback: inner.parts };
}

/** Where the sign stands that closes an expansion; quotes and inner expansions hold theirs. The end where none does. */
function closing(text: string, from: number, sign: ')' | '}' | '`'): number {
  const open: string[] = [sign];
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? '';
    const inner = open.at(-1);
    if (char === '\\' && inner !== "'") at++;
    else if (char === inner) {
      open.pop();
      if (open.length === 0) return at;
    } else if (inner === "'" || sign === '`') continue;
    else if (char === "'" && inner !== '"') open.push("'");
    else if (char === '"') open.push('"');
    else if (char === '$' && text[at + 1] === '(') open.push(')');
    else if (char === '$' && text[at + 1] === '{') open.push('}');
    else if (char === '(' && inner === ')' && text[at - 1] !== '$') open.push(')');
  }
  return text.length;
}
