import type { KubernetesModel, KubernetesObject, KubernetesPair } from '../model/kubernetes.ts';
import type { Product } from '../product/product.ts';
import type { Deployment } from './deployment.ts';
import { type DeployedWorkload, isManifest } from './workload.ts';

/** An empty selector selects every pod of its namespace. */
export const selects = (selector: readonly KubernetesPair[], { definition }: DeployedWorkload): boolean =>
  selector.every(({ key, value }) => definition.podLabels.some((label) => label.key === key && label.value === value));

/** Objects that name no namespace get the one that they are applied in. */
export const isBeside = ({ namespace }: Pick<KubernetesObject, 'namespace'>, workload: DeployedWorkload): boolean =>
  namespace === undefined || workload.namespace === undefined || namespace.value === workload.namespace;

/** Objects of the workload's own namespace. */
export const objectsBeside = <T extends KubernetesObject>(
  workload: DeployedWorkload,
  { files }: Pick<Deployment, 'files'>,
  pick: (model: KubernetesModel) => readonly T[],
): readonly { readonly path: string; readonly object: T }[] =>
  files.filter(isManifest).flatMap(({ path, model }) =>
    pick(model)
      .filter((object) => isBeside(object, workload))
      .map((object) => ({ path, object })),
  );

/** The Services that select its pods. */
export const servicesOf = (workload: DeployedWorkload, deployment: Pick<Deployment, 'files'>) =>
  objectsBeside(workload, deployment, ({ services }) => services).filter(
    ({ object }) => object.selector.length > 0 && selects(object.selector, workload),
  );

/** The product that runs behind Services of these names. */
export const productBehind = (
  names: readonly string[],
  deployment: Pick<Deployment, 'files' | 'workloads'>,
): Product | undefined =>
  deployment.workloads
    .filter((workload) => servicesOf(workload, deployment).some(({ object }) => names.includes(object.name)))
    .flatMap(({ containers }) => containers.flatMap(({ product }) => product ?? []))[0];
