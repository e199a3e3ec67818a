import { isManifest } from '../deployment/workload.ts';
import type { KubernetesNetworkPolicy, KubernetesWorkload } from '../model/kubernetes.ts';
import type { SourceFile } from '../model/source-file.ts';
import { quoted } from '../syntax/yaml-quote.ts';
import { lineEnding, type TextPart } from '../text.ts';
import type { DeploymentRule, Fix } from './rule.ts';

export const missingNetworkPolicy: DeploymentRule = {
  id: 'missing-network-policy',
  severity: 'information',
  confidence: 'medium',
  profile: 'strict',
  scope: 'deployment',
  topic: 'exposure',
  summary: 'Every pod of the cluster can reach a pod, and it can reach every other.',
  why: `Kubernetes lets all pods talk to each other until a NetworkPolicy selects one. Whoever takes over one program can then try the
database of another team, and the cloud's metadata service. Begin with a policy that denies all incoming traffic to a namespace, and
allow what each program needs. The network plugin of the cluster has to enforce policies.`,
  bad: {
    'web.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: app\n          image: example/app:1.4.2\n',
  },
  good: {
    'web.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: app\n          image: example/app:1.4.2\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny-incoming\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n',
  },
  references: [
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    'https://kubernetes.io/docs/concepts/security/multi-tenancy/#network-isolation',
  ],

  *check({ deployment }) {
    const manifests = deployment.files.filter(isManifest);
    const policies = manifests.flatMap(({ model }) => model.networkPolicies);
    // A chart makes its policies where its values ask for them.
    const templates = new Set(manifests.flatMap(({ path, kind }) => (kind === 'helm-template' ? [path] : [])));
    for (const { path, definition: workload } of deployment.workloads) {
      if (templates.has(path) || policies.some((policy) => covers(policy, workload))) continue;
      yield {
        path,
        span: workload.nameSpan,
        message: `No NetworkPolicy selects the pods of ${workload.name}.`,
        fixes: insertPolicy(
          deployment.files.find((file) => file.path === path),
          workload,
        ),
        subject: { service: workload.name },
        pointer: `${workload.pointer}/networkPolicy`,
      };
    }
  },
};

/** Who may talk to the pods nobody can tell from the files: what is filled in is the pods of their own namespace. */
function insertPolicy(file: SourceFile | undefined, workload: KubernetesWorkload): readonly Fix[] {
  const { name, namespace, podLabels } = workload;
  if (file?.kind !== 'kubernetes' || !/\.ya?ml$/.test(file.path) || podLabels.length === 0) return [];
  const ending = lineEnding(file.text);
  const lines = [
    '---',
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${quoted(name)}`,
    ...(namespace ? [`  namespace: ${quoted(namespace.value)}`] : []),
    'spec:',
    '  podSelector:',
    '    matchLabels:',
    ...podLabels.map(({ key, value }) => `      ${quoted(key)}: ${quoted(value)}`),
    '  policyTypes: [Ingress]',
    '  ingress:',
    '    - from:',
    '        - ',
  ];
  const end = file.text.length;
  const lead = /(?:^|\n)$/.test(file.text) ? '' : ending;
  const text: readonly TextPart[] = [`${lead}${lines.join(ending)}`, { blank: 'podSelector: {}' }, ending];
  const edits = [{ path: file.path, span: { start: end, end }, text }];
  return [{ title: `Insert a NetworkPolicy for ${name}`, safe: false, edits }];
}

/** A policy without labels selects every pod of its namespace. */
const covers = (
  { podSelector, namespace, restricts }: KubernetesNetworkPolicy,
  { podLabels, namespace: own }: KubernetesWorkload,
): boolean =>
  restricts &&
  (namespace?.value ?? 'default') === (own?.value ?? 'default') &&
  podSelector.every(({ key, value }) => podLabels.some((label) => label.key === key && label.value === value));
