import type { Fact } from '../model/container.ts';
import type { KubernetesRight, KubernetesRole } from '../model/kubernetes-rights.ts';

/** Something that a role lets its holders do, and the word of it that allows it. */
export interface Power {
  /** Goes on behind "lets its holders". */
  readonly words: string;
  readonly fact: Fact<string>;
}

/** Resources of one group, and the verbs of which one is enough. */
interface Grant {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const core = '';
const rbac = 'rbac.authorization.k8s.io';
const webhooks = 'admissionregistration.k8s.io';
const certificates = 'certificates.k8s.io';
const writing = ['create', 'update', 'patch'];

/**
 * What a role can be turned into more with, all grants of a line together
 * (https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks; CIS Kubernetes Benchmark 5.1).
 */
const powers: readonly (readonly [words: string, ...grants: Grant[]])[] = [
  ['give themselves rights (escalate)', { group: rbac, resources: ['roles', 'clusterroles'], verbs: ['escalate'] }],
  ['give roles that they do not have (bind)', { group: rbac, resources: ['roles', 'clusterroles'], verbs: ['bind'] }],
  [
    'act as somebody else (impersonate)',
    { group: core, resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
  ],
  ['read Secrets', { group: core, resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
  ['start pods', { group: core, resources: ['pods'], verbs: ['create'] }],
  ['run commands in pods (exec)', { group: core, resources: ['pods/exec'], verbs: ['create', 'get'] }],
  ['attach to pods', { group: core, resources: ['pods/attach'], verbs: ['create', 'get'] }],
  ['forward ports of pods', { group: core, resources: ['pods/portforward'], verbs: ['create', 'get'] }],
  ['put containers into pods', { group: core, resources: ['pods/ephemeralcontainers'], verbs: ['update', 'patch'] }],
  ['make tokens of service accounts', { group: core, resources: ['serviceaccounts/token'], verbs: ['create'] }],
  [
    'reach kubelets past the API server (nodes/proxy)',
    { group: core, resources: ['nodes/proxy'], verbs: ['create', 'get'] },
  ],
  ['make volumes of any path of a node', { group: core, resources: ['persistentvolumes'], verbs: ['create'] }],
  [
    'see and change requests of others (webhooks)',
    {
      group: webhooks,
      resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
      verbs: writing,
    },
  ],
  [
    'sign certificates of anybody (approve)',
    { group: certificates, resources: ['certificatesigningrequests/approval'], verbs: ['update', 'patch'] },
    { group: certificates, resources: ['signers'], verbs: ['approve'] },
  ],
  [
    'hand on roles',
    {
      group: rbac,
      resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
      verbs: writing,
    },
  ],
  [
    'start pods through their controllers',
    {
      group: 'apps',
      resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'],
      verbs: writing,
    },
  ],
  ['start pods through jobs', { group: 'batch', resources: ['jobs', 'cronjobs'], verbs: writing }],
];

const isStar = ({ value }: Fact<string>): boolean => value === '*';

/** Every verb on every resource of every group. */
export const holdsAll = ({ verbs, resources, groups, isNamed }: KubernetesRight): Fact<string> | undefined =>
  !isNamed && resources.some(isStar) && groups.some(isStar) ? verbs.find(isStar) : undefined;

/** What a role that does not hold all lets its holders do beyond its business, the gravest first. */
export function powersOf({ rules }: KubernetesRole): readonly Power[] {
  const open = rules.filter(({ isNamed }) => !isNamed);
  const known = powers.flatMap(([words, ...grants]): readonly Power[] => {
    const facts = grants.map((grant) => open.map((right) => granted(right, grant)).find((fact) => fact !== undefined));
    const [fact] = facts;
    return fact && !facts.includes(undefined) ? [{ words, fact }] : [];
  });
  return [...known, ...wildcards(open)];
}

/** The resource by which the right gives it. */
function granted(right: KubernetesRight, { group, resources, verbs }: Grant): Fact<string> | undefined {
  if (!right.groups.some((one) => isStar(one) || one.value === group)) return undefined;
  if (!right.verbs.some((one) => isStar(one) || verbs.includes(one.value))) return undefined;
  return right.resources.find((one) => isStar(one) || resources.some((resource) => isResource(one.value, resource)));
}

/** Of subresources a star may stand for what they belong to, and nothing else. */
const isResource = (written: string, resource: string): boolean =>
  written === resource || (resource.includes('/') && written === `*${resource.slice(resource.indexOf('/'))}`);

const wildcards = (rights: readonly KubernetesRight[]): readonly Power[] =>
  (
    [
      ['use every verb', ({ verbs }: KubernetesRight) => verbs],
      ['touch every resource', ({ resources }: KubernetesRight) => resources],
      ['reach into every group', ({ groups }: KubernetesRight) => groups],
    ] as const
  ).flatMap(([words, listed]): readonly Power[] => {
    const fact = rights.flatMap(listed).find(isStar);
    return fact ? [{ words, fact }] : [];
  });

/** Groups that an operator brings with it: a star there reaches nothing of anybody else. */
export const isOwnGroup = ({ value }: Fact<string>): boolean => value.includes('.') && !/(?:^|\.)k8s\.io$/.test(value);
