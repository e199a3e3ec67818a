import type { KustomizePatch, KustomizeTarget } from '../model/kustomize.ts';
import { joinPath } from '../model/path.ts';
import { readRoots } from '../model/read-kubernetes.ts';
import type { SourceFile } from '../model/source-file.ts';
import { itemsOf, nodeAt, plainText } from '../model/yaml-fact.ts';
import { parseYaml } from '../syntax/yaml.ts';
import {
  entryNamed,
  merged,
  namedPath,
  nested,
  operated,
  placedAt,
  placePath,
  readOperations,
  replacedPaths,
  type YamlOperation,
} from '../syntax/yaml-patch.ts';
import { entryOf, type YamlNode, type YamlScalar } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import { type KustomizeFile, kustomizationsIn } from './kustomize-layers.ts';

/** What a patch that is not read may touch. */
export interface UnreadPatch {
  readonly target: KustomizeTarget | undefined;
  /** The words in it; undefined where its file is not here. */
  readonly words: ReadonlySet<string> | undefined;
}

/** The files of a deployment as patches of kustomizations leave them. */
export interface PatchedFiles {
  /**
   * Objects other than those that make or configure pods are changed where they stand. For the latter each file with patches has
   * a manifest of what they say, which lies over the object: the place that decides stays known.
   */
  readonly files: readonly SourceFile[];
  readonly unread: readonly UnreadPatch[];
  /** True for a place in an object that a patch puts something else at, or may. */
  readonly isReplaced: (place: { readonly path: string; readonly span: Span }) => boolean;
}

/** One patch, with the file that its text stands in. */
interface ReadPatch {
  readonly file: SourceFile;
  readonly target: KustomizeTarget | undefined;
  readonly documents: readonly YamlNode[];
  readonly operations: readonly YamlOperation[];
}

/** An object of a manifest that a kustomization builds on, and what patches make of it. */
interface PatchedObject {
  readonly kind: string;
  readonly name: string;
  readonly written: YamlNode;
  node: YamlNode | undefined;
  readonly replaced: (readonly string[])[];
}

/** Kinds whose patches stay layers, because each of their values has a place that decides it. */
const layered =
  /^(?:Pod|Deployment|DeploymentConfig|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|Secret|ConfigMap)$/;

export function patchedFiles(files: readonly SourceFile[]): PatchedFiles {
  const kustomizations = kustomizationsIn(files);
  const patches = kustomizations.map((file) => patchesOf(file, files));
  const read = patches.flatMap((one) => one.read);
  const unread = patches.flatMap((one) => one.unread);
  if (read.length === 0 && unread.length === 0) return { files, unread, isReplaced: () => false };
  const patchPaths = new Set(read.flatMap(({ file }) => (file.kind === 'kustomize' ? [] : [file.path])));
  const objects = new Map(
    files.flatMap((file) =>
      file.kind === 'kubernetes' && !patchPaths.has(file.path) ? [[file.path, objectsIn(file.text)] as const] : [],
    ),
  );
  const affixes = kustomizations.map(({ model }) => model.affixes);
  const layers = new Map<SourceFile, YamlNode[]>();
  const lay = (file: SourceFile, node: YamlNode): void => {
    layers.set(file, [...(layers.get(file) ?? []), node]);
  };
  for (const patch of read) {
    const own = [...objects.values()].flat().filter((object) => aims(patch.target, object));
    for (const document of patch.documents) {
      const kind = plainText(nodeAt(document, 'kind')) ?? '';
      const name = plainText(nodeAt(document, 'metadata', 'name')) ?? '';
      const meant = patch.target
        ? own
        : own.filter(
            (object) =>
              object.kind === kind &&
              (object.name === name ||
                affixes.some(({ prefix, suffix }) => `${prefix}${object.name}${suffix}` === name)),
          );
      for (const object of meant) {
        const over = called(document, object);
        if (plainText(nodeAt(document, '$patch')) === 'delete') object.node = undefined;
        else if (layered.test(object.kind)) lay(patch.file, withContainers(over, object));
        else if (object.node) object.node = merged(object.node, over, nameSpanOf(object.written));
        object.replaced.push(...replacedPaths(document));
      }
      if (meant.length === 0 && layered.test(kind)) lay(patch.file, document);
    }
    for (const operation of patch.operations) {
      for (const object of own) {
        object.replaced.push(namedPath(object.written, operation.path));
        if (!object.node) continue;
        if (!layered.test(object.kind)) {
          object.node = operated(object.node, operation, nameSpanOf(object.written));
          continue;
        }
        const over = operation.op === 'remove' ? undefined : nested(object.written, operation);
        if (over) lay(patch.file, withContainers(called(over, object), object));
        else unread.push({ target: patch.target, words: new Set(namedPath(object.written, operation.path)) });
      }
    }
  }
  const changed = files.flatMap((file): readonly SourceFile[] => {
    const over = layers.get(file);
    if (file.kind === 'kustomize') return over ? [file, layerOf(file, over)] : [file];
    if (file.kind !== 'kubernetes') return [file];
    const own = objects.get(file.path) ?? [];
    const isPatch = patchPaths.has(file.path);
    if (!isPatch && own.every(({ node, written }) => node === written)) return [file];
    const roots = isPatch ? (over ?? []) : own.map(({ node }) => node);
    return [{ ...file, model: { ...file.model, ...objectsOnly(readRoots(roots, file.text, file.text)) } }];
  });
  return { files: changed, unread, isReplaced };

  function isReplaced({ path, span }: { readonly path: string; readonly span: Span }): boolean {
    const object = objects
      .get(path)
      ?.find(({ written: { span: whole } }) => whole.start <= span.start && span.end <= whole.end);
    if (!object) return false;
    const steps = placePath(object.written, span);
    const isUnread = unread.some(
      ({ target, words }) =>
        aims(target, object) && (words === undefined || steps.slice(-2).some((step) => words.has(step))),
    );
    // What is no part of a pod is judged as it has become.
    const isLeft =
      layered.test(object.kind) && object.replaced.some((over) => over.every((step, at) => steps[at] === step));
    return isUnread || isLeft;
  }
}

const nameSpanOf = (root: YamlNode): Span => entryOf(nodeAt(root, 'metadata'), 'name')?.value?.span ?? root.span;

/** What the trees hold takes the place of what the text holds; the text's own mistakes stay. */
function objectsOnly({
  problems: _problems,
  duplicates: _duplicates,
  comments: _comments,
  ...objects
}: ReturnType<typeof readRoots>): Omit<ReturnType<typeof readRoots>, 'problems' | 'duplicates' | 'comments'> {
  return objects;
}

/** The manifest that patches of one file are. */
const layerOf = (file: SourceFile, roots: readonly YamlNode[]): SourceFile => {
  const { path, text, tier } = file;
  return { path, text, tier, kind: 'kubernetes', model: readRoots(roots, text, text) };
};

const objectsIn = (text: string): readonly PatchedObject[] =>
  parseYaml(text).documents.flatMap(({ root }) => {
    const kind = plainText(nodeAt(root, 'kind'));
    const name = plainText(nodeAt(root, 'metadata', 'name'));
    return root ? [{ kind: kind ?? '', name: name ?? '', written: root, node: root, replaced: [] }] : [];
  });

/** A pattern that is broken is taken for one that matches. */
const matches = (pattern: string | undefined, word: string): boolean => {
  if (pattern === undefined || pattern === word) return true;
  if (!/[^\w-]/.test(pattern)) return false;
  try {
    return new RegExp(`^(?:${pattern})$`).test(word);
  } catch {
    return true;
  }
};

/** A patch of that target is one of the object too; one without is of any. */
export const aims = (
  target: KustomizeTarget | undefined,
  { kind, name }: Pick<PatchedObject, 'kind' | 'name'>,
): boolean => matches(target?.kind, kind) && matches(target?.name, name);

/** With the identity of the object that it changes, which is not always its own. */
function called(node: YamlNode, { written }: PatchedObject): YamlNode {
  if (node.type !== 'map') return node;
  const others = node.entries.filter(({ key }) => !['apiVersion', 'kind'].includes(key.text));
  const own = ['apiVersion', 'kind'].flatMap((key) => {
    const entry = entryOf(written, key);
    return entry ? [{ ...entry, ...(entry.value && { value: placedAt(entry.value, node.span) }) }] : [];
  });
  const name = nodeAt(written, 'metadata', 'name');
  const place = nodeAt(node, 'metadata', 'name') ?? node;
  const metadata = nodeAt(node, 'metadata');
  if (name?.type !== 'scalar') return { ...node, entries: [...own, ...others] };
  const given = entryNamed('name', placedAt(name, place.span), { ...name, span: place.span, content: place.span });
  const kept = metadata?.type === 'map' ? metadata.entries.filter(({ key }) => key.text !== 'name') : [];
  const whole = entryNamed(
    'metadata',
    { type: 'map', flow: false, span: place.span, entries: [given, ...kept] },
    { ...name, span: place.span, content: place.span },
  );
  return { ...node, entries: [...own, whole, ...others.filter(({ key }) => key.text !== 'metadata')] };
}

/** Where the pod of each kind has its containers. */
const podPathOf = (kind: string): readonly string[] =>
  kind === 'Pod' ? ['spec'] : [...(kind === 'CronJob' ? ['spec', 'jobTemplate'] : []), 'spec', 'template', 'spec'];

/** What a patch says of the whole pod holds for the containers that it does not name. */
function withContainers(node: YamlNode, { kind, written }: PatchedObject): YamlNode {
  const path = podPathOf(kind);
  const pod = nodeAt(node, ...path);
  if (pod?.type !== 'map') return node;
  const listed = nodeAt(pod, 'containers');
  const own = listed?.type === 'seq' ? listed.items : [];
  const has = (name: string): boolean => own.some((item) => plainText(nodeAt(item, 'name')) === name);
  const others = itemsOf(nodeAt(written, ...path, 'containers')).flatMap((item): readonly YamlNode[] => {
    const name = nodeAt(item, 'name');
    if (name?.type !== 'scalar' || has(name.text)) return [];
    const placed = { ...name, span: pod.span, content: pod.span, exact: false };
    return [{ type: 'map', flow: true, span: pod.span, entries: [entryNamed('name', placed, placed)] }];
  });
  if (others.length === 0) return node;
  const place = { ...anyScalar, span: pod.span, content: pod.span };
  const all: YamlNode = { type: 'seq', flow: true, span: pod.span, items: [...own, ...others] };
  return replacedAt(node, path, {
    ...pod,
    entries: [...pod.entries.filter(({ key }) => key.text !== 'containers'), entryNamed('containers', all, place)],
  });
}

const anyScalar: YamlScalar = {
  type: 'scalar',
  text: '',
  value: '',
  style: 'plain',
  span: { start: 0, end: 0 },
  content: { start: 0, end: 0 },
  exact: false,
};

/** The tree with another node at the end of a path that it has. */
function replacedAt(node: YamlNode, [step, ...rest]: readonly string[], leaf: YamlNode): YamlNode {
  if (step === undefined || node.type !== 'map') return leaf;
  return {
    ...node,
    entries: node.entries.map((entry) =>
      entry.key.text === step && entry.value ? { ...entry, value: replacedAt(entry.value, rest, leaf) } : entry,
    ),
  };
}

/** The patches of a kustomization in the order in which they are written. */
function patchesOf(
  file: KustomizeFile,
  files: readonly SourceFile[],
): { readonly read: readonly ReadPatch[]; readonly unread: readonly UnreadPatch[] } {
  const { inlinePatches, patches } = file.model;
  const read: ReadPatch[] = [];
  const unread: UnreadPatch[] = [];
  const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(/[^\w.-]+/));
  for (const patch of [...inlinePatches, ...patches].sort((a, b) => a.span.start - b.span.start)) {
    const isInline = inlinePatches.includes(patch);
    const home = isInline ? file : files.find(({ path }) => path === joinPath(file.path, patch.text));
    const text = isInline ? placedText(patch, file.text) : home?.text;
    const roots = text === undefined ? [] : parseYaml(text).documents.flatMap(({ root }) => root ?? []);
    const operations = roots.map(readOperations);
    const target = patch.target;
    const isMeant = target?.selects !== true && roots.length > 0;
    if (home && isMeant && roots.every(({ type }) => type === 'map'))
      read.push({ file: home, target, documents: roots, operations: [] });
    else if (home && isMeant && target && operations.every((one) => one !== undefined))
      read.push({ file: home, target, documents: [], operations: operations.flat() });
    else
      unread.push({
        target,
        words: isInline || home ? wordsOf(isInline ? patch.value : (home?.text ?? '')) : undefined,
      });
  }
  return { read, unread };
}

/** The kustomization's text with nothing in it but the patch, so that places in the one are places in the other. */
function placedText({ inside }: KustomizePatch, text: string): string | undefined {
  if (!inside) return undefined;
  const blank = (part: string): string => part.replace(/[^\r\n]/g, ' ');
  return blank(text.slice(0, inside.start)) + text.slice(inside.start, inside.end) + blank(text.slice(inside.end));
}
