import { isBeside } from '../deployment/cluster-service.ts';
import type { DeployedWorkload } from '../deployment/workload.ts';
import { isManifest } from '../deployment/workload.ts';
import type { Fact } from '../model/container.ts';
import type {
  IngressBackend,
  KubernetesIngress,
  KubernetesModel,
  KubernetesObject,
  KubernetesPair,
  KubernetesService,
} from '../model/kubernetes.ts';
import type { Span } from '../text.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { isWholeCluster } from './whole-cluster.ts';

export const danglingReference: DeploymentRule = {
  id: 'dangling-reference',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'An object of a cluster points to something that is not there.',
  why: `Kubernetes takes such objects without a word. A Service that selects no pod answers nobody, an Ingress whose port its Service does
not have answers 503, and a NetworkPolicy that selects no pod protects none: the pods that it was written for are as open as before.
Mostly a label or a name was changed in one place.

What names a part that its target does not have is reported always. That nothing at all has a name or label may be because it is
installed from elsewhere, so only the profile \`strict\` tells of it, and only where the files show neither a template nor an
operator that could make it.`,
  bad: {
    'web.yaml':
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: http\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: app\n      image: example/app:1.4.2\n      ports:\n        - name: web\n          containerPort: 8080\n',
  },
  good: {
    'web.yaml':
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: http\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: app\n      image: example/app:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n',
  },
  references: [
    'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations',
    'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
  ],

  *check({ deployment, profile }) {
    if (!isWholeCluster(deployment)) return;
    const { files, workloads } = deployment;
    const manifests = files.filter(isManifest);
    const beside = <T extends KubernetesObject>(pick: (model: KubernetesModel) => readonly T[], of: KubernetesObject) =>
      manifests.flatMap(({ model }) => pick(model).filter((one) => isNear(one, of)));
    const services = (of: KubernetesObject) => beside((model) => model.services, of);
    for (const { path, model } of manifests) {
      const at = (said: Said): Problem => ({ path, ...said });
      for (const service of model.services) yield* lostPorts(service, workloads, profile === 'strict').map(at);
      for (const ingress of model.ingresses)
        yield* lostBackends(ingress, services(ingress), profile === 'strict').map(at);
      if (profile !== 'strict') continue;
      for (const { object, selector, what } of selectorsIn(model)) {
        const lost = lostPods(object, selector, workloads);
        if (lost) yield at(nothing(object, lost.span, `${what} no pod: none has the label ${lost.key}: ${lost.value}`));
      }
      for (const monitor of model.monitors) {
        const near = services(monitor);
        const lost = monitor.isElsewhere
          ? undefined
          : lostLabel(
              monitor.selector,
              near.map(({ labels }) => labels),
            );
        if (lost) yield at(nothing(monitor, lost.span, 'finds no Service with its labels'));
      }
      for (const scaler of model.autoscalers) {
        const { targetKind, targetName } = scaler;
        const near = workloads.filter((one) => isBeside(scaler, one));
        if (
          !targetName ||
          near.length === 0 ||
          !/^(?:Deployment|StatefulSet|ReplicaSet)$/.test(targetKind?.value ?? '')
        )
          continue;
        if (!near.some(({ kind, name }) => kind === targetKind?.value && name === targetName.value))
          yield at(nothing(scaler, targetName.span, `scales ${targetName.value}, which is not there`));
      }
      for (const workload of model.workloads) {
        const { serviceName, serviceAccount } = workload;
        const accounts = beside(({ serviceAccounts }) => serviceAccounts, workload);
        if (isLost(serviceAccount, accounts) && serviceAccount?.value !== 'default')
          yield at(
            nothing(workload, serviceAccount?.span, `names the account ${serviceAccount?.value}, which is not there`),
          );
        const near = services(workload);
        if (isLost(serviceName, near))
          yield at(nothing(workload, serviceName?.span, `names the Service ${serviceName?.value}, which is not there`));
        else if (serviceName && near.some(({ name, headless }) => name === serviceName.value && !headless))
          yield at(
            nothing(
              workload,
              serviceName.span,
              `takes the names of its pods from ${serviceName.value}, which is not headless`,
            ),
          );
      }
    }
  },
};

type Said = Omit<Problem, 'path'>;

/** Objects that name no namespace get the one that they are applied in. */
const isNear = (one: KubernetesObject, other: KubernetesObject): boolean =>
  one.namespace === undefined || other.namespace === undefined || one.namespace.value === other.namespace.value;

const nothing = (object: KubernetesObject, span: Span | undefined, words: string): Said => ({
  span: span ?? object.nameSpan,
  message: `${object.kind.value} ${object.name} ${words}.`,
  severity: 'information',
  strict: true,
  subject: { service: object.name },
  pointer: `${object.pointer}/${words.split(' ').slice(0, 3).join('-')}`,
});

/** Something fills it in before the API server sees it. */
const isOpen = (text: string): boolean => /[${}<>%@[\]]/.test(text);

/** A name that none of several objects has. */
const isLost = (name: Fact<string> | undefined, among: readonly KubernetesObject[]): boolean =>
  name !== undefined &&
  name.value !== '' &&
  !isOpen(name.value) &&
  among.length > 0 &&
  !among.some((one) => one.name === name.value || isOpen(one.name));

/** What the controllers of pods put on them by themselves. */
const isOfController = ({ key }: KubernetesPair): boolean =>
  /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io|job-name$|controller-uid$|pod-template-hash$)/.test(
    key,
  );

/** The first label of a selector with which no candidate is left; undefined where one is, or where there are none at all. */
function lostLabel(
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

const labelsOf = ({ layers }: DeployedWorkload): readonly KubernetesPair[] =>
  layers.flatMap(({ definition }) => definition.podLabels);

const lostPods = (
  object: KubernetesObject,
  selector: readonly KubernetesPair[],
  workloads: readonly DeployedWorkload[],
): KubernetesPair | undefined => lostLabel(selector, workloads.filter((one) => isBeside(object, one)).map(labelsOf));

const selectorsIn = ({ services, networkPolicies, budgets }: KubernetesModel) => [
  ...services
    .filter(({ type }) => type?.value !== 'ExternalName')
    .map((object) => ({ object, selector: object.selector, what: 'reaches' })),
  ...networkPolicies.flatMap((object) => [
    { object, selector: object.podSelector, what: 'is about' },
    ...object.peers.map((selector) => ({ object, selector, what: 'lets in or out' })),
  ]),
  ...budgets.map((object) => ({ object, selector: object.selector, what: 'keeps' })),
];

/** Ports of a Service that none of the pods has which it selects. */
function lostPorts(
  service: KubernetesService,
  workloads: readonly DeployedWorkload[],
  isStrict: boolean,
): readonly Said[] {
  const pods = workloads.filter((one) => isBeside(service, one) && !lostLabel(service.selector, [labelsOf(one)]));
  const containers = pods.flatMap(({ layers }) => layers.flatMap(({ definition }) => definition.containers));
  if (service.selector.length === 0 || pods.length === 0 || containers.length === 0) return [];
  const ports = containers.flatMap((one) => one.ports);
  return service.ports.flatMap(({ targetPort }): readonly Said[] => {
    if (!targetPort || isOpen(targetPort.value)) return [];
    const isNumber = /^\d+$/.test(targetPort.value);
    // What a container listens on it need not say, but who lists some of its ports seldom leaves out one.
    if (isNumber && (!isStrict || containers.some((one) => one.container.role === 'app' && one.ports.length === 0)))
      return [];
    const isThere = ports.some(({ name, containerPort }) =>
      isNumber ? containerPort?.text === targetPort.value : name === targetPort.value || isOpen(name ?? ''),
    );
    if (isThere) return [];
    return [
      {
        span: targetPort.span,
        message: `${pods.map(({ name }) => name).join(', ')} ${pods.length === 1 ? 'has' : 'have'} no port ${targetPort.value}, to which the Service ${service.name} sends.`,
        ...(isNumber && { severity: 'information', strict: true }),
        subject: { service: service.name },
        pointer: `${service.pointer}/ports/${targetPort.value}`,
      },
    ];
  });
}

/** Backends whose Service lacks the port; that the Service itself is not there only strict tells. */
function lostBackends(
  ingress: KubernetesIngress,
  services: readonly KubernetesService[],
  isStrict: boolean,
): readonly Said[] {
  const backends: readonly IngressBackend[] = [
    ...ingress.rules.flatMap((rule) => rule.backends),
    ingress.defaultBackend,
  ];
  return backends.flatMap(({ service, port }): readonly Said[] => {
    if (!service) return [];
    if (isLost(service, services))
      return isStrict ? [nothing(ingress, service.span, `sends to ${service.value}, which is not there`)] : [];
    const own = services.filter(({ name, type }) => name === service.value && type?.value !== 'ExternalName');
    if (!port || isOpen(port.value) || own.length === 0) return [];
    const isThere = own.some(({ ports }) =>
      ports.some((one) => one.name === port.value || one.port?.text === port.value || one.port === undefined),
    );
    return isThere
      ? []
      : [
          {
            span: port.span,
            message: `The Service ${service.value} has no port ${port.value}, to which the Ingress ${ingress.name} sends.`,
            subject: { service: ingress.name },
            pointer: `${ingress.pointer}/backends/${service.value}/${port.value}`,
          },
        ];
  });
}
