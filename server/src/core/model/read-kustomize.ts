import { parseYaml } from '../syntax/yaml.ts';
import { isTemplate } from '../syntax/yaml-template.ts';
import type { YamlNode, YamlScalar } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type {
  KustomizeGenerator,
  KustomizeImage,
  KustomizeModel,
  KustomizePatch,
  KustomizeTarget,
} from './kustomize.ts';
import { escapePointer } from './pointer.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting, SettingSource } from './setting.ts';
import { isScalar, itemFact, itemsOf, nodeAt, numberFact, plainText, textFact } from './yaml-fact.ts';

export function readKustomize(text: string): KustomizeModel {
  const tree = parseYaml(text);
  const generated = isTemplate(text, tree.problems);
  const root = tree.documents[0]?.root;
  const words = (key: string): readonly Fact<string>[] =>
    itemsOf(nodeAt(root, key)).flatMap((item) => itemFact(item) ?? []);
  const patchesWith = (part: 'path' | 'patch'): readonly KustomizePatch[] =>
    ['patches', 'patchesJson6902'].flatMap((key) =>
      itemsOf(nodeAt(root, key)).flatMap((patch) => {
        const fact = textFact(patch, part);
        const target = nodeAt(patch, 'target');
        return fact
          ? [{ ...fact, ...insideOf(nodeAt(patch, part)), ...(target && { target: readTarget(target) }) }]
          : [];
      }),
    );
  const bare = itemsOf(nodeAt(root, 'patchesStrategicMerge')).flatMap((item): readonly KustomizePatch[] => {
    const fact = itemFact(item);
    return fact ? [{ ...fact, ...insideOf(item) }] : [];
  });
  return {
    resources: ['resources', 'bases', 'components'].flatMap(words),
    components: words('components'),
    images: itemsOf(nodeAt(root, 'images')).flatMap(readReplacement),
    replicas: itemsOf(nodeAt(root, 'replicas')).flatMap((node) => {
      const name = plainText(nodeAt(node, 'name'));
      const count = numberFact(node, 'count');
      return name !== undefined && count ? [{ name, count }] : [];
    }),
    inlinePatches: [...patchesWith('patch'), ...bare.filter(({ text: patch }) => patch.includes('\n'))],
    patches: [...patchesWith('path'), ...bare.filter(({ text: path }) => !path.includes('\n'))],
    generators: [
      ...itemsOf(nodeAt(root, 'secretGenerator')).map((node, index) => readGenerator('secret', node, index)),
      ...itemsOf(nodeAt(root, 'configMapGenerator')).map((node, index) => readGenerator('config', node, index)),
    ],
    namespace: textFact(root, 'namespace'),
    labels: nodeAt(root, 'commonLabels') !== undefined || nodeAt(root, 'labels') !== undefined,
    affixes: {
      prefix: plainText(nodeAt(root, 'namePrefix')) ?? '',
      suffix: plainText(nodeAt(root, 'nameSuffix')) ?? '',
    },
    problems: generated ? [] : tree.problems,
    duplicates: generated ? [] : tree.duplicates,
    get comments() {
      return tree.comments.map(({ span }) => span);
    },
  };
}

const readTarget = (node: YamlNode): KustomizeTarget => ({
  kind: plainText(nodeAt(node, 'kind')),
  name: plainText(nodeAt(node, 'name')),
  selects: ['labelSelector', 'annotationSelector'].some((key) => nodeAt(node, key) !== undefined),
});

/** Folded and escaped texts stand elsewhere than they are read. */
const insideOf = (node: YamlNode | undefined): { readonly inside?: Span } =>
  isScalar(node) && (node.style === 'literal' || node.exact) ? { inside: node.content } : {};

function readReplacement(node: YamlNode, index: number): readonly KustomizeImage[] {
  const name = textFact(node, 'name');
  if (!name) return [];
  return [
    {
      name,
      newName: textFact(node, 'newName'),
      newTag: textFact(node, 'newTag'),
      digest: textFact(node, 'digest'),
      span: node.span,
      pointer: `/images/${index}`,
    },
  ];
}

function readGenerator(kind: KustomizeGenerator['kind'], node: YamlNode, index: number): KustomizeGenerator {
  const pointer = `/${kind === 'secret' ? 'secretGenerator' : 'configMapGenerator'}/${index}`;
  const source = kind === 'secret' ? 'kubernetes-secret' : 'kubernetes-config';
  const single = textFact(node, 'env');
  return {
    kind,
    name: textFact(node, 'name'),
    behavior: plainText(nodeAt(node, 'behavior')) ?? 'create',
    settings: itemsOf(nodeAt(node, 'literals')).flatMap((item) =>
      isScalar(item) && plainText(item) !== undefined ? literalSetting(item, source, pointer) : [],
    ),
    envs: [...(single ? [single] : []), ...itemsOf(nodeAt(node, 'envs')).flatMap((item) => itemFact(item) ?? [])],
    files: itemsOf(nodeAt(node, 'files')).flatMap((item) => itemFact(item) ?? []),
    span: node.span,
  };
}

/** `NAME=value`; quotes around the value are Kustomize's own and go. */
function literalSetting(item: YamlScalar, source: SettingSource, pointer: string): readonly Setting[] {
  const equals = item.text.indexOf('=');
  if (equals < 1) return [];
  const key = item.text.slice(0, equals);
  const written = item.text.slice(equals + 1);
  const quoted = /^(["'])(.*)\1$/s.exec(written);
  const from = equals + 1 + (quoted ? 1 : 0);
  const value = quoted?.[2] ?? written;
  const start = item.content.start;
  const within = (first: number, end: number) =>
    item.exact ? { start: start + first, end: start + end } : item.content;
  return [
    makeSetting({
      key,
      keySpan: within(0, key.length),
      text: value,
      valueSpan: within(from, from + value.length),
      exact: item.exact,
      source,
      pointer: `${pointer}/literals/${escapePointer(key)}`,
      span: item.span,
      interpolated: false,
    }),
  ];
}
