import { isManifest } from '../deployment/workload.ts';
import type { Fact, HostNamespace } from '../model/container.ts';
import type { SourceFile } from '../model/source-file.ts';
import { containersIn, factProblem, ownEntry, podContainers } from './containers.ts';
import { isHostAgent } from './host-agent.ts';
import { admissionProblems } from './pod-admission.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule, Fix, Problem } from './rule.ts';

export const hostNamespaceShared: FileRule = {
  id: 'host-namespace-shared',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'escape',
  summary: 'A container lives in a namespace of its host, so that nothing stands between the two there.',
  why: `With the host's network a program reaches every service that listens on \`127.0.0.1\`, and every port that it opens is the
host's own, past all published ports. With the host's processes it reads their environment and may send them signals. Publish
the ports that are needed, and let containers talk over a network of their own. Programs that watch the host itself are
reported as information.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    network_mode: host\n' },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    ports:\n      - "127.0.0.1:3000:3000"\n',
  },
  references: [
    'https://docs.docker.com/engine/network/drivers/host/',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  ],

  *check({ file, profile }) {
    if (profile === 'strict')
      yield* admissionProblems(file, ({ hostNamespaces }) =>
        hostNamespaces.map((fact) => ({
          fact,
          words: `admits pods that share the host’s ${words[fact.value]}`,
          part: `namespaces/${fact.value}`,
        })),
      );
    for (const one of containersIn(file)) {
      if (one.pod) continue;
      for (const fact of one.container.hostNamespaces) {
        const own = ownEntry(one, fact);
        yield {
          ...factProblem(file, one, fact, `namespaces/${fact.value}`),
          ...judged(one.label, fact, isHostAgent(one)),
          fixes: own ? fixesFor(file, { ...fact, entry: own }) : [],
        };
      }
    }
    if (!isManifest(file)) return;
    for (const workload of file.model.workloads) {
      const isAgent = podContainers(workload).some(isHostAgent);
      for (const fact of workload.hostNamespaces) {
        yield {
          path: file.path,
          span: fact.entry,
          ...judged(`The pod of ${workload.name}`, fact, isAgent),
          fixes: fixesFor(file, fact),
          subject: { service: workload.name },
          pointer: `${workload.pointer}/namespaces/${fact.value}`,
        };
      }
    }
  },
};

const judged = (
  label: string,
  { value }: Fact<HostNamespace>,
  isAgent: boolean,
): Pick<Problem, 'message' | 'severity'> => ({
  message: `${label} shares the host’s ${words[value]}.`,
  ...(isAgent && { severity: 'information' }),
});

function fixesFor({ kind, path, text }: SourceFile, { value, span, entry }: Fact<HostNamespace>): readonly Fix[] {
  const edit = kind === 'helm-values' ? { path, span, text: ['false'] } : removeLines(path, text, entry);
  return edit ? [{ title: `Give it its own ${words[value]}`, safe: false, edits: [edit] }] : [];
}

const words: Readonly<Record<HostNamespace, string>> = {
  network: 'network',
  pid: 'processes',
  ipc: 'shared memory',
  uts: 'host name',
  user: 'user ids',
  cgroup: 'control groups',
};
