import type { DeployedService } from '../deployment/deployment.ts';
import type { Dockerfile } from '../deployment/dockerfile-image.ts';
import { runsImageOf } from '../deployment/served-product.ts';
import type { DeployedContainer, DeployedWorkload } from '../deployment/workload.ts';
import type { ComposeText } from '../model/compose.ts';
import { lastStage, stageChain } from '../model/dockerfile.ts';
import type { KubernetesProbe } from '../model/kubernetes.ts';
import type { Product } from '../product/product.ts';
import type { Span } from '../text.ts';
import type { DeploymentRule, Fix, Problem } from './rule.ts';

export const healthCheckMismatch: DeploymentRule = {
  id: 'health-check-mismatch',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'A health check asks a port that the program does not listen on, or a path that it does not have.',
  why: `A check that asks the wrong port fails for ever: Kubernetes restarts a healthy pod again and again, Compose never starts what waits for
the service. It usually stays behind when the program's port changes.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PORT: 8080\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:3000/health"]\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PORT: 8080\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8080/health"]\n',
  },
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],

  *check({ deployment }) {
    for (const service of deployment.services) {
      yield* inCompose(service);
      yield* pathsInCompose(service);
    }
    for (const file of deployment.files) if (file.kind === 'dockerfile') yield* inImage(file);
    const literal = new Set(deployment.files.flatMap(({ path, kind }) => (kind === 'kubernetes' ? [path] : [])));
    for (const workload of deployment.workloads) {
      for (const container of workload.containers) {
        yield* inCluster(container, workload, literal.has(workload.path));
        yield* pathsInCluster(container, workload);
      }
    }
  },
};

/** Every number of a text that could be a port. */
const numbersIn = (text: string): readonly number[] => [...text.matchAll(/\d{2,5}/g)].map(([word]) => Number(word));

const portName = /^(?:\w+_)?(?:HTTP_|SERVER_|APP_|WEB_|API_|LISTEN_)?PORT$/;

/** Ports that the program's own settings and its product name; undefined where nothing tells. */
function listened(
  settings: DeployedService['settings'],
  product: Product | undefined,
  isUntold = false,
): { readonly certain: readonly number[]; readonly possible: readonly number[] } {
  const told = settings.flatMap(({ key, value = '' }) =>
    key === 'PORT' && /^\d+$/.test(value) ? [Number(value)] : [],
  );
  const fallback = product?.variables.PORT?.default;
  const isSet = settings.some(({ key }) => key === 'PORT');
  const own = isUntold && !isSet && fallback !== undefined ? [Number(fallback)] : told;
  return {
    certain: own,
    possible: [
      ...settings.flatMap(({ key, value = '' }) => (portName.test(key) || /:\d/.test(value) ? numbersIn(value) : [])),
      // What PORT moves it listens on no more.
      ...(own.length > 0 && fallback !== undefined ? [] : Object.values(product?.ports ?? {})),
    ],
  };
}

function* inCompose(service: DeployedService): Iterable<Problem> {
  const { name, layers, settings, product, ports, complete } = service;
  const owner = layers.findLast(({ service }) => service.healthcheck);
  const check = owner?.service.healthcheck;
  if (!owner || !check || check.disabled) return;
  const asked = check.test.flatMap((word) => askedIn(word) ?? []);
  // Most checks ask a port that the service publishes.
  if (asked.every(({ port }) => ports.some(({ target }) => target === port))) return;
  const isUntold = complete && !service.definition.built && product !== undefined && runsImageOf(service, product);
  const { certain, possible } = listened(settings, product, isUntold);
  const expected = [...certain, ...ports.map(({ target }) => target)];
  if (expected.length === 0) return;
  const isOpen = layers.some(({ service }) => service.command !== '' || service.ports.length > ports.length);
  const known = new Set([
    ...expected,
    ...possible,
    ...layers.flatMap(({ service }) => [
      ...service.expose.flatMap(({ text }) => numbersIn(text)),
      ...numbersIn(service.command),
      ...service.labels.flatMap(({ text }) => numbersIn(text)),
    ]),
  ]);
  // With nothing but a published port to go by, a port for health alone may exist beside it.
  if (certain.length === 0 && isOpen) return;
  for (const { port, word, place } of asked) {
    if (known.has(port)) continue;
    const [only] = new Set(expected);
    yield {
      path: owner.path,
      span: place,
      message: `The health check of '${name}' asks port ${port}; the program listens on ${[...new Set(expected)].join(', ')}.`,
      fixes: word.exact && only !== undefined ? [portFix(owner.path, place, only)] : [],
      subject: { service: name },
      pointer: `/services/${name}/healthcheck/test`,
    };
  }
}

/** The check of an image whose ports are all known, by `EXPOSE` and its own variables. */
function* inImage({ path, model, text }: Dockerfile): Iterable<Problem> {
  const stage = lastStage(model);
  const check = stage?.healthcheck;
  if (!stage || !check || check.disabled || !check.command) return;
  const chain = stageChain(model, stage);
  const exposed = chain.flatMap(({ exposes }) => exposes.map(({ port }) => port));
  if (exposed.length === 0 || exposed.includes(undefined)) return;
  const known = new Set([
    ...exposed,
    ...chain.flatMap(({ env }) => env.flatMap((one) => numbersIn(one.text))),
    ...[stage.command, stage.entrypoint].flatMap((one) => numbersIn(one?.text ?? '')),
  ]);
  const { start, end } = check.command.argsSpan;
  const asked = localPort.exec(text.slice(start, end));
  if (!asked?.[1] || known.has(Number(asked[1]))) return;
  const at = start + asked.index + asked[0].length - asked[1].length;
  yield {
    path,
    span: { start: at, end: at + asked[1].length },
    message: `The health check of the image asks port ${asked[1]}; it exposes ${[...new Set(exposed)].join(', ')}.`,
    subject: { image: stage.base.reference.text },
    pointer: `/stages/${stage.index}/HEALTHCHECK`,
  };
}

const localPort = /\b(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d{2,5})\b/;

/** The port that a word of the check asks on this machine. */
function askedIn(word: ComposeText): { port: number; word: ComposeText; place: Span } | undefined {
  const asked = localPort.exec(word.text);
  if (!asked?.[1]) return undefined;
  const at = word.span.start + asked.index + asked[0].length - asked[1].length;
  return {
    port: Number(asked[1]),
    word,
    place: word.exact ? { start: at, end: at + asked[1].length } : word.span,
  };
}

const portFix = (path: string, span: Span, port: number): Fix => ({
  title: `Ask port ${port}`,
  safe: false,
  edits: [{ path, span, text: [String(port)] }],
});

function* inCluster(
  { definition, container, settings, product }: DeployedContainer,
  { path, name }: DeployedWorkload,
  isLiteral: boolean,
): Iterable<Problem> {
  const { ports, probes, command } = definition;
  const { possible } = listened(settings, product);
  const open = ports.filter(({ protocol }) => protocol === 'TCP');
  // A template may give ports that its text does not show.
  if (!isLiteral && ports.some(({ containerPort }) => containerPort === undefined)) return;
  const known = new Set([
    ...open.flatMap(({ containerPort }) => containerPort?.value ?? []),
    ...possible,
    ...numbersIn(command),
  ]);
  for (const probe of probes) {
    const { port } = probe;
    if (!port || (!isLiteral && ports.length === 0)) continue;
    const isNumber = /^\d+$/.test(port.value);
    const isRight = isNumber
      ? open.length === 0 || known.has(Number(port.value))
      : open.some((one) => one.name === port.value);
    if (isRight) continue;
    const [only] = open.flatMap(({ containerPort }) => containerPort?.value ?? []);
    yield {
      path,
      span: port.span,
      message: wordsFor(probe, port.value, isNumber, `'${container.name}'${name === '' ? '' : ` of ${name}`}`),
      fixes: only !== undefined && open.length === 1 && isNumber ? [portFix(path, port.span, only)] : [],
      subject: { service: name },
      pointer: `${container.pointer}/${probe.kind}Probe/port`,
    };
  }
}

const wordsFor = ({ kind }: KubernetesProbe, port: string, isNumber: boolean, label: string): string =>
  isNumber
    ? `The ${kind} probe of ${label} asks port ${port}, which the container does not open.`
    : `The ${kind} probe of ${label} asks the port '${port}', and no TCP port has that name.`;

/** A path that speaks of health and is none of the product's; the front page shows life as well. */
const isStrange = (path: string, { health = [] }: Product): boolean =>
  health.length > 0 && /health|ready|live|ping|status/i.test(path) && !health.includes(path.replace(/(?<=.)\/$/, ''));

const pathMessage = (who: string, path: string, { name, health = [] }: Product): string =>
  `${who} asks ${path}, which ${name} does not have: it answers at ${health.join(', ')}.`;

function pathFixes(path: string, span: Span, { health = [] }: Product): readonly Fix[] {
  const [only, more] = health;
  return only === undefined || more !== undefined
    ? []
    : [{ title: `Ask ${only}`, safe: false, edits: [{ path, span, text: [only] }] }];
}

function* pathsInCompose({ name, layers, product }: DeployedService): Iterable<Problem> {
  const owner = layers.findLast(({ service }) => service.healthcheck);
  const check = owner?.service.healthcheck;
  if (!owner || !check || check.disabled || !product) return;
  for (const { text, span, exact } of check.test) {
    const asked = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::[^/\s]+)?(\/[\w./-]*)/.exec(text);
    const path = asked?.[1];
    if (!asked || path === undefined || !isStrange(path, product)) continue;
    const start = span.start + asked.index + asked[0].length - path.length;
    const place = exact ? { start, end: start + path.length } : span;
    yield {
      path: owner.path,
      span: place,
      message: pathMessage(`The health check of '${name}'`, path, product),
      fixes: exact ? pathFixes(owner.path, place, product) : [],
      subject: { service: name },
      pointer: `/services/${name}/healthcheck/path`,
    };
  }
}

function* pathsInCluster(
  { definition, container, product }: DeployedContainer,
  { path, name }: DeployedWorkload,
): Iterable<Problem> {
  for (const { kind, path: asked } of definition.probes) {
    const plain = asked?.value.replace(/\?.*$/, '');
    if (!product || !asked || plain === undefined || /[{}$]/.test(plain) || !isStrange(plain, product)) continue;
    yield {
      path,
      span: asked.span,
      message: pathMessage(`The ${kind} probe of '${container.name}'`, plain, product),
      fixes: pathFixes(path, asked.span, product),
      subject: { service: name },
      pointer: `${container.pointer}/${kind}Probe/path`,
    };
  }
}
