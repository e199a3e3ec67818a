import { isManifest } from '../deployment/workload.ts';
import type { KubernetesNetworkPolicy, KubernetesWorkload } from '../model/kubernetes.ts';
import type { DeploymentRule } from './rule.ts';

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
        subject: { service: workload.name },
        pointer: `${workload.pointer}/networkPolicy`,
      };
    }
  },
};

/** A policy without labels selects every pod of its namespace. */
const covers = (
  { podSelector, namespace, restricts }: KubernetesNetworkPolicy,
  { podLabels, namespace: own }: KubernetesWorkload,
): boolean =>
  restricts &&
  (namespace?.value ?? 'default') === (own?.value ?? 'default') &&
  podSelector.every(({ key, value }) => podLabels.some((label) => label.key === key && label.value === value));
