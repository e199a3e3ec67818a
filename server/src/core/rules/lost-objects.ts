import { isBeside } from '../deployment/cluster-service.ts';
import type { DeployedWorkload } from '../deployment/workload.ts';
import type { Fact } from '../model/container.ts';
import type {
  IngressBackend,
  KubernetesIngress,
  KubernetesModel,
  KubernetesObject,
  KubernetesPair,
  KubernetesService,
  KubernetesWorkload,
} from '../model/kubernetes.ts';
import { folderOf } from '../model/path.ts';
import type { Span } from '../text.ts';
import type { Problem } from './rule.ts';

export type Said = Omit<Problem, 'path'>;

export interface Placed<T> {
  readonly path: string;
  readonly object: T;
}

/** The objects of a sort in an object's namespace. */
export type Beside = <T extends KubernetesObject>(
  pick: (model: KubernetesModel) => readonly T[],
  of: KubernetesObject,
) => readonly Placed<T>[];

/** Objects that name no namespace get the one that they are applied in. */
export const isNear = (one: KubernetesObject, other: KubernetesObject): boolean =>
  one.namespace === undefined || other.namespace === undefined || one.namespace.value === other.namespace.value;

const nothing = (object: KubernetesObject, span: Span, words: string): Said => ({
  span,
  message: `${object.kind.value} ${object.name} ${words}.`,
  severity: 'information',
  strict: true,
  subject: { service: object.name },
  pointer: `${object.pointer}/${words.split(' ').slice(0, 3).join('-')}`,
});

/** Something fills it in before the API server sees it. */
export const isOpen = (text: string): boolean => /[${}<>%@[\]]/.test(text);

/**
 * A name that none of several objects has. Where none of them lies in the same folder, what is meant may lie where none of
 * the files is.
 */
const lostName = (
  name: Fact<string> | undefined,
  among: readonly Placed<KubernetesObject>[],
  folder: string,
  kind?: string,
): Fact<string> | undefined =>
  name &&
  name.value !== '' &&
  !isOpen(name.value) &&
  among.some(({ path }) => folderOf(path) === folder) &&
  !among.some(
    ({ object }) =>
      (object.name === name.value && (kind === undefined || object.kind.value === kind)) || isOpen(object.name),
  )
    ? name
    : undefined;

/** What the controllers of pods put on them by themselves. */
const isOfController = ({ key }: KubernetesPair): boolean =>
  /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io|job-name$|controller-uid$|pod-template-hash$)/.test(
    key,
  );

/** The first label of a selector with which no candidate is left; undefined where one is, or where there are none at all. */
export function lostLabel(
  selector: readonly KubernetesPair[],
  candidates: readonly (readonly KubernetesPair[])[],
): KubernetesPair | undefined {
  if (candidates.length === 0 || selector.some(({ value }) => isOpen(value))) return undefined;
  let left = candidates;
  for (const pair of selector.filter((one) => !isOfController(one))) {
    left = left.filter((labels) => labels.some(({ key, value }) => key === pair.key && value === pair.value));
    if (left.length === 0) return pair;
  }
  return undefined;
}

export const labelsOf = ({ layers }: DeployedWorkload): readonly KubernetesPair[] =>
  layers.flatMap(({ definition }) => definition.podLabels);

function lostPods(
  object: KubernetesObject,
  selector: readonly KubernetesPair[],
  workloads: readonly DeployedWorkload[],
  folder: string,
): KubernetesPair | undefined {
  const near = workloads.filter((one) => isBeside(object, one));
  return near.some(({ path }) => folderOf(path) === folder) ? lostLabel(selector, near.map(labelsOf)) : undefined;
}

const selectorsIn = ({ services, networkPolicies, budgets }: KubernetesModel) => [
  ...services
    .filter(({ type }) => type?.value !== 'ExternalName')
    .map((object) => ({ object, selector: object.selector, what: 'reaches' })),
  ...networkPolicies.flatMap((object) => [
    { object, selector: object.podSelector, what: 'is about' },
    ...object.peers.map((selector) => ({ object, selector, what: 'lets in or out' })),
  ]),
  ...budgets.map((object) => ({ object, selector: object.selector, what: 'protects' })),
];

/** What points to an object, or to pods, that none of the files has. */
export function lostObjects(
  model: KubernetesModel,
  folder: string,
  workloads: readonly DeployedWorkload[],
  beside: Beside,
): readonly Said[] {
  const services = (of: KubernetesObject) => beside((one) => one.services, of);
  return [
    ...selectorsIn(model).flatMap(({ object, selector, what }) => {
      const lost = lostPods(object, selector, workloads, folder);
      return lost ? [nothing(object, lost.span, `${what} no pod: none has the label ${lost.key}: ${lost.value}`)] : [];
    }),
    ...model.ingresses.flatMap((ingress) =>
      backendsOf(ingress).flatMap(({ service }) =>
        nameless(ingress, lostName(service, services(ingress), folder), 'sends to'),
      ),
    ),
    ...model.monitors.flatMap((monitor) => {
      const near = services(monitor);
      const isHere = !monitor.isElsewhere && near.some(({ path }) => folderOf(path) === folder);
      const labels = near.map(({ object }) => object.labels);
      const lost = isHere ? lostLabel(monitor.selector, labels) : undefined;
      return lost ? [nothing(monitor, lost.span, 'finds no Service with its labels')] : [];
    }),
    ...model.autoscalers.flatMap((scaler) => {
      const { targetKind, targetName } = scaler;
      // Other kinds are made by those who brought them.
      if (!/^(?:Deployment|StatefulSet|ReplicaSet)$/.test(targetKind?.value ?? '')) return [];
      const near = beside((one) => one.workloads, scaler);
      return nameless(scaler, lostName(targetName, near, folder, targetKind?.value), 'scales');
    }),
    ...model.workloads.flatMap((workload) => {
      const { serviceAccount } = workload;
      const accounts = beside((one) => one.serviceAccounts, workload);
      const account = serviceAccount?.value === 'default' ? undefined : lostName(serviceAccount, accounts, folder);
      return [
        ...nameless(workload, account, 'runs as the account'),
        ...lostNames(workload, folder, services(workload)),
      ];
    }),
  ];
}

const nameless = (object: KubernetesObject, name: Fact<string> | undefined, words: string): readonly Said[] =>
  name ? [nothing(object, name.span, `${words} ${name.value}, which is not there`)] : [];

/** The Service that a StatefulSet takes the names of its pods from. */
function lostNames(
  workload: KubernetesWorkload,
  folder: string,
  services: readonly Placed<KubernetesService>[],
): readonly Said[] {
  const { serviceName } = workload;
  const lost = nameless(workload, lostName(serviceName, services, folder), 'takes the names of its pods from');
  const own = services.filter(({ object }) => object.name === serviceName?.value);
  return serviceName && own.length > 0 && !own.some(({ object }) => object.headless)
    ? [
        nothing(
          workload,
          serviceName.span,
          `takes the names of its pods from ${serviceName.value}, which is not headless`,
        ),
      ]
    : lost;
}

export const backendsOf = ({ rules, defaultBackend }: KubernetesIngress): readonly IngressBackend[] => [
  ...rules.flatMap((rule) => rule.backends),
  defaultBackend,
];
