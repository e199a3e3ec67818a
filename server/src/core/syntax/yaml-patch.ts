import type { Span } from '../text.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from './yaml-tree.ts';

/** One change of a JSON patch (RFC 6902, https://www.rfc-editor.org/rfc/rfc6902); those that move, copy or test are none. */
export interface YamlOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Steps of the JSON pointer. */
  readonly path: readonly string[];
  /** The pointer as it is written. */
  readonly place: YamlScalar;
  readonly value: YamlNode | undefined;
}

/** The changes of a JSON patch; undefined where the node is none, or holds what is no change of this sort. */
export function readOperations(node: YamlNode | undefined): readonly YamlOperation[] | undefined {
  if (node?.type !== 'seq') return undefined;
  const read = node.items.map((item): YamlOperation | undefined => {
    const [op, place] = ['op', 'path'].map((key) => entryOf(item, key)?.value);
    if (op?.type !== 'scalar' || place?.type !== 'scalar' || !/^(?:add|replace|remove)$/.test(op.text))
      return undefined;
    const path = place.text.split('/').slice(1);
    return {
      op: op.text === 'remove' ? 'remove' : op.text === 'replace' ? 'replace' : 'add',
      path: path.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
      place,
      value: entryOf(item, 'value')?.value,
    };
  });
  const whole = read.filter((one) => one !== undefined);
  return whole.length === read.length ? whole : undefined;
}

const named = (node: YamlNode | undefined): string | undefined => {
  const name = entryOf(node, 'name')?.value;
  return name?.type === 'scalar' ? name.text : undefined;
};

/** A step as {@link placePath} writes it: items of a list by their names where they have some. */
export const stepOf = (item: YamlNode | undefined, index: number | string): string => named(item) ?? String(index);

/** Steps from the root to the innermost entry or item around a place. */
export function placePath(root: YamlNode, place: Span): readonly string[] {
  const path: string[] = [];
  const holds = ({ span }: { readonly span: Span }): boolean => span.start <= place.start && place.end <= span.end;
  let node: YamlNode | undefined = root;
  while (node && node.type !== 'scalar') {
    if (node.type === 'map') {
      const entry: YamlEntry | undefined = node.entries.find(holds);
      if (entry) path.push(entry.key.text);
      node = entry?.value;
    } else {
      const index: number = node.items.findIndex(holds);
      const item: YamlNode | undefined = node.items[index];
      if (item) path.push(stepOf(item, index));
      node = item;
    }
  }
  return path;
}

/** The same with names in the place of the numbers that a JSON pointer has for items of lists. */
export function namedPath(root: YamlNode, path: readonly string[]): readonly string[] {
  let node: YamlNode | undefined = root;
  return path.map((step) => {
    if (node?.type !== 'seq') {
      node = entryOf(node, step)?.value;
      return step;
    }
    node = node.items[Number(step)];
    return stepOf(node, step);
  });
}

/**
 * The value inside of maps and lists that lead to it, as a strategic merge would write the same change: items of lists have the
 * name that they have in the root. Undefined where an item has none.
 */
export function nested(root: YamlNode, { path, place, value }: YamlOperation): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (root.type === 'scalar') return undefined;
  const common = { flow: true, span: place.span };
  const below: YamlNode | undefined = root.type === 'map' ? entryOf(root, step)?.value : root.items[Number(step)];
  const inner =
    rest.length === 0
      ? value
      : nested(below ?? { type: 'map', entries: [], ...common }, { op: 'add', path: rest, place, value });
  if (!inner) return undefined;
  if (root.type === 'map') return { type: 'map', entries: [entryNamed(step, inner, place)], ...common };
  if (rest.length === 0) return { type: 'seq', items: [inner], ...common };
  const name = entryOf(below, 'name')?.value;
  if (inner.type !== 'map' || name?.type !== 'scalar') return undefined;
  return {
    type: 'seq',
    items: [{ ...inner, entries: [entryNamed('name', name, place), ...inner.entries] }],
    ...common,
  };
}

/** An entry that is written at another place than where it counts. */
export function entryNamed(key: string, value: YamlNode, place: YamlScalar): YamlEntry {
  const name: YamlScalar = { ...place, text: key, value: key, exact: false };
  return { key: name, value, span: place.span, merged: false };
}

/** The node as if it stood there as a whole. */
export function placedAt(node: YamlNode, span: Span): YamlNode {
  if (node.type === 'scalar') return { ...node, span, content: span, exact: false };
  if (node.type === 'seq') return { ...node, span, items: node.items.map((item) => placedAt(item, span)) };
  const entries = node.entries.map((entry) => ({
    ...entry,
    span,
    key: { ...entry.key, span, content: span, exact: false },
    ...(entry.value && { value: placedAt(entry.value, span) }),
  }));
  return { ...node, span, entries };
}

/** After one change of a JSON patch; what it brings stands where the changed thing stood, else at `span`. */
export function operated(root: YamlNode, operation: YamlOperation, span: Span): YamlNode {
  const { op, path, value } = operation;
  const [step, ...rest] = path;
  if (step === undefined || root.type === 'scalar') return root;
  const inner = { ...operation, path: rest };
  const isLast = rest.length === 0;
  if (root.type === 'seq') {
    const index = step === '-' ? root.items.length : Number(step);
    const items = root.items.flatMap((item, at) => {
      if (at !== index) return [item];
      if (!isLast) return [operated(item, inner, span)];
      if (op === 'remove') return [];
      const put = value ? [placedAt(value, item.span)] : [];
      return op === 'add' ? [...put, item] : put;
    });
    const isBehind = isLast && op === 'add' && index >= root.items.length && value;
    return { ...root, items: isBehind ? [...items, placedAt(value, span)] : items };
  }
  const old = entryOf(root, step);
  const others = root.entries.filter((entry) => entry !== old);
  if (isLast && (op === 'remove' || !value)) return { ...root, entries: others };
  if (!old) {
    const put = nested({ ...root, entries: [] }, operation);
    return put?.type === 'map' ? { ...root, entries: [...others, ...entriesAt(put, span)] } : root;
  }
  const next =
    isLast && value ? placedAt(value, old.value?.span ?? old.span) : old.value && operated(old.value, inner, span);
  return { ...root, entries: root.entries.map((entry) => (entry === old ? { ...old, value: next } : entry)) };
}

const entriesAt = (node: YamlMap, span: Span): readonly YamlEntry[] => {
  const placed = placedAt(node, span);
  return placed.type === 'map' ? placed.entries : [];
};

/** Lists of these keys have items that are told apart by one of their own; all other lists are replaced whole. */
const mergeKeys: Readonly<Record<string, string>> = { ports: 'port' };

/**
 * A map with another one laid over it as Kustomize does it: null takes a key away, lists are replaced but for those whose items
 * have a key (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/).
 */
export function merged(below: YamlNode, above: YamlNode, span: Span, key = ''): YamlNode {
  if (below.type === 'seq' && above.type === 'seq') {
    const own = mergeKeys[key];
    const idOf = (item: YamlNode): string | undefined => {
      const value = own === undefined ? undefined : entryOf(item, own)?.value;
      return value?.type === 'scalar' ? value.text : undefined;
    };
    if (own !== undefined && [...below.items, ...above.items].every((item) => idOf(item) !== undefined)) {
      const kept = below.items.map((item) => {
        const over = above.items.find((other) => idOf(other) === idOf(item));
        return over ? merged(item, over, item.span) : item;
      });
      const added = above.items.filter((item) => !below.items.some((other) => idOf(other) === idOf(item)));
      return { ...below, items: [...kept, ...added.map((item) => placedAt(item, span))] };
    }
  }
  if (below.type !== 'map' || above.type !== 'map') return placedAt(above, below.span);
  const isGone = ({ value }: YamlEntry): boolean => value?.type === 'scalar' && value.value === null;
  const kept = below.entries.flatMap((entry) => {
    const over = entryOf(above, entry.key.text);
    if (!over) return [entry];
    if (isGone(over)) return [];
    const value = entry.value && over.value ? merged(entry.value, over.value, span, entry.key.text) : over.value;
    return [{ ...entry, value }];
  });
  const added = above.entries.filter((entry) => !entryOf(below, entry.key.text) && !isGone(entry));
  return { ...below, entries: [...kept, ...entriesAt({ ...above, entries: added }, span)] };
}

/** Paths of what a merge puts in the place of what is below it, names for items of lists. */
export function* replacedPaths(node: YamlNode | undefined, path: readonly string[] = []): Iterable<readonly string[]> {
  if (node?.type === 'map') {
    for (const { key, value } of node.entries)
      if (key.text !== 'name') yield* replacedPaths(value, [...path, key.text]);
  } else if (node?.type === 'seq' && node.items.every((item) => item.type === 'map')) {
    for (const item of node.items)
      if (named(item) !== undefined) yield* replacedPaths(item, [...path, stepOf(item, '')]);
  } else yield path;
}
