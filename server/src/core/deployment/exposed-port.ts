import type { Container } from '../model/container.ts';
import type { KubernetesService, KubernetesWorkload } from '../model/kubernetes.ts';
import type { Place } from '../model/place.ts';
import { isLoopbackAddress } from '../model/port.ts';
import { put } from '../multimap.ts';
import type { Deployment } from './deployment.ts';
import type { ManifestFile } from './workload.ts';

/** A port of a pod that is open beyond the cluster: at a node's address, or at a load balancer's. */
export interface ExposedPort extends Place {
  readonly how: 'hostPort' | 'NodePort' | 'LoadBalancer';
  /** Name of the Service; of the workload for a `hostPort`. */
  readonly name: string;
  /** What is behind it; undefined where no workload of the files has the labels. */
  readonly container: Container | undefined;
  /** The port inside of the pod; undefined where it goes by a name that nothing has. */
  readonly port: number | undefined;
  readonly pointer: string;
}

/** Who reaches it, in words. */
export const reachOf: Readonly<Record<ExposedPort['how'], string>> = {
  hostPort: 'at every address of its node',
  NodePort: 'at every address of every node',
  LoadBalancer: 'at a load balancer’s public address',
};

/** https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types */
export function exposedPorts(
  { path, model }: ManifestFile,
  { workloads: deployed }: Deployment,
): readonly ExposedPort[] {
  const isOpen = model.services.some(({ type }) => type?.value === 'NodePort' || type?.value === 'LoadBalancer');
  const labelled: Labelled = isOpen ? byLabel(deployed.map(({ definition }) => definition)) : new Map();
  return [
    ...model.workloads.flatMap((workload) => hostPorts(path, workload)),
    ...model.services.flatMap((service) => serviceExposed(path, service, labelled)),
  ];
}

/** `label=value` -> the workloads whose pods have it. */
type Labelled = ReadonlyMap<string, readonly KubernetesWorkload[]>;

function byLabel(workloads: readonly KubernetesWorkload[]): Labelled {
  const found = new Map<string, KubernetesWorkload[]>();
  for (const workload of workloads) {
    for (const { key, value } of workload.podLabels) put(found, `${key}=${value}`, workload);
  }
  return found;
}

function hostPorts(path: string, { name, containers }: KubernetesWorkload): readonly ExposedPort[] {
  return containers.flatMap(({ container, ports }) =>
    ports.flatMap(({ hostPort, hostIp, containerPort }, index): readonly ExposedPort[] =>
      hostPort === undefined || (hostIp !== undefined && isLoopbackAddress(hostIp))
        ? []
        : [
            {
              path,
              span: hostPort.entry,
              how: 'hostPort',
              name,
              container,
              port: containerPort?.value ?? hostPort.value,
              pointer: `${container.pointer}/ports/${index}/hostPort`,
            },
          ],
    ),
  );
}

function serviceExposed(path: string, service: KubernetesService, labelled: Labelled): readonly ExposedPort[] {
  const { type, ports, name, pointer } = service;
  if (!type || (type.value !== 'NodePort' && type.value !== 'LoadBalancer')) return [];
  if (type.value === 'LoadBalancer' && isInternal(service)) return [];
  const how = type.value;
  const place: Place & { readonly pointer: string } = { path, span: type.entry, pointer: `${pointer}/spec/type` };
  const [first] = service.selector;
  const candidates = (first && labelled.get(`${first.key}=${first.value}`)) ?? [];
  const behind = candidates.filter((workload) => selects(service, workload));
  const containers = behind.flatMap((workload) =>
    workload.containers.filter(({ container }) => container.role === 'app'),
  );
  const found = ports.flatMap(({ port, targetPort }): readonly ExposedPort[] => {
    const wanted = targetPort?.value ?? String(port?.value ?? '');
    const number = (one: (typeof containers)[number]): number | undefined =>
      /^\d+$/.test(wanted) ? Number(wanted) : one.ports.find((known) => known.name === wanted)?.containerPort?.value;
    const answering =
      containers.find((one) => one.ports.some(({ containerPort }) => containerPort?.value === number(one))) ??
      (containers.length === 1 ? containers[0] : undefined);
    return [{ ...place, how, name, container: answering?.container, port: answering && number(answering) }];
  });
  return found.length > 0 ? found : [{ ...place, how, name, container: undefined, port: undefined }];
}

/** Clouds take an annotation for a balancer that only their own network reaches. */
const isInternal = ({ annotations }: KubernetesService): boolean =>
  annotations.some(
    ({ key, value }) =>
      (/load-?balancer/i.test(key) && /internal/i.test(key) && !/^false$/i.test(value)) ||
      (/load-?balancer/i.test(key) && /^internal$/i.test(value)),
  );

/** Every label that a selector asks for; one that asks for none selects nothing here. */
const selects = (
  { selector, namespace }: Pick<KubernetesService, 'selector' | 'namespace'>,
  workload: KubernetesWorkload,
): boolean =>
  selector.length > 0 &&
  namespace?.value === workload.namespace?.value &&
  selector.every(({ key, value }) => workload.podLabels.some((label) => label.key === key && label.value === value));
