import type { Deployment } from '../deployment/deployment.ts';
import { type DeployedWorkload, isManifest } from '../deployment/workload.ts';
import type { KubernetesModel, KubernetesObject, KubernetesPair, KubernetesService } from '../model/kubernetes.ts';
import type { KubernetesServiceAccount } from '../model/kubernetes-rights.ts';
import { folderOf } from '../model/path.ts';
import { put } from '../multimap.ts';

export interface Placed<T> {
  readonly folder: string;
  readonly object: T;
}

export interface Listing<T> {
  readonly all: readonly Placed<T>[];
  readonly byName: ReadonlyMap<string, readonly Placed<T>[]>;
}

export interface Pods extends Placed<KubernetesObject> {
  readonly workload: DeployedWorkload;
  /** Those of all of its layers. */
  readonly labels: readonly KubernetesPair[];
}

/** The objects of a deployment that others point to, where they are found at once. */
export interface ClusterIndex {
  readonly pods: readonly Pods[];
  /** The pods that an object of a namespace selects. */
  podsOf(of: KubernetesObject, selector: readonly KubernetesPair[]): readonly Pods[];
  readonly services: Listing<KubernetesService>;
  readonly accounts: Listing<KubernetesServiceAccount>;
  readonly workloads: Listing<KubernetesObject>;
}

/** Objects that name no namespace get the one that they are applied in. */
export const isNear = (one: KubernetesObject, other: KubernetesObject): boolean =>
  one.namespace === undefined || other.namespace === undefined || one.namespace.value === other.namespace.value;

/** What the controllers of pods put on them by themselves. */
const isOfController = ({ key }: KubernetesPair): boolean =>
  /^(?:(?:statefulset|batch)\.kubernetes\.io\/|apps\.kubernetes\.io\/pod-index$|job-name$|controller-uid$|pod-template-hash$)/.test(
    key,
  );

/** What of a selector has to stand in the files. */
export const writtenLabels = (selector: readonly KubernetesPair[]): readonly KubernetesPair[] =>
  selector.filter((pair) => !isOfController(pair));

export const hasLabel = (labels: readonly KubernetesPair[], { key, value }: KubernetesPair): boolean =>
  labels.some((label) => label.key === key && label.value === value);

const idOf = ({ key, value }: KubernetesPair): string => `${key}\0${value}`;

export function indexCluster({ files, workloads }: Deployment): ClusterIndex {
  const manifests = files.filter(isManifest);
  const pods = workloads.map(
    (workload): Pods => ({
      workload,
      object: workload.definition,
      folder: folderOf(workload.path),
      labels: workload.layers.flatMap(({ definition }) => definition.podLabels),
    }),
  );
  const byLabel = new Map<string, Pods[]>();
  for (const one of pods) for (const id of new Set(one.labels.map(idOf))) put(byLabel, id, one);
  const listing = <T extends KubernetesObject>(pick: (model: KubernetesModel) => readonly T[]): Listing<T> => {
    const all = manifests.flatMap(({ path, model }) =>
      pick(model).map((object): Placed<T> => ({ folder: folderOf(path), object })),
    );
    const byName = new Map<string, Placed<T>[]>();
    for (const one of all) put(byName, one.object.name, one);
    return { all, byName };
  };
  return {
    pods,
    podsOf(of, selector) {
      const labels = writtenLabels(selector);
      const [first] = labels;
      const candidates = first ? (byLabel.get(idOf(first)) ?? []) : pods;
      return candidates.filter((one) => isNear(of, one.object) && labels.every((pair) => hasLabel(one.labels, pair)));
    },
    services: listing(({ services }) => services),
    accounts: listing(({ serviceAccounts }) => serviceAccounts),
    workloads: listing((model) => model.workloads),
  };
}
