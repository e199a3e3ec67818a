import { isManifest } from '../deployment/workload.ts';
import type { KubernetesObject } from '../model/kubernetes.ts';
import type { KubernetesBinding, KubernetesRole } from '../model/kubernetes-rights.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import { holdsAll, isOwnGroup, powersOf } from './cluster-rights.ts';
import type { FileRule, Problem, Profile, Severity } from './rule.ts';

export const broadRole: FileRule = {
  id: 'broad-role',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'escape',
  summary: 'Whoever takes over one program, or nobody in particular, has rights over the cluster.',
  why: `The token of a pod's service account stands in each of its containers: what the account may do, whoever takes over the program may
do. With \`cluster-admin\`, or a role of every verb on every resource, that is all there is. A role that is given to
\`system:anonymous\`, \`system:unauthenticated\` or \`system:authenticated\` belongs to everybody who reaches the API server. Name the
verbs and resources that the program uses, in a Role of its namespace, and bind it to an account of its own.

The profile \`strict\` also reports rights from which others follow: reading Secrets, starting pods, running commands in them, \`bind\`,
\`escalate\`, \`impersonate\`, webhooks, certificates, and stars. Operators need some of them; each is worth knowing.`,
  bad: {
    'rights.yaml':
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: app\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: cluster-admin\nsubjects:\n  - kind: ServiceAccount\n    name: app\n    namespace: shop\n',
  },
  good: {
    'rights.yaml':
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: app\n  namespace: shop\nrules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    verbs: [get, list, watch]\n',
  },
  references: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
    'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles',
    'https://www.cisecurity.org/benchmark/kubernetes',
  ],

  *check({ file, profile }) {
    yield* clusterFlagProblems(file, 'broad-role', profile);
    if (!isManifest(file)) return;
    const common = { path: file.path };
    for (const role of file.model.roles) yield* ofRole(role, profile).map((problem) => ({ ...common, ...problem }));
    for (const one of file.model.bindings)
      yield* ofBinding(one, file.model.roles, profile).map((problem) => ({ ...common, ...problem }));
  },
};

type Said = Omit<Problem, 'path'>;

/** What the cluster makes for itself, and keeps as it is (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
const isOfCluster = ({ name, labels }: KubernetesObject): boolean =>
  /^(?:system|kubeadm):/.test(name) || labels.some(({ key }) => key === 'kubernetes.io/bootstrapping');

/** Programs whose office is to apply whatever they are given, by the names of their roles and accounts. */
const managers =
  /(?<![a-z])(?:argo-?cd|openshift-gitops|flux|kustomize-controller|helm-controller|kapp-controller|rancher|cattle|fleet|velero|crossplane|capi|olm|gitlab-agent)(?![a-z])/;

function ofRole(role: KubernetesRole, profile: Profile): readonly Said[] {
  const { kind, name, pointer, rules, isAggregated } = role;
  if (isOfCluster(role) || isAggregated) return [];
  const isWide = kind.value === 'ClusterRole';
  const all = rules.map(holdsAll).find((fact) => fact !== undefined);
  const isNote = !isWide || managers.test(name);
  const common = { subject: {}, pointer: `${pointer}/rules` };
  if (all)
    return isNote && profile !== 'strict'
      ? []
      : [
          {
            ...common,
            span: all.span,
            message: `The ${kind.value} ${name} has every right over ${isWide ? 'the cluster' : 'its namespace'}: every verb on every resource of every group.`,
            severity: isNote ? 'information' : 'warning',
            ...(isNote && { strict: true }),
          },
        ];
  const powers = profile === 'strict' ? powersOf(role) : [];
  const [first, ...others] = powers;
  if (!first) return [];
  const isOwn = rules.every(({ groups }) => groups.every(isOwnGroup));
  return [
    {
      ...common,
      span: first.fact.span,
      message: `The ${kind.value} ${name} lets its holders ${listed([first, ...others].map(({ words }) => words))}.`,
      severity: isOwn ? 'hint' : 'information',
      strict: true,
    },
  ];
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Who is no one in particular; `open` where not even a login is asked for. */
const everybody: ReadonlyMap<string, { readonly words: string; readonly open: boolean }> = new Map([
  ['system:anonymous', { words: 'everybody who reaches the API server, without a login', open: true }],
  ['system:unauthenticated', { words: 'everybody who reaches the API server, without a login', open: true }],
  ['system:authenticated', { words: 'everybody who has any login', open: false }],
  ['system:serviceaccounts', { words: 'every pod of the cluster', open: false }],
]);

interface Holder {
  readonly words: string;
  readonly sort: 'nobody' | 'login' | 'default' | 'account' | 'person';
}

function holderOf({ kind, name, namespace }: KubernetesBinding['subjects'][number]): Holder | undefined {
  // A chart fills in the names of its accounts.
  if (!name) return kind?.value === 'ServiceAccount' ? { words: 'a service account', sort: 'account' } : undefined;
  const all = everybody.get(name.value);
  const [, those, space, own] = /^system:serviceaccount(s?):([^:]+)(?::(.+))?$/.exec(name.value) ?? [];
  if (kind?.value !== 'ServiceAccount') {
    if (those === 's') return { words: `every pod of the namespace ${space}`, sort: 'login' };
    if (own !== undefined) return { words: `the service account ${own} of ${space}`, sort: 'account' };
    if (all) return { words: all.words, sort: all.open ? 'nobody' : 'login' };
    // What the cluster itself is made of, and the group of its administrators.
    return /^(?:system|kubeadm):/.test(name.value)
      ? undefined
      : { words: `${(kind?.value ?? 'user').toLowerCase()} ${name.value}`, sort: 'person' };
  }
  const account = `the service account ${name.value}${namespace ? ` of ${namespace.value}` : ''}`;
  return name.value === 'default'
    ? { words: `${account}, and so to every pod there that names no account`, sort: 'default' }
    : { words: account, sort: 'account' };
}

/** What everybody may know: versions and health of the API, the keys that tokens are checked with, who one is oneself, how a node joins. */
const isPublic = ({ role }: KubernetesBinding, roles: readonly KubernetesRole[]): boolean =>
  /^(?:system|kubeadm):/.test(role.name?.value ?? '') ||
  roles.some(
    ({ kind, name, rules }) =>
      kind.value === role.kind?.value &&
      name === role.name?.value &&
      rules.length > 0 &&
      rules.every(({ resources }) => resources.every(({ value }) => /^self\w+reviews$/.test(value))),
  );

function ofBinding(binding: KubernetesBinding, roles: readonly KubernetesRole[], profile: Profile): readonly Said[] {
  const { kind, name, role, subjects, namespace, pointer } = binding;
  if (!role.name || isPublic(binding, roles)) return [];
  const isWide = kind.value === 'ClusterRoleBinding';
  const place = isWide ? 'the cluster' : `the namespace ${namespace?.value ?? ''}`.trim();
  const isAdmin = role.name.value === 'cluster-admin';
  const what = isAdmin ? `every right over ${place} (cluster-admin)` : `the role ${role.name.value} over ${place}`;
  return subjects.flatMap((subject): readonly Said[] => {
    const holder = holderOf(subject);
    const isNamed = holder?.sort === 'account' || holder?.sort === 'person';
    if (!holder || (isNamed && !isAdmin && !(isWide && isGrave(role.name?.value)))) return [];
    const isManager = managers.test(name) || managers.test(subject.name?.value ?? '');
    const severity = isManager ? 'information' : severityOf(binding, holder);
    if (severity === 'information' && profile !== 'strict') return [];
    return [
      {
        span: subject.name?.span ?? subject.span,
        message: `${name} gives ${what} to ${holder.words}.`,
        severity,
        ...(severity === 'information' && { strict: true }),
        subject: {},
        pointer: `${pointer}/subjects/${subject.name?.value ?? ''}`,
      },
    ];
  });
}

/** Of the roles that every cluster has, those that write (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles). */
const isGrave = (role: string | undefined): boolean => /^(?:cluster-admin|admin|edit)$/.test(role ?? '');

/** People who administrate have such rights; programs seldom need them. */
function severityOf({ kind, role }: KubernetesBinding, { sort }: Holder): Severity {
  const given = role.name?.value;
  if (isGrave(given) && (sort === 'nobody' || sort === 'login')) return 'error';
  if (sort === 'nobody' || (isGrave(given) && sort === 'default')) return 'warning';
  const isAll = given === 'cluster-admin' && kind.value === 'ClusterRoleBinding';
  return isAll && sort === 'account' ? 'warning' : 'information';
}
