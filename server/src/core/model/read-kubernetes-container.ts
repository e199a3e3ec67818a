import type { YamlNode } from '../syntax/yaml-tree.ts';
import { entryOf } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { Container, Fact, HostMount, HostNamespace } from './container.ts';
import type {
  KubernetesContainer,
  KubernetesMount,
  KubernetesPair,
  KubernetesPort,
  KubernetesProbe,
} from './kubernetes.ts';
import { readEnvironment } from './read-kubernetes-environment.ts';
import { entriesOf, flagFact, itemFact, itemsOf, nodeAt, numberFact, plainText, textFact } from './yaml-fact.ts';

/** What a pod says for all of its containers. */
export interface PodFacts {
  readonly spec: YamlNode | undefined;
  readonly annotations: readonly KubernetesPair[];
  /** Volumes of the host by their names. */
  readonly hostPaths: ReadonlyMap<string, HostMount>;
  /** The whole text of the file. */
  readonly text: string;
}

export const optional = <K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } =>
  // An object of that one key, or of none.
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

/** One container of a pod; its own security context wins over the pod's (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/). */
export function readContainer(
  node: YamlNode,
  role: Container['role'],
  pointer: string,
  pod: PodFacts,
): KubernetesContainer {
  const own = nodeAt(node, 'securityContext');
  const shared = nodeAt(pod.spec, 'securityContext');
  const limits = nodeAt(node, 'resources', 'limits');
  const requests = nodeAt(node, 'resources', 'requests');
  const name = textFact(node, 'name');
  const nameEntry = entryOf(node, 'name');
  const mounts = itemsOf(nodeAt(node, 'volumeMounts')).flatMap(readMount);
  const probes = readProbes(node);
  const health = probes.find(({ kind }) => kind !== 'startup');
  const nameSpan = name?.span ?? nameEntry?.value?.span ?? { start: node.span.start, end: node.span.start };
  const shownName = name?.value ?? pod.text.slice(nameSpan.start, nameSpan.end);
  const container: Container = {
    name: shownName,
    nameSpan,
    span: node.span,
    pointer,
    role,
    image: textFact(node, 'image'),
    built: false,
    privileged: privilegedIn(own, shared),
    escalation: flagFact(own, 'allowPrivilegeEscalation'),
    addedCapabilities: capabilities(nodeAt(own, 'capabilities', 'add')),
    droppedCapabilities: capabilities(nodeAt(own, 'capabilities', 'drop')),
    unconfined: unconfined(own, shared, shownName, pod.annotations),
    hostNamespaces: hostNamespaces(pod.spec),
    hostMounts: mounts.flatMap((mount) => {
      const host = pod.hostPaths.get(mount.volume);
      return host ? [{ ...host, target: mount.path, readOnly: mount.readOnly }] : [];
    }),
    user: textFact(own, 'runAsUser') ?? textFact(shared, 'runAsUser'),
    group: textFact(own, 'runAsGroup') ?? textFact(shared, 'runAsGroup'),
    nonRoot: flagFact(own, 'runAsNonRoot') ?? flagFact(shared, 'runAsNonRoot'),
    readOnlyRoot: flagFact(own, 'readOnlyRootFilesystem'),
    limits: { ...optional('memory', textFact(limits, 'memory')), ...optional('cpus', textFact(limits, 'cpu')) },
    healthcheck: health && { span: health.span, disabled: false },
    restart: restartOf(pod.spec),
  };
  return {
    container,
    ...readEnvironment(node, pointer, pod.text),
    ports: itemsOf(nodeAt(node, 'ports')).map(readPort),
    probes,
    requests: { ...optional('memory', textFact(requests, 'memory')), ...optional('cpus', textFact(requests, 'cpu')) },
    mounts,
    commandWords: [...itemsOf(nodeAt(node, 'command')), ...itemsOf(nodeAt(node, 'args'))].flatMap(
      (word) => itemFact(word) ?? [],
    ),
    command: [...itemsOf(nodeAt(node, 'command')), ...itemsOf(nodeAt(node, 'args'))]
      .flatMap((word) => plainText(word) ?? [])
      .join(' '),
    seccomp: seccompOf(own, shared, shownName, pod.annotations),
    entries: {
      ...optional('securityContext', entryOf(node, 'securityContext')?.span),
      ...optional('resources', entryOf(node, 'resources')?.span),
    },
  };
}

/** The annotations say it where the cluster is older than the field (https://kubernetes.io/docs/tutorials/security/seccomp/). */
function seccompOf(
  own: YamlNode | undefined,
  shared: YamlNode | undefined,
  name: string,
  annotations: readonly KubernetesPair[],
): Fact<string> | undefined {
  const field = textFact(nodeAt(own, 'seccompProfile'), 'type') ?? textFact(nodeAt(shared, 'seccompProfile'), 'type');
  const prefix = 'seccomp.security.alpha.kubernetes.io/';
  const annotated =
    annotations.find(({ key }) => key === `container.${prefix}${name}`) ??
    annotations.find(({ key }) => key === `${prefix}pod`);
  return (
    field ??
    (annotated && { value: annotated.value, text: annotated.value, span: annotated.valueSpan, entry: annotated.span })
  );
}

/** On Windows a process of the host itself is what a privileged container is on Linux. */
function privilegedIn(own: YamlNode | undefined, shared: YamlNode | undefined): Fact<boolean> | undefined {
  const hostProcess =
    flagFact(nodeAt(own, 'windowsOptions'), 'hostProcess') ?? flagFact(nodeAt(shared, 'windowsOptions'), 'hostProcess');
  return hostProcess?.value ? hostProcess : flagFact(own, 'privileged');
}

const capabilities = (node: YamlNode | undefined): readonly Fact<string>[] =>
  itemsOf(node).flatMap((item) => {
    const fact = itemFact(item);
    return fact ? [{ ...fact, value: fact.value.toUpperCase().replace(/^CAP_/, '') }] : [];
  });

function unconfined(
  own: YamlNode | undefined,
  shared: YamlNode | undefined,
  name: string,
  annotations: readonly KubernetesPair[],
): readonly Fact<string>[] {
  const profile = (key: string, value: string): readonly Fact<string>[] => {
    const type = textFact(nodeAt(own, key), 'type') ?? textFact(nodeAt(shared, key), 'type');
    return type?.value === 'Unconfined' ? [{ ...type, value }] : [];
  };
  const annotated = annotations.find(({ key }) => key === `container.apparmor.security.beta.kubernetes.io/${name}`);
  const procMount = textFact(own, 'procMount');
  const type = textFact(nodeAt(own, 'seLinuxOptions'), 'type') ?? textFact(nodeAt(shared, 'seLinuxOptions'), 'type');
  return [
    ...profile('seccompProfile', 'seccomp'),
    ...profile('appArmorProfile', 'apparmor'),
    ...(annotated?.value === 'unconfined'
      ? [{ value: 'apparmor', text: annotated.value, span: annotated.valueSpan, entry: annotated.span }]
      : []),
    // The type of what SELinux lets do everything.
    ...(type?.value === 'spc_t' ? [{ ...type, value: 'label' }] : []),
    ...(procMount?.value === 'Unmasked' ? [{ ...procMount, value: 'systempaths' }] : []),
  ];
}

const namespaceKeys: readonly (readonly [string, HostNamespace])[] = [
  ['hostNetwork', 'network'],
  ['hostPID', 'pid'],
  ['hostIPC', 'ipc'],
];

export const hostNamespaces = (spec: YamlNode | undefined): readonly Fact<HostNamespace>[] =>
  namespaceKeys.flatMap(([key, value]) => {
    const flag = flagFact(spec, key);
    return flag?.value ? [{ ...flag, value }] : [];
  });

const restartWords: Readonly<Record<string, string>> = { Always: 'always', OnFailure: 'on-failure', Never: 'no' };

function restartOf(spec: YamlNode | undefined): Fact<string> | undefined {
  const policy = textFact(spec, 'restartPolicy');
  const value = policy && restartWords[policy.value];
  return policy && value !== undefined ? { ...policy, value } : undefined;
}

function readMount(node: YamlNode): readonly KubernetesMount[] {
  const volume = plainText(nodeAt(node, 'name'));
  if (volume === undefined) return [];
  return [
    {
      volume,
      path: plainText(nodeAt(node, 'mountPath')) ?? '',
      readOnly: flagFact(node, 'readOnly')?.value === true,
      span: node.span,
    },
  ];
}

const readPort = (node: YamlNode): KubernetesPort => ({
  containerPort: numberFact(node, 'containerPort'),
  protocol: plainText(nodeAt(node, 'protocol')) ?? 'TCP',
  hostPort: numberFact(node, 'hostPort'),
  hostIp: plainText(nodeAt(node, 'hostIP')),
  name: plainText(nodeAt(node, 'name')),
  span: node.span,
});

const probeKinds = ['liveness', 'readiness', 'startup'] as const;
const probeActions = [
  ['httpGet', 'http'],
  ['tcpSocket', 'tcp'],
  ['exec', 'exec'],
  ['grpc', 'grpc'],
] as const;

const readProbes = (node: YamlNode): readonly KubernetesProbe[] =>
  probeKinds.flatMap((kind): readonly KubernetesProbe[] => {
    const entry = entryOf(node, `${kind}Probe`);
    if (!entry || entriesOf(entry.value).length === 0) return [];
    const action = probeActions.find(([key]) => nodeAt(entry.value, key) !== undefined);
    const target = action && nodeAt(entry.value, action[0]);
    const place: Span = entry.span;
    return [
      {
        kind,
        action: action?.[1],
        path: textFact(target, 'path'),
        port: textFact(target, 'port'),
        period: numberFact(entry.value, 'periodSeconds'),
        span: place,
      },
    ];
  });
