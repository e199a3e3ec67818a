import { folderOf, isWithin, joinPath } from '../model/path.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { DeployedService } from './deployment.ts';

/** A service that an address of a proxy leads to, and the port inside its container. */
export interface Reached {
  readonly service: string;
  readonly port: number | undefined;
}

/** The services behind an upstream: by name inside the network, by published port on the host, which only a program of the host itself calls localhost. */
export function reachedBy(
  host: string,
  port: number | undefined,
  services: readonly DeployedService[],
  isOnHost = true,
): readonly Reached[] {
  return services.flatMap((service): Reached[] => {
    if (service.name.toLowerCase() === host || answersTo(service, host)) return [{ service: service.name, port }];
    const isHost = host === 'host.docker.internal' || (isOnHost && isLoopbackAddress(host));
    if (port === undefined || !isHost) return [];
    const published = service.ports.find(({ first, last }) => port >= first && port <= last);
    return published ? [{ service: service.name, port: published.target + port - published.first }] : [];
  });
}

/** Whether a proxy's file is that of a program of the host, as far as the services tell: none of them that has a network of its own mounts it. */
export const isOnHost = (path: string, services: readonly DeployedService[]): boolean =>
  !services.some(
    ({ primary, layers }) =>
      primary &&
      !layers.some(({ service }) => service.networkMode === 'host') &&
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

const answersTo = ({ layers }: DeployedService, host: string): boolean =>
  layers.some(
    ({ service }) =>
      service.containerName?.toLowerCase() === host || service.aliases.some((alias) => alias.toLowerCase() === host),
  );
