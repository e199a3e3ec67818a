import type { NginxHost } from '../deployment/nginx-host.ts';
import { isOpenEntryPoint, placeOfRouter } from '../deployment/traefik-front.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import type { NginxLocation, NginxScope } from '../model/nginx.ts';
import { isLoopbackAddress } from '../model/port.ts';
import { annotationOf, publicHostsOf } from './ingress-annotation.ts';
import { insertDirectives } from './insert-directive.ts';
import type { FileRule, Problem } from './rule.ts';
import { isGuard, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const statusPageExposed: FileRule = {
  id: 'status-page-exposed',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'Everybody may read metrics or the server’s status.',
  why: `Status pages and metrics tell versions, routes, internal host names, and how much load brings the service down. Let only the
addresses in that collect them, or serve them on a port that is not public.`,
  bad: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location /nginx_status {\n    stub_status;\n  }\n}\n',
  },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location /nginx_status {\n    allow 127.0.0.1;\n    deny all;\n    stub_status;\n  }\n}\n',
  },
  references: [
    'https://nginx.org/en/docs/http/ngx_http_stub_status_module.html',
    'https://caddyserver.com/docs/caddyfile/directives/metrics',
    'https://cwe.mitre.org/data/definitions/200.html',
  ],

  *check(view) {
    if (view.file.kind === 'nginx') yield* inNginx(view);
    if (view.file.kind === 'caddyfile') yield* inCaddy(view);
    yield* inTraefik(view);
    if (isManifest(view.file)) yield* inCluster(view.file);
    yield* inGateways(view);
  },
};

const statusPath =
  /^\/(?:nginx_status|stub_status|server-status|server-info|status\/nginx|metrics|actuator(?:\/prometheus)?)\/?$/;

function* inNginx({ file, deployment }: FileView): Iterable<Problem> {
  for (const host of deployment.nginx) {
    if (!isReachable(host) || isRestricted(host.server)) continue;
    for (const location of locationsIn(host.server)) {
      const page = location.directives.find(({ name }) => name.text === 'stub_status');
      const isProxied = statusPath.test(location.path) && location.proxyPasses.length > 0;
      if ((!page && !isProxied) || isRestricted(location)) continue;
      if ((host.path !== file.path && page?.path !== file.path) || location.includes.length > 0) continue;
      const site = host.server.serverNames[0]?.text ?? '';
      yield {
        path: file.path,
        span: location.pathSpan,
        message: `${location.path} shows the server’s state to everybody.`,
        fixes: [
          {
            title: 'Let only this machine in',
            safe: false,
            edits: [insertDirectives(location, file, ['allow 127.0.0.1;', 'allow ::1;', 'deny all;'])],
          },
        ],
        subject: { site },
        pointer: `${site}/location/${location.path}`,
      };
    }
  }
}

/** Some listener is neither loopback nor a socket. */
const isReachable = ({ server }: NginxHost): boolean =>
  server.listens.length === 0 ||
  server.listens.some(({ address, text }) => !isLoopbackAddress(address ?? '') && !text.startsWith('unix:'));

const isRestricted = ({ directives }: NginxScope): boolean =>
  directives.some(
    ({ name, args }) =>
      (name.text === 'deny' && args[0]?.text === 'all') ||
      (/^auth_(?:basic|request|jwt)$/.test(name.text) && args[0]?.text !== 'off') ||
      name.text === 'internal' ||
      (name.text === 'return' && /^[34]/.test(args[0]?.text ?? '')),
  );

const locationsIn = (scope: NginxScope): readonly NginxLocation[] =>
  scope.locations.flatMap((one) => (isRestricted(one) ? [] : [one, ...locationsIn(one)]));

function* inCaddy({ file, deployment }: FileView): Iterable<Problem> {
  for (const { site, path: home, public: isPublic } of deployment.sites) {
    for (const { name, args, path = home, conditional } of site.directives) {
      if (name.text !== 'metrics' || path !== file.path || !isPublic || conditional) continue;
      const [matcher] = args;
      const definition = site.directives.find((one) => one.name.text === matcher?.text && matcher.text.startsWith('@'));
      const words = definition
        ? [...definition.args, ...(definition.block?.directives ?? []).map((inner) => inner.name)].map(
            ({ text }) => text,
          )
        : [];
      const isGuarded = words.some((word) => /^(?:remote_ip|client_ip)$/.test(word));
      const hasLogin = site.directives.some((one) => /^(?:basic_?auth|forward_auth|authorize)$/.test(one.name.text));
      if (isGuarded || hasLogin) continue;
      const address = site.addresses[0]?.text ?? '';
      yield {
        path,
        span: name.span,
        message: `${address} shows its metrics to everybody.`,
        subject: { site: address },
        pointer: `${address}/metrics`,
      };
    }
  }
}

/** Prometheus reads at an entry point that visitors use, or behind a router of its own. */
function* inTraefik(view: FileView): Iterable<Problem> {
  const { hosts } = view.deployment.traefik;
  const visited = hosts.flatMap((host) => (host.public ? (host.entryPoints ?? []) : [])).filter(isOpenEntryPoint);
  for (const source of traefikIn(view)) {
    const entryPoint = source.static?.metricsEntryPoint;
    if (!entryPoint || !visited.some(({ name }) => name.toLowerCase() === entryPoint.value.toLowerCase())) continue;
    const message = `The entry point '${entryPoint.value}' shows Traefik’s metrics to everybody.`;
    yield traefikProblem(source, entryPoint, 'metrics/entryPoint', message);
  }
  for (const host of hosts) {
    const { source, router, entryPoints, middlewares, complete } = host;
    if (source.path !== view.file.path || router.service?.value !== 'prometheus@internal') continue;
    if (!host.public || !complete || !entryPoints?.some(isOpenEntryPoint)) continue;
    if (middlewares.some(({ middleware }) => isGuard(middleware))) continue;
    const message = `The router '${router.name}' shows Traefik’s metrics to everybody.`;
    yield traefikProblem(source, placeOfRouter(host), `routers/${router.name}/service`, message);
  }
}

function* inCluster({ path, model }: ManifestFile): Iterable<Problem> {
  for (const ingress of model.ingresses) {
    const guards = ['whitelist-source-range', 'auth-type', 'auth-url', 'auth-tls-secret', 'server-snippet'];
    const hosts = publicHostsOf(ingress);
    if (hosts.length === 0 || guards.some((name) => annotationOf(ingress, name))) continue;
    for (const { host, backends } of ingress.rules) {
      const page = backends.find(({ path: at }) => statusPath.test(at ?? ''));
      if (!page || !host || !hosts.includes(host.value.toLowerCase())) continue;
      yield {
        path,
        span: host.span,
        message: `${host.value}${page.path} shows the state of ${page.service?.value ?? 'its service'} to everybody.`,
        subject: { site: ingress.name },
        pointer: `${ingress.pointer}/spec/rules/${host.value}${page.path}`,
      };
    }
  }
}

function* inGateways({ file, deployment }: FileView): Iterable<Problem> {
  for (const { path, route, names, complete, redirectsOnly } of deployment.gateways) {
    const [site] = names;
    if (path !== file.path || site === undefined || !complete || redirectsOnly) continue;
    for (const { paths, services, filters } of route.rules) {
      const page = paths.find(({ text }) => statusPath.test(text));
      if (!page || services.length === 0 || filters.some((type) => /^(?:ExtensionRef|RequestRedirect)$/.test(type)))
        continue;
      yield {
        path,
        span: page.span,
        message: `${site}${page.text} shows the state of ${services[0]?.value ?? 'its service'} to everybody.`,
        subject: { site: route.name },
        pointer: `${route.pointer}/spec/rules/${page.text}`,
      };
    }
  }
}
