import { folderOf, isWithin, joinPath } from '../model/path.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { DeployedService } from './deployment.ts';

/** A service that an address of a proxy leads to, and the port inside its container. */
export interface Reached {
  readonly service: string;
  readonly port: number | undefined;
}

/** Who asks an upstream: the service whose container holds the proxy's file, or a program of the host itself. */
export interface Asker {
  readonly onHost: boolean;
  readonly service: DeployedService | undefined;
}

/** Who is not in the files at all may ask everything. */
const anyone: Asker = { onHost: true, service: undefined };

/** The services behind an upstream: by name inside a network that both are in, by published port on the host, which only a program of the host itself calls localhost. */
export function reachedBy(
  host: string,
  port: number | undefined,
  services: readonly DeployedService[],
  asker = anyone,
): readonly Reached[] {
  return services.flatMap((service): Reached[] => {
    const isNamed = service.name.toLowerCase() === host || answersTo(service, host);
    if (isNamed && knowsName(asker.service, service, host)) return [{ service: service.name, port }];
    const isHost = host === 'host.docker.internal' || (asker.onHost && isLoopbackAddress(host));
    if (port === undefined || !isHost) return [];
    const published = service.ports.find(({ first, last }) => port >= first && port <= last);
    return published ? [{ service: service.name, port: published.target + port - published.first }] : [];
  });
}

/** Whose the proxy's file is, as far as the services tell: that of the one that mounts it, which is a program of the host unless it has a network of its own. */
export function askerOf(path: string, services: readonly DeployedService[]): Asker {
  const mounting = services.filter(
    ({ primary, layers }) =>
      primary &&
      layers.some((layer) =>
        layer.service.volumes.some(({ kind, source, target }) => {
          const mounted = kind === 'bind' && source ? joinPath(layer.path, source.text) : undefined;
          if (mounted === undefined) return false;
          // What lies beside a file for the container's own proxy is another one for it.
          const folders = /^\/etc\/(?:nginx|caddy)\//.test(target) ? [mounted, folderOf(mounted)] : [mounted];
          // A mount of the whole project says nothing of one file in it.
          return folders.some((folder) => isWithin(path, folder) && !isWithin(layer.path, folder));
        }),
      ),
  );
  const [service, another] = mounting;
  return {
    onHost: mounting.every((one) => modeOf(one) === 'host'),
    service: another ? undefined : service,
  };
}

const modeOf = ({ layers }: DeployedService): string | undefined =>
  layers.findLast(({ service }) => service.networkMode !== undefined)?.service.networkMode;

/** The networks that a service is in; undefined where it has those of something else, or a parent's, or a layer takes some away. */
function networksOf(service: DeployedService): readonly string[] | undefined {
  const isOpen = service.layers.some(
    ({ service: layer }) => layer.extends || layer.reset.has('networks') || layer.override.has('networks'),
  );
  if (isOpen || modeOf(service) !== undefined) return undefined;
  const named = service.layers.flatMap((layer) => layer.service.networks.map(({ name }) => name));
  return named.length > 0 ? named : ['default'];
}

/** Docker tells a container the names of those that share a network with it, and tells a program of the host none. */
function knowsName(asker: DeployedService | undefined, asked: DeployedService, host: string): boolean {
  if (!asker || asker === asked) return true;
  if (modeOf(asker) === 'host')
    return asker.layers.some(({ service }) => service.extraHosts.some(({ key }) => key.toLowerCase() === host));
  const [own, other] = [networksOf(asker), networksOf(asked)];
  // What networks of other projects are called says nothing of one another.
  const isOneProject = asker.layers.some(({ path }) => asked.layers.some((layer) => layer.path === path));
  return !own || !other || !isOneProject || own.some((name) => other.includes(name));
}

const answersTo = ({ layers }: DeployedService, host: string): boolean =>
  layers.some(
    ({ service }) =>
      service.containerName?.toLowerCase() === host || service.aliases.some((alias) => alias.toLowerCase() === host),
  );
