import type { YamlNode } from '../syntax/yaml-tree.ts';
import { entryOf } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import { decodeBase64 } from './base64.ts';
import type { EnvironmentImport, EnvironmentReference, KubernetesContainer } from './kubernetes.ts';
import { escapePointer } from './pointer.ts';
import type { Setting, SettingSource } from './setting.ts';
import { entriesOf, flagFact, itemsOf, nodeAt, plainText, settingOf } from './yaml-fact.ts';

/** `env` and `envFrom` of a container (https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/). */
export function readEnvironment(
  container: YamlNode,
  pointer: string,
  text: string,
): Pick<KubernetesContainer, 'environment' | 'references' | 'imports'> {
  const environment: Setting[] = [];
  const references: EnvironmentReference[] = [];
  for (const [index, item] of itemsOf(nodeAt(container, 'env')).entries()) {
    const name = entryOf(item, 'name');
    const key = plainText(name?.value);
    if (key === undefined || name?.value?.type !== 'scalar') continue;
    const keySpan = name.value.content;
    const from = nodeAt(item, 'valueFrom');
    if (from) {
      references.push(...readReference(from, key, keySpan, item.span));
      continue;
    }
    const entry = entryOf(item, 'value');
    const setting = settingOf(
      {
        key,
        keySpan,
        value: entry?.value,
        span: item.span,
        source: 'kubernetes-env',
        pointer: `${pointer}/env/${index}`,
      },
      text,
    );
    if (!setting) continue;
    // A name alone is an empty value that stands nowhere.
    const end = entry?.span.end ?? item.span.end;
    const blank = setting.text === '' && setting.type === 'null';
    environment.push(blank ? { ...setting, valueSpan: { start: end, end }, exact: false } : setting);
  }
  return { environment, references, imports: itemsOf(nodeAt(container, 'envFrom')).flatMap(readImport) };
}

const sources = [
  ['secretKeyRef', 'secret'],
  ['configMapKeyRef', 'config'],
] as const;

function readReference(node: YamlNode, key: string, keySpan: Span, span: Span): readonly EnvironmentReference[] {
  for (const [word, from] of sources) {
    const target = nodeAt(node, word);
    if (!target) continue;
    const name = plainText(nodeAt(target, 'name')) ?? '';
    const item = plainText(nodeAt(target, 'key')) ?? '';
    return [{ key, keySpan, from, name, item, optional: flagFact(target, 'optional')?.value === true, span }];
  }
  const field = nodeAt(node, 'fieldRef');
  const from = field ? 'field' : 'resource';
  const item = plainText(nodeAt(field, 'fieldPath')) ?? plainText(nodeAt(node, 'resourceFieldRef', 'resource')) ?? '';
  return [{ key, keySpan, from, name: '', item, optional: false, span }];
}

function readImport(node: YamlNode): readonly EnvironmentImport[] {
  const secret = nodeAt(node, 'secretRef');
  const target = secret ?? nodeAt(node, 'configMapRef');
  if (!target) return [];
  return [
    {
      from: secret ? 'secret' : 'config',
      name: plainText(nodeAt(target, 'name')) ?? '',
      prefix: plainText(nodeAt(node, 'prefix')) ?? '',
      optional: flagFact(target, 'optional')?.value === true,
      span: node.span,
    },
  ];
}

/** The entries of a map of names as settings. */
export const dataSettings = (
  data: YamlNode | undefined,
  pointer: string,
  source: SettingSource,
  text: string,
): readonly Setting[] =>
  entriesOf(data).flatMap(
    ({ key, value, span }) =>
      settingOf(
        {
          key: key.text,
          keySpan: key.span,
          value,
          span,
          source,
          pointer: `${pointer}/${escapePointer(key.text)}`,
        },
        text,
      ) ?? [],
  );

/**
 * `data` of a Secret: each value decoded, at the place of its base64 text, so that no offset in one is an offset in the
 * other. What is no base64, or no text behind it, is left out.
 */
export const encodedSettings = (data: YamlNode | undefined, pointer: string, text: string): readonly Setting[] =>
  dataSettings(data, pointer, 'kubernetes-secret', text).flatMap((setting) => {
    const decoded = decodeBase64(setting.text)?.replace(/\r?\n$/, '');
    if (decoded === undefined) return [];
    const template = { parts: decoded === '' ? [] : [decoded], span: setting.valueSpan };
    return [{ ...setting, text: decoded, exact: false, template }];
  });
