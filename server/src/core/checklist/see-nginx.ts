import { type Reached, reachedBy } from '../deployment/reach.ts';
import type { NginxProxyPass, NginxScope, NginxServer, NginxValue } from '../model/nginx.ts';
import { scopesIn } from '../model/nginx-passes.ts';
import type { NginxPart } from '../product/condition.ts';
import { type Context, meansProduct } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** A server with one `proxy_pass` that leads to the product, or means to. */
interface NginxRoute {
  readonly path: string;
  readonly server: NginxServer;
  readonly scope: NginxScope;
  readonly pass: NginxProxyPass;
  readonly reached: Reached | undefined;
  readonly port: number | undefined;
}

/** Routes that reach the product; where none does, those that mean it by its port or name and reach no service. */
export function nginxRoutes(context: Context): readonly NginxRoute[] {
  const routes = context.deployment.nginx.flatMap(({ path, server }) =>
    server.redirectsOnly || context.deployment.tierOf(path) === 'example' ? [] : routesOf(server, path, context),
  );
  const own = routes.filter(({ reached }) => reached && context.running.some(({ name }) => name === reached.service));
  return own.length > 0
    ? own
    : routes.filter(
        (route) =>
          route.reached === undefined &&
          route.pass.servers.some(({ host }) => meansProduct({ host, port: route.port }, context.product)),
      );
}

function routesOf(server: NginxServer, path: string, { deployment }: Context): readonly NginxRoute[] {
  return scopesIn(server).flatMap((scope) =>
    scope.proxyPasses.flatMap((pass) =>
      pass.servers.flatMap(({ host, port: written }): NginxRoute[] => {
        const port = written ?? pass.port;
        const common = { path, server, scope, pass };
        const reached = host === undefined ? [] : reachedBy(host, port, deployment.services);
        if (reached.length === 0) return [{ ...common, reached: undefined, port }];
        return reached.map((one) => ({ ...common, reached: one, port: one.port }));
      }),
    ),
  );
}

/** Something of the configuration, with the file that holds it where an include brought it in. */
type Held = Pick<NginxValue, 'span' | 'path'>;

const homeOf = ({ serverNames, keyword, path }: NginxServer): Held =>
  serverNames[0] ?? { span: keyword, ...(path !== undefined && { path }) };

const nameOf = ({ server }: NginxRoute): string => server.serverNames[0]?.text ?? 'without a name';

const importOpen = ({ scope }: NginxRoute): string | undefined =>
  scope.includes[0] && `Server includes ${scope.includes[0].text}, which may hold more and is not followed.`;

export function seeNginx(part: NginxPart, context: Context): Sightings {
  return {
    found: nginxRoutes(context).map((route) => readPart(part, route, context)),
    complete: true,
    name: 'an nginx server of the product',
  };
}

function readPart(part: NginxPart, route: NginxRoute, context: Context): Sighting {
  const { server, scope, pass, path } = route;
  const secured = server.listens.find(({ ssl }) => ssl);
  const home = homeOf(server);
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
    case 'forwarded': {
      const names = scope.proxyHeaders.map(({ name }) => name.toLowerCase());
      return sighting(route, 'proxy_set_header', ` ${names.join(' ')} `, pass.directive, importOpen(route));
    }
    default: {
      const isOwn = context.running.some(({ name }) => name === route.reached?.service);
      const known = route.port === undefined ? undefined : `${isOwn ? 'product' : 'other'}:${route.port}`;
      const target = isOwn ? `service ${route.reached?.service}` : pass.text;
      return {
        ...sighting(route, 'proxy_pass', known, { ...pass.directive, span: pass.span }),
        ...(known !== undefined && { words: `${path} proxies to ${target} on port ${route.port}.` }),
      };
    }
  }
}

/** An absence in a file that includes others proves nothing: `open` says so. */
function sighting(route: NginxRoute, what: string, value: string | undefined, at: Held, open?: string): Sighting {
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
export function nginxHeader(name: string, route: NginxRoute): Sighting {
  const { scope, server } = route;
  const isIt = (text: string | undefined): boolean => text?.toLowerCase() === name.toLowerCase();
  const set = scope.addHeaders.find((header) => isIt(header.name));
  const hidden = scope.directives.find(
    (directive) => directive.name.text === 'proxy_hide_header' && isIt(directive.args[0]?.text),
  );
  const value = set ? (set.value ?? '') : hidden ? 'removed' : '';
  return sighting(route, name, value, set ?? hidden ?? homeOf(server), set || hidden ? undefined : importOpen(route));
}
