import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting, SettingSource } from './setting.ts';

/** Stands for one sign of a template action in a text that is read as YAML: what holds it is open. */
export const openSign = '\ue000';

export const isScalar = (node: YamlNode | undefined): node is YamlScalar => node?.type === 'scalar';
export const isMap = (node: YamlNode | undefined): node is YamlMap => node?.type === 'map';
export const entriesOf = (node: YamlNode | undefined): readonly YamlEntry[] => (isMap(node) ? node.entries : []);
/** The items of a list; a list that is not written is empty. */
export const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] => (node?.type === 'seq' ? node.items : []);

/** The node behind a path of keys. */
export function nodeAt(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  let found = node;
  for (const key of keys) found = entryOf(found, key)?.value;
  return found;
}

const isOpen = ({ text }: YamlScalar): boolean => text.includes(openSign);

/** The text of a scalar that says something: undefined for null, and for what a template fills in. */
export const plainText = (node: YamlNode | undefined): string | undefined =>
  isScalar(node) && node.value !== null && !isOpen(node) ? node.text : undefined;

const factOf = <T>(node: YamlScalar, entry: Span, value: T): Fact<T> => ({
  value,
  text: node.text,
  span: node.content,
  entry,
});

/** An item of a list of words. */
export const itemFact = (node: YamlNode | undefined): Fact<string> | undefined => {
  const text = plainText(node);
  return isScalar(node) && text !== undefined ? factOf(node, node.span, text) : undefined;
};

/** The scalar under a key. */
export function textFact(node: YamlNode | undefined, key: string): Fact<string> | undefined {
  const entry = entryOf(node, key);
  const text = plainText(entry?.value);
  return entry && isScalar(entry.value) && text !== undefined ? factOf(entry.value, entry.span, text) : undefined;
}

/** `true` or `false` under a key; another word is no answer. */
export function flagFact(node: YamlNode | undefined, key: string): Fact<boolean> | undefined {
  const entry = entryOf(node, key);
  return entry && isScalar(entry.value) && typeof entry.value.value === 'boolean'
    ? factOf(entry.value, entry.span, entry.value.value)
    : undefined;
}

export function numberFact(node: YamlNode | undefined, key: string): Fact<number> | undefined {
  const entry = entryOf(node, key);
  return entry && isScalar(entry.value) && typeof entry.value.value === 'number'
    ? factOf(entry.value, entry.span, entry.value.value)
    : undefined;
}

const typeOf = ({ value }: YamlScalar): Setting['type'] => {
  if (value === null) return 'null';
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
};

/** What a place of a YAML file is as a setting. */
export interface SettingPlace {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode | undefined;
  /** Key to value, or the item of a list. */
  readonly span: Span;
  readonly source: SettingSource;
  readonly pointer: string;
}

/** The setting under a name; undefined for lists and maps, and for what a template fills in. */
export function settingOf({ value, ...place }: SettingPlace, text: string): Setting | undefined {
  if (place.key.includes(openSign) || (value !== undefined && (!isScalar(value) || isOpen(value)))) return undefined;
  const written = value?.value === null && value.text === '' ? undefined : value;
  const colon = text.indexOf(':', place.keySpan.end) + 1;
  const blank = colon > 0 ? colon : place.span.end;
  return makeSetting({
    ...place,
    text: written?.text ?? '',
    valueSpan: written?.content ?? { start: blank, end: blank },
    exact: written?.exact ?? true,
    type: value ? typeOf(value) : 'null',
    lead: written ? '' : ' ',
    interpolated: false,
  });
}

/** Far over any file, far under what shared anchors could repeat. */
const maxEntries = 20_000;

/**
 * Reads items until what they hold is more than any real file has: aliases may repeat one large part under many names, and
 * what is walked has to stay in proportion to the text.
 */
export function readBounded<I, R>(
  items: readonly I[],
  read: (item: I, index: number) => R,
  sizeOf: (result: R) => number,
): readonly R[] {
  const results: R[] = [];
  let size = 0;
  for (const [index, item] of items.entries()) {
    if (size > maxEntries) break;
    const result = read(item, index);
    size += sizeOf(result);
    results.push(result);
  }
  return results;
}
