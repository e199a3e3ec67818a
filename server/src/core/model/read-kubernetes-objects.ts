import { entryOf, type YamlNode } from '../syntax/yaml-tree.ts';
import type { Fact } from './container.ts';
import type {
  KubernetesAutoscaler,
  KubernetesBudget,
  KubernetesClaim,
  KubernetesData,
  KubernetesNetworkPolicy,
  KubernetesObject,
  KubernetesPair,
  KubernetesPersistentVolume,
  ServiceMonitor,
} from './kubernetes.ts';
import type { KubernetesBinding, KubernetesRole, KubernetesServiceAccount } from './kubernetes-rights.ts';
import { dataSettings, encodedSettings } from './read-kubernetes-environment.ts';
import { readStorage } from './read-kubernetes-storage.ts';
import { readPairs } from './read-kubernetes-workload.ts';
import { flagFact, itemFact, itemsOf, nodeAt, numberFact, textFact } from './yaml-fact.ts';

const words = (node: YamlNode | undefined): readonly Fact<string>[] =>
  itemsOf(node).flatMap((item) => itemFact(item) ?? []);

/** A Secret or a ConfigMap (https://kubernetes.io/docs/concepts/configuration/). */
export function readData(object: KubernetesObject, node: YamlNode, text: string): KubernetesData {
  const data = nodeAt(node, 'data');
  const pointer = `${object.pointer}/data`;
  return {
    ...object,
    type: textFact(node, 'type'),
    settings:
      object.kind.value === 'Secret'
        ? [
            ...encodedSettings(data, pointer, text),
            ...dataSettings(nodeAt(node, 'stringData'), `${object.pointer}/stringData`, 'kubernetes-secret', text),
          ]
        : dataSettings(data, pointer, 'kubernetes-config', text),
  };
}

export function readNetworkPolicy(object: KubernetesObject, node: YamlNode): KubernetesNetworkPolicy {
  const spec = nodeAt(node, 'spec');
  return {
    ...object,
    podSelector: readPairs(nodeAt(spec, 'podSelector', 'matchLabels')),
    peers: ['ingress', 'egress'].flatMap((way) => itemsOf(nodeAt(spec, way)).flatMap(peersIn)),
    policyTypes: words(nodeAt(spec, 'policyTypes')),
    restricts: nodeAt(spec, 'policyTypes')?.type !== 'seq' || itemsOf(nodeAt(spec, 'policyTypes')).length > 0,
    opensEgress: itemsOf(nodeAt(spec, 'egress')).some((rule) => rule.type === 'map' && rule.entries.length === 0),
  };
}

const peersIn = (rule: YamlNode): readonly (readonly KubernetesPair[])[] =>
  [...itemsOf(nodeAt(rule, 'from')), ...itemsOf(nodeAt(rule, 'to'))].flatMap((peer) =>
    entryOf(peer, 'podSelector') && !entryOf(peer, 'namespaceSelector')
      ? [readPairs(nodeAt(peer, 'podSelector', 'matchLabels'))]
      : [],
  );

export const readMonitor = (object: KubernetesObject, node: YamlNode): ServiceMonitor => ({
  ...object,
  selector: readPairs(nodeAt(node, 'spec', 'selector', 'matchLabels')),
  isElsewhere: nodeAt(node, 'spec', 'namespaceSelector') !== undefined,
});

export function readAutoscaler(object: KubernetesObject, node: YamlNode): KubernetesAutoscaler {
  const spec = nodeAt(node, 'spec');
  const target = nodeAt(spec, 'scaleTargetRef');
  return {
    ...object,
    targetKind: textFact(target, 'kind'),
    targetName: textFact(target, 'name'),
    minReplicas: numberFact(spec, 'minReplicas'),
    maxReplicas: numberFact(spec, 'maxReplicas'),
  };
}

export function readBudget(object: KubernetesObject, node: YamlNode): KubernetesBudget {
  const spec = nodeAt(node, 'spec');
  return {
    ...object,
    selector: readPairs(nodeAt(spec, 'selector', 'matchLabels')),
    minAvailable: textFact(spec, 'minAvailable'),
    maxUnavailable: textFact(spec, 'maxUnavailable'),
  };
}

export const readClaim = (object: KubernetesObject, node: YamlNode): KubernetesClaim => ({
  ...object,
  ...readStorage(nodeAt(node, 'spec')),
});

export const readPersistentVolume = (object: KubernetesObject, node: YamlNode): KubernetesPersistentVolume => ({
  ...object,
  hostPath: textFact(nodeAt(node, 'spec', 'hostPath'), 'path'),
});

export const readServiceAccount = (object: KubernetesObject, node: YamlNode): KubernetesServiceAccount => ({
  ...object,
  mountsToken: flagFact(node, 'automountServiceAccountToken'),
});

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export const readRole = (object: KubernetesObject, node: YamlNode): KubernetesRole => ({
  ...object,
  rules: itemsOf(nodeAt(node, 'rules')).map((rule) => ({
    verbs: words(nodeAt(rule, 'verbs')),
    resources: words(nodeAt(rule, 'resources')),
    groups: words(nodeAt(rule, 'apiGroups')),
    // A list that a template fills in counts as well.
    isNamed: entryOf(rule, 'resourceNames') !== undefined,
    span: rule.span,
  })),
  isAggregated: entryOf(node, 'aggregationRule') !== undefined,
});

export const readBinding = (object: KubernetesObject, node: YamlNode): KubernetesBinding => ({
  ...object,
  role: { kind: textFact(nodeAt(node, 'roleRef'), 'kind'), name: textFact(nodeAt(node, 'roleRef'), 'name') },
  subjects: itemsOf(nodeAt(node, 'subjects')).map((subject) => ({
    kind: textFact(subject, 'kind'),
    name: textFact(subject, 'name'),
    namespace: textFact(subject, 'namespace'),
    span: subject.span,
  })),
});
