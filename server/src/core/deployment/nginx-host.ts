import type { NginxProxyPass, NginxScope, NginxServer, NginxValue } from '../model/nginx.ts';
import { scopesIn } from '../model/nginx-passes.ts';
import { isLoopbackAddress } from '../model/port.ts';
import { isPublicHost } from '../model/url.ts';
import type { Product } from '../product/product.ts';
import type { DeployedService, DetectedProduct } from './deployment.ts';
import { linkedModels, type NginxFile } from './nginx-includes.ts';
import { type Asker, askerOf, reachedBy } from './reach.ts';

/** A level of a server that sends requests on, with what answers there. */
export interface NginxRoute {
  readonly scope: NginxScope;
  readonly pass: NginxProxyPass;
  /** Lower case; undefined where a variable or a socket stands. */
  readonly host: string | undefined;
  /** Inside the service's container; the upstream's own where no service is known. */
  readonly port: number | undefined;
  readonly service: string | undefined;
}

/** A server of nginx with everything that its includes bring in. What has no path of its own stands in `path`. */
export interface NginxHost {
  readonly path: string;
  readonly server: NginxServer;
  /** Public host names, lower case. */
  readonly names: readonly string[];
  /** Reached from outside: a public name, a name that a template fills in, or TLS. */
  readonly public: boolean;
  readonly tls: boolean;
  /** It also answers without TLS. */
  readonly plain: boolean;
  readonly routes: readonly NginxRoute[];
  /** The product that it puts on the network. */
  readonly product: Product | undefined;
}

/** Something of the configuration, with the file that holds it where an include brought it in. */
export type Held = Pick<NginxValue, 'span' | 'path'>;

/** Where a finding about the whole server points: its name, else its keyword. */
export const nameOfServer = ({ serverNames, keyword, file }: NginxServer): Held =>
  serverNames[0] ?? { span: keyword, ...(file !== undefined && { path: file }) };

export function nginxHosts(
  files: readonly NginxFile[],
  services: readonly DeployedService[],
  detected: readonly DetectedProduct[],
): readonly NginxHost[] {
  // What a template becomes nobody here knows.
  return linkedModels(files.filter(({ model }) => !model.tree.template)).flatMap(({ file, model }) =>
    model.servers.map((server) => readHost(server, server.file ?? file.path, services, detected)),
  );
}

function readHost(
  server: NginxServer,
  path: string,
  services: readonly DeployedService[],
  detected: readonly DetectedProduct[],
): NginxHost {
  const written = server.serverNames.map(({ text }) => text.toLowerCase());
  const names = written.filter((name) => isPublicHost(name.replace(/^\*?\./, 'any.')));
  const listens = server.listens.filter(({ address }) => !isLoopbackAddress(address ?? ''));
  const tls = listens.some(({ ssl }) => ssl);
  const asker = askerOf(path, services);
  const routes = scopesIn(server).flatMap((scope) =>
    scope.proxyPasses.flatMap((pass) => routesOf(scope, pass, services, asker)),
  );
  const isOpen = written.some((name) => /[${}]/.test(name));
  const isLocal = written.length > 0 && written.every((name) => name !== '_' && name !== '' && !isPublic(name));
  return {
    path,
    server,
    names,
    public: names.length > 0 || isOpen || (tls && !isLocal),
    tls,
    plain: !server.redirectsPlain && (listens.length === 0 || listens.some(({ ssl }) => !ssl)),
    routes,
    product: productBehind(routes, services, detected),
  };
}

/** A name that more than this machine's own network may use. */
const isPublic = (name: string): boolean => isPublicHost(name.replace(/^\*?\./, 'any.')) || /[~$]/.test(name);

function routesOf(
  scope: NginxScope,
  pass: NginxProxyPass,
  services: readonly DeployedService[],
  asker: Asker,
): readonly NginxRoute[] {
  return pass.servers.flatMap(({ host, port: written }): NginxRoute[] => {
    const port = written ?? pass.port;
    const common = { scope, pass, host };
    const reached = host === undefined ? [] : reachedBy(host, port, services, asker);
    if (reached.length === 0) return [{ ...common, service: undefined, port }];
    return reached.map((one) => ({ ...common, service: one.service, port: one.port }));
  });
}

/** By the service behind it, else by the product's own port. */
function productBehind(
  routes: readonly NginxRoute[],
  services: readonly DeployedService[],
  detected: readonly DetectedProduct[],
): Product | undefined {
  const reached = services.filter(({ name }) => routes.some(({ service }) => service === name));
  if (reached.length > 0) return reached.find(({ product }) => product)?.product;
  return detected.find(({ product }) =>
    Object.values(product.ports).some((known) => routes.some(({ port }) => port === known)),
  )?.product;
}
