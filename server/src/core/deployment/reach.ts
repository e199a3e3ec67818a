import { isLoopbackAddress } from '../model/port.ts';
import type { DeployedService } from './deployment.ts';
import { publishedPorts } from './published-port.ts';

/** A service that an address of a proxy leads to, and the port inside its container. */
export interface Reached {
  readonly service: string;
  readonly port: number | undefined;
}

/** The services behind an upstream: by name inside the network, by published port on the host. */
export function reachedBy(
  host: string,
  port: number | undefined,
  services: readonly DeployedService[],
): readonly Reached[] {
  return services.flatMap((service): Reached[] => {
    if (service.name.toLowerCase() === host || answersTo(service, host)) return [{ service: service.name, port }];
    if (port === undefined || (!isLoopbackAddress(host) && host !== 'host.docker.internal')) return [];
    const published = publishedPorts(service).find(({ first, last }) => port >= first && port <= last);
    return published ? [{ service: service.name, port: published.target + port - published.first }] : [];
  });
}

const answersTo = ({ layers }: DeployedService, host: string): boolean =>
  layers.some(
    ({ service }) =>
      service.containerName?.toLowerCase() === host || service.aliases.some((alias) => alias.toLowerCase() === host),
  );
