import { builtFrom, type Dockerfile, dockerfilePath } from '../deployment/dockerfile-image.ts';
import { lastStage, stageChain } from '../model/dockerfile.ts';
import { readImage } from '../model/image.ts';
import { endsByItself, factProblem, missingProblem, type WholeContainer, wholeContainersIn } from './containers.ts';
import { insertServiceKeys } from './insert-entry.ts';
import type { FileRule, Fix } from './rule.ts';
import type { FileView } from './view.ts';

export const missingHealthcheck: FileRule = {
  id: 'missing-healthcheck',
  severity: 'information',
  confidence: 'medium',
  profile: 'strict',
  scope: 'file',
  topic: 'container',
  summary: 'Nobody asks a program whether it still works.',
  why: `A process that hangs is still running, so nothing restarts it, and the proxy keeps sending people to it. A health check asks the
program itself: Compose waits for it (\`depends_on: condition: service_healthy\`), Kubernetes sends no requests before a readiness
probe answers, and restarts what fails its liveness probe.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n' },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    healthcheck:\n      test: ["CMD", "wget", "-qO-", "http://127.0.0.1:3000/health"]\n',
  },
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
    'https://kubernetes.io/docs/concepts/workloads/pods/probes/',
  ],

  *check(view) {
    const { file } = view;
    if (file.kind === 'dockerfile') {
      const stage = lastStage(file.model);
      const isServer = stage && stageChain(file.model, stage).some(({ command, entrypoint }) => command ?? entrypoint);
      if (!stage || asksForHealth(file) || isAskedElsewhere(file, view)) return;
      const check = stage.healthcheck;
      yield {
        path: file.path,
        span: check?.span ?? stage.from,
        message: check ? 'The image’s health check is off.' : 'The image has no HEALTHCHECK.',
        ...(!isServer && { severity: 'hint' }),
        subject: { image: stage.base.reference.text },
        pointer: `/stages/${stage.index}/HEALTHCHECK`,
      };
      return;
    }
    for (const one of wholeContainersIn(view)) {
      const { layers, definitions, pod, service, label } = one;
      if (endsByItself(one)) continue;
      const off = layers.findLast(({ healthcheck }) => healthcheck)?.healthcheck;
      if (off && !off.disabled && !pod) continue;
      const built = service && builtFrom(service, file.path, view.deployment.files);
      if (!off && built && asksForHealth(built)) continue;
      if (pod) {
        const lacks = (['liveness', 'readiness'] as const).filter(
          (kind) => !definitions.some(({ probes }) => probes.some((probe) => probe.kind === kind)),
        );
        if (lacks.length === 0) continue;
        yield {
          ...missingProblem(file, one, 'healthcheck'),
          message: `${label} has no ${lacks.join(' and no ')} probe.`,
        };
        continue;
      }
      yield {
        ...(off
          ? factProblem(file, one, { value: '', text: '', span: off.span, entry: off.span }, 'healthcheck')
          : missingProblem(file, one, 'healthcheck')),
        message: off ? `The health check of ${label} is off.` : `${label} has no health check.`,
        fixes: off ? [] : knownCheck(one, view),
      };
    }
  },
};

const asksForHealth = ({ model }: Dockerfile): boolean => {
  const stage = lastStage(model);
  const check = stage && stageChain(model, stage).findLast(({ healthcheck }) => healthcheck)?.healthcheck;
  return check !== undefined && !check.disabled;
};

/** A service that is built from the file has a check of its own. */
const isAskedElsewhere = (file: Dockerfile, { deployment }: FileView): boolean =>
  deployment.services.some(({ layers }) =>
    layers.some(
      ({ path, service }) =>
        dockerfilePath(service, path) === file.path && layers.some((layer) => layer.service.healthcheck),
    ),
  );

/** Programs that come with a command for it, in the image itself. Sources: the images' pages. */
const checks: Readonly<Record<string, string>> = {
  postgres: '["CMD-SHELL", "pg_isready -U $${POSTGRES_USER:-postgres}"]',
  pgvector: '["CMD-SHELL", "pg_isready -U $${POSTGRES_USER:-postgres}"]',
  redis: '["CMD", "redis-cli", "ping"]',
  valkey: '["CMD", "valkey-cli", "ping"]',
  mariadb: '["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]',
  mongo: `["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]`,
  rabbitmq: '["CMD", "rabbitmq-diagnostics", "-q", "ping"]',
};

function knownCheck({ container, service }: WholeContainer, { file }: FileView): readonly Fix[] {
  const repository = container.image && readImage(container.image.value)?.name.split('/').at(-1);
  const test = repository === undefined ? undefined : checks[repository];
  if (test === undefined || !service) return [];
  const edit = insertServiceKeys(file, service, [
    [0, 'healthcheck:'],
    [1, `test: ${test}`],
  ]);
  return edit ? [{ title: 'Ask the program for its health', safe: false, edits: [edit] }] : [];
}
