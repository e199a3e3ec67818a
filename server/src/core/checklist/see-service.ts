import type { DeployedService } from '../deployment/deployment.ts';
import { fromTopLayer } from '../deployment/stack.ts';
import { readImage } from '../model/image.ts';
import type { Place } from '../model/place.ts';
import type { ServicePart } from '../product/condition.ts';
import { matchesText } from '../product/glob.ts';
import { imagesIn, isOverlaid, mayBeOverlaid, replacementOf } from '../rules/image-place.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

const nameOf = (service: DeployedService): Place => ({ path: service.path, span: service.definition.nameSpan });

/** Tags of the images with that repository, or with that last part of it, that services and pods run. */
export function seeImage(wanted: string, context: Context): Sightings {
  const fromServices = context.services.flatMap(({ name, image, layers }): Sighting[] => {
    const written = fromTopLayer(layers, (service) => service.image);
    if (!image || !written) return [];
    const read = image.value === undefined ? undefined : readImage(image.value);
    // The repository stands before any reference to a tag.
    const repository = read?.repository ?? readImage(written.value.text.replace(/[:@]?\$\{?.*$/s, ''))?.repository;
    const isWanted = wanted.includes('/') ? repository === wanted : repository?.split('/').at(-1) === wanted;
    if (!isWanted || repository === undefined) return [];
    const { decided } = image;
    return [
      {
        name: `The tag of ${repository}`,
        value: read && `${read.tag ?? ''}${read.digest === undefined ? '' : `@${read.digest}`}`,
        ...(!read && { open: `Nothing in the files sets the tag of ${repository}.` }),
        places: [
          { path: decided.path, span: decided.span },
          { path: written.path, span: written.value.span },
        ],
        tellable: true,
        about: { services: [name] },
      },
    ];
  });
  return { found: [...fromServices, ...imagesOfPods(wanted, context)], complete: true, name: `image ${wanted}` };
}

/** What a kustomization puts in its place counts, and the tag in a chart's values. */
function imagesOfPods(wanted: string, { deployment }: Context): readonly Sighting[] {
  const written = deployment.files
    .filter(({ path }) => deployment.tierOf(path) !== 'example')
    .flatMap((file) =>
      imagesIn(file)
        .filter((image) => !isOverlaid(image, file, deployment))
        .map((image) => ({ ...image, path: file.path, kind: file.kind, isOpen: mayBeOverlaid(file, deployment) })),
    );
  return written.flatMap(
    ({ reference: { repository, tag, digest }, place, service, path, kind, isOpen }): Sighting[] => {
      const isWanted = wanted.includes('/') ? repository === wanted : repository.split('/').at(-1) === wanted;
      if (!isWanted || (kind !== 'kustomize' && replacementOf(repository, deployment.files))) return [];
      return [
        {
          name: `The tag of ${repository}`,
          value: isOpen ? undefined : `${tag ?? ''}${digest === undefined ? '' : `@${digest}`}`,
          ...(isOpen && { open: `A patch of a kustomization that is not read may change the tag of ${repository}.` }),
          places: [{ path, span: place.span }],
          tellable: true,
          ...(service !== undefined && { about: { services: [service] } }),
        },
      ];
    },
  );
}

/** How far the product's container port can be reached from outside. */
export function seePublished(port: number, { running }: Pick<Context, 'running'>): Sightings {
  const found = running.flatMap((service): Sighting[] => {
    const name = `Port ${port} of service ${service.name}`;
    const about = { services: [service.name] };
    if (service.layers.some(({ service: layer }) => layer.networkMode === 'host')) {
      return [
        {
          name,
          value: undefined,
          open: `Service ${service.name} uses the host's network.`,
          places: [nameOf(service)],
          tellable: true,
          about,
        },
      ];
    }
    const published = service.ports.filter(({ target }) => target === port);
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
    if (service.portsOpen) {
      const open = `An entry of ports of service ${service.name} cannot be resolved.`;
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

const reaches = { all: 'on all interfaces', loopback: 'on loopback', address: 'on one address' } as const;

/** Labels of the product's own services. */
export function seeLabel(pattern: string, { running }: Context): Sightings {
  const found = running.flatMap((service) =>
    service.labels
      .filter(({ key }) => matchesText(pattern.toLowerCase(), key.toLowerCase()))
      .map(
        ({ key, value, path, span }): Sighting => ({
          name: `Label ${key}`,
          value,
          ...(value === undefined && { open: `Label ${key} holds a reference that nothing in the files sets.` }),
          places: [{ path, span }],
          // Labels of a proxy may hold password hashes.
          tellable: !/auth|user|pass|secret|token|header/i.test(key),
        }),
      ),
  );
  const [service] = running;
  return { found, complete: running.length > 0, name: `label ${pattern}`, ...(service && { home: nameOf(service) }) };
}

export function seeService(part: ServicePart, of: string, context: Context): Sightings {
  const services = servicesOf(of, context);
  if (part === 'reach') return seeReach(services);
  const found = services.flatMap((service): Sighting[] => {
    const read = readPart(part, service);
    if (!read) return [];
    return [
      {
        name: `${partNames[part]} of service ${service.name}`,
        value: read.value,
        ...(read.value === undefined && {
          open: `${partNames[part]} of service ${service.name} holds a reference that nothing sets.`,
        }),
        places: [{ path: read.path, span: read.span }],
        tellable: part !== 'command' && part !== 'healthcheck',
        about: { services: [service.name] },
      },
    ];
  });
  const [service] = services;
  const hasCompose = context.deployment.files.some(({ kind }) => kind === 'compose');
  return {
    found,
    complete: part === 'name' ? context.services.length > 0 || !hasCompose : services.length > 0,
    name: `${partNames[part].toLowerCase()} of ${of === 'product' ? 'the product' : of === '*' ? 'any service' : of}`,
    ...(service && { home: nameOf(service) }),
  };
}

/** How far each published port of these services is reached; without any, one sighting a service that says so. */
export function seeReach(services: readonly DeployedService[]): Sightings {
  const ports = services.flatMap((service) => service.ports.map(({ target }) => target));
  const seen = [...new Set(ports)].flatMap((port) => seePublished(port, { running: services }).found);
  const published = seen.filter(({ value }) => value !== 'none');
  // Without any port one sighting a service says so, or that the host's network is used.
  const found = published.length > 0 ? published : seePublished(0, { running: services }).found;
  return { found, complete: services.length > 0, name: 'a published port' };
}

const partNames: Readonly<Record<ServicePart, string>> = {
  name: 'The name',
  healthcheck: 'The healthcheck',
  'healthcheck-interval': 'The interval in seconds between health checks',
  logging: 'The logging driver',
  memory: 'The memory limit',
  cpus: 'The CPU limit',
  replicas: 'The number of replicas',
  command: 'The command',
  volumes: 'A volume',
  reach: 'A published port',
};

function servicesOf(of: string, { services, running }: Context): readonly DeployedService[] {
  if (of === 'product') return running;
  if (of === '*') return services;
  return services.filter(({ name, image }) => {
    const repository = image?.value === undefined ? undefined : readImage(image.value)?.repository;
    return name === of || repository?.split('/').at(-1) === of;
  });
}

const seconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** `1m30s` as Compose writes durations -> `90`; undefined for a text that is none. */
function secondsIn(duration: string): string | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|ns|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== duration.trim()) return undefined;
  return String(parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (seconds[unit] ?? 0), 0));
}

type Part = Place & { readonly value: string | undefined };

function readPart(part: ServicePart, service: DeployedService): Part | undefined {
  const { layers, limits, replicas } = service;
  const top = <T>(pick: (layer: (typeof layers)[number]['service']) => T | undefined) => fromTopLayer(layers, pick);
  switch (part) {
    case 'name':
      return { ...nameOf(service), value: service.name };
    case 'memory':
      return limits.memory;
    case 'cpus':
      return limits.cpus;
    case 'replicas':
      return replicas;
    case 'healthcheck': {
      const found = top(({ healthcheck }) => healthcheck);
      return (
        found && { path: found.path, span: found.value.span, value: found.value.disabled ? 'none' : found.value.text }
      );
    }
    case 'healthcheck-interval': {
      const found = top(({ healthcheck }) => (healthcheck?.disabled ? undefined : healthcheck?.interval));
      return found && { path: found.path, span: found.value.span, value: secondsIn(found.value.text) };
    }
    case 'logging': {
      const found = top(({ logging }) => logging);
      // Docker's own default where options stand without a driver.
      return found && { path: found.path, span: found.value.span, value: found.value.driver ?? 'json-file' };
    }
    case 'command': {
      const found = top(({ command, commandSpan }) => (commandSpan ? { command, commandSpan } : undefined));
      return found && { path: found.path, span: found.value.commandSpan, value: found.value.command };
    }
    default: {
      const mounts = layers.flatMap(({ path, service: { volumes } }) => volumes.map((volume) => ({ path, volume })));
      const [first] = mounts;
      return (
        first && {
          path: first.path,
          span: first.volume.span,
          value: mounts.map(({ volume }) => volume.target).join(' '),
        }
      );
    }
  }
}
