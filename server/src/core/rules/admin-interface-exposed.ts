import type { Deployment } from '../deployment/deployment.ts';
import { exposedPorts, reachOf } from '../deployment/exposed-port.ts';
import { isOpenEntryPoint, placeOfRouter, type TraefikSource } from '../deployment/traefik-front.ts';
import { runsTraefik } from '../deployment/traefik-source.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { readImage } from '../model/image.ts';
import { baseNameOf } from '../model/path.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { SourceFile } from '../model/source-file.ts';
import { datastoreOf } from '../product/datastore.ts';
import { containersIn } from './containers.ts';
import { loopbackFixes } from './loopback-fix.ts';
import type { FileRule, Problem } from './rule.ts';
import { isGuard, switchOff, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const adminInterfaceExposed: FileRule = {
  id: 'admin-interface-exposed',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'An interface that changes or shows the whole deployment can be reached from outside.',
  why: `Traefik's insecure API and Caddy's admin endpoint ask for no login: whoever reaches them reads every route, and with Caddy's
rewrites them. Consoles of databases are guessed at day and night. Keep them on the loopback address, and go there through SSH.`,
  bad: { Caddyfile: '{\n\tadmin 0.0.0.0:2019\n}\n\napp.example.org {\n\treverse_proxy app:3000\n}\n' },
  good: { Caddyfile: '{\n\tadmin localhost:2019\n}\n\napp.example.org {\n\treverse_proxy app:3000\n}\n' },
  references: [
    'https://caddyserver.com/docs/caddyfile/options#admin',
    'https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/',
    'https://cwe.mitre.org/data/definitions/306.html',
  ],

  *check(view) {
    const { file } = view;
    if (file.kind === 'caddyfile') {
      for (const { name, args } of file.model.options) {
        const [address] = args;
        if (name.text !== 'admin' || !address || !isOpenAddress(address.text)) continue;
        const port = /:(\d+)$/.exec(address.text)?.[1] ?? '2019';
        yield {
          path: file.path,
          span: address.span,
          message: `Caddy’s admin endpoint listens on ${address.text}.`,
          fixes: [
            {
              title: 'Listen on localhost only',
              safe: false,
              edits: [{ path: file.path, span: address.span, text: [`localhost:${port}`] }],
            },
          ],
          pointer: '/admin',
        };
      }
    }
    yield* inTraefik(view);
    if (file.kind === 'json') yield* inEngine(file);
    if (file.kind === 'compose') yield* inCompose(view);
    if (isManifest(file)) yield* inCluster(file, view.deployment);
    if (view.profile === 'strict') yield* shells(view);
  },
};

/** Whoever reaches the engine's own port without showing a certificate is root on the host (https://docs.docker.com/engine/daemon/remote-access/). */
function* inEngine({ path, model }: Extract<SourceFile, { kind: 'json' }>): Iterable<Problem> {
  if (baseNameOf(path) !== 'daemon.json') return;
  const asksCertificates = model.settings.some(({ pointer, text }) => pointer === '/tlsverify' && text === 'true');
  for (const { pointer, text, valueSpan } of model.settings) {
    if (!/^\/hosts\/\d+$/.test(pointer) || !text.startsWith('tcp://') || asksCertificates) continue;
    if (!isOpenAddress(text.replace(/^tcp:\/\//, ''))) continue;
    yield {
      path,
      span: valueSpan,
      message: `Docker’s engine listens on ${text} and asks for no certificate.`,
      pointer,
    };
  }
}

const isOpenAddress = (text: string): boolean => {
  if (text === 'off' || text.startsWith('unix/') || /[{}]/.test(text)) return false;
  const host = text
    .replace(/^tcp\//, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '');
  return !isLoopbackAddress(host);
};

/** Consoles by the last part of their image's repository, and the port of the container. Sources: the images' pages. */
const consoles: Readonly<Record<string, { readonly name: string; readonly ports: readonly number[] }>> = {
  phpmyadmin: { name: 'phpMyAdmin', ports: [80, 443] },
  adminer: { name: 'Adminer', ports: [8080] },
  pgadmin4: { name: 'pgAdmin', ports: [80, 443] },
  'mongo-express': { name: 'mongo-express', ports: [8081] },
  'redis-commander': { name: 'Redis Commander', ports: [8081] },
  redisinsight: { name: 'Redis Insight', ports: [5540, 8001] },
  'portainer-ce': { name: 'Portainer', ports: [9000, 9443] },
  portainer: { name: 'Portainer', ports: [9000, 9443] },
  prometheus: { name: 'Prometheus', ports: [9090] },
  alertmanager: { name: 'Alertmanager', ports: [9093] },
  flower: { name: 'Flower', ports: [5555] },
  consul: { name: 'Consul’s interface', ports: [8500, 8501] },
  akhq: { name: 'AKHQ', ports: [8080] },
  kafdrop: { name: 'Kafdrop', ports: [9000] },
  cerebro: { name: 'Cerebro', ports: [9000] },
  cloudbeaver: { name: 'CloudBeaver', ports: [8978] },
  dbgate: { name: 'DbGate', ports: [3000] },
  phppgadmin: { name: 'phpPgAdmin', ports: [80, 443] },
  phpredisadmin: { name: 'phpRedisAdmin', ports: [80] },
  phpldapadmin: { name: 'phpLDAPadmin', ports: [80, 443, 8080] },
  'nginx-proxy-manager': { name: 'Nginx Proxy Manager’s interface', ports: [81] },
  minio: { name: 'MinIO’s console', ports: [9001] },
  'redis-stack': { name: 'Redis Insight', ports: [8001] },
  'all-in-one': { name: 'Jaeger', ports: [16686] },
  mailhog: { name: 'MailHog', ports: [8025] },
  mailpit: { name: 'Mailpit', ports: [8025] },
  'wg-easy': { name: 'wg-easy’s interface', ports: [51821] },
  'bull-board': { name: 'Bull Board', ports: [3000] },
  'kafka-ui': { name: 'Kafka UI', ports: [8080] },
  kibana: { name: 'Kibana', ports: [5601] },
  rabbitmq: { name: 'RabbitMQ’s management', ports: [15672] },
  dozzle: { name: 'Dozzle', ports: [8080] },
  cadvisor: { name: 'cAdvisor', ports: [8080] },
  dashboard: { name: 'The Kubernetes dashboard', ports: [8443, 9090] },
  'kubernetes-dashboard-amd64': { name: 'The Kubernetes dashboard', ports: [8443, 9090] },
};

function* inCompose({ file, deployment }: FileView): Iterable<Problem> {
  for (const service of deployment.services) {
    for (const port of service.ports) {
      const name = consoleAt(service.image?.value, port.target);
      if (name === undefined || port.path !== file.path || port.reach !== 'all') continue;
      // database-port-published says it of these, and more severely.
      if (datastoreOf(service.image?.value, port.target, service.name) !== undefined) continue;
      yield {
        path: port.path,
        span: port.span,
        message: `${name} is published on all interfaces at port ${port.first}.`,
        fixes: loopbackFixes(port, file),
        subject: { service: service.name },
        pointer: port.pointer,
      };
    }
  }
}

function* inTraefik(view: FileView): Iterable<Problem> {
  const { file, deployment } = view;
  for (const source of traefikIn(view)) {
    const insecure = source.static?.api.insecure;
    if (insecure?.value !== true || !isAdminReached(source, deployment)) continue;
    const offer = source.service === undefined ? 'Traefik offers its' : `'${source.service}' offers Traefik’s`;
    const message = `${offer} API and dashboard without a login.`;
    yield traefikProblem(source, insecure, 'api/insecure', message, switchOff(file, insecure, 'api.insecure'));
  }
  for (const host of deployment.traefik.hosts) {
    const { source, router, entryPoints, middlewares, complete } = host;
    if (source.path !== file.path || !/^(?:api|dashboard)@internal$/i.test(router.service?.value ?? '')) continue;
    const isReached = entryPoints?.some(isOpenEntryPoint) ?? source.from === 'cluster';
    const hasName = host.public || (router.rule !== undefined && router.hosts.length === 0);
    if (!isReached || !hasName || !complete || middlewares.some(({ middleware }) => isGuard(middleware))) continue;
    const { span } = placeOfRouter(host);
    const message = `The router '${router.name}' offers Traefik’s API and dashboard without a login.`;
    yield traefikProblem(source, { span }, `routers/${router.name}/service`, message);
  }
}

/** The entry point of the insecure API is one of its own, on port 8080 unless the configuration moves it. */
function isAdminReached({ service }: TraefikSource, { traefik, services }: Deployment): boolean {
  const own = traefik.sources
    .flatMap((source) => source.static?.entryPoints ?? [])
    .filter(({ name }) => name === 'traefik');
  if (own.some((one) => !isOpenEntryPoint(one))) return false;
  const port = own[0]?.port ?? 8080;
  const running = services.filter((one) => (service === undefined ? runsTraefik(one) : one.name === service));
  if (running.length === 0) return true;
  return running.some(
    ({ ports, definition }) =>
      definition.networkMode === 'host' || ports.some(({ target, reach }) => target === port && reach !== 'loopback'),
  );
}

function* inCluster(file: ManifestFile, deployment: Deployment): Iterable<Problem> {
  for (const { how, name, container, port, pointer, ...place } of exposedPorts(file, deployment)) {
    const console = port === undefined ? undefined : consoleAt(container?.image?.value, port);
    if (console === undefined) continue;
    yield { ...place, message: `${console} is open ${reachOf[how]}.`, subject: { service: name }, pointer };
  }
}

function consoleAt(image: string | undefined, target: number): string | undefined {
  const repository = image === undefined ? undefined : readImage(image)?.name.split('/').at(-1);
  const known = repository === undefined ? undefined : consoles[repository.toLowerCase()];
  return known?.ports.includes(target) ? known.name : undefined;
}

/** A remote shell into a container: nothing that runs in one asks for it but servers of git and of files. */
function* shells({ file }: FileView): Iterable<Problem> {
  if (file.kind === 'dockerfile') {
    for (const { index, exposes } of file.model.stages)
      for (const { port, span } of exposes)
        if (port === 22)
          yield {
            path: file.path,
            span,
            message: 'The image opens port 22 (SSH).',
            severity: 'information',
            strict: true,
            pointer: `/stages/${index}/EXPOSE/22`,
          };
    return;
  }
  for (const { pod, label, container, subject } of containersIn(file)) {
    for (const { containerPort } of pod?.definition.ports ?? []) {
      if (containerPort?.value !== 22) continue;
      yield {
        path: file.path,
        span: containerPort.entry,
        message: `${label} opens port 22 (SSH).`,
        severity: 'information',
        strict: true,
        subject,
        pointer: `${container.pointer}/ports/22`,
      };
    }
  }
}
