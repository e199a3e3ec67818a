import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../syntax/yaml-tree.ts';
import { entryOf } from '../syntax/yaml-tree.ts';
import type { ComposeFlag, ComposeText } from './compose.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting } from './setting.ts';

export const isScalar = (node: YamlNode | undefined): node is YamlScalar => node?.type === 'scalar';
export const entriesOf = (node: YamlNode | undefined): readonly YamlEntry[] =>
  node?.type === 'map' ? node.entries : [];
/** The items of a list; anything else stands for a list of itself. */
export const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.type === 'seq' ? node.items : node === undefined ? [] : [node];
export const textOf = (node: YamlNode | undefined): string | undefined => (isScalar(node) ? node.text : undefined);

export const yamlType = ({ value }: Pick<YamlScalar, 'value'>): Setting['type'] =>
  value === null ? 'null' : typeof value === 'object' ? 'string' : (typeof value as 'string' | 'number' | 'boolean');

export function scalarText(
  item: Pick<YamlScalar, 'text' | 'content' | 'exact' | 'value'>,
  key: string,
  span: YamlEntry['span'],
  pointer: string,
): ComposeText {
  const setting = makeSetting({
    key,
    keySpan: span,
    text: item.text,
    valueSpan: item.content,
    exact: item.exact,
    source: 'compose-environment',
    pointer,
    span,
    type: yamlType(item),
    interpolated: true,
  });
  return { text: item.text, template: setting.template, span: item.content, exact: item.exact, setting };
}

export const composeText = (entry: YamlEntry | undefined, pointer: string): ComposeText | undefined =>
  isScalar(entry?.value) ? scalarText(entry.value, entry.key.text, entry.span, pointer) : undefined;

export function readFlag(entry: YamlEntry | undefined, pointer: string): ComposeFlag | undefined {
  const text = composeText(entry, pointer);
  if (!entry || !text || !isScalar(entry.value)) return undefined;
  const { value } = entry.value;
  // Compose takes the words of YAML 1.1 too, with a warning.
  const isOn = /^(?:true|y|yes|on)$/i.test(text.text);
  const known = typeof value === 'boolean' ? value : isOn || /^(?:false|n|no|off)$/i.test(text.text) ? isOn : undefined;
  return { value: known, text, entry: entry.span };
}

/** The texts of a list, or of a single text in its place, each with a place of its own. */
export function textsAt(node: YamlMap | YamlNode | undefined, key: string, pointer: string): readonly ComposeText[] {
  return itemsOf(entryOf(node, key)?.value).flatMap((item) =>
    isScalar(item) && item.text !== '' ? [scalarText(item, key, item.span, `${pointer}/${key}/${item.text}`)] : [],
  );
}
