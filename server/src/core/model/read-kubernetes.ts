import { parseYaml } from '../syntax/yaml.ts';
import { isTemplate } from '../syntax/yaml-template.ts';
import type { YamlNode } from '../syntax/yaml-tree.ts';
import { entryOf } from '../syntax/yaml-tree.ts';
import { programOfConfiguration, programsIn } from './cluster-program.ts';
import type { KubernetesData, KubernetesModel, KubernetesObject } from './kubernetes.ts';
import { escapePointer } from './pointer.ts';
import { readAdmission, readAuditPolicy, readEncryption } from './read-cluster-configuration.ts';
import { isGatewayApi, readGateway, readHttpRoute } from './read-gateway-api.ts';
import { readIngress, readService } from './read-kubernetes-network.ts';
import {
  readAutoscaler,
  readBinding,
  readBudget,
  readClaim,
  readData,
  readMonitor,
  readNetworkPolicy,
  readPersistentVolume,
  readRole,
  readServiceAccount,
} from './read-kubernetes-objects.ts';
import { isKnative, isWorkload, readPairs, readWorkload, workloadSize } from './read-kubernetes-workload.ts';
import { readPodSecurityPolicy, readSecurityContextConstraints } from './read-pod-admission.ts';
import { readTraefikObjects } from './read-traefik-objects.ts';
import { isMap, itemsOf, nodeAt, plainText, readBounded, textFact } from './yaml-fact.ts';

/** Groups whose objects are modelled; another group may use the same names for other things (Knative's Service). */
const group =
  /^(?:v1|(?:apps|batch|extensions|policy|autoscaling|networking\.k8s\.io|rbac\.authorization\.k8s\.io|apps\.openshift\.io)\/v\w+)$/;

interface Found {
  readonly object: KubernetesObject;
  readonly node: YamlNode;
}

/** Reads the objects of a manifest (https://kubernetes.io/docs/concepts/overview/working-with-objects/); `List` is unfolded. */
export function readKubernetes(text: string): KubernetesModel {
  return readObjects(text, text);
}

/**
 * The same of a text in which template actions were replaced sign for sign; `written` is the text as it stands in the file,
 * for names that only the template knows.
 */
export function readObjects(text: string, written: string): KubernetesModel {
  const tree = parseYaml(text);
  const generated = isTemplate(text, tree.problems);
  return {
    ...readRoots(
      tree.documents.map(({ root }) => root),
      text,
      written,
    ),
    problems: generated ? [] : tree.problems,
    duplicates: generated ? [] : tree.duplicates,
    get comments() {
      return tree.comments.map(({ span }) => span);
    },
  };
}

/** The objects that trees hold, one a document, whatever they were read from. */
export function readRoots(roots: readonly (YamlNode | undefined)[], text: string, written: string): KubernetesModel {
  const found = roots.flatMap((root, document) => objectsIn(root, document, written));
  const modelled = found.filter(({ object }) => group.test(object.apiVersion.value));
  const all = <T>(kinds: readonly string[], read: (object: KubernetesObject, node: YamlNode) => T): readonly T[] =>
    modelled.flatMap(({ object, node }) => (kinds.includes(object.kind.value) ? [read(object, node)] : []));
  const of = <T>(kind: string, group: RegExp, read: (object: KubernetesObject, node: YamlNode) => T): readonly T[] =>
    found.flatMap(({ object, node }) =>
      object.kind.value === kind && group.test(object.apiVersion.value) ? [read(object, node)] : [],
    );
  const gatewayApi = <T>(kind: string, read: (object: KubernetesObject, node: YamlNode) => T): readonly T[] =>
    found.flatMap(({ object, node }) =>
      isGatewayApi(object) && object.kind.value === kind ? [read(object, node)] : [],
    );
  const data = (kind: string): readonly KubernetesData[] =>
    readBounded(
      modelled.filter(({ object }) => object.kind.value === kind),
      ({ object, node }) => readData(object, node, text),
      ({ settings }) => settings.length,
    );
  const workloads = readBounded(
    found.filter(({ object }) => isWorkload(object) && (group.test(object.apiVersion.value) || isKnative(object))),
    ({ object, node }) => readWorkload(object, node, written),
    workloadSize,
  );
  return {
    objects: found.map(({ object }) => object),
    workloads,
    services: all(['Service'], readService),
    ingresses: all(['Ingress'], readIngress),
    gateways: gatewayApi('Gateway', readGateway),
    httpRoutes: gatewayApi('HTTPRoute', readHttpRoute),
    secrets: data('Secret'),
    configMaps: data('ConfigMap'),
    networkPolicies: all(['NetworkPolicy'], readNetworkPolicy),
    autoscalers: all(['HorizontalPodAutoscaler'], readAutoscaler),
    budgets: all(['PodDisruptionBudget'], readBudget),
    monitors: of('ServiceMonitor', /^monitoring\.coreos\.com\//, readMonitor),
    claims: all(['PersistentVolumeClaim'], readClaim),
    persistentVolumes: all(['PersistentVolume'], readPersistentVolume),
    serviceAccounts: all(['ServiceAccount'], readServiceAccount),
    roles: all(['Role', 'ClusterRole'], readRole),
    bindings: all(['RoleBinding', 'ClusterRoleBinding'], readBinding),
    namespaces: all(['Namespace'], (object) => object),
    encryptions: of('EncryptionConfiguration', /^(?:apiserver\.config\.k8s\.io\/|v1$)/, readEncryption),
    admissions: of('AdmissionConfiguration', /^apiserver\.config\.k8s\.io\//, readAdmission),
    auditPolicies: of('Policy', /^audit\.k8s\.io\//, readAuditPolicy),
    admissionPolicies: [
      ...of('PodSecurityPolicy', /^(?:policy|extensions)\//, readPodSecurityPolicy),
      ...of('SecurityContextConstraints', /^(?:security\.openshift\.io\/|v1$)/, readSecurityContextConstraints),
    ],
    programs: [...programsIn(workloads), ...found.flatMap(({ object, node }) => programOfConfiguration(object, node))],
    traefik: readTraefikObjects(found),
    problems: [],
    duplicates: [],
    comments: [],
  };
}

function objectsIn(root: YamlNode | undefined, document: number, text: string): readonly Found[] {
  const found: Found[] = [];
  const pending = root ? [root] : [];
  for (let seen = 0; seen < maxParts; seen++) {
    const node = pending.pop();
    if (!node) break;
    if (!isMap(node)) continue;
    const kind = textFact(node, 'kind');
    const apiVersion = textFact(node, 'apiVersion');
    if (kind && /List$/.test(kind.value) && nodeAt(node, 'items')?.type === 'seq') {
      for (const item of itemsOf(nodeAt(node, 'items')).toReversed()) pending.push(item);
      continue;
    }
    if (!kind || !apiVersion) continue;
    const metadata = nodeAt(node, 'metadata');
    const name = entryOf(metadata, 'name') ?? entryOf(metadata, 'generateName');
    const nameSpan = name?.value?.type === 'scalar' ? name.value.content : kind.span;
    const shown = plainText(name?.value) ?? (name?.value ? text.slice(nameSpan.start, nameSpan.end) : '');
    const labels = readPairs(nodeAt(metadata, 'labels'));
    const annotations = readPairs(nodeAt(metadata, 'annotations'));
    seen += labels.length + annotations.length;
    found.push({
      node,
      object: {
        apiVersion,
        kind,
        name: shown,
        nameSpan,
        namespace: textFact(metadata, 'namespace'),
        labels,
        annotations,
        document,
        pointer: `/${escapePointer(kind.value)}/${escapePointer(shown)}`,
        span: node.span,
      },
    });
  }
  return found;
}

/** Aliases can repeat lists inside of lists: more objects and labels than this in one document are no manifest. */
const maxParts = 50_000;
