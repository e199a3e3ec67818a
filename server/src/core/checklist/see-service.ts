import type { DeployedService } from '../deployment/deployment.ts';
import { fromTopLayer } from '../deployment/stack.ts';
import { readImage } from '../model/image.ts';
import type { Place } from '../model/place.ts';
import { matchesText } from '../product/glob.ts';
import type { ServicePart } from '../product/parts.ts';
import type { Context } from './context.ts';
import { nameOf, seeReach } from './see-published.ts';
import { checkOfImage, userOfImage } from './service-image.ts';
import { volumesOf } from './service-volumes.ts';
import type { Sighting, Sightings } from './sighting.ts';
import { portOption, seeStartedPort } from './started-port.ts';

/** Labels of the product's own services. */
export function seeLabel(pattern: string, { running, processes, workloads }: Context): Sightings {
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
  // What runs outside of Docker has no labels of Docker.
  const complete = running.length + processes.length + workloads.length > 0;
  return { found, complete, name: `label ${pattern}`, ...(service && { home: nameOf(service) }) };
}

export function seeService(part: ServicePart, of: string, context: Context): Sightings {
  const services = servicesOf(of, context);
  if (part === 'reach') return seeReach(services, context);
  if (part === 'storage') return seeStorage(services, context);
  if (part === 'port-option' && of === 'product' && services.length === 0) return seeStartedPort(context);
  const found = services.flatMap((service): Sighting[] => {
    const read = readPart(part, service, context);
    if (!read) return [];
    return [
      {
        name: `${partNames[part]} of service ${service.name}`,
        value: read.value,
        ...(read.value === undefined && {
          open: `${partNames[part]} of service ${service.name} holds a reference that nothing sets.`,
        }),
        places: [{ path: read.path, span: read.span }, ...(part === 'name' ? userOfImage(service, context) : [])],
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

function seeStorage(services: readonly DeployedService[], context: Context): Sightings {
  const found = services.flatMap((service) =>
    volumesOf(service, context).map(
      ({ value, path, span }): Sighting => ({
        name: `A volume of service ${service.name}`,
        value,
        ...(value === undefined && {
          open: `The files do not tell where a volume of service ${service.name} is kept.`,
        }),
        places: [{ path, span }],
        tellable: true,
        about: { services: [service.name] },
      }),
    ),
  );
  return { found, complete: services.length > 0, name: 'a volume' };
}

const partNames: Readonly<Record<ServicePart, string>> = {
  name: 'The name',
  healthcheck: 'The healthcheck',
  'healthcheck-interval': 'The interval in seconds between health checks',
  logging: 'The logging driver',
  'log-rotation': 'The log',
  memory: 'The memory limit',
  cpus: 'The CPU limit',
  replicas: 'The number of replicas',
  command: 'The command',
  'port-option': '--port',
  volumes: 'A volume',
  storage: 'The storage',
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

function readPart(part: ServicePart, service: DeployedService, context: Context): Part | undefined {
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
      // One without a command of its own changes the image's.
      if (found && (found.value.disabled || found.value.test.length > 0))
        return { path: found.path, span: found.value.span, value: found.value.disabled ? 'none' : found.value.text };
      const own = checkOfImage(service, context);
      return (
        own && { path: own.path, span: own.check.span, value: own.check.disabled ? 'none' : own.check.command?.text }
      );
    }
    case 'healthcheck-interval': {
      const found = top(({ healthcheck }) => (healthcheck?.disabled ? undefined : healthcheck?.interval));
      if (found) return { path: found.path, span: found.value.span, value: secondsIn(found.value.text) };
      const own = checkOfImage(service, context);
      const flag = own?.check.command?.flags.find(({ value }) => value.startsWith('--interval='));
      return (
        own && flag && { path: own.path, span: flag.span, value: secondsIn(flag.value.slice('--interval='.length)) }
      );
    }
    case 'logging': {
      const found = top(({ logging }) => logging);
      // Docker's own default where options stand without a driver.
      return found && { path: found.path, span: found.value.span, value: found.value.driver ?? 'json-file' };
    }
    case 'log-rotation': {
      const found = top(({ logging }) => logging);
      const isKept =
        found && /^(?:json-file)?$/.test(found.value.driver ?? '') && !found.value.options.includes('max-size');
      return found && { path: found.path, span: found.value.span, value: isKept ? 'unbounded' : 'bounded' };
    }
    case 'command': {
      const found = top(({ command, commandSpan }) => (commandSpan ? { command, commandSpan } : undefined));
      const added = service.settings.find(({ key }) =>
        /^(?:REDIS|FALKORDB|VALKEY)_(?:EXTRA_)?(?:ARGS|FLAGS)$/.test(key),
      );
      const command = found && { path: found.path, span: found.value.commandSpan, value: found.value.command };
      if (!added) return command;
      const { path, span } = added.decided;
      const value = added.value === undefined ? undefined : `${command?.value ?? ''} ${added.value}`.trim();
      return { path, span, value };
    }
    case 'port-option': {
      const found = top(({ command, commandSpan }) => (commandSpan ? { command, commandSpan } : undefined));
      const port = portOption(found?.value.command ?? '');
      return found && port !== undefined
        ? { path: found.path, span: found.value.commandSpan, value: /^\d+$/.test(port) ? port : undefined }
        : undefined;
    }
    default: {
      const mounts = layers.flatMap(({ path, service: { volumes } }) =>
        volumes.flatMap((volume) => (volume.kind === 'tmpfs' ? [] : [{ path, volume }])),
      );
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
