import { isManifest } from '../deployment/workload.ts';
import type { AuditRule, ClusterAuditPolicy } from '../model/cluster-policy.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import type { FileRule } from './rule.ts';

export const auditLogMissing: FileRule = {
  id: 'audit-log-missing',
  severity: 'information',
  confidence: 'high',
  profile: 'strict',
  scope: 'file',
  topic: 'operation',
  summary: 'Nobody can tell afterwards who did what to the cluster.',
  why: `The API server writes down who asked for what where \`--audit-log-path\` and \`--audit-policy-file\` say so, and nothing without
them. After a break-in that record is how one learns which Secrets were read and which pods were started. Keep a month of it, and let
the policy cover Secrets, tokens, changes to pods, and whatever opens a way into them.`,
  bad: {
    'audit.yaml':
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: None\n    resources:\n      - group: ""\n        resources: [secrets]\n  - level: Metadata\n',
  },
  good: { 'audit.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n' },
  references: [
    'https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/',
    'https://www.cisecurity.org/benchmark/kubernetes',
  ],

  *check({ file, profile }) {
    yield* clusterFlagProblems(file, 'audit-log-missing', profile);
    if (!isManifest(file)) return;
    for (const policy of file.model.auditPolicies) {
      const unseen = concerns.filter(({ group, name }) => isUnseen(levelsOf(policy, group, name)));
      if (unseen.length === 0) continue;
      yield {
        path: file.path,
        span: policy.rulesSpan,
        message: `The policy records nothing of ${unseen.map(({ name }) => name).join(', ')}.`,
        subject: {},
        pointer: `${policy.pointer}/rules`,
      };
    }
  },
};

/** What a policy has to cover at least (CIS Kubernetes Benchmark 3.2.2). */
const concerns = [
  { group: '', name: 'secrets' },
  { group: '', name: 'configmaps' },
  { group: 'authentication.k8s.io', name: 'tokenreviews' },
  { group: '', name: 'pods' },
  { group: 'apps', name: 'deployments' },
  { group: '', name: 'pods/exec' },
  { group: '', name: 'pods/portforward' },
  { group: '', name: 'pods/proxy' },
  { group: '', name: 'services/proxy' },
];

const isUnseen = (levels: readonly string[]): boolean => levels.every((level) => level === 'None');

/** The levels at which requests for a resource are recorded: the first rule that matches all of them ends the list. */
export function levelsOf({ rules }: ClusterAuditPolicy, group: string, name: string): readonly string[] {
  const own = rules.filter((rule) => covers(rule, group, name));
  const end = own.findIndex(({ isPartial }) => !isPartial);
  return own.slice(0, end < 0 ? own.length : end + 1).flatMap(({ level }) => level?.value ?? []);
}

/** Without a slash a name stands for the resource alone; a name without its right group is still meant. */
const covers = ({ resources }: AuditRule, group: string, name: string): boolean =>
  resources.length === 0 ||
  resources.some(({ group: own, names }) =>
    names.length === 0 ? own === group : names.some((written) => isMeant(written, name)),
  );

function isMeant(written: string, name: string): boolean {
  const [resource = '', part] = name.split('/');
  return (
    written === name || written === '*' || (part !== undefined && [`${resource}/*`, `*/${part}`].includes(written))
  );
}
