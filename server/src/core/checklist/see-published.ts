import type { DeployedService } from '../deployment/deployment.ts';
import { type PublishedPort, reachOf } from '../deployment/published-port.ts';
import type { Place } from '../model/place.ts';
import { isAnyAddress, isLoopbackAddress, readPortMapping } from '../model/port.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Where a line about a whole service points. */
export const nameOf = (service: DeployedService): Place => ({ path: service.path, span: service.definition.nameSpan });

/** How far the product's container port can be reached from outside. */
export function seePublished(port: number, { running, product, services = running }: Reached): Sightings {
  const found = running.flatMap((service): Sighting[] => {
    const name = `Port ${port} of service ${service.name}`;
    const about = { services: [service.name] };
    if (service.layers.some(({ service: layer }) => layer.networkMode === 'host'))
      return [{ ...onHostNetwork(service, product), name, about }];
    const carrier = carrierOf(service, services);
    const published = portsOf(carrier ?? service).filter(({ target }) => target === port);
    const shown = published.map(
      ({ path, span, reach }): Sighting => ({
        name,
        value: reach,
        words: `${name} is published ${reaches[reach]}.`,
        places: [{ path, span }],
        tellable: true,
        about,
      }),
    );
    if (!carrier || hasOpenPort(carrier)) {
      const open = carrier
        ? `An entry of ports of service ${carrier.name} cannot be resolved.`
        : `Service ${service.name} has the network of a container that is not here.`;
      return [...shown, { name, value: undefined, open, places: [nameOf(service)], tellable: true, about }];
    }
    return shown.length > 0
      ? shown
      : [
          {
            name,
            value: 'none',
            words: port === 0 ? `Service ${service.name} publishes no port.` : `${name} is not published.`,
            places: [nameOf(service)],
            tellable: true,
            about,
          },
        ];
  });
  return { found, complete: true, name: `a published port ${port}` };
}

type Reached = Pick<Context, 'running'> & Partial<Pick<Context, 'product' | 'services'>>;

/** Whose ports lead to the service: its own, or those of the one that lends it its network; undefined where that one is not here. */
function carrierOf(service: DeployedService, services: readonly DeployedService[]): DeployedService | undefined {
  const mode = service.layers.findLast(({ service: layer }) => layer.networkMode !== undefined)?.service.networkMode;
  const [, kind, name] = /^(service|container):(.+)$/.exec(mode ?? '') ?? [];
  return kind === undefined
    ? service
    : services.find((one) =>
        kind === 'service' ? one.name === name : one.layers.some(({ service: layer }) => layer.containerName === name),
      );
}

type ReachedPort = Place & Pick<PublishedPort, 'target' | 'reach' | 'pointer'>;

const portsOf = (service: DeployedService): readonly ReachedPort[] => [...service.ports, ...chancePorts(service)];

/** An entry that a reference leaves open. */
function hasOpenPort(service: DeployedService): boolean {
  const known = portsOf(service);
  return (
    service.portsOpen &&
    service.layers.some((layer) =>
      layer.service.ports.some(
        ({ pointer }) => !known.some((port) => port.path === layer.path && port.pointer === pointer),
      ),
    )
  );
}

/** On the host's network it is reached as far as its own listener lets it. */
function onHostNetwork(service: DeployedService, product: Context['product'] | undefined): Omit<Sighting, 'name'> {
  const address = service.settings.find(({ key }) => product?.variables[key]?.listens);
  const written = address?.value;
  const reach =
    written === undefined || written === ''
      ? undefined
      : isAnyAddress(written)
        ? 'all'
        : isLoopbackAddress(written)
          ? 'loopback'
          : undefined;
  return {
    value: reach,
    ...(reach === undefined
      ? { open: `Service ${service.name} uses the host's network.` }
      : { words: `Service ${service.name} uses the host's network, and ${address?.key} is ${written}.` }),
    places: [
      reach !== undefined && address ? { path: address.decided.path, span: address.decided.span } : nameOf(service),
    ],
    tellable: true,
  };
}

/** Short ports without one of the host, which the engine then picks. */
function chancePorts({ layers }: DeployedService): readonly ReachedPort[] {
  return layers.flatMap(({ path, service }) =>
    service.ports.flatMap(({ short, span, pointer }) => {
      const mapping = short?.exact ? readPortMapping(short.text) : undefined;
      return mapping && !mapping.published
        ? [{ path, span, pointer, target: mapping.target[0], reach: reachOf(mapping.hostIp) }]
        : [];
    }),
  );
}

const reaches = { all: 'on all interfaces', loopback: 'on loopback', address: 'on one address' } as const;

/** How far each published port of these services is reached; without any, one sighting a service that says so. */
export function seeReach(
  running: readonly DeployedService[],
  context?: Pick<Context, 'product' | 'services'>,
): Sightings {
  const reached = { ...context, running };
  const carriers = running.flatMap((service) => carrierOf(service, context?.services ?? running) ?? []);
  const ports = carriers.flatMap((service) => portsOf(service).map(({ target }) => target));
  const seen = [...new Set(ports)].flatMap((port) => seePublished(port, reached).found);
  const published = seen.filter(({ value }) => value !== 'none');
  // Without any port one sighting a service says so, or that the host's network is used.
  const found = published.length > 0 ? published : seePublished(0, reached).found;
  return { found, complete: running.length > 0, name: 'a published port' };
}
