import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

export interface YamlScalar {
  readonly type: 'scalar';
  /** The content as text: `yes` for a plain `yes`, `''` for null. */
  readonly text: string;
  /** As the core schema of YAML 1.2 reads it. */
  readonly value: string | number | boolean | null;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** With the quotes. */
  readonly span: Span;
  /** Inside the quotes. */
  readonly content: Span;
  /** The source at `content` equals `text`, so that offsets in one are offsets in the other. */
  readonly exact: boolean;
  readonly tag?: string;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
  /** Start of the key to the end of the value. */
  readonly span: Span;
  /** Came through `<<`. */
  readonly merged: boolean;
}

export interface YamlMap {
  readonly type: 'map';
  /** The map's own, in order, duplicates kept; then merged ones that it does not override. */
  readonly entries: readonly YamlEntry[];
  readonly flow: boolean;
  readonly span: Span;
  readonly tag?: string;
}

export interface YamlSeq {
  readonly type: 'seq';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly span: Span;
  readonly tag?: string;
}

export type YamlNode = YamlScalar | YamlMap | YamlSeq;

/** With its `#`, to the end of the line. */
export interface YamlComment {
  readonly span: Span;
}

export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly span: Span;
}

export interface Duplicate {
  readonly first: Span;
  readonly key: Span;
  readonly entry: Span;
  readonly name: string;
}

export interface YamlTree {
  readonly documents: readonly YamlDocument[];
  /** Found when first asked for. */
  readonly comments: readonly YamlComment[];
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly Duplicate[];
}

const maxDepth = 200;
const maxAliases = 10_000;
/** Entries that merge keys may bring into one document: far over any real file, far under what a bomb wants. */
const maxMerged = 50_000;

/**
 * Reads YAML 1.2 with the `yaml` library into a tree of places. Aliases share the anchored node, so an alias bomb costs
 * nothing here; nesting and merges are bounded because the library and the merge of maps recurse.
 */
export function parseYaml(text: string): YamlTree {
  const depth = tooDeep(text);
  if (depth !== undefined) return refused(text, depth, `Nesting is deeper than ${maxDepth} levels.`);
  try {
    return readDocuments(text);
  } catch {
    return refused(
      text,
      { start: 0, end: Math.min(text.length, 1) },
      'The file is nested or aliased in a way that cannot be read.',
    );
  }
}

const refused = (text: string, span: Span, message: string): YamlTree => ({
  documents: [{ root: undefined, span: { start: 0, end: text.length } }],
  comments: [],
  problems: [{ span, message, verdict: 'refused' }],
  duplicates: [],
});

export const entryOf = (node: YamlNode | undefined, key: string): YamlEntry | undefined =>
  node?.type === 'map'
    ? (node.entries.findLast((entry) => !entry.merged && entry.key.text === key) ??
      node.entries.find((entry) => entry.key.text === key))
    : undefined;

export const valueAt = (node: YamlNode | undefined, key: string): YamlNode | undefined => entryOf(node, key)?.value;

/** Where brackets, or dashes and indentation, nest deeper than anyone writes; found before the library recurses into it. */
function tooDeep(text: string): Span | undefined {
  let brackets = 0;
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) {
      if (++brackets > maxDepth && isNested(text, at)) return { start: at, end: at + 1 };
    } else if (code === 93 || code === 125) brackets = Math.max(0, brackets - 1);
    else if (code === 10) {
      lineStart = at + 1;
      // Compact nesting on one line: `- - - - x`, `? ? ? x`.
      const dashes = /^[ ]*(?:[-?:] ){200}/.exec(text.slice(lineStart, lineStart + 1200));
      if (dashes) return { start: lineStart, end: lineStart + 1 };
    }
  }
  if (/^[ ]*(?:[-?:] ){200}/.test(text.slice(0, 1200))) return { start: 0, end: 1 };
  return deepIndentation(text);
}

/** Many opening brackets in scalars and comments are text; two hundred of them unclosed in a row of tokens are not. */
const isNested = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - 4000), at + 1);
  return (before.match(/[[{]/g)?.length ?? 0) > maxDepth / 2;
};

function deepIndentation(text: string): Span | undefined {
  const stack: number[] = [];
  for (const match of text.matchAll(/^( +)(?=[^\s#])/gm)) {
    const width = match[1]?.length ?? 0;
    while (stack.length > 0 && (stack.at(-1) ?? 0) >= width) stack.pop();
    stack.push(width);
    if (stack.length > maxDepth) return { start: match.index, end: match.index + width };
  }
  return undefined;
}

function readDocuments(text: string): YamlTree {
  const composer = new Composer({
    uniqueKeys: false,
    keepSourceTokens: false,
    strict: true,
    version: '1.2',
    logLevel: 'silent',
    stringKeys: false,
  });
  const documents: YamlDocument[] = [];
  const problems: SyntaxProblem[] = [];
  const duplicates: Duplicate[] = [];
  const parser = new Parser();
  const read = (document: Document.Parsed): void => {
    for (const { pos, message } of document.errors) {
      const start = Math.min(pos[0], text.length);
      problems.push({
        span: { start, end: Math.min(Math.max(pos[1], start), text.length) },
        message: sentence(message),
        verdict: 'refused',
      });
    }
    const reader = documentReader(text, problems, duplicates);
    documents.push({
      root: document.contents ? reader(document.contents) : undefined,
      span: { start: document.range[0], end: document.range[2] },
    });
  };
  for (const token of parser.parse(text)) {
    for (const document of composer.next(token)) read(document as Document.Parsed);
  }
  for (const document of composer.end(false, text.length)) read(document as Document.Parsed);
  let comments: readonly YamlComment[] | undefined;
  return {
    documents,
    problems,
    duplicates,
    get comments() {
      comments ??= findComments(text);
      return comments;
    },
  };
}

/** The library's first sentence, without the excerpt of the file that it appends. */
const sentence = (message: string): string => {
  const first = (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '').trim();
  // Excerpts in quotes may hold a value.
  const plain = first.replace(/: (?:"[^"]*"|'[^']*'|`[^`]*`).*$/, '');
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
};

type Reader = (node: Node) => YamlNode;

function documentReader(text: string, problems: SyntaxProblem[], duplicates: Duplicate[]): Reader {
  const anchors = new Map<string, YamlNode | 'open'>();
  let aliases = 0;
  let mergedEntries = 0;
  let isBomb = false;
  const blank = (span: Span): YamlScalar => ({
    type: 'scalar',
    text: '',
    value: null,
    style: 'plain',
    span,
    content: span,
    exact: false,
  });
  const spanOf = (node: Node): Span => ({ start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 });
  const bomb = (span: Span): void => {
    if (!isBomb)
      problems.push({
        span,
        message: 'Aliases and merge keys expand to more than any real file needs.',
        verdict: 'refused',
      });
    isBomb = true;
  };

  function read(node: Node): YamlNode {
    if (isAlias(node)) return readAlias(node);
    const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const result = isMap(node)
      ? readMap(node)
      : isSeq(node)
        ? readSeq(node)
        : isScalar(node)
          ? readScalar(node)
          : blank(spanOf(node));
    if (anchor !== undefined) anchors.set(anchor, result);
    return result;
  }

  function readAlias(node: Alias): YamlNode {
    const span = spanOf(node);
    if (++aliases > maxAliases) {
      bomb(span);
      return blank(span);
    }
    const target = anchors.get(node.source);
    if (target !== undefined && target !== 'open') return target;
    const message =
      target === 'open'
        ? 'The alias refers to what contains it.'
        : `No anchor &${node.source} stands before this alias.`;
    // The library reports unknown anchors itself.
    if (target === 'open') problems.push({ span, message, verdict: 'refused' });
    return blank(span);
  }

  function readScalar(node: Scalar): YamlScalar {
    const [start = 0, end = 0] = node.range ?? [];
    const written = text.slice(start, end);
    const style = styleOf(node.type);
    const quoted = style === 'single' || style === 'double';
    const value = node.value;
    const content = quoted ? { start: start + 1, end: Math.max(end - 1, start + 1) } : { start, end };
    const inside = quoted || style === 'plain' ? content : blockContent(text, start, end);
    const source = text.slice(inside.start, inside.end);
    const plainText =
      style === 'plain'
        ? typeof value === 'string'
          ? value
          : written.trim() === '~'
            ? ''
            : (node.source ?? written)
        : String(value ?? '');
    const scalarValue =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : String(value);
    return {
      type: 'scalar',
      text: plainText,
      value: scalarValue,
      style,
      span: { start, end },
      content: inside,
      exact: source === plainText,
      ...(node.tag !== undefined && { tag: node.tag }),
    };
  }

  function readSeq(node: Node & { items: unknown[]; flow?: boolean; tag?: string }): YamlSeq {
    const items = (node.items as (Node | Pair<Node, Node>)[]).flatMap((item): YamlNode[] => {
      if (item === null || item === undefined) return [];
      if ('key' in item && 'value' in item) {
        const entry = readEntry(item as Pair<Node, Node | null>);
        return entry ? [{ type: 'map', entries: [entry], flow: true, span: entry.span }] : [];
      }
      return [read(item as Node)];
    });
    return {
      type: 'seq',
      items,
      flow: node.flow === true,
      span: spanOf(node),
      ...(node.tag !== undefined && { tag: node.tag }),
    };
  }

  function readEntry({ key, value }: Pair<Node, Node | null>): YamlEntry | undefined {
    if (!key) return undefined;
    const keyNode = read(key);
    const name: YamlScalar =
      keyNode.type === 'scalar'
        ? keyNode
        : { ...blank(keyNode.span), text: text.slice(keyNode.span.start, keyNode.span.end) };
    const isEmpty =
      value && isScalar(value) && value.value === null && value.range?.[0] === value.range?.[1] && !value.anchor;
    const node = value && !isEmpty ? read(value) : undefined;
    const end =
      value && !isEmpty
        ? Math.max(isAlias(value) ? spanOf(value).end : (node?.span.end ?? 0), name.span.end)
        : name.span.end;
    return { key: name, value: node, span: { start: spanOf(key).start, end }, merged: false };
  }

  function readMap(node: YAMLMap): YamlMap {
    const own: YamlEntry[] = [];
    const merges: YamlNode[] = [];
    const seen = new Map<string, YamlScalar>();
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const entry = readEntry(pair);
      if (!entry) continue;
      if (entry.key.text === '<<' && entry.key.style === 'plain' && entry.value && entry.value.type !== 'scalar') {
        merges.push(...(entry.value.type === 'seq' ? entry.value.items : [entry.value]));
        continue;
      }
      const first = seen.get(entry.key.text);
      if (first) duplicates.push({ first: first.span, key: entry.key.span, entry: entry.span, name: entry.key.text });
      else seen.set(entry.key.text, entry.key);
      own.push(entry);
    }
    const merged = merges.length > 0 ? mergeInto(new Set(seen.keys()), merges, spanOf(node)) : [];
    return {
      type: 'map',
      entries: [...own, ...merged],
      flow: node.flow === true,
      span: spanOf(node),
      ...(node.tag !== undefined && { tag: node.tag }),
    };
  }

  function mergeInto(taken: Set<string>, merges: readonly YamlNode[], span: Span): readonly YamlEntry[] {
    const merged: YamlEntry[] = [];
    for (const source of merges) {
      if (source.type !== 'map') continue;
      mergedEntries += source.entries.length;
      if (mergedEntries > maxMerged) {
        bomb(span);
        break;
      }
      for (const entry of source.entries) {
        if (taken.has(entry.key.text)) continue;
        taken.add(entry.key.text);
        merged.push({ ...entry, merged: true });
      }
    }
    return merged;
  }

  return read;
}

const styleOf = (type: string | null | undefined): YamlScalar['style'] => {
  switch (type) {
    case 'QUOTE_SINGLE':
      return 'single';
    case 'QUOTE_DOUBLE':
      return 'double';
    case 'BLOCK_LITERAL':
      return 'literal';
    case 'BLOCK_FOLDED':
      return 'folded';
    default:
      return 'plain';
  }
};

/** The lines of a block scalar behind its header line. */
function blockContent(text: string, start: number, end: number): Span {
  const header = text.indexOf('\n', start);
  return header < 0 || header >= end ? { start, end } : { start: header + 1, end };
}

/** Comments by the library's lexer, which knows where a `#` is text. */
function findComments(text: string): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  let offset = 0;
  try {
    for (const token of new Lexer().lex(text)) {
      if (token === '\u0002' || token === '\u0018' || token === '\u001f') continue;
      if (token.startsWith('#')) comments.push({ span: { start: offset, end: offset + token.trimEnd().length } });
      offset += token.length;
    }
  } catch {
    return comments;
  }
  return comments;
}
