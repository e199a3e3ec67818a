import type { HostNamespace } from '../model/container.ts';
import { containersIn, factProblem, ownEntry } from './containers.ts';
import { isHostAgent } from './host-agent.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule } from './rule.ts';

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

  *check({ file }) {
    for (const one of containersIn(file)) {
      for (const fact of one.container.hostNamespaces) {
        const own = ownEntry(one, fact);
        const edit =
          file.kind === 'helm-values'
            ? { path: file.path, span: fact.span, text: ['false'] }
            : own && removeLines(file.path, file.text, own);
        const known = words[fact.value];
        yield {
          ...factProblem(file, one, fact, `namespaces/${fact.value}`),
          message: `${one.label} shares the host’s ${known}.`,
          ...(isHostAgent(one) && { severity: 'information' }),
          fixes: edit ? [{ title: `Give it ${known} of its own`, safe: false, edits: [edit] }] : [],
        };
      }
    }
  },
};

const words: Readonly<Record<HostNamespace, string>> = {
  network: 'network',
  pid: 'processes',
  ipc: 'shared memory',
  uts: 'host name',
  user: 'user ids',
  cgroup: 'control groups',
};
