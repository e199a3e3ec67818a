import { parseYaml } from '../syntax/yaml.ts';
import { isTemplate } from '../syntax/yaml-template.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { HelmImage, HelmResources, HelmValuesModel } from './helm-values.ts';
import { readImage } from './image.ts';
import { escapePointer } from './pointer.ts';
import type { Setting } from './setting.ts';
import { entriesOf, isMap, isScalar, nodeAt, plainText, settingOf, textFact } from './yaml-fact.ts';

/** Far over any chart, far under what shared anchors could repeat. */
const maxLeaves = 50_000;

/** Reads a values file; more than one document is no values file, and only the first counts. */
export function readHelmValues(text: string): HelmValuesModel {
  const tree = parseYaml(text);
  const generated = isTemplate(text, tree.problems);
  const settings: Setting[] = [];
  const images: HelmImage[] = [];
  const resources: HelmResources[] = [];
  let visited = 0;
  const leaf = (key: string, keySpan: Span, value: YamlNode | undefined, span: Span, pointer: string): void => {
    const setting = settingOf({ key, keySpan, value, span, source: 'helm-values', pointer }, text);
    if (setting) settings.push(setting);
  };
  const visitEntry = (entry: YamlEntry, owner: YamlMap, pointer: string): void => {
    const place = `${pointer}/${escapePointer(entry.key.text)}`;
    images.push(...imageIn(entry, owner, place));
    resources.push(...resourcesIn(entry, place));
    visit(entry.value, entry.key.text, entry.key.span, entry.span, place);
  };
  const visit = (node: YamlNode | undefined, key: string, keySpan: Span, span: Span, pointer: string): void => {
    if (++visited > maxLeaves) return;
    if (node?.type === 'map') {
      const named = namedValue(node);
      if (named) {
        leaf(named.key, named.keySpan, named.value, node.span, `${pointer}/value`);
        return;
      }
      for (const entry of node.entries) visitEntry(entry, node, pointer);
    } else if (node?.type === 'seq') {
      for (const [index, item] of node.items.entries()) visit(item, key, keySpan, item.span, `${pointer}/${index}`);
    } else {
      leaf(key, keySpan, node, span, pointer);
    }
  };
  const root = tree.documents[0]?.root;
  if (isMap(root)) for (const entry of root.entries) visitEntry(entry, root, '');
  return {
    settings,
    images,
    resources,
    problems: generated ? [] : tree.problems,
    duplicates: generated ? [] : tree.duplicates,
    get comments() {
      return tree.comments.map(({ span }) => span);
    },
  };
}

/** `- name: NAME` with `value: ...`: an entry of an environment, as a container writes it. */
function namedValue(node: YamlMap): { key: string; keySpan: Span; value: YamlNode | undefined } | undefined {
  const name = entryOf(node, 'name')?.value;
  const value = entryOf(node, 'value');
  const key = plainText(name);
  return key !== undefined && isScalar(name) && value && isScalar(value.value) && node.entries.length === 2
    ? { key, keySpan: name.content, value: value.value }
    : undefined;
}

/** Other things are called so too: only what is empty, or has limits or requests, is a container's. */
function resourcesIn({ key, value }: YamlEntry, pointer: string): readonly HelmResources[] {
  if (key.text !== 'resources' || !isMap(value)) return [];
  const isContainers = value.entries.every((entry) => /^(?:limits|requests|claims)$/.test(entry.key.text));
  const limits = entriesOf(nodeAt(value, 'limits')).flatMap((entry) =>
    plainText(entry.value) ? [entry.key.text] : [],
  );
  return isContainers ? [{ keySpan: key.span, limits, pointer }] : [];
}

const tagKeys = /^(?:image)?(?:tag|version)$/i;

function imageIn({ key, value, span }: YamlEntry, owner: YamlMap, pointer: string): readonly HelmImage[] {
  const repository = textFact(value, 'repository') ?? (/image$/i.test(key.text) ? textFact(value, 'name') : undefined);
  if (isMap(value) && repository) {
    const tag = textFact(value, 'tag');
    if (repository.value === '' || (!tag && !/image/i.test(key.text))) return [];
    return [
      {
        registry: textFact(value, 'registry'),
        repository,
        tag,
        digest: textFact(value, 'digest'),
        whole: false,
        pointer,
        span,
      },
    ];
  }
  const text = plainText(value);
  if (!/image$/i.test(key.text) || !isScalar(value) || text === undefined) return [];
  // A tag that stands beside its image is joined to it by the chart.
  const beside = entriesOf(owner).find((entry) => tagKeys.test(entry.key.text));
  const tag = beside && textFact(owner, beside.key.text);
  const read = readImage(text);
  if (!read || (!tag && read.tag === undefined && !read.repository.includes('/'))) return [];
  return [
    {
      registry: undefined,
      repository: { value: text, text, span: value.content, entry: span },
      tag: read.tag === undefined ? tag : undefined,
      digest: undefined,
      whole: read.tag !== undefined || !tag,
      pointer,
      span,
    },
  ];
}
