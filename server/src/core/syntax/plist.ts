import type { Span } from '../text.ts';

/** A value of a property list in XML, with its place. */
export type PlistNode =
  | {
      readonly type: 'dict';
      readonly entries: readonly { readonly key: string; readonly value: PlistNode }[];
      readonly span: Span;
    }
  | { readonly type: 'array'; readonly items: readonly PlistNode[]; readonly span: Span }
  | { readonly type: 'text'; readonly kind: string; readonly text: string; readonly span: Span };

export interface PlistTree {
  readonly root: PlistNode | undefined;
  readonly comments: readonly Span[];
}

interface Open {
  readonly kind: 'dict' | 'array';
  readonly start: number;
  readonly nodes: PlistNode[];
  readonly keys: string[];
}

const tag = /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>|<(\/?)([A-Za-z]+)[^<>]*?(\/?)>/g;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The values of a property list (plist(5)); elements that are never closed end with the text, those of no list are left out. */
export function parsePlist(text: string): PlistTree {
  const open: Open[] = [];
  const comments: Span[] = [];
  let root: PlistNode | undefined;
  let leaf: { readonly kind: string; readonly start: number } | undefined;
  const add = (node: PlistNode): void => {
    const parent = open.at(-1);
    if (parent) parent.nodes.push(node);
    else root ??= node;
  };
  for (const { 0: whole, 1: slash, 2: kind = '', 3: empty, index } of text.matchAll(tag)) {
    const end = index + whole.length;
    if (whole.startsWith('<!--')) comments.push({ start: index, end });
    if (kind === '' || kind === 'plist') continue;
    const isGroup = kind === 'dict' || kind === 'array';
    if (slash === '' && empty === '/')
      add(
        isGroup
          ? closed({ kind, start: index, nodes: [], keys: [] }, end)
          : { type: 'text', kind, text: '', span: { start: index, end } },
      );
    else if (slash === '' && isGroup) open.push({ kind, start: index, nodes: [], keys: [] });
    else if (slash === '') leaf = { kind, start: end };
    else if (isGroup) {
      const group = open.pop();
      if (group) add(closed(group, end));
    } else if (leaf?.kind === kind) {
      const content = text
        .slice(leaf.start, index)
        .replace(/&(\w+);/g, (entity, name: string) => entities[name] ?? entity);
      const parent = open.at(-1);
      // A key without a value before the next one is none.
      if (kind === 'key' && parent) parent.keys[parent.nodes.length] = content;
      else add({ type: 'text', kind, text: content, span: { start: leaf.start, end: index } });
      leaf = undefined;
    }
  }
  for (let group = open.pop(); group; group = open.pop()) add(closed(group, text.length));
  return { root, comments };
}

function closed({ kind, start, nodes, keys }: Open, end: number): PlistNode {
  const span = { start, end };
  if (kind === 'array') return { type: 'array', items: nodes, span };
  const entries = nodes.flatMap((value, index) => {
    const key = keys[index];
    return key === undefined ? [] : [{ key, value }];
  });
  return { type: 'dict', entries, span };
}
