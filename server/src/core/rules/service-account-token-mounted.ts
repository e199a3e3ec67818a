import { type DeployedWorkload, isManifest } from '../deployment/workload.ts';
import type { KubernetesServiceAccount } from '../model/kubernetes-rights.ts';
import { isKnative } from '../model/read-kubernetes-workload.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isNear } from './cluster-index.ts';
import { insertObjectKeys, insertPodKeys } from './insert-entry.ts';
import type { DeploymentRule, Fix, Problem } from './rule.ts';

export const serviceAccountTokenMounted: DeploymentRule = {
  id: 'service-account-token-mounted',
  severity: 'hint',
  confidence: 'high',
  profile: 'strict',
  scope: 'deployment',
  topic: 'container',
  summary: 'A pod holds a token for the cluster although it names no account that it would need one for.',
  why: `Kubernetes puts the token of a service account into every container unless somebody says no: the account \`default\` of the
namespace where the pod names none. Whoever takes over the program finds it there, and has what was ever given to that account,
to all of its pods at once. Most programs never talk to the API server. Set \`automountServiceAccountToken: false\`, and give a
program that does talk to it an account of its own.`,
  bad: {
    'web.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: app\n      image: example/app:1.4.2\n',
  },
  good: {
    'web.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  automountServiceAccountToken: false\n  containers:\n    - name: app\n      image: example/app:1.4.2\n',
  },
  references: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
    'https://kubernetes.io/docs/concepts/security/service-accounts/',
  ],

  *check({ deployment }) {
    // What a template leaves out its chart's values may say.
    const files = new Map(deployment.files.flatMap((file) => (file.kind === 'kubernetes' ? [[file.path, file]] : [])));
    const accounts = deployment.files.filter(isManifest).flatMap(({ model }) => model.serviceAccounts);
    const closed = accounts.filter(({ name, mountsToken }) => name === 'default' && mountsToken?.value === false);
    for (const workload of deployment.workloads) {
      const file = files.get(workload.path);
      if (file && holdsToken(workload, closed)) yield ofWorkload(workload, file);
    }
    for (const file of files.values())
      for (const account of file.model.serviceAccounts) if (isOpenDefault(account)) yield ofAccount(account, file);
  },
};

/** `closed`: the default accounts that give their token to no pod. */
function holdsToken(workload: DeployedWorkload, closed: readonly KubernetesServiceAccount[]): boolean {
  const { definition, layers, mayChange, kind, namespace } = workload;
  const mounts = layers.findLast((layer) => layer.definition.mountsToken)?.definition.mountsToken;
  const account = layers.findLast((layer) => layer.definition.serviceAccount)?.definition.serviceAccount;
  const isPart = !account && !mounts && !definition.containers.some(({ container }) => container.image);
  // Not every cloud that reads Knative's objects makes pods of them.
  if (!mounts && isKnative(definition)) return false;
  // The kubelet starts the pods of a cluster's own programs by itself, without an account.
  if (isPart || (kind === 'Pod' && namespace === 'kube-system')) return false;
  if (mounts?.value === false || mayChange('automountServiceAccountToken') || mayChange('serviceAccountName'))
    return false;
  if (account && account.value !== 'default' && account.value !== '') return false;
  return mounts?.value === true || !closed.some((one) => isNear(one, definition));
}

function ofWorkload({ definition }: DeployedWorkload, file: SourceFile): Problem {
  const { name, nameSpan, pointer, mountsToken, serviceAccount } = definition;
  return {
    path: file.path,
    span: mountsToken?.entry ?? serviceAccount?.entry ?? nameSpan,
    message: `The pods of ${name} hold the token of the account default, which they share with others.`,
    fixes: withoutToken(definition, file),
    subject: { service: name },
    pointer: `${pointer}/automountServiceAccountToken`,
  };
}

const title = 'Keep the token out of its containers';

function withoutToken(workload: DeployedWorkload['definition'], file: SourceFile): readonly Fix[] {
  const { mountsToken } = workload;
  const edit = mountsToken
    ? { path: file.path, span: mountsToken.span, text: ['false'] }
    : insertPodKeys(file, workload, [[0, 'automountServiceAccountToken: false']]);
  return edit ? [{ title, safe: false, edits: [edit] }] : [];
}

const isOpenDefault = ({ name, mountsToken }: KubernetesServiceAccount): boolean =>
  name === 'default' && mountsToken?.value !== false;

function ofAccount(account: KubernetesServiceAccount, file: SourceFile): Problem {
  const { mountsToken, nameSpan, pointer } = account;
  const edit = mountsToken
    ? { path: file.path, span: mountsToken.span, text: ['false'] }
    : insertObjectKeys(file, account, [[0, 'automountServiceAccountToken: false']]);
  return {
    path: file.path,
    span: mountsToken?.entry ?? nameSpan,
    message: 'The account default gives its token to every pod of its namespace that names none.',
    fixes: edit ? [{ title: 'Give its token to no pod', safe: false, edits: [edit] }] : [],
    subject: {},
    pointer: `${pointer}/automountServiceAccountToken`,
  };
}
