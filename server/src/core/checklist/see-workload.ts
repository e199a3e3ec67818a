import { objectsBeside, selects, servicesOf } from '../deployment/cluster-service.ts';
import type { DeployedContainer, DeployedWorkload } from '../deployment/workload.ts';
import { isManifest } from '../deployment/workload.ts';
import type { Fact } from '../model/container.ts';
import { withoutTag } from '../model/image.ts';
import type { KubernetesIngress, KubernetesModel, KubernetesObject } from '../model/kubernetes.ts';
import type { Place } from '../model/place.ts';
import type { WorkloadPart } from '../product/condition.ts';
import { chartValues } from './chart-values.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** A workload that runs the product, with the container that does. */
interface ProductPod {
  readonly workload: DeployedWorkload;
  readonly pod: DeployedContainer;
}

/** The value is undefined where a template leaves it to values that are not here. */
type Part = { readonly value: string | undefined; readonly place: Place };

const names: Readonly<Record<WorkloadPart, string>> = {
  kind: 'The kind',
  replicas: 'The number of replicas',
  resources: 'The resources',
  memory: 'The memory limit',
  cpus: 'The CPU limit',
  confinement: 'What confines the container',
  'pod-security': 'The Pod Security Standard',
  exposure: 'The exposure',
  egress: 'The egress',
  'ingress-tls': 'The Ingress',
  autoscaler: 'An autoscaler',
  probes: 'The probes',
  storage: 'The storage',
};

/** What the manifests say of the pods that run the product. */
export function seeWorkload(part: WorkloadPart, context: Context): Sightings {
  const { deployment, product, running, processes } = context;
  const pods = podsOf({ deployment, product });
  const found = pods.flatMap((one) =>
    readPart(part, one, context).map(
      ({ value, place }): Sighting => ({
        name: `${names[part]} of ${one.workload.kind} ${one.workload.name}`,
        value,
        ...(value === undefined && { open: `${names[part]} is left to values of the chart that no file here has.` }),
        places: [place],
        tellable: true,
        about: { services: [one.pod.service] },
      }),
    ),
  );
  const [first] = pods;
  const seenInValues = first ? [] : seeValues(part, context);
  if (!first)
    return {
      found: seenInValues,
      complete: (running.length > 0 || processes.length > 0 || !hasCluster(context)) && seenInValues.length === 0,
      name: `${names[part].toLowerCase()} of a workload`,
    };
  return {
    found,
    complete: true,
    name: `${names[part].toLowerCase()} of a workload of the product`,
    home: nameOf(first),
  };
}

const hasCluster = ({ deployment }: Context): boolean =>
  deployment.files.some((file) => isManifest(file) || file.kind === 'helm-values' || file.kind === 'kustomize');
const podsOf = ({ deployment, product }: Pick<Context, 'deployment' | 'product'>): readonly ProductPod[] =>
  deployment.workloads.flatMap((workload) =>
    workload.containers.filter((pod) => pod.product === product).map((pod) => ({ workload, pod })),
  );

/** The Services in front of the pods that run the product, each with the workload behind it. */
export const frontsOf = (context: Pick<Context, 'deployment' | 'product'>) =>
  podsOf(context).flatMap(({ workload }) =>
    servicesOf(workload, context.deployment).map(({ object }) => ({ object, workload })),
  );

/** What a chart's values alone tell of the pods that it will make. */
function seeValues(part: WorkloadPart, context: Context): readonly Sighting[] {
  const { deployment, product } = context;
  const isOwn = deployment.files.some(
    (file) =>
      file.kind === 'helm-values' &&
      file.model.images.some(({ repository }) => product.detect.strong.images.includes(withoutTag(repository.value))),
  );
  const said = isOwn ? chartValues(context).part(part) : undefined;
  if (!said) return [];
  return [{ name: `${names[part]} in the chart’s values`, value: said.value, places: [said.place], tellable: true }];
}

const nameOf = ({ workload }: ProductPod): Place => ({ path: workload.path, span: workload.definition.nameSpan });

function readPart(part: WorkloadPart, one: ProductPod, context: Context): readonly Part[] {
  const { workload, pod } = one;
  const home = nameOf(one);
  const isTemplate = context.deployment.files.some(
    ({ kind, path }) => kind === 'helm-template' && path === workload.path,
  );
  const values = isTemplate ? chartValues(context) : undefined;
  const handed = values?.part(part);
  if (handed) return [handed];
  const at = ({ span }: Pick<Fact<unknown>, 'span'>): Place => ({ path: workload.path, span });
  const { definition } = workload;
  const joined = (order: readonly string[], words: readonly string[] | undefined): Part => ({
    value: words && ` ${order.filter((word) => words.includes(word)).join(' ')} `,
    place: at({ span: pod.container.nameSpan }),
  });
  switch (part) {
    case 'kind':
      return [{ value: workload.kind, place: at(definition.kind) }];
    case 'replicas':
      return [
        {
          value: definition.replicas || values?.known !== false ? String(definition.replicas?.value ?? 1) : undefined,
          place: definition.replicas ? at(definition.replicas) : home,
        },
      ];
    case 'resources': {
      const { requests } = pod.definition;
      const { limits } = pod.container;
      const words = [
        ...(requests.cpus ? ['cpu-request'] : []),
        ...(requests.memory ? ['memory-request'] : []),
        ...(limits.cpus ? ['cpu-limit'] : []),
        ...(limits.memory ? ['memory-limit'] : []),
      ];
      const isOpen = pod.definition.entries.resources !== undefined && values?.known === false && words.length < 4;
      return [joined(resourceOrder, isOpen ? undefined : [...words, ...(values?.resources ?? [])])];
    }
    case 'confinement': {
      const words = confinementOf(pod);
      const context = pod.definition.entries.securityContext ?? definition.entries.securityContext;
      const isOpen = context !== undefined && values?.known === false && words.length < 3;
      return [joined(confinementOrder, isOpen ? undefined : [...words, ...(values?.confinement ?? [])])];
    }
    case 'memory':
    case 'cpus': {
      const limit = pod.container.limits[part];
      const thousandths = part === 'cpus' ? /^(\d+)m$/.exec(limit?.value ?? '')?.[1] : undefined;
      const value = thousandths === undefined ? limit?.value : String(Number(thousandths) / 1000);
      return limit ? [{ value, place: at(limit) }] : [];
    }
    case 'probes':
      return pod.definition.probes.map((probe) => ({
        value: probe.path?.value ?? (isTemplate && probe.action === 'http' ? undefined : (probe.action ?? '')),
        place: at(probe),
      }));
    case 'storage':
      return definition.claimTemplates.length > 0
        ? [{ value: 'claim', place: home }]
        : definition.volumes
            .filter(({ name }) => pod.definition.mounts.some(({ volume }) => volume === name))
            .filter(({ source }) => source === 'claim' || source === 'empty' || source === 'host')
            .map((volume) => ({ value: volume.source, place: at(volume) }));
    default:
      return fromOthers(part, one, context);
  }
}

const resourceOrder = ['cpu-request', 'memory-request', 'cpu-limit', 'memory-limit'];
const confinementOrder = ['non-root', 'no-escalation', 'drop-all', 'privileged'];

function confinementOf({ container }: DeployedContainer): readonly string[] {
  const user = container.user?.value.split(':')[0];
  const unprivileged = user !== undefined && user !== '0' && user !== 'root';
  return [
    ...(container.nonRoot?.value === true || unprivileged ? ['non-root'] : []),
    ...(container.escalation?.value === false ? ['no-escalation'] : []),
    ...(container.droppedCapabilities.some(({ value }) => value === 'ALL') ? ['drop-all'] : []),
    ...(container.privileged?.value === true ? ['privileged'] : []),
  ];
}

/** An entry of `tls` names the host; one without hosts stands for all of them. */
const isSecured = (host: string | undefined, tls: KubernetesIngress['tls']): boolean =>
  tls.some(
    ({ hosts }) =>
      hosts.length === 0 ||
      host === undefined ||
      hosts.some(({ value }) => value === host || (value.startsWith('*.') && host.endsWith(value.slice(1)))),
  );

/** What other objects say of the pods: Services, Ingresses, network policies, autoscalers. */
function fromOthers(part: WorkloadPart, one: ProductPod, { deployment }: Context): readonly Part[] {
  const { workload, pod } = one;
  const manifests = deployment.files.filter(isManifest);
  const all = <T extends KubernetesObject>(pick: (model: KubernetesModel) => readonly T[]) =>
    objectsBeside(workload, deployment, pick);
  const services = servicesOf(workload, deployment);
  switch (part) {
    case 'exposure': {
      const ports = pod.definition.ports.filter(({ hostPort }) => hostPort !== undefined);
      return [
        ...ports.map(({ span }) => ({ value: 'hostPort', place: { path: workload.path, span } })),
        ...services.map(({ path, object }) => ({
          value: object.type?.value ?? 'ClusterIP',
          place: { path, span: object.type?.span ?? object.nameSpan },
        })),
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
    case 'autoscaler':
      return all(({ autoscalers }) => autoscalers)
        .filter(({ object }) => object.targetName?.value === workload.name)
        .map(({ path, object }) => ({
          value: String(object.maxReplicas?.value ?? ''),
          place: { path, span: object.nameSpan },
        }));
    default: {
      const policies = all(({ networkPolicies }) => networkPolicies).filter(
        ({ object }) =>
          selects(object.podSelector, workload) &&
          object.policyTypes.some(({ value }) => value.toLowerCase() === 'egress'),
      );
      // What one policy allows no other one forbids.
      const policy = policies.find(({ object }) => object.opensEgress) ?? policies[0];
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
