import { type Held, type NginxHost, type NginxRoute, nameOfServer } from '../deployment/nginx-host.ts';
import type { NginxPart } from '../product/condition.ts';
import { type Context, meansProduct } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** A server with one of its routes that leads to the product, or means to. */
type ProductRoute = NginxRoute & Pick<NginxHost, 'path' | 'server'>;

/** Servers with those of their routes that reach the product; where none does, those that mean it by its port or name and reach no service. */
export function routesToProduct({ deployment, running, product }: Context): readonly {
  readonly host: NginxHost;
  readonly routes: readonly NginxRoute[];
}[] {
  const hosts = deployment.nginx.filter(
    ({ path, server }) => !server.redirectsOnly && deployment.tierOf(path) !== 'example',
  );
  const having = (isWanted: (route: NginxRoute) => boolean) =>
    hosts.map((host) => ({ host, routes: host.routes.filter(isWanted) })).filter(({ routes }) => routes.length > 0);
  const own = having(({ service }) => running.some(({ name }) => name === service));
  return own.length > 0 ? own : having((route) => route.service === undefined && meansProduct(route, product));
}

export const nginxRoutes = (context: Context): readonly ProductRoute[] =>
  routesToProduct(context).flatMap(({ host: { path, server }, routes }) =>
    routes.map((route) => ({ ...route, path, server })),
  );

const nameOf = ({ server }: ProductRoute): string => server.serverNames[0]?.text ?? 'without a name';

const importOpen = ({ scope }: ProductRoute): string | undefined =>
  scope.includes[0] && `Server includes ${scope.includes[0].text}, which may hold more and is not followed.`;

export function seeNginx(part: NginxPart, context: Context): Sightings {
  return {
    found: nginxRoutes(context).map((route) => readPart(part, route, context)),
    complete: true,
    name: 'an nginx server of the product',
  };
}

function readPart(part: NginxPart, route: ProductRoute, context: Context): Sighting {
  const { server, scope, pass, path } = route;
  const secured = server.listens.find(({ ssl }) => ssl);
  const home = nameOfServer(server);
  switch (part) {
    case 'scheme':
      return sighting(route, 'The scheme', server.listens.every(({ ssl }) => ssl) && secured ? 'https' : 'http', home);
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
    case 'rate-limit': {
      const limit = scope.requestLimit;
      return sighting(route, 'The rate limit', limit ? 'limit_req' : 'none', limit ?? pass.directive);
    }
    case 'host-header': {
      const host = scope.proxyHeaders.find(({ name }) => name.toLowerCase() === 'host');
      const open = host ? undefined : importOpen(route);
      return sighting(route, 'proxy_set_header Host', host?.value ?? '', host ?? pass.directive, open);
    }
    case 'forwarded': {
      const names = scope.proxyHeaders.map(({ name }) => name.toLowerCase());
      return sighting(route, 'proxy_set_header', ` ${names.join(' ')} `, pass.directive, importOpen(route));
    }
    default: {
      const isOwn = context.running.some(({ name }) => name === route.service);
      const known = route.port === undefined ? undefined : `${isOwn ? 'product' : 'other'}:${route.port}`;
      const target = isOwn ? `service ${route.service}` : pass.text;
      return {
        ...sighting(route, 'proxy_pass', known, { ...pass.directive, span: pass.span }),
        ...(known !== undefined && { words: `${path} proxies to ${target} on port ${route.port}.` }),
      };
    }
  }
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
  const hidden = scope.directives.find(
    (directive) => directive.name.text === 'proxy_hide_header' && isIt(directive.args[0]?.text),
  );
  const value = set ? (set.value ?? '') : hidden ? 'removed' : '';
  return sighting(
    route,
    name,
    value,
    set ?? hidden ?? nameOfServer(server),
    set || hidden ? undefined : importOpen(route),
  );
}
