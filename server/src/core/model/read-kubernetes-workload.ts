import type { YamlNode } from '../syntax/yaml-tree.ts';
import { entryOf } from '../syntax/yaml-tree.ts';
import type { Container, HostMount } from './container.ts';
import type {
  KubernetesContainer,
  KubernetesObject,
  KubernetesPair,
  KubernetesVolume,
  KubernetesWorkload,
} from './kubernetes.ts';
import { hostNamespaces, optional, readContainer } from './read-kubernetes-container.ts';
import { readStorage } from './read-kubernetes-storage.ts';
import {
  entriesOf,
  flagFact,
  isMap,
  isScalar,
  itemsOf,
  nodeAt,
  numberFact,
  plainText,
  readBounded,
  textFact,
} from './yaml-fact.ts';

/** Where each kind keeps its pod (https://kubernetes.io/docs/concepts/workloads/). */
const podPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Knative's kinds of the same sort; its Service is another than that of the core (https://knative.dev/docs/serving/). */
const knativePaths: Readonly<Record<string, readonly string[]>> = {
  Service: ['spec', 'template'],
  Configuration: ['spec', 'template'],
  Revision: [],
  ContainerSource: ['spec', 'template'],
};

/** Where Knative's objects that make pods come from. */
export const isKnative = ({ apiVersion }: Pick<KubernetesObject, 'apiVersion'>): boolean =>
  /^(?:serving|sources)\.knative\.dev\//.test(apiVersion.value);

const podPathOf = ({
  kind,
  apiVersion,
}: Pick<KubernetesObject, 'kind' | 'apiVersion'>): readonly string[] | undefined => {
  const paths = isKnative({ apiVersion }) ? knativePaths : podPaths;
  return Object.hasOwn(paths, kind.value) ? paths[kind.value] : undefined;
};

export const isWorkload = (object: KubernetesObject): boolean => podPathOf(object) !== undefined;

const containerSize = (one: KubernetesContainer): number =>
  1 + one.environment.length + one.references.length + one.imports.length + one.ports.length + one.mounts.length;

/** How much there is to walk. */
export const workloadSize = ({ containers, volumes, podLabels }: KubernetesWorkload): number =>
  containers.reduce((sum, one) => sum + containerSize(one), volumes.length + podLabels.length);

/** Labels, annotations and selectors. */
export const readPairs = (node: YamlNode | undefined): readonly KubernetesPair[] =>
  entriesOf(node).flatMap(({ key, value, span }): readonly KubernetesPair[] => {
    const text = plainText(value);
    return isScalar(value) && text !== undefined
      ? [
          {
            key: key.text,
            value: text,
            isText: typeof value.value === 'string',
            keySpan: key.span,
            valueSpan: value.content,
            span,
          },
        ]
      : [];
  });

/** An object that makes pods; one that does not say which has no containers. */
export function readWorkload(object: KubernetesObject, node: YamlNode, text: string): KubernetesWorkload {
  const path = podPathOf(object) ?? [];
  const pod = nodeAt(node, ...path);
  const spec = nodeAt(pod, 'spec');
  const pointer = [object.pointer, ...path, 'spec'].join('/');
  const ofObject = nodeAt(node, 'spec');
  const volumes = itemsOf(nodeAt(spec, 'volumes'));
  const hostPaths = new Map(volumes.flatMap((volume, index) => readHostPath(volume, `${pointer}/volumes/${index}`)));
  const facts = {
    spec,
    annotations: readPairs(nodeAt(pod, 'metadata', 'annotations')),
    hostPaths,
    text,
  };
  const containersIn = (key: string, role: Container['role']): readonly KubernetesContainer[] =>
    readBounded(
      itemsOf(nodeAt(spec, key)).filter(isMap),
      (item, index) => readContainer(item, role, `${pointer}/${key}/${index}`, facts),
      containerSize,
    );
  const containers = [...containersIn('initContainers', 'init'), ...containersIn('containers', 'app')];
  const mounted = new Set(containers.flatMap(({ mounts }) => mounts.map(({ volume }) => volume)));
  const selector = nodeAt(ofObject, 'selector');
  return {
    ...object,
    containers,
    volumes: volumes.flatMap(readVolume),
    unmounted: [...hostPaths].flatMap(([name, mount]) => (mounted.has(name) ? [] : [mount])),
    podLabels: readPairs(nodeAt(pod, 'metadata', 'labels')),
    serviceAccount: textFact(spec, 'serviceAccountName') ?? textFact(spec, 'serviceAccount'),
    mountsToken: flagFact(spec, 'automountServiceAccountToken'),
    replicas: numberFact(ofObject, 'replicas'),
    // A ReplicationController and OpenShift's DeploymentConfig select by labels alone.
    selector: readPairs(nodeAt(selector, 'matchLabels') ?? selector),
    strategy: textFact(nodeAt(ofObject, 'strategy'), 'type') ?? textFact(nodeAt(ofObject, 'updateStrategy'), 'type'),
    hostNamespaces: hostNamespaces(spec),
    sysctls: itemsOf(nodeAt(spec, 'securityContext', 'sysctls')).flatMap((item) => textFact(item, 'name') ?? []),
    schedule: object.kind.value === 'CronJob' ? textFact(ofObject, 'schedule') : undefined,
    suspended: flagFact(ofObject, 'suspend'),
    restartPolicy: textFact(spec, 'restartPolicy'),
    entries: {
      ...optional('securityContext', entryOf(spec, 'securityContext')?.span),
      ...optional('containers', entryOf(spec, 'containers')?.span),
    },
    serviceName: object.kind.value === 'StatefulSet' ? textFact(ofObject, 'serviceName') : undefined,
    claimTemplates: itemsOf(nodeAt(ofObject, 'volumeClaimTemplates')).flatMap((template) => {
      const name = plainText(nodeAt(template, 'metadata', 'name'));
      return name === undefined ? [] : [{ name, ...readStorage(nodeAt(template, 'spec')) }];
    }),
  };
}

function readHostPath(volume: YamlNode, pointer: string): readonly (readonly [string, HostMount])[] {
  const name = plainText(nodeAt(volume, 'name'));
  const path = textFact(nodeAt(volume, 'hostPath'), 'path');
  if (name === undefined || !path) return [];
  return [[name, { source: path.value, target: '', readOnly: false, span: path.entry, pointer }]];
}

const volumeSources = [
  ['persistentVolumeClaim', 'claim', 'claimName'],
  ['emptyDir', 'empty', ''],
  ['secret', 'secret', 'secretName'],
  ['configMap', 'config', 'name'],
  ['hostPath', 'host', 'path'],
] as const;

function readVolume(node: YamlNode): readonly KubernetesVolume[] {
  const name = plainText(nodeAt(node, 'name'));
  if (name === undefined) return [];
  const found = volumeSources.find(([key]) => entryOf(node, key) !== undefined);
  const of = found && textFact(nodeAt(node, found[0]), found[2]);
  // A volume without a source is an empty directory.
  const isBare = entriesOf(node).length === 1;
  return [{ name, source: found?.[1] ?? (isBare ? 'empty' : 'other'), of, span: node.span }];
}
