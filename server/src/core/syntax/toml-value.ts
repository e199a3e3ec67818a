import type { Span } from '../text.ts';
import type { DataList, DataMap, DataMember, DataNode, DataScalar } from './data.ts';

/** Reading position in a TOML text; `fail` stops the line with its reason. */
export interface TomlSource {
  readonly text: string;
  at: number;
}

/** Why a line is no TOML, and where. */
export interface TomlFailure {
  readonly failure: string;
  readonly at: number;
}

export const isFailure = (value: object): value is TomlFailure => 'failure' in value;

const fail = (at: number, failure: string): TomlFailure => ({ failure, at });

/** Deeper than any configuration; arrays and inline tables recurse. */
const maxDepth = 100;

export function skipBlanks(source: TomlSource): void {
  while (source.text[source.at] === ' ' || source.text[source.at] === '\t') source.at++;
}

/** Blanks, line breaks and comments, as arrays and inline tables may hold them between their values. */
function skipLines(source: TomlSource, comments: Span[]): void {
  const { text } = source;
  for (;;) {
    while (/[ \t\n]/.test(text[source.at] ?? '') || text.startsWith('\r\n', source.at)) source.at++;
    if (text[source.at] !== '#') return;
    comments.push(skipComment(source));
  }
}

export function skipComment(source: TomlSource): Span {
  const start = source.at;
  const newline = source.text.indexOf('\n', start);
  source.at = newline < 0 ? source.text.length : newline;
  const end = newline >= 0 && source.text[source.at - 1] === '\r' ? source.at - 1 : source.at;
  return { start, end };
}

export interface TomlKey {
  readonly name: string;
  readonly span: Span;
}

/** `a."b c".d` (https://toml.io/en/v1.0.0#keys). */
export function readKeys(source: TomlSource): readonly TomlKey[] | TomlFailure {
  const keys: TomlKey[] = [];
  for (;;) {
    skipBlanks(source);
    const start = source.at;
    const char = source.text[start];
    if (char === '"' || char === "'") {
      if (source.text.startsWith(char.repeat(3), start)) return fail(start, 'A key is no text of several lines.');
      const quoted = readString(source);
      if (isFailure(quoted)) return quoted;
      keys.push({ name: quoted.text, span: quoted.span });
    } else {
      const bare = /[A-Za-z0-9_-]+/y;
      bare.lastIndex = start;
      const name = bare.exec(source.text)?.[0];
      if (name === undefined) return fail(start, 'A key is missing here.');
      source.at += name.length;
      keys.push({ name, span: { start, end: source.at } });
    }
    skipBlanks(source);
    if (source.text[source.at] !== '.') return keys;
    source.at++;
  }
}

export function readValue(source: TomlSource, comments: Span[], depth = 0): DataNode | TomlFailure {
  const char = source.text[source.at] ?? '';
  if (depth > maxDepth) return fail(source.at, `Nesting is deeper than ${maxDepth} levels.`);
  if (char === '"' || char === "'") return readString(source);
  if (char === '[') return readArray(source, comments, depth);
  if (char === '{') return readInlineTable(source, comments, depth);
  return readPlain(source);
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  // From TOML 1.1, as is `\xHH`.
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

function readString(source: TomlSource): DataScalar | TomlFailure {
  const { text, at: start } = source;
  const quote = text[start] ?? '';
  const isLong = text.startsWith(quote.repeat(3), start);
  let at = start + (isLong ? 3 : 1);
  // A line break right behind the opening quotes is none of the text.
  if (isLong) at += text.startsWith('\r\n', at) ? 2 : text[at] === '\n' ? 1 : 0;
  const contentStart = at;
  const pieces: string[] = [];
  let copied = at;
  for (;;) {
    const char = text[at];
    if (char === undefined || (!isLong && (char === '\n' || char === '\r')))
      return fail(start, 'The text is never closed.');
    if (char === quote && (!isLong || text.startsWith(quote.repeat(3), at))) break;
    const code = char.charCodeAt(0);
    if (
      (code < 32 && char !== '\t' && !(isLong && (char === '\n' || (char === '\r' && text[at + 1] === '\n')))) ||
      code === 127
    )
      return fail(at, 'This character has to be escaped.');
    if (char !== '\\' || quote === "'") {
      at++;
      continue;
    }
    pieces.push(text.slice(copied, at));
    const escaped = readEscape(text, at, isLong);
    if (isFailure(escaped)) return escaped;
    pieces.push(escaped.text);
    at = escaped.end;
    copied = at;
  }
  // Up to two more quotes before the closing ones belong to the text.
  if (isLong) for (let more = 0; more < 2 && text[at + 3] === quote; more++) at++;
  pieces.push(text.slice(copied, at));
  const content = { start: contentStart, end: at };
  const value = pieces.join('');
  source.at = at + (isLong ? 3 : 1);
  return {
    type: 'scalar',
    value,
    text: value,
    span: { start, end: source.at },
    content,
    exact: text.slice(content.start, content.end) === value,
  };
}

function readEscape(
  text: string,
  at: number,
  isLong: boolean,
): { readonly text: string; readonly end: number } | TomlFailure {
  const next = text[at + 1] ?? '';
  const simple = escapes[next];
  if (simple !== undefined) return { text: simple, end: at + 2 };
  const form = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
  form.lastIndex = at;
  const match = form.exec(text);
  if (match) {
    const code = Number.parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return fail(at, 'This is no character.');
    return { text: String.fromCodePoint(code), end: at + match[0].length };
  }
  const lineEnd = /\\[ \t]*\r?\n(?:[ \t\n]|\r\n)*/y;
  lineEnd.lastIndex = at;
  const joined = isLong ? lineEnd.exec(text) : null;
  return joined ? { text: '', end: at + joined[0].length } : fail(at, 'TOML knows no such escape.');
}

function readArray(source: TomlSource, comments: Span[], depth: number): DataList | TomlFailure {
  const start = source.at++;
  const items: DataNode[] = [];
  for (;;) {
    skipLines(source, comments);
    if (source.text[source.at] === ']') break;
    if (source.at >= source.text.length) return fail(start, 'The bracket is never closed.');
    const item = readValue(source, comments, depth + 1);
    if (isFailure(item)) return item;
    items.push(item);
    skipLines(source, comments);
    if (source.text[source.at] === ',') source.at++;
    else if (source.text[source.at] !== ']') return fail(source.at, 'A comma or the closing bracket is missing.');
  }
  source.at++;
  return { type: 'list', items, span: { start, end: source.at } };
}

/** Of several lines and with a last comma too, as TOML 1.1 has it (https://toml.io/en/v1.1.0#inline-table). */
function readInlineTable(source: TomlSource, comments: Span[], depth: number): DataMap | TomlFailure {
  const start = source.at++;
  const table: InlineTable = { members: new Map(), start, end: start };
  skipLines(source, comments);
  while (source.text[source.at] !== '}') {
    const keys = readKeys(source);
    if (isFailure(keys)) return keys;
    if (source.text[source.at] !== '=') return fail(source.at, 'The `=` is missing behind the key.');
    source.at++;
    skipBlanks(source);
    const value = readValue(source, comments, depth + 1);
    if (isFailure(value)) return value;
    const clash = putInline(table, keys, value);
    if (clash) return fail(clash.span.start, 'This key is set twice.');
    skipLines(source, comments);
    if (source.text[source.at] === '}') break;
    if (source.text[source.at] !== ',') return fail(source.at, 'A comma or the closing brace is missing.');
    source.at++;
    skipLines(source, comments);
  }
  source.at++;
  return { ...inlineMap(table), span: { start, end: source.at } };
}

interface InlineTable {
  readonly members: Map<string, { readonly key: TomlKey; readonly value: DataNode | InlineTable }>;
  readonly start: number;
  end: number;
}

/** Dotted keys make tables on their way; the key that is taken already, where one is. */
function putInline(table: InlineTable, keys: readonly TomlKey[], value: DataNode): TomlKey | undefined {
  let inner = table;
  for (const key of keys.slice(0, -1)) {
    const known = inner.members.get(key.name)?.value;
    if (known && 'type' in known) return key;
    const next = known ?? { members: new Map(), start: key.span.start, end: value.span.end };
    if (!known) inner.members.set(key.name, { key, value: next });
    next.end = value.span.end;
    inner = next;
  }
  const last = keys.at(-1);
  if (!last || inner.members.has(last.name)) return last;
  inner.members.set(last.name, { key: last, value });
  return undefined;
}

function inlineMap({ members, start, end }: InlineTable): DataMap {
  return {
    type: 'map',
    open: false,
    span: { start, end },
    members: [...members.values()].map(({ key, value }): DataMember => {
      const node = 'type' in value ? value : inlineMap(value);
      return { key: key.name, keySpan: key.span, value: node, span: { start: key.span.start, end: node.span.end } };
    }),
  };
}

const date =
  /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?$|^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const decimal = /^[+-]?(?:0|[1-9](?:_?\d)*)$/;
const based = /^0(?:x[0-9a-fA-F](?:_?[0-9a-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)$/;
const float = /^[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?$/;

/** Booleans, numbers and dates; a date stays as it is written. */
function readPlain(source: TomlSource): DataScalar | TomlFailure {
  const start = source.at;
  const form = /\d{4}-\d{2}-\d{2} \d{2}:[^\s,\]}#]*|[^\s,\]}#=]+/y;
  form.lastIndex = start;
  const written = form.exec(source.text)?.[0] ?? '';
  const value = plainValue(written);
  if (value === undefined)
    return fail(start, written === '' ? 'A value is missing.' : 'This is no value that TOML knows.');
  source.at += written.length;
  const span = { start, end: source.at };
  return { type: 'scalar', value, text: written, span, content: span, exact: true };
}

function plainValue(written: string): DataScalar['value'] | undefined {
  if (written === 'true' || written === 'false') return written === 'true';
  if (/^[+-]?(?:inf|nan)$/.test(written))
    return written.endsWith('nan') ? Number.NaN : written.startsWith('-') ? -Infinity : Infinity;
  if (date.test(written)) return written;
  const plain = written.replaceAll('_', '');
  // An integer has no negative zero.
  if (decimal.test(written) || based.test(written)) return Number(plain) + 0;
  return float.test(written) ? Number(plain) : undefined;
}
