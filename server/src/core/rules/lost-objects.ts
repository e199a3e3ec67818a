import type { Fact } from '../model/container.ts';
import type {
  IngressBackend,
  KubernetesIngress,
  KubernetesModel,
  KubernetesObject,
  KubernetesPair,
  KubernetesWorkload,
} from '../model/kubernetes.ts';
import type { Span } from '../text.ts';
import { type ClusterIndex, hasLabel, isNear, type Listing, type Placed, writtenLabels } from './cluster-index.ts';
import type { Problem } from './rule.ts';

export type Said = Omit<Problem, 'path'>;

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
 * A name that no object of a sort has. Where none of them lies in the same folder, what is meant may lie where none of the
 * files is.
 */
function lostName(
  name: Fact<string> | undefined,
  { all, byName }: Listing<KubernetesObject>,
  { of, folder }: { readonly of: KubernetesObject; readonly folder: string },
  kind?: string,
): Fact<string> | undefined {
  if (!name || name.value === '' || isOpen(name.value)) return undefined;
  const isIt = ({ object }: Placed<KubernetesObject>): boolean =>
    isNear(object, of) && (kind === undefined || object.kind.value === kind);
  if (byName.get(name.value)?.some(isIt)) return undefined;
  const near = all.filter(({ object }) => isNear(object, of));
  const isHere = near.some((one) => one.folder === folder) && !near.some(({ object }) => isOpen(object.name));
  return isHere ? name : undefined;
}

/** The first label of a selector with which no candidate is left. */
function lostLabel(
  selector: readonly KubernetesPair[],
  candidates: readonly (readonly KubernetesPair[])[],
): KubernetesPair | undefined {
  if (selector.some(({ value }) => isOpen(value))) return undefined;
  let left = candidates;
  return writtenLabels(selector).find((pair) => {
    left = left.filter((labels) => hasLabel(labels, pair));
    return left.length === 0;
  });
}

function lostPods(
  of: KubernetesObject,
  selector: readonly KubernetesPair[],
  index: ClusterIndex,
  folder: string,
): KubernetesPair | undefined {
  if (index.podsOf(of, selector).length > 0) return undefined;
  const near = index.pods.filter(({ object }) => isNear(of, object));
  return near.some((one) => one.folder === folder)
    ? lostLabel(
        selector,
        near.map(({ labels }) => labels),
      )
    : undefined;
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
export function lostObjects(model: KubernetesModel, folder: string, index: ClusterIndex): readonly Said[] {
  return [
    ...selectorsIn(model).flatMap(({ object, selector, what }) => {
      const lost = lostPods(object, selector, index, folder);
      return lost ? [nothing(object, lost.span, `${what} no pod: none has the label ${lost.key}: ${lost.value}`)] : [];
    }),
    ...model.ingresses.flatMap((of) =>
      backendsOf(of).flatMap(({ service }) =>
        nameless(of, lostName(service, index.services, { of, folder }), 'sends to'),
      ),
    ),
    ...model.monitors.flatMap((monitor) => {
      const near = index.services.all.filter(({ object }) => isNear(object, monitor));
      const isHere = !monitor.isElsewhere && near.some((one) => one.folder === folder);
      const labels = near.map(({ object }) => object.labels);
      const lost = isHere ? lostLabel(monitor.selector, labels) : undefined;
      return lost ? [nothing(monitor, lost.span, 'finds no Service with its labels')] : [];
    }),
    ...model.autoscalers.flatMap((of) => {
      const { targetKind, targetName } = of;
      // Other kinds are made by those who brought them.
      if (!/^(?:Deployment|StatefulSet|ReplicaSet)$/.test(targetKind?.value ?? '')) return [];
      return nameless(of, lostName(targetName, index.workloads, { of, folder }, targetKind?.value), 'scales');
    }),
    ...model.workloads.flatMap((of) => {
      const { serviceAccount } = of;
      const account =
        serviceAccount?.value === 'default' ? undefined : lostName(serviceAccount, index.accounts, { of, folder });
      return [...nameless(of, account, 'runs as the account'), ...lostNames(of, folder, index)];
    }),
  ];
}

const nameless = (object: KubernetesObject, name: Fact<string> | undefined, words: string): readonly Said[] =>
  name ? [nothing(object, name.span, `${words} ${name.value}, which is not there`)] : [];

/** The Service that a StatefulSet takes the names of its pods from. */
function lostNames(of: KubernetesWorkload, folder: string, { services }: ClusterIndex): readonly Said[] {
  const { serviceName } = of;
  const words = 'takes the names of its pods from';
  const own = (services.byName.get(serviceName?.value ?? '') ?? []).filter(({ object }) => isNear(object, of));
  return serviceName && own.length > 0 && !own.some(({ object }) => object.headless)
    ? [nothing(of, serviceName.span, `${words} ${serviceName.value}, which is not headless`)]
    : nameless(of, lostName(serviceName, services, { of, folder }), words);
}

export const backendsOf = ({ rules, defaultBackend }: KubernetesIngress): readonly IngressBackend[] => [
  ...rules.flatMap((rule) => rule.backends),
  defaultBackend,
];
