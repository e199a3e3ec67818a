import { entryOf, type YamlNode } from '../syntax/yaml-tree.ts';
import type { AuditRule, ClusterAdmission, ClusterAuditPolicy, ClusterEncryption } from './cluster-policy.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { entriesOf, itemFact, itemsOf, nodeAt, plainText, textFact } from './yaml-fact.ts';

/** https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/ */
export const readEncryption = (object: KubernetesObject, node: YamlNode): ClusterEncryption => ({
  ...object,
  entries: itemsOf(nodeAt(node, 'resources')).map((entry) => ({
    resources: itemsOf(nodeAt(entry, 'resources')).flatMap((item) => itemFact(item) ?? []),
    providers: itemsOf(nodeAt(entry, 'providers')).flatMap((item) =>
      entriesOf(item)
        .slice(0, 1)
        .map(({ key, span }) => ({ value: key.text, text: key.text, span: key.span, entry: span })),
    ),
  })),
});

/** https://kubernetes.io/docs/reference/config-api/apiserver-config.v1/ */
export const readAdmission = (object: KubernetesObject, node: YamlNode): ClusterAdmission => ({
  ...object,
  plugins: itemsOf(nodeAt(node, 'plugins')).flatMap((plugin) => textFact(plugin, 'name') ?? []),
});

/** https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
export const readAuditPolicy = (object: KubernetesObject, node: YamlNode): ClusterAuditPolicy => ({
  ...object,
  rulesSpan: entryOf(node, 'rules')?.key.span ?? object.kind.span,
  rules: itemsOf(nodeAt(node, 'rules')).map(readAuditRule),
});

const partialKeys = ['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'];

const readAuditRule = (rule: YamlNode): AuditRule => ({
  level: textFact(rule, 'level'),
  resources: itemsOf(nodeAt(rule, 'resources')).map((resource) => ({
    group: plainText(nodeAt(resource, 'group')) ?? '',
    names: itemsOf(nodeAt(resource, 'resources')).flatMap((name) => plainText(name) ?? []),
  })),
  isPartial:
    partialKeys.some((key) => itemsOf(nodeAt(rule, key)).length > 0) ||
    itemsOf(nodeAt(rule, 'resources')).some((resource) => itemsOf(nodeAt(resource, 'resourceNames')).length > 0),
});
