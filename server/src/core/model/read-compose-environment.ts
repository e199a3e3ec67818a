import type { YamlEntry, YamlNode, YamlScalar } from '../syntax/yaml-tree.ts';
import { entryOf, valueAt } from '../syntax/yaml-tree.ts';
import type { ComposeEnvFile } from './compose.ts';
import { composeText, isScalar, scalarText, textOf, yamlType } from './compose-scalar.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting } from './setting.ts';

/** Map and list form: `{NAME: value}` and `- NAME=value`; a name alone is taken from whoever starts it. */
export function readEnvironment(entry: YamlEntry | undefined, pointer: string, text: string): readonly Setting[] {
  const node = entry?.value;
  if (node?.type === 'map') return node.entries.map((pair) => mapSetting(pair, pointer, text));
  if (node?.type !== 'seq') return [];
  return node.items.flatMap((item) => (isScalar(item) && item.text !== '' ? [listSetting(item, pointer)] : []));
}

function mapSetting({ key, value, span }: YamlEntry, pointer: string, text: string): Setting {
  const scalar = isScalar(value) ? value : undefined;
  const blank = scalar === undefined || (scalar.value === null && scalar.text === '');
  const end = key.span.end;
  const colon = text.indexOf(':', end);
  const valueSpan = !blank ? scalar.content : { start: colon + 1, end: colon + 1 };
  return makeSetting({
    key: key.text,
    keySpan: key.span,
    text: scalar?.text ?? '',
    valueSpan,
    exact: blank || scalar.exact,
    source: 'compose-environment',
    pointer: `${pointer}/${key.text}`,
    span,
    // `NAME:` with nothing behind it is passed through from the shell; `NAME: ""` is set to nothing.
    inherited: blank,
    type: scalar ? yamlType(scalar) : 'null',
    lead: blank ? ' ' : '',
    interpolated: true,
  });
}

function listSetting(item: YamlScalar, pointer: string): Setting {
  const equals = item.text.indexOf('=');
  const key = equals < 0 ? item.text : item.text.slice(0, equals);
  const start = item.content.start;
  const within = (from: number, to: number) => (item.exact ? { start: start + from, end: start + to } : item.content);
  return makeSetting({
    key: key.trim(),
    keySpan: within(0, key.length),
    text: equals < 0 ? '' : item.text.slice(equals + 1),
    valueSpan: within(equals < 0 ? item.text.length : equals + 1, item.text.length),
    exact: item.exact,
    source: 'compose-environment',
    pointer: `${pointer}/${key.trim()}`,
    span: item.span,
    inherited: equals < 0,
    lead: equals < 0 ? '=' : '',
    interpolated: true,
  });
}

/** A path, or a mapping of `path`, `required` and `format`. */
export function readEnvFile(item: YamlNode, pointer: string): readonly ComposeEnvFile[] {
  if (isScalar(item))
    return item.text === ''
      ? []
      : [{ text: scalarText(item, 'env_file', item.span, pointer), span: item.span, required: true, raw: false }];
  const path = composeText(entryOf(item, 'path'), pointer);
  if (!path) return [];
  return [
    {
      text: path,
      span: item.span,
      required: textOf(valueAt(item, 'required')) !== 'false',
      raw: textOf(valueAt(item, 'format')) === 'raw',
    },
  ];
}
