import { isManifest } from '../deployment/workload.ts';
import type { ClusterEncryption } from '../model/cluster-policy.ts';
import type { Fact } from '../model/container.ts';
import { levelsOf } from './audit-log-missing.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import type { FileRule } from './rule.ts';

export const unencryptedSecrets: FileRule = {
  id: 'unencrypted-secrets',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'The cluster writes its Secrets to disk, or into its log, as they are.',
  why: `What stands in a Secret is encoded, not encrypted: whoever reads etcd, one of its backups or its disk has all of them. With
\`--encryption-provider-config\` the API server encrypts what it writes with the first provider of the list; \`identity\` in front
writes it in the clear and is meant for the way back. A policy that records requests for Secrets whole copies them into the log.

The profile \`strict\` also asks for the flag itself.`,
  bad: {
    'encryption.yaml':
      'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - identity: {}\n',
  },
  good: {
    'encryption.yaml':
      'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - kms:\n          apiVersion: v2\n          name: keys\n          endpoint: unix:///run/kms.sock\n      - identity: {}\n',
  },
  references: [
    'https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/',
    'https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy',
    'https://www.cisecurity.org/benchmark/kubernetes',
  ],

  *check({ file, profile }) {
    yield* clusterFlagProblems(file, 'unencrypted-secrets', profile);
    if (!isManifest(file)) return;
    for (const encryption of file.model.encryptions) {
      const first = writerOf(encryption);
      if (first?.value !== 'identity') continue;
      yield {
        path: file.path,
        span: first.span,
        message: 'The first provider is identity, so that new Secrets are written in the clear.',
        subject: {},
        pointer: `${encryption.pointer}/providers`,
      };
    }
    for (const policy of file.model.auditPolicies) {
      const level = levelsOf(policy, '', 'secrets').find((one) => /^Request(?:Response)?$/.test(one));
      if (level === undefined) continue;
      yield {
        path: file.path,
        span: policy.rulesSpan,
        message: `The policy records Secrets at the level ${level}, with their values.`,
        subject: {},
        pointer: `${policy.pointer}/secrets`,
      };
    }
  },
};

/** What writes Secrets: a star may stand for all resources, or for those of the core. */
const writerOf = ({ entries }: ClusterEncryption): Fact<string> | undefined =>
  entries.find(({ resources }) => resources.some(({ value }) => /^(?:secrets|\*\.\*?)$/.test(value)))?.providers[0];
