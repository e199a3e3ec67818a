import { objectsBeside, selects, servicesOf } from '../deployment/cluster-service.ts';
import type { DeployedContainer, DeployedWorkload } from '../deployment/workload.ts';
import { isManifest } from '../deployment/workload.ts';
import type { KubernetesIngress, KubernetesModel, KubernetesObject } from '../model/kubernetes.ts';
import type { Place } from '../model/place.ts';
import type { WorkloadPart } from '../product/parts.ts';
import type { Context } from './context.ts';

/** A workload that runs the product, with the container that does. */
export interface ProductPod {
  readonly workload: DeployedWorkload;
  readonly pod: DeployedContainer;
}

/** The value is undefined where a template leaves it to values that are not here. */
export type Part = { readonly value: string | undefined; readonly place: Place; readonly open?: string };

export const nameOf = ({ workload }: ProductPod): Place => ({
  path: workload.path,
  span: workload.definition.nameSpan,
});

/** An entry of `tls` names the host; one without hosts stands for all of them. */
const isSecured = (host: string | undefined, tls: KubernetesIngress['tls']): boolean =>
  tls.some(
    ({ hosts }) =>
      hosts.length === 0 ||
      host === undefined ||
      hosts.some(({ value }) => value === host || (value.startsWith('*.') && host.endsWith(value.slice(1)))),
  );

/** What other objects say of the pods: Services, Ingresses, network policies, autoscalers. */
export function fromOthers(part: WorkloadPart, one: ProductPod, { deployment }: Context): readonly Part[] {
  const { workload, pod } = one;
  const manifests = deployment.files.filter(isManifest);
  const all = <T extends KubernetesObject>(pick: (model: KubernetesModel) => readonly T[]) =>
    objectsBeside(workload, deployment, pick);
  const services = servicesOf(workload, deployment);
  /** Objects of kinds that are not read. */
  const foreign = (kind: RegExp, group?: RegExp) =>
    all(({ objects }) => objects).filter(
      ({ object }) =>
        kind.test(object.kind.value) ||
        (group?.test(object.apiVersion.value) === true && object.kind.value === 'NetworkPolicy'),
    );
  switch (part) {
    case 'exposure': {
      const ports = pod.definition.ports.filter(({ hostPort }) => hostPort !== undefined);
      const network = workload.definition.hostNamespaces.find(({ value }) => value === 'network');
      return [
        ...(network ? [{ value: 'hostNetwork', place: { path: workload.path, span: network.span } }] : []),
        ...ports.map(({ span }) => ({ value: 'hostPort', place: { path: workload.path, span } })),
        ...services.map(({ path, object }) => ({
          value: object.type?.value ?? 'ClusterIP',
          place: { path, span: object.type?.span ?? object.nameSpan },
        })),
        ...services.flatMap(
          ({
            path,
            object: {
              externalIps: [first],
            },
          }) => (first ? [{ value: 'externalIPs', place: { path, span: first.span } }] : []),
        ),
      ];
    }
    case 'ingress-tls': {
      const fronts = new Set(services.map(({ object }) => object.name));
      return all(({ ingresses }) => ingresses)
        .filter(({ object }) =>
          object.rules.some(({ backends }) => backends.some(({ service }) => service && fronts.has(service.value))),
        )
        .map(({ path, object }) => {
          const bare = object.rules.find(
            ({ host, backends }) =>
              backends.some(({ service }) => service && fronts.has(service.value)) &&
              !isSecured(host?.value, object.tls),
          );
          const span = bare?.host?.span ?? object.tls[0]?.span ?? object.nameSpan;
          return { value: bare ? 'plain' : 'tls', place: { path, span } };
        })
        .concat(
          deployment.gateways
            .filter((host) => host.complete && !host.redirectsOnly && host.services.some((name) => fronts.has(name)))
            .map(({ tls, plain, path, route }) => ({
              value: tls && !plain ? 'tls' : 'plain',
              place: { path, span: route.nameSpan },
            })),
        );
    }
    case 'pod-security':
      return manifests
        .flatMap(({ path, model }) => model.namespaces.map((object) => ({ path, object })))
        .filter(({ object }) => object.name === workload.namespace)
        .map(({ path, object }) => {
          const label = object.labels.find(({ key }) => key === 'pod-security.kubernetes.io/enforce');
          return { value: label?.value ?? '', place: { path, span: label?.span ?? object.nameSpan } };
        });
    case 'autoscaler': {
      const others = foreign(/^ScaledObject$/).map(({ path, object }) => ({
        value: undefined,
        open: `How many pods ${object.kind.value} ${object.name} makes is not read.`,
        place: { path, span: object.nameSpan },
      }));
      const own = all(({ autoscalers }) => autoscalers)
        .filter(({ object }) => object.targetName?.value === workload.name)
        .map(({ path, object }) => ({
          value: String(object.maxReplicas?.value ?? ''),
          place: { path, span: object.nameSpan },
        }));
      return [...own, ...others];
    }
    default: {
      const policies = all(({ networkPolicies }) => networkPolicies).filter(
        ({ object }) =>
          selects(object.podSelector, workload) &&
          object.policyTypes.some(({ value }) => value.toLowerCase() === 'egress'),
      );
      // What one policy allows no other one forbids.
      const policy = policies.find(({ object }) => object.opensEgress) ?? policies[0];
      const [other] = foreign(/^(?:Cilium(?:Clusterwide)?NetworkPolicy|GlobalNetworkPolicy)$/, /calico/);
      if (!policy && other) {
        const open = `What ${other.object.kind.value} ${other.object.name} restricts is not read.`;
        return [{ value: undefined, open, place: { path: other.path, span: other.object.nameSpan } }];
      }
      return [
        policy
          ? {
              value: policy.object.opensEgress ? 'open' : 'restricted',
              place: { path: policy.path, span: policy.object.nameSpan },
            }
          : { value: 'open', place: nameOf(one) },
      ];
    }
  }
}
