import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import { builtFrom } from '../deployment/dockerfile-image.ts';
import { runsImageOf } from '../deployment/served-product.ts';
import { lastStage, stageChain } from '../model/dockerfile.ts';
import type { Place } from '../model/place.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { DeploymentRule, Problem } from './rule.ts';

export const upstreamPortMismatch: DeploymentRule = {
  id: 'upstream-port-mismatch',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'The proxy sends requests to a port on which nothing listens.',
  why: `Inside the network of a project a proxy reaches the container's own port, not the published one: every request ends in 502.
The port comes from the service's \`PORT\` and from what its product says; where neither is known the rule stays silent.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PORT: "3000"\n    expose: ["3000"]\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy app:8080\n}\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PORT: "3000"\n    expose: ["3000"]\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://docs.docker.com/compose/how-tos/networking/',
    'https://caddyserver.com/docs/caddyfile/directives/reverse_proxy',
  ],

  *check({ deployment }) {
    yield* onOneMachine(deployment);
    for (const { upstreams, site } of deployment.sites) {
      for (const { service, port, path, span } of upstreams) {
        yield* judge({ path, span }, port, service, site.addresses[0]?.text ?? '', deployment);
      }
    }
    for (const { upstreams, router } of deployment.traefik.hosts) {
      for (const { service, port, path, span } of upstreams) {
        yield* judge({ path, span }, port, service, router.name, deployment);
      }
    }
    for (const { routes, path: home, server } of deployment.nginx) {
      for (const { service, port, pass } of routes) {
        const place = { path: pass.directive.path ?? home, span: pass.span };
        yield* judge(place, port, service, server.serverNames[0]?.text ?? '', deployment);
      }
    }
  },
};

function* judge(
  place: Place,
  port: number | undefined,
  name: string | undefined,
  site: string,
  { services, files }: Deployment,
): Iterable<Problem> {
  const service = services.find((one) => one.name === name && one.primary);
  const listening = service && portsOf(service, files);
  if (port === undefined || !service || !listening || listening.includes(port) || isTold(service, port)) return;
  const text = files.find(({ path }) => path === place.path)?.text.slice(place.span.start, place.span.end) ?? '';
  const at = new RegExp(`(?<=^|:)${port}(?!\\d)`).exec(text);
  const [wanted] = listening;
  const start = place.span.start + (at?.index ?? 0);
  yield {
    ...place,
    message: `'${service.name}' listens on ${listening.join(', ')}, not on ${port}.`,
    related: [{ path: service.path, span: service.definition.nameSpan, message: 'the service' }],
    fixes:
      at && listening.length === 1
        ? [
            {
              title: `Proxy to port ${wanted}`,
              safe: false,
              edits: [{ path: place.path, span: { start, end: start + String(port).length }, text: [String(wanted)] }],
            },
          ]
        : [],
    subject: { site, service: service.name },
    pointer: `${site}/upstream/${service.name}`,
  };
}

/**
 * Where one program runs on the machine itself, everything that a proxy there asks of its own machine is meant for it: one of
 * several programs may be another's.
 */
function* onOneMachine({ processes, services, sites, nginx }: Deployment): Iterable<Problem> {
  const [program, another] = processes;
  if (!program || another || services.length > 0 || program.port === undefined) return;
  const asked = [
    ...sites.flatMap(({ upstreams, site }) =>
      upstreams.map(({ host, port, path, span }) => ({
        host,
        port,
        site: site.addresses[0]?.text ?? '',
        place: { path, span },
      })),
    ),
    ...nginx.flatMap(({ routes, path: home, server }) =>
      routes.map(({ host, port, pass }) => ({
        host,
        port,
        site: server.serverNames[0]?.text ?? '',
        place: { path: pass.directive.path ?? home, span: pass.span },
      })),
    ),
  ].filter(({ host, port }) => port !== undefined && isLoopbackAddress(host ?? ''));
  if (new Set(asked.map(({ port }) => port)).size !== 1 || asked[0]?.port === program.port) return;
  for (const { port, site, place } of asked)
    yield {
      ...place,
      message: `${program.name} listens on ${program.port}, not on ${port}.`,
      related: [{ path: program.path, span: program.nameSpan, message: 'the program' }],
      subject: { site, service: program.name },
      pointer: `${site}/upstream/${program.name}`,
    };
}

/** Its command or a variable of any name says the port. */
const isTold = ({ layers, settings }: DeployedService, port: number): boolean =>
  settings.some(({ value }) => value === String(port)) ||
  layers.some(({ service }) => service.command.split(/[^\d]+/).includes(String(port)));

/** Where the service's own process listens, as far as the files tell; undefined where they do not. */
function portsOf(service: DeployedService, files: readonly SourceFile[]): readonly number[] | undefined {
  const set = service.settings.find(({ key }) => key === 'PORT' || key === 'HTTP_PORT');
  if (set) {
    const port = Number(set.value);
    return set.key === 'PORT' && Number.isInteger(port) && port > 0 && service.ports.length <= 1 ? [port] : undefined;
  }
  const { product } = service;
  if (!product || !runsImageOf(service, product)) return declaredPorts(service, files);
  const ports = Object.values(product.ports);
  // A variable of the product may move it.
  const isMoved = service.settings.some(({ key }) => /(?:^|_)PORT$/.test(key));
  return ports.length > 0 && !isMoved ? ports : undefined;
}

/** What its Dockerfile or `expose` declares, with what is published besides; undefined where neither declares anything. */
function declaredPorts(
  { layers, ports }: DeployedService,
  files: readonly SourceFile[],
): readonly number[] | undefined {
  const declared = layers.flatMap(({ path, service }): readonly number[] => {
    const image = builtFrom(service, path, files);
    const stage = image && lastStage(image.model);
    const exposed = image && stage ? stageChain(image.model, stage).flatMap(({ exposes }) => exposes) : [];
    return [
      ...exposed.map(({ port }) => port ?? Number.NaN),
      ...service.expose.map(({ text }) => Number(text.replace(/\/tcp$/, ''))),
    ];
  });
  if (declared.length === 0 || declared.some((port) => !Number.isInteger(port))) return undefined;
  return [...new Set([...declared, ...ports.map(({ target }) => target)])];
}
