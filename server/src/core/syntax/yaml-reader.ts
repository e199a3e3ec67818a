import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';
import type { Duplicate, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from './yaml-tree.ts';

const maxAliases = 10_000;
/** Entries that merge keys may bring into one document: far over any real file, far under what a bomb wants. */
const maxMerged = 50_000;

type Reader = (node: Node) => YamlNode;

export function documentReader(text: string, problems: SyntaxProblem[], duplicates: Duplicate[]): Reader {
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
  const spanOf = (node: Node): Span => ({
    start: Math.min(node.range?.[0] ?? 0, text.length),
    end: Math.min(node.range?.[1] ?? 0, text.length),
  });
  /** Behind the last text before an offset: the library's places of blocks go on to what follows them. */
  const textEnd = ({ start, end }: Span): number => {
    let at = end;
    while (at > start && /[ \t\r\n]/.test(text[at - 1] ?? '')) at--;
    return at;
  };
  /** Where a child ends in its parent: an alias ends where it is written, not where its anchor stands. */
  const endIn = (child: Node, read: YamlNode): number => (isAlias(child) ? spanOf(child).end : read.span.end);
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
    problems.push({ span, message, verdict: 'refused' });
    return blank(span);
  }

  function readScalar(node: Scalar): YamlScalar {
    const whole = spanOf(node);
    const style = styleOf(node.type);
    const span = { start: whole.start, end: style === 'plain' ? whole.end : textEnd(whole) };
    const written = text.slice(span.start, span.end);
    const value = node.value;
    const inside =
      style === 'plain'
        ? span
        : style === 'single' || style === 'double'
          ? quotedContent(written, span)
          : blockContent(text, span);
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
    const scalar: YamlScalar = {
      type: 'scalar',
      text: plainText,
      value: scalarValue,
      style,
      span,
      content: inside,
      exact: source === plainText,
    };
    // Few have one, and an object that is spread costs more than the rest of the work.
    return node.tag === undefined ? scalar : { ...scalar, tag: node.tag };
  }

  function readSeq(node: Node & { items: unknown[]; flow?: boolean; tag?: string }): YamlSeq {
    const { start, end } = spanOf(node);
    let last = start;
    // The library's types leave the items open.
    const items = (node.items as (Node | Pair<Node, Node>)[]).flatMap((item): YamlNode[] => {
      if (item === null || item === undefined) return [];
      if ('key' in item && 'value' in item) {
        const entry = readEntry(item as Pair<Node, Node | null>);
        if (!entry) return [];
        last = Math.max(last, entry.span.end);
        return [{ type: 'map', entries: [entry], flow: true, span: entry.span }];
      }
      const child = read(item as Node);
      last = Math.max(
        last,
        isEmpty(item as Node) ? textEnd({ start, end: child.span.end }) : endIn(item as Node, child),
      );
      return [child];
    });
    const flow = node.flow === true;
    const seq: YamlSeq = { type: 'seq', items, flow, span: { start, end: flow ? textEnd({ start, end }) : last } };
    return node.tag === undefined ? seq : { ...seq, tag: node.tag };
  }

  function readEntry({ key, value }: Pair<Node, Node | null>): YamlEntry | undefined {
    if (!key) return undefined;
    const keyNode = read(key);
    const name: YamlScalar =
      keyNode.type === 'scalar'
        ? keyNode
        : { ...blank(keyNode.span), text: text.slice(keyNode.span.start, keyNode.span.end) };
    const place = spanOf(key);
    const ownName = isAlias(key) ? { ...name, span: place, content: place, exact: false } : name;
    const node = value && !(isEmpty(value) && !value.anchor) ? read(value) : undefined;
    const end = value && node ? Math.max(endIn(value, node), ownName.span.end) : ownName.span.end;
    return { key: ownName, value: node, span: { start: place.start, end }, merged: false };
  }

  function readMap(node: YAMLMap): YamlMap {
    const own: YamlEntry[] = [];
    const merges: YamlNode[] = [];
    const seen = new Map<string, YamlScalar>();
    const { start, end } = spanOf(node);
    let last = start;
    // The library's types leave the items open.
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const entry = readEntry(pair);
      if (!entry) continue;
      // An entry without a value has its colon still.
      const colon = pair.value && entry.value === undefined ? textEnd({ start, end: spanOf(pair.value).end }) : 0;
      last = Math.max(last, entry.span.end, colon);
      if (entry.key.text === '<<' && entry.key.style === 'plain' && entry.value && entry.value.type !== 'scalar') {
        merges.push(...(entry.value.type === 'seq' ? entry.value.items : [entry.value]));
        continue;
      }
      const first = seen.get(entry.key.text);
      if (first) duplicates.push({ first: first.span, key: entry.key.span, entry: entry.span, name: entry.key.text });
      else seen.set(entry.key.text, entry.key);
      own.push(entry);
    }
    if (merges.length > 0) own.push(...mergeInto(new Set(seen.keys()), merges, { start, end: last }));
    const flow = node.flow === true;
    const span = { start, end: flow ? textEnd({ start, end }) : last };
    const map: YamlMap = { type: 'map', entries: own, flow, span };
    return node.tag === undefined ? map : { ...map, tag: node.tag };
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

/** What stands for a value that is not written. */
const isEmpty = (node: Node): node is Scalar =>
  isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1];

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

/** Between the quotes; to the end where the second one is missing. */
function quotedContent(written: string, { start, end }: Span): Span {
  const isClosed = written.length > 1 && written.endsWith(written[0] ?? '');
  return { start: Math.min(start + 1, end), end: isClosed ? end - 1 : end };
}

/** The lines of a block scalar behind its header line. */
function blockContent(text: string, { start, end }: Span): Span {
  const header = text.indexOf('\n', start);
  return header < 0 || header >= end ? { start: end, end } : { start: header + 1, end };
}
