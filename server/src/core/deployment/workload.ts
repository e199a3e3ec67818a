import type { Container } from '../model/container.ts';
import { withoutTag } from '../model/image.ts';
import type { KubernetesContainer, KubernetesData, KubernetesWorkload } from '../model/kubernetes.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isServiceName, ownsName } from '../product/detect.ts';
import { knownImage } from '../product/known-image.ts';
import type { Product } from '../product/product.ts';
import type { DetectedProduct } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';
import { effectiveSetting, withImageVariable } from './effective-setting.ts';
import { runsAnother } from './served-product.ts';

export type ManifestFile = Extract<SourceFile, { kind: 'kubernetes' | 'helm-template' }>;

export const isManifest = (file: SourceFile): file is ManifestFile =>
  file.kind === 'kubernetes' || file.kind === 'helm-template';

/** A container of a pod with the environment that it reads. */
export interface DeployedContainer {
  readonly container: Container;
  readonly definition: KubernetesContainer;
  /** The name that its settings carry: the workload's, with the container's behind a slash where there are several. */
  readonly service: string;
  readonly product: Product | undefined;
  readonly settings: readonly EffectiveSetting[];
  /** False where a Secret or ConfigMap that it reads is not among the files: more names are set. */
  readonly complete: boolean;
}

/** An object that makes pods. */
export interface DeployedWorkload {
  readonly path: string;
  readonly name: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly definition: KubernetesWorkload;
  readonly containers: readonly DeployedContainer[];
}

interface Source {
  readonly path: string;
  readonly data: KubernetesData;
}

/** The workloads of the manifests, and which entries of ConfigMaps and Secrets they read. */
export function deployWorkloads(
  files: readonly SourceFile[],
  detected: readonly DetectedProduct[],
): { readonly workloads: readonly DeployedWorkload[]; readonly claimed: ReadonlySet<Setting> } {
  const manifests = files.filter(isManifest);
  const sources = new Map<string, Source[]>();
  for (const { path, model } of manifests) {
    for (const data of [...model.secrets, ...model.configMaps]) {
      const id = `${data.kind.value === 'Secret' ? 'secret' : 'config'} ${data.name}`;
      sources.set(id, [...(sources.get(id) ?? []), { path, data }]);
    }
  }
  const claimed = new Set<Setting>();
  const workloads = manifests.flatMap(({ path, model }) =>
    model.workloads.map((definition): DeployedWorkload => {
      const namespace = definition.namespace?.value;
      const find = (from: 'secret' | 'config', name: string): Source | undefined => {
        const named = name === '' ? [] : (sources.get(`${from} ${name}`) ?? []);
        return (
          named.find(({ data }) => data.namespace?.value === namespace) ??
          named.find(({ data }) => data.namespace === undefined || namespace === undefined)
        );
      };
      return {
        path,
        name: definition.name,
        kind: definition.kind.value,
        namespace,
        definition,
        containers: definition.containers.map((container) => {
          const service =
            definition.containers.length === 1 ? definition.name : `${definition.name}/${container.container.name}`;
          const { entries, complete, read } = environmentOf(container, path, find);
          for (const setting of read) claimed.add(setting);
          const product = productOf(container, [...entries.keys()], detected);
          const known = knownImage(container.container.image?.value);
          const settings = [...entries].flatMap(([key, entry]) =>
            effectiveSetting(key, entry.path, entry.setting, () => undefined, service, product, detected).map((one) =>
              withImageVariable(one, known),
            ),
          );
          return { container: container.container, definition: container, service, product, settings, complete };
        }),
      };
    }),
  );
  return { workloads, claimed };
}

/** `env` wins over `envFrom`, the later entry over the earlier (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables). */
function environmentOf(
  { environment, references, imports }: KubernetesContainer,
  path: string,
  find: (from: 'secret' | 'config', name: string) => Source | undefined,
): {
  readonly entries: ReadonlyMap<string, { readonly path: string; readonly setting: Setting }>;
  readonly complete: boolean;
  /** All that it asks for: what another entry overrides decides nothing either. */
  readonly read: readonly Setting[];
} {
  const entries = new Map<string, { path: string; setting: Setting }>();
  const read: Setting[] = [...environment];
  let complete = true;
  for (const { from, name, prefix } of imports) {
    const source = find(from, name);
    if (!source) complete = false;
    for (const setting of source?.data.settings ?? []) {
      read.push(setting);
      entries.set(`${prefix}${setting.key}`, { path: source?.path ?? path, setting });
    }
  }
  for (const { key, from, name, item } of references) {
    entries.delete(key);
    if (from === 'field' || from === 'resource') continue;
    const source = find(from, name);
    const setting = source?.data.settings.find((one) => one.key === item);
    if (source && setting) {
      read.push(setting);
      entries.set(key, { path: source.path, setting });
    } else complete = false;
  }
  for (const setting of environment) entries.set(setting.key, { path, setting });
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
  return detected.find(({ product }) => isServiceName(name, product) || keys.some((key) => ownsName(key, product)))
    ?.product;
}
