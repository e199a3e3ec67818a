import { type JSONVisitor, visit } from 'jsonc-parser';
import type { Span } from '../text.ts';
import { readJson5 } from './json5.ts';
import type { SyntaxProblem } from './problem.ts';

export interface JsonMember {
  readonly key: string;
  /** With the quotes. */
  readonly keySpan: Span;
  readonly value: JsonNode | undefined;
  readonly span: Span;
}

export type JsonNode =
  | { readonly type: 'object'; readonly members: readonly JsonMember[]; readonly span: Span }
  | { readonly type: 'array'; readonly items: readonly JsonNode[]; readonly span: Span }
  | {
      readonly type: 'string';
      readonly value: string;
      readonly span: Span;
      /** Inside the quotes. */
      readonly content: Span;
      /** The source at `content` equals `value`. */
      readonly exact: boolean;
    }
  | { readonly type: 'number'; readonly value: number; readonly span: Span }
  | { readonly type: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly type: 'null'; readonly span: Span };

/** What the file's reader accepts: RFC 8259; with comments and trailing commas; JSON5 (https://spec.json5.org). */
export type JsonDialect = 'json' | 'jsonc' | 'json5';

export interface JsonDuplicate {
  readonly first: Span;
  readonly key: Span;
  readonly entry: Span;
  readonly name: string;
}

export interface JsonTree {
  readonly root: JsonNode | undefined;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly JsonDuplicate[];
}

/** Deeper than any configuration, and far from where recursive readers overflow. */
const maxJsonDepth = 200;

export function parseJson(text: string, dialect: JsonDialect): JsonTree {
  const deep = tooDeep(text);
  if (deep !== undefined) {
    return {
      root: undefined,
      comments: [],
      duplicates: [],
      problems: [
        {
          span: { start: deep, end: deep + 1 },
          message: `Nesting is deeper than ${maxJsonDepth} levels.`,
          verdict: 'refused',
        },
      ],
    };
  }
  return dialect === 'json5' ? readJson5(text) : readJson(text, dialect);
}

/** Where brackets outside of double-quoted strings nest too deep. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at++;
      while (at < text.length && text.charCodeAt(at) !== 34 && text.charCodeAt(at) !== 10)
        at += text.charCodeAt(at) === 92 ? 2 : 1;
    } else if (code === 91 || code === 123) {
      if (++depth > maxJsonDepth) return at;
    } else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
  }
  return undefined;
}

const messages: Readonly<Record<number, string>> = {
  1: 'This symbol does not belong here.',
  2: 'This is no number that JSON knows.',
  3: 'A name in double quotes is missing.',
  4: 'A value is missing.',
  5: 'A colon is missing.',
  6: 'A comma is missing.',
  7: 'A closing brace is missing.',
  8: 'A closing bracket is missing.',
  9: 'Nothing may follow the value of the file.',
  10: 'JSON has no comments.',
  11: 'The comment is never closed.',
  12: 'The string is never closed.',
  13: 'The number is cut short.',
  14: 'The `\\u` escape needs four hex digits.',
  15: 'JSON knows no such escape.',
  16: 'This character has to be escaped.',
};

interface Frame {
  readonly type: 'object' | 'array';
  readonly start: number;
  readonly members: JsonMember[];
  readonly items: JsonNode[];
  /** Names so far; none in an array. */
  readonly seen: Map<string, Span> | undefined;
  key: { readonly name: string; readonly span: Span } | undefined;
}

function readJson(text: string, dialect: 'json' | 'jsonc'): JsonTree {
  const tree = readOnce(text, dialect);
  if (tree.problems.length === 0) return tree;
  const plain = withoutStrayLines(text, tree.comments);
  // The library takes words of such a line for names and values; what is wrong with the text stays wrong.
  return plain === text ? tree : { ...readOnce(plain, dialect), comments: tree.comments, problems: tree.problems };
}

/** No token of JSON starts so. */
const strayStart = /^[ \t]*(?!true\b|false\b|null\b|-?\d|\/[/*])[^\s"{}[\],:]/;

/** Lines that begin with no token of JSON replaced by as many spaces, unless a comment holds them. */
function withoutStrayLines(text: string, comments: readonly Span[]): string {
  let next = 0;
  return text.replace(/[^\r\n]+/g, (line, offset: number) => {
    while ((comments[next]?.end ?? Number.POSITIVE_INFINITY) <= offset) next++;
    const isComment = (comments[next]?.start ?? Number.POSITIVE_INFINITY) < offset;
    return isComment || !strayStart.test(line) ? line : ' '.repeat(line.length);
  });
}

function readOnce(text: string, dialect: 'json' | 'jsonc'): JsonTree {
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const source = bom ? ` ${text.slice(1)}` : text;
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const duplicates: JsonDuplicate[] = [];
  const stack: Frame[] = [];
  let root: JsonNode | undefined;

  const add = (node: JsonNode): void => {
    const frame = stack.at(-1);
    if (!frame) root ??= node;
    else if (frame.type === 'array') frame.items.push(node);
    else endMember(frame, node, node.span.end);
  };
  const endMember = (frame: Frame, value: JsonNode | undefined, end: number): void => {
    if (!frame.key) return;
    const { name, span: keySpan } = frame.key;
    const entry = { start: keySpan.start, end };
    const first = frame.seen?.get(name);
    if (first) duplicates.push({ first, key: keySpan, entry, name });
    else frame.seen?.set(name, keySpan);
    frame.members.push({ key: name, keySpan, value, span: entry });
    frame.key = undefined;
  };
  const open = (type: Frame['type']) => (start: number) => {
    stack.push({
      type,
      start,
      members: [],
      items: [],
      seen: type === 'object' ? new Map() : undefined,
      key: undefined,
    });
  };
  const close = (offset: number, length: number): void => {
    const frame = stack.pop();
    if (!frame) return;
    endMember(frame, undefined, offset);
    const place = { start: frame.start, end: Math.min(offset + length, text.length) };
    add(
      frame.type === 'object'
        ? { type: 'object', members: frame.members, span: place }
        : { type: 'array', items: frame.items, span: place },
    );
  };
  /** The library counts the end of a comment that has none. */
  const within = (start: number, length: number): Span => ({
    start: Math.min(start, text.length),
    end: Math.min(start + length, text.length),
  });
  const visitor: JSONVisitor = {
    onObjectBegin: open('object'),
    onArrayBegin: open('array'),
    onObjectEnd: close,
    onArrayEnd: close,
    onObjectProperty(name, start, length) {
      const frame = stack.at(-1);
      if (!frame) return;
      endMember(frame, undefined, start);
      frame.key = { name, span: { start, end: start + length } };
    },
    onLiteralValue(value: unknown, start, length) {
      const place = { start, end: start + length };
      if (typeof value === 'string') {
        const content = { start: start + 1, end: Math.max(start + length - 1, start + 1) };
        // Every escape is longer than what it stands for.
        add({ type: 'string', value, span: place, content, exact: value.length === content.end - content.start });
      } else if (typeof value === 'number') add({ type: 'number', value, span: place });
      else if (typeof value === 'boolean') add({ type: 'boolean', value, span: place });
      else add({ type: 'null', span: place });
    },
    onComment(start, length) {
      comments.push(within(start, length));
      if (dialect === 'json')
        problems.push({ span: within(start, length), message: 'JSON has no comments.', verdict: 'refused' });
    },
    onError(code, start, length) {
      problems.push({
        span: within(start, length),
        message: messages[code] ?? 'This is not JSON.',
        verdict: 'refused',
      });
    },
  };
  // Comments are always read, so that a tree comes out; for strict JSON `onComment` objects to them.
  visit(source, visitor, { disallowComments: false, allowTrailingComma: dialect === 'jsonc' });
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) close(text.length, 0);
  return { root, comments, problems, duplicates };
}
