import type { Span } from '../text.ts';
import type { DataMap, DataMember, DataNode } from './data.ts';
import type { SyntaxProblem } from './problem.ts';
import {
  isFailure,
  readKeys,
  readValue,
  skipBlanks,
  skipComment,
  type TomlFailure,
  type TomlKey,
  type TomlSource,
} from './toml-value.ts';

export interface TomlTree {
  readonly root: DataMap;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

/** A table while it grows: headers and dotted keys add to it from anywhere in the file. */
interface Table {
  readonly kind: 'table';
  readonly members: Map<string, Slot>;
  /** `header`: a `[table]` names it, once; `dotted`: keys made it; `implied`: a longer header did. */
  made: 'header' | 'dotted' | 'implied';
  start: number;
  end: number;
}

interface Tables {
  readonly kind: 'tables';
  readonly items: Table[];
}

interface Slot {
  readonly key: TomlKey;
  readonly value: Table | Tables | DataNode;
}

/**
 * TOML 1.0 (https://toml.io/en/v1.0.0) with the place of every key and value. Our own reader, since `smol-toml` gives no places
 * and stops at the first mistake; here a broken line is left out and the lines around it stay.
 */
export function parseToml(text: string): TomlTree {
  const source: TomlSource = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0 };
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const root = newTable('header', 0);
  let table: Table | undefined = root;
  const refuse = ({ at, failure }: TomlFailure): void => {
    const start = Math.min(at, text.length);
    const lineEnd = text.indexOf('\n', start);
    const end = Math.max(Math.min(start + 1, text.length), lineEnd < 0 ? text.length : Math.min(lineEnd, start + 1));
    problems.push({ span: { start, end }, message: failure, verdict: 'refused' });
  };
  while (source.at < text.length) {
    skipBlanks(source);
    const char = text[source.at];
    const start = source.at;
    if (char === '\n' || (char === '\r' && text[start + 1] === '\n')) {
      source.at++;
      continue;
    }
    if (char !== '#' && char !== undefined) {
      const result: Table | TomlFailure | undefined =
        char === '[' ? readHeader(source, root) : readPair(source, table, comments);
      if (char === '[') table = result && !isFailure(result) ? result : undefined;
      const rest = result && isFailure(result) ? result : endOfLine(source);
      if (rest) {
        refuse(rest);
        // A value may go on over lines, so what could not be read ends with the line where it began or broke.
        const next = text.indexOf('\n', Math.max(start, Math.min(rest.at, lineAfter(text, start))));
        source.at = next < 0 ? text.length : next;
      }
    }
    if (text[source.at] !== '#') continue;
    comments.push(skipComment(source));
  }
  for (const comment of comments) {
    const control = controlIn(text, comment);
    if (control !== undefined) refuse({ at: control, failure: 'A comment holds no such character.' });
  }
  return { root: { ...mapOf(root), span: { start: 0, end: text.length } }, comments, problems };
}

function controlIn(text: string, { start, end }: Span): number | undefined {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9) || code === 127) return at;
  }
  return undefined;
}

const lineAfter = (text: string, from: number): number => {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
};

const newTable = (made: Table['made'], start: number): Table => ({
  kind: 'table',
  members: new Map(),
  made,
  start,
  end: start,
});

function endOfLine(source: TomlSource): TomlFailure | undefined {
  skipBlanks(source);
  const char = source.text[source.at];
  return char === undefined || char === '\n' || char === '#' || (char === '\r' && source.text[source.at + 1] === '\n')
    ? undefined
    : { failure: 'Nothing may follow here before the end of the line.', at: source.at };
}

const isTable = (value: Slot['value']): value is Table => 'kind' in value && value.kind === 'table';
const isTables = (value: Slot['value']): value is Tables => 'kind' in value && value.kind === 'tables';

/** `[a.b]` and `[[a.b]]`. */
function readHeader(source: TomlSource, root: Table): Table | TomlFailure {
  const start = source.at;
  const isList = source.text[start + 1] === '[';
  source.at += isList ? 2 : 1;
  const keys = readKeys(source);
  if (isFailure(keys)) return keys;
  const close = isList ? ']]' : ']';
  if (!source.text.startsWith(close, source.at))
    return { failure: 'The name of the table is never closed.', at: start };
  source.at += close.length;
  let table = root;
  const taken = (key: TomlKey): TomlFailure => ({
    failure: 'This name is taken by something else.',
    at: key.span.start,
  });
  for (const key of keys.slice(0, -1)) {
    const value = table.members.get(key.name)?.value;
    const next = value === undefined ? newTable('implied', start) : isTables(value) ? value.items.at(-1) : value;
    if (!next || !isTable(next)) return taken(key);
    if (value === undefined) table.members.set(key.name, { key, value: next });
    next.end = source.at;
    table = next;
  }
  const last = keys.at(-1);
  if (!last) return { failure: 'A key is missing here.', at: start };
  const value = table.members.get(last.name)?.value;
  if (isList) {
    if (value !== undefined && !isTables(value)) return taken(last);
    const item = newTable('header', start);
    if (value) value.items.push(item);
    else table.members.set(last.name, { key: last, value: { kind: 'tables', items: [item] } });
    item.end = source.at;
    return item;
  }
  if (value === undefined) {
    const made = newTable('header', start);
    made.end = source.at;
    table.members.set(last.name, { key: last, value: made });
    return made;
  }
  if (!isTable(value)) return taken(last);
  if (value.made !== 'implied') return { failure: 'This table stands twice.', at: last.span.start };
  value.made = 'header';
  value.end = source.at;
  return value;
}

/** `a.b = value`; below a header that cannot be, pairs are read and belong to nothing. */
function readPair(source: TomlSource, table: Table | undefined, comments: Span[]): TomlFailure | undefined {
  const keys = readKeys(source);
  if (isFailure(keys)) return keys;
  if (source.text[source.at] !== '=') return { failure: 'The `=` is missing behind the key.', at: source.at };
  source.at++;
  skipBlanks(source);
  const value = readValue(source, comments);
  if (isFailure(value)) return value;
  let inner = table;
  if (!inner) return undefined;
  inner.end = Math.max(inner.end, source.at);
  for (const key of keys.slice(0, -1)) {
    const known: Slot['value'] | undefined = inner.members.get(key.name)?.value;
    if (known !== undefined && (!isTable(known) || known.made === 'header'))
      return { failure: 'This name is taken by something else.', at: key.span.start };
    const next: Table = known ?? newTable('dotted', key.span.start);
    if (!known) inner.members.set(key.name, { key, value: next });
    next.end = source.at;
    inner = next;
  }
  const last = keys.at(-1);
  if (!last) return undefined;
  if (inner.members.has(last.name)) return { failure: 'This key is set twice.', at: last.span.start };
  inner.members.set(last.name, { key: last, value });
  return undefined;
}

function mapOf({ members, start, end }: Table): DataMap {
  return {
    type: 'map',
    open: false,
    span: { start, end },
    members: [...members.values()].map(({ key, value }): DataMember => {
      const node = nodeOf(value);
      return {
        key: key.name,
        keySpan: key.span,
        value: node,
        span: { start: Math.min(key.span.start, node.span.start), end: Math.max(node.span.end, key.span.end) },
      };
    }),
  };
}

function nodeOf(value: Slot['value']): DataNode {
  if (isTable(value)) return mapOf(value);
  if (!isTables(value)) return value;
  const items = value.items.map(mapOf);
  return { type: 'list', items, span: { start: items[0]?.span.start ?? 0, end: items.at(-1)?.span.end ?? 0 } };
}
