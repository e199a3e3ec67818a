import type { Container, Fact } from '../model/container.ts';
import { imageNameOf, withoutTag } from '../model/image.ts';
import type { KubernetesContainer, KubernetesWorkload } from '../model/kubernetes.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isServiceName, ownsName } from '../product/detect.ts';
import { knownImage } from '../product/known-image.ts';
import type { Product } from '../product/product.ts';
import { type ClusterData, type ClusterEntry, clusterData } from './cluster-data.ts';
import type { DetectedProduct } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';
import { effectiveSetting, withImageVariable } from './effective-setting.ts';
import { type KustomizeFile, kustomizationsIn, patchFiles } from './kustomize-layers.ts';
import { aims, type UnreadPatch } from './patched-files.ts';
import { runsAnother } from './served-product.ts';

export type ManifestFile = Extract<SourceFile, { kind: 'kubernetes' | 'helm-template' }>;

export const isManifest = (file: SourceFile): file is ManifestFile =>
  file.kind === 'kubernetes' || file.kind === 'helm-template';

/** A container of a pod with the environment that it reads. */
export interface DeployedContainer {
  readonly container: Container;
  readonly definition: KubernetesContainer;
  /** Its definition, then those of the patches that lie over it. */
  readonly layers: readonly ContainerLayer[];
  /** The name that its settings carry: the workload's, with the container's behind a slash where there are several. */
  readonly service: string;
  readonly product: Product | undefined;
  readonly settings: readonly EffectiveSetting[];
  /** False where a Secret or ConfigMap that it reads is not among the files: more names are set. */
  readonly complete: boolean;
}

export interface ContainerLayer {
  readonly path: string;
  readonly definition: KubernetesContainer;
}

/** An object that makes pods. */
export interface DeployedWorkload {
  readonly path: string;
  readonly name: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly definition: KubernetesWorkload;
  /** Its definition, then the patches of kustomizations that lie over it. */
  readonly layers: readonly WorkloadLayer[];
  /** As manifest, patch or kustomization decides it. */
  readonly replicas: { readonly path: string; readonly count: Fact<number> } | undefined;
  /** A patch that is not read has this word in it. */
  readonly mayChange: (word: string) => boolean;
  readonly containers: readonly DeployedContainer[];
}

interface WorkloadLayer {
  readonly path: string;
  readonly definition: KubernetesWorkload;
}

/** The workloads of the manifests, and which entries of ConfigMaps and Secrets they read. */
export function deployWorkloads(
  files: readonly SourceFile[],
  detected: readonly DetectedProduct[],
  unread: readonly UnreadPatch[],
): { readonly workloads: readonly DeployedWorkload[]; readonly claimed: ReadonlySet<Setting> } {
  const manifests = files.filter(isManifest);
  const kustomizations = kustomizationsIn(files);
  const order = patchFiles(kustomizations);
  const dataOf = clusterData(files, kustomizations);
  const claimed = new Set<Setting>();
  const workloads = layeredWorkloads(manifests, order).map((layers): DeployedWorkload => {
    const [{ path, definition }] = layers;
    const containers = layeredContainers(layers);
    const object = { kind: definition.kind.value, name: definition.name };
    // What pods read from is named apart from them.
    const own = unread.filter(({ target }) => aims(target, object) || /Secret|ConfigMap/.test(target?.kind ?? ''));
    const mayChange = (word: string): boolean => own.some(({ words }) => words === undefined || words.has(word));
    // A JSON patch names entries of a list by their numbers alone.
    const isNumbered = own.some(({ words }) => words?.has('op') && words.has('env'));
    // A patch of what is not here changes a part of it.
    const isWhole = !order.includes(path);
    const namespace = definition.namespace?.value;
    return {
      path,
      name: definition.name,
      kind: definition.kind.value,
      namespace,
      definition,
      layers,
      replicas: replicasOf(layers, kustomizations),
      mayChange,
      containers: containers.map((parts) => {
        const [{ definition: container }] = parts;
        const service = containers.length === 1 ? definition.name : `${definition.name}/${container.container.name}`;
        const { entries, complete, read } = environmentOf(parts, (from, name) => dataOf(from, name, namespace));
        for (const setting of read) claimed.add(setting);
        const product = productOf(container, [...entries.keys()], detected);
        const known = knownImage(container.container.image?.value);
        const settings = [...entries].flatMap(([key, entry]) =>
          effectiveSetting(key, entry.path, entry.setting, () => undefined, service, product, detected)
            .map((one) => withImageVariable(one, known))
            .map((one) => (isNumbered || mayChange(key) ? { ...one, value: undefined, patched: true as const } : one)),
        );
        return {
          container: container.container,
          definition: container,
          layers: parts,
          service,
          product,
          settings,
          complete: complete && isWhole && !mayChange('env') && !mayChange('data'),
        };
      }),
    };
  });
  return { workloads, claimed };
}

/** Each object that makes pods with the patches of its kind and name; a patch of none that is here stands by itself. */
function layeredWorkloads(
  manifests: readonly ManifestFile[],
  order: readonly string[],
): readonly (readonly [WorkloadLayer, ...WorkloadLayer[]])[] {
  const all = manifests.flatMap(({ path, model }) => model.workloads.map((definition) => ({ path, definition })));
  const patches = order.flatMap((path) => all.filter((one) => one.path === path));
  const laid = new Set<WorkloadLayer>();
  const whole = all
    .filter(({ path }) => !order.includes(path))
    .map((base): readonly [WorkloadLayer, ...WorkloadLayer[]] => {
      const own = patches.filter(
        ({ definition: { kind, name } }) => kind.value === base.definition.kind.value && name === base.definition.name,
      );
      for (const one of own) laid.add(one);
      return [base, ...own];
    });
  return [...whole, ...patches.filter((one) => !laid.has(one)).map((one) => [one] as const)];
}

/** The containers of an object, each with what patches lay on it by its name, and those that only a patch brings. */
function layeredContainers([base, ...patches]: readonly [WorkloadLayer, ...WorkloadLayer[]]): readonly (readonly [
  ContainerLayer,
  ...ContainerLayer[],
])[] {
  const found = base.definition.containers.map((definition): [ContainerLayer, ...ContainerLayer[]] => [
    { path: base.path, definition },
  ]);
  for (const { path, definition: patch } of patches) {
    for (const definition of patch.containers) {
      const own = found.find(([first]) => first.definition.container.name === definition.container.name);
      if (own) own.push({ path, definition });
      else found.push([{ path, definition }]);
    }
  }
  return found;
}

/** A kustomization's own word counts before that of the object and its patches. */
function replicasOf(
  layers: readonly WorkloadLayer[],
  kustomizations: readonly KustomizeFile[],
): DeployedWorkload['replicas'] {
  const name = layers[0]?.definition.name;
  const named = kustomizations.flatMap(({ path, model }) =>
    model.replicas.flatMap((one) => (one.name === name ? [{ path, count: one.count }] : [])),
  );
  const written = layers.flatMap(({ path, definition: { replicas } }) => (replicas ? [{ path, count: replicas }] : []));
  return named.at(-1) ?? written.at(-1);
}

/** `env` wins over `envFrom`, the later entry over the earlier (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables). */
function environmentOf(
  layers: readonly ContainerLayer[],
  find: (from: 'secret' | 'config', name: string) => ClusterData | undefined,
): {
  readonly entries: ReadonlyMap<string, ClusterEntry>;
  readonly complete: boolean;
  /** All that it asks for: what another entry overrides decides nothing either. */
  readonly read: readonly Setting[];
} {
  const entries = new Map<string, ClusterEntry>();
  const read: Setting[] = layers.flatMap(({ definition }) => definition.environment);
  let complete = true;
  // A patch replaces the whole list.
  const imports = layers.findLast(({ definition }) => definition.imports.length > 0)?.definition.imports ?? [];
  for (const { from, name, prefix } of imports) {
    const source = find(from, name);
    if (!source?.whole) complete = false;
    for (const entry of source?.entries ?? []) {
      read.push(entry.setting);
      entries.set(`${prefix}${entry.setting.key}`, entry);
    }
  }
  for (const { path, definition } of layers) {
    for (const { key, from, name, item } of definition.references) {
      entries.delete(key);
      if (from === 'field' || from === 'resource') continue;
      const found = find(from, name)?.entries.findLast(({ setting }) => setting.key === item);
      if (found) {
        read.push(found.setting);
        entries.set(key, found);
      } else complete = false;
    }
    for (const setting of definition.environment) entries.set(setting.key, { path, setting });
  }
  return { entries, complete, read };
}

function productOf(
  { container: { image, name } }: KubernetesContainer,
  keys: readonly string[],
  detected: readonly DetectedProduct[],
): Product | undefined {
  const repository = image && withoutTag(image.value);
  const byImage = detected.find(
    ({ product }) => repository !== undefined && product.detect.strong.images.includes(repository),
  );
  if (byImage || runsAnother(name, image?.value)) return byImage?.product;
  const names = [name, ...(image ? [imageNameOf(image.value)] : [])];
  return detected.find(
    ({ product }) => names.some((one) => isServiceName(one, product)) || keys.some((key) => ownsName(key, product)),
  )?.product;
}
