import type { DeployedService } from '../deployment/deployment.ts';
import type { Container } from '../model/container.ts';
import type { SourceFile } from '../model/source-file.ts';
import { endsByItself, factProblem, missingProblem, type WholeContainer, wholeContainersIn } from './containers.ts';
import { insertServiceKeys } from './insert-entry.ts';
import type { FileRule, Fix, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const missingRestartPolicy: FileRule = {
  id: 'missing-restart-policy',
  severity: 'information',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'A service stays down after its host restarts, or after it fails once.',
  why: `Docker starts nothing again that has no restart policy, and what has \`on-failure\` only while the engine keeps running. After a kernel
update at night the site is gone until somebody looks. \`unless-stopped\` brings a service back, and leaves alone what a person has
stopped.

Reported where another service of the file has such a policy, and so somebody meant the file to stay up. The profile \`strict\`
reports every service without one, and \`on-failure\`.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n  db:\n    image: postgres:16.4\n    restart: unless-stopped\n    volumes: [db-data:/var/lib/postgresql/data]\n\nvolumes:\n  db-data:\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    restart: unless-stopped\n  db:\n    image: postgres:16.4\n    restart: unless-stopped\n    volumes: [db-data:/var/lib/postgresql/data]\n\nvolumes:\n  db-data:\n',
  },
  references: [
    'https://docs.docker.com/engine/containers/start-containers-automatically/',
    'https://docs.docker.com/reference/compose-file/services/#restart',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
  ],

  *check(view) {
    const { file, profile, deployment } = view;
    const whole = wholeContainersIn(view);
    const isStrict = profile === 'strict';
    if (file.kind === 'kubernetes' && isStrict) yield* neverAgain(file);
    const isKept = file.kind === 'compose' && whole.some(({ layers }) => layers.some(staysUp));
    const awaited = new Set(deployment.services.flatMap(awaitedBy));
    const tasks = new Set(deployment.services.flatMap(({ name, replicas }) => (replicas ? [name] : [])));
    for (const one of whole) {
      const { layers, label, pod } = one;
      if (pod) continue;
      const policy = layers.findLast(({ restart }) => restart)?.restart;
      if (endsByItself(one) || awaited.has(one.container.name) || layers.some(staysUp)) continue;
      // A policy that is written is meant.
      if (!isStrict && (policy !== undefined || !isKept)) continue;
      // An orchestrator starts its tasks again unless it is told otherwise.
      if (policy === undefined && tasks.has(one.container.name)) continue;
      yield {
        ...(policy ? factProblem(file, one, policy, 'restart') : missingProblem(file, one, 'restart')),
        message: policy
          ? `${label} is not started again after a restart of its host (${policy.text}).`
          : `${label} is not started again after a failure or a restart of its host.`,
        ...((policy || !isKept) && { strict: true }),
        fixes: policy ? [] : restarts(one, view),
      };
    }
  },
};

/** A reference is somebody else's to settle. */
const staysUp = ({ restart }: Container): boolean => /^(?:always|unless-stopped)$|\$/.test(restart?.value ?? '');

const awaitedBy = ({ definition }: DeployedService): readonly string[] =>
  definition.dependsOn.flatMap(({ name, condition }) => (condition === 'service_completed_successfully' ? [name] : []));

function restarts({ service }: WholeContainer, { file }: FileView): readonly Fix[] {
  const edit = service && insertServiceKeys(file, service, [[0, 'restart: unless-stopped']]);
  return edit ? [{ title: 'Start it again unless somebody stopped it', safe: false, edits: [edit] }] : [];
}

/** In a pod the default is to start again. */
function* neverAgain({ path, model }: Extract<SourceFile, { kind: 'kubernetes' }>): Iterable<Problem> {
  for (const { name, kind, restartPolicy, pointer } of model.workloads) {
    if (restartPolicy?.value !== 'Never' || /Job$/.test(kind.value)) continue;
    yield {
      path,
      span: restartPolicy.entry,
      message: `The pod of ${name} is not started again after a failure.`,
      strict: true,
      subject: { service: name },
      pointer: `${pointer}/restartPolicy`,
    };
  }
}
