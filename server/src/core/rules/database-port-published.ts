import type { Deployment } from '../deployment/deployment.ts';
import { exposedPorts, reachOf } from '../deployment/exposed-port.ts';
import { outsidePorts, placeOfRouter } from '../deployment/traefik-front.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { baseNameOf, folderOf } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { datastoreOf, isDatastore } from '../product/datastore.ts';
import { loopbackFixes } from './loopback-fix.ts';
import type { FileRule, Problem } from './rule.ts';
import { isGuard } from './traefik-place.ts';

export const databasePortPublished: FileRule = {
  id: 'database-port-published',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'A datastore or broker can be reached from every network of the host.',
  why: `Containers of one project reach each other without a published port. A published one without an address binds
\`0.0.0.0\`, and Docker's rules run before the host's firewall, so \`ufw deny\` does not close it. Unprotected datastores are
found and wiped within hours. Publish on \`127.0.0.1\` for tools on the host, or not at all.`,
  bad: { 'compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n    ports:\n      - "5432:5432"\n' },
  good: { 'compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n    ports:\n      - "127.0.0.1:5432:5432"\n' },
  references: [
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
    'https://docs.docker.com/engine/network/port-publishing/',
    'https://doc.traefik.io/traefik/routing/routers/#configuring-tcp-routers',
  ],

  *check({ file, deployment }) {
    if (isManifest(file)) return yield* inCluster(file, deployment);
    yield* behindTraefik(file, deployment);
    if (file.kind === 'helm-values') yield* inValues(file);
    if (file.kind !== 'compose') return;
    for (const { ports, image, name } of deployment.services) {
      for (const port of ports) {
        const targets = Array.from({ length: Math.min(port.last - port.first, 20) + 1 }, (_, at) => port.target + at);
        const at = targets.find((target) => datastoreOf(image?.value, target, name) !== undefined);
        if (port.path !== file.path || port.reach !== 'all' || at === undefined) continue;
        const store = datastoreOf(image?.value, at, name);
        yield {
          path: port.path,
          span: port.span,
          message: `Port ${port.first + at - port.target} of '${name}' (${store}) is published on all interfaces.`,
          fixes: loopbackFixes(port, file),
          subject: { service: name },
          pointer: port.pointer,
        };
      }
    }
  },
};

function* inCluster(file: ManifestFile, deployment: Deployment): Iterable<Problem> {
  for (const { how, name, container, port, pointer, ...place } of exposedPorts(file, deployment)) {
    if (port === undefined) continue;
    const store = datastoreOf(container?.image?.value, port, container?.name ?? name);
    if (store === undefined) continue;
    yield {
      ...place,
      message: `Port ${port} of '${name}' (${store}) is open ${reachOf[how]}.`,
      subject: { service: name },
      pointer,
    };
  }
}

/** The Service of a chart for a datastore, by the image beside it, the chart's name above it, or that of the file. */
function* inValues({ path, model }: Extract<SourceFile, { kind: 'helm-values' }>): Iterable<Problem> {
  for (const { pointer, text, valueSpan, key } of model.settings) {
    const how = text === 'LoadBalancer' || text === 'NodePort' ? text : undefined;
    const [, above = ''] = /^(.*)\/service\/type$/i.exec(pointer) ?? [];
    if (!how || key !== 'type' || !/\/service\/type$/i.test(pointer)) continue;
    const parts = above
      .split('/')
      .filter((part) => !/^(?:primary|master|external|replica|readReplicas|slave)?$/i.test(part));
    const owner = parts.length > 0 ? `/${parts.join('/')}` : '';
    const image = model.images.find((one) => one.pointer === `${owner}/image`)?.repository.value;
    const chart = parts.at(-1) ?? (baseNameOf(path).replace(/[-_.]?values.*$/i, '') || baseNameOf(folderOf(path)));
    if (!isDatastore(image, chart)) continue;
    yield {
      path,
      span: valueSpan,
      message: `${chart === '' ? 'The chart’s datastore' : `'${chart}'`} is open ${reachOf[how]}.`,
      pointer,
    };
  }
}

/** A router of TCP hands connections on as they are: whoever reaches its entry point speaks to the datastore. */
function* behindTraefik({ path }: SourceFile, { traefik, services }: Deployment): Iterable<Problem> {
  for (const stream of traefik.streams) {
    const { source, router, whole, complete, middlewares, entryPoints, upstreams } = stream;
    const isGuarded = middlewares.some(({ middleware }) => isGuard(middleware)) || router.tlsOptions !== undefined;
    if (source.path !== path || !whole || !complete || isGuarded) continue;
    const open = entryPoints?.find((one) => outsidePorts(one, services).length > 0);
    for (const { service, port } of open ? upstreams : []) {
      const behind = services.find(({ name }) => name === service);
      const store = behind && port !== undefined ? datastoreOf(behind.image?.value, port, behind.name) : undefined;
      if (store === undefined) continue;
      yield {
        ...placeOfRouter(stream),
        message: `Traefik hands everybody on to '${service}' (${store}) at the entry point '${open?.name}'.`,
        subject: { service: service ?? '' },
        pointer: `/traefik/tcp/routers/${router.name}`,
      };
    }
  }
}
