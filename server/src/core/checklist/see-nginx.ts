import { type Held, type NginxHost, type NginxRoute, nameOfServer } from '../deployment/nginx-host.ts';
import { isLocation } from '../model/nginx-passes.ts';
import { letsUpgrade, openHeaderIncludes, sentHeaders } from '../model/nginx-request-headers.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { NginxPart } from '../product/parts.ts';
import { type Context, meansProduct, placeOfUpstream, publicHostsOf } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** A server with one of its routes that leads to the product, or means to. */
type ProductRoute = NginxRoute & Pick<NginxHost, 'path' | 'server'>;

/** Servers with those of their routes that reach the product; where none does, those that mean it by its port or name and reach no service. */
export function routesToProduct(context: Context): readonly {
  readonly host: NginxHost;
  readonly routes: readonly NginxRoute[];
}[] {
  const { running } = context;
  const hosts = hostsIn(context);
  const having = (isWanted: (route: NginxRoute) => boolean) =>
    hosts.map((host) => ({ host, routes: host.routes.filter(isWanted) })).filter(({ routes }) => routes.length > 0);
  const own = having(({ service }) => running.some(({ name }) => name === service));
  return own.length > 0 ? own : having((route) => route.service === undefined && meansProduct(route, context));
}

export const nginxRoutes = (context: Context): readonly ProductRoute[] =>
  routesToProduct(context).flatMap(({ host, routes }) => placed(host, routes));

/** Those, or else the routes of a server that has the name of the product's public address: they ought to reach it. */
function upstreamRoutes(context: Context): readonly ProductRoute[] {
  const known = nginxRoutes(context);
  const { running, processes } = context;
  if (known.length > 0 || (running.length === 0 && processes.length === 0)) return known;
  const named = publicHostsOf(context);
  return hostsIn(context)
    .filter(({ server }) => server.serverNames.some(({ text }) => named.includes(text.toLowerCase())))
    .flatMap((host) => placed(host, host.routes))
    .filter(({ service }) => service === undefined);
}

const listensOutside = ({ listens }: ProductRoute['server']): ProductRoute['server']['listens'] =>
  listens.filter(({ address }) => !isLoopbackAddress(address ?? ''));

/** Only programs of its own machine reach it. */
const isInternal = (server: ProductRoute['server']): boolean =>
  server.listens.length > 0 && listensOutside(server).length === 0;

const placed = ({ path, server }: NginxHost, routes: readonly NginxRoute[]): readonly ProductRoute[] =>
  routes.map((route) => ({ ...route, path, server }));

const hostsIn = ({ deployment, fronts }: Context): readonly NginxHost[] =>
  deployment.nginx.filter(({ path, server }) => fronts(path) && !server.redirectsOnly && !isInternal(server));

const nameOf = ({ server }: ProductRoute): string => server.serverNames[0]?.text ?? 'without a name';

const openBy = ([first]: ProductRoute['scope']['includes']): string | undefined =>
  first && `Server includes ${first.text}, which may hold more and is not followed.`;

const importOpen = ({ scope }: ProductRoute): string | undefined => openBy(scope.includes);

export function seeNginx(part: NginxPart, context: Context): Sightings {
  const routes = part === 'upstream' ? upstreamRoutes(context) : nginxRoutes(context);
  const visited = routes.filter((route) => !isOfMonitors(route, context));
  const counted = (part === 'forwarded' || part === 'host-header') && visited.length > 0 ? visited : routes;
  return {
    found: counted.map((route) => readPart(part, route, context)),
    complete: true,
    name: 'an nginx server of the product',
  };
}

/** A location for a health path alone: no browser goes there. */
const isOfMonitors = ({ scope }: ProductRoute, { product }: Context): boolean =>
  isLocation(scope) && scope.modifier === '=' && (product.health ?? []).includes(scope.path);

function readPart(part: NginxPart, route: ProductRoute, context: Context): Sighting {
  const { server, scope, pass, path } = route;
  const secured = server.listens.find(({ ssl }) => ssl);
  const home = nameOfServer(server);
  switch (part) {
    case 'scheme': {
      const isPlain = !server.redirectsPlain && listensOutside(server).some(({ ssl }) => !ssl);
      return sighting(route, 'The scheme', secured && !isPlain ? 'https' : 'http', home);
    }
    case 'redirect': {
      const other = server.redirectsPlain ? undefined : redirectFor(route, context);
      const isSent = server.redirectsPlain || other !== undefined;
      return sighting(route, 'What comes in the clear to', isSent ? 'redirected' : 'none', home);
    }
    case 'listen': {
      const standard = server.listens.find(({ ssl, port }) => ssl && port === 443);
      const written = server.listens.map(({ port, text, ssl }) => `${port ?? text}${ssl ? ' ssl' : ''}`).join(', ');
      const [first] = server.listens;
      return sighting(route, 'listen', standard ? '443 ssl' : written, (standard ?? first)?.directive ?? home);
    }
    case 'server-name': {
      const names = server.serverNames.map(({ text }) => text).filter((text) => text !== '_');
      return sighting(route, 'server_name', names.join(' '), home);
    }
    case 'certificate': {
      const { certificate, key } = server.ssl;
      const value = certificate && key ? 'both' : certificate ? 'certificate' : key ? 'key' : 'none';
      const isTest = /snakeoil/i.test(`${certificate?.text} ${key?.text}`);
      const open = value === 'both' ? undefined : importOpen(route);
      return sighting(route, 'ssl_certificate', isTest ? 'snakeoil' : value, certificate ?? key ?? home, open);
    }
    case 'certificate-path': {
      const { certificate, key } = server.ssl;
      const written = [certificate, key].flatMap((one) => one?.text ?? []).join(' ');
      return sighting(route, 'ssl_certificate', written, certificate ?? key ?? home);
    }
    case 'certificate-domain': {
      const { certificate, key } = server.ssl;
      return sighting(route, 'The domain of the certificate', certificateDomain(server), certificate ?? key ?? home);
    }
    case 'always': {
      const names = scope.addHeaders.filter(({ always }) => always).map(({ name }) => name.toLowerCase());
      return sighting(route, 'add_header with always', ` ${names.join(' ')} `, pass.directive, importOpen(route));
    }
    case 'rate-limit': {
      const limit = scope.requestLimit;
      return sighting(route, 'The rate limit', limit ? 'limit_req' : 'none', limit ?? pass.directive);
    }
    case 'host-header': {
      const host = sentHeaders(scope).find(({ name }) => name.toLowerCase() === 'host');
      const open = host ? undefined : openBy(openHeaderIncludes(scope));
      return sighting(route, 'proxy_set_header Host', host?.value ?? '', host ?? pass.directive, open);
    }
    case 'forwarded': {
      const names = [
        ...sentHeaders(scope)
          .map(({ name }) => name.toLowerCase())
          .filter((name) => name !== 'connection'),
        ...(sentHeaders(scope).some(letsUpgrade) ? ['connection'] : []),
      ];
      return sighting(
        route,
        'proxy_set_header',
        ` ${names.join(' ')} `,
        pass.directive,
        openBy(openHeaderIncludes(scope)),
      );
    }
    default: {
      const place = placeOfUpstream(route, context);
      const known = route.port === undefined ? undefined : `${place}:${route.port}`;
      const target = place === 'product' && route.service !== undefined ? `service ${route.service}` : pass.text;
      return {
        ...sighting(route, 'proxy_pass', known, { ...pass.directive, span: pass.span }),
        ...(known !== undefined && { words: `${path} proxies to ${target} on port ${route.port}.` }),
      };
    }
  }
}

/** A server that sends all that comes to port 80 under the same names to https. */
function redirectFor({ server }: ProductRoute, { deployment, fronts }: Context): NginxHost | undefined {
  const names = server.serverNames.map(({ text }) => text.toLowerCase());
  return deployment.nginx.find(({ path, server: other }) => {
    const listens = listensOutside(other).filter(({ port, ssl }) => port === 80 && !ssl);
    if (!fronts(path) || !other.redirectsOnly || listens.length === 0) return false;
    const own = other.serverNames.map(({ text }) => text.toLowerCase());
    return listens.some(({ defaultServer }) => defaultServer) || names.every((name) => own.includes(name));
  });
}

/** Certbot keeps a certificate in a folder named for its first domain; it may hold siblings of that, and wildcards. */
function certificateDomain({ ssl, serverNames }: ProductRoute['server']): string {
  const paths = [ssl.certificate, ssl.key].flatMap((one) => one?.text ?? []);
  const [domain] = paths.flatMap((path) => /\/live\/([\w-]+(?:\.[\w-]+)+)\//.exec(path)?.[1]?.toLowerCase() ?? []);
  const names = serverNames.map(({ text }) => text.toLowerCase()).filter((name) => name.includes('.'));
  if (domain === undefined || names.length === 0) return 'untold';
  const site = (name: string): string => name.split('.').slice(-2).join('.');
  return names.some((name) => site(name) === site(domain)) ? 'own' : 'other';
}

/** An absence in a file that includes others proves nothing: `open` says so. */
function sighting(route: ProductRoute, what: string, value: string | undefined, at: Held, open?: string): Sighting {
  const name = `${what} of nginx server ${nameOf(route)}`;
  return {
    name,
    value: open === undefined ? value : undefined,
    ...((open !== undefined || value === undefined) && { open: open ?? `${name} is open.` }),
    places: [{ path: at.path ?? route.path, span: at.span }],
    tellable: true,
  };
}

/** A response header as the level that proxies sends it, after nginx's own inheritance. */
export function nginxHeader(name: string, route: ProductRoute): Sighting {
  const { scope, server } = route;
  const isIt = (text: string | undefined): boolean => text?.toLowerCase() === name.toLowerCase();
  const set = scope.addHeaders.find((header) => isIt(header.name));
  const hidden = [...scope.hiddenHeaders, ...scope.clearedHeaders].find(({ text }) => isIt(text));
  const value = set ? (set.value ?? '') : hidden ? 'removed' : '';
  return sighting(
    route,
    name,
    value,
    set ?? hidden ?? nameOfServer(server),
    set || hidden ? undefined : importOpen(route),
  );
}
