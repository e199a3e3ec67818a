import type { DeployedService } from '../deployment/deployment.ts';
import { readDsn } from '../deployment/saved-postgres.ts';
import { known } from '../deployment/told.ts';
import { type DeployedContainer, isManifest } from '../deployment/workload.ts';
import { readImage } from '../model/image.ts';
import { networkNames } from '../model/network-names.ts';
import type { Place } from '../model/place.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { Context } from './context.ts';
import { isPostgres, valuesOf } from './own-database.ts';
import { seeSetting } from './see-setting.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** A server of PostgreSQL among the files. */
interface Server extends Place {
  readonly name: string;
  readonly image: string | undefined;
  readonly command: string;
}

/** Those that the product's database is on: the ones that its variables name, or all where none of them names a host. */
function ownServers(variables: readonly string[], context: Context): readonly Server[] {
  const hosts = valuesOf(variables, context).flatMap(
    (value) => known(readDsn({ ...value, text: value.text.replace(/^jdbc:/, '') })?.host) ?? [],
  );
  const isLocal = hosts.some((host) => isLoopbackAddress(host) || host === 'host.docker.internal');
  const isAsked = (names: readonly string[]): boolean =>
    hosts.length === 0 || hosts.some((host) => names.includes(host) || names.includes(host.split('.')[0] ?? host));
  const inCompose = context.services
    .filter(({ image }) => isPostgres(image?.value))
    .filter((service) => isAsked(namesOf(service)) || (isLocal && service.ports.some(({ target }) => target === 5432)))
    .map(
      ({ name, path, image, definition, layers }): Server => ({
        name: `service ${name}`,
        image: image?.value,
        command: layers.findLast(({ service }) => service.command !== '')?.service.command ?? '',
        path: image?.decided.path ?? path,
        span: image?.decided.span ?? definition.nameSpan,
      }),
    );
  return [...inCompose, ...podsWith(isAsked, context)];
}

const namesOf = ({ name, layers }: DeployedService): readonly string[] => [
  name,
  ...layers.flatMap(({ service }) => networkNames(service)),
];

/** Pods are asked for by the name of a Service before them. */
function podsWith(isAsked: (names: readonly string[]) => boolean, { deployment }: Context): readonly Server[] {
  const services = deployment.files.filter(isManifest).flatMap(({ model }) => model.services);
  return deployment.workloads.flatMap(({ name, path, definition, containers }) => {
    const fronts = services.filter(
      ({ selector }) =>
        selector.length > 0 &&
        selector.every(({ key, value }) =>
          definition.podLabels.some((label) => label.key === key && label.value === value),
        ),
    );
    if (!isAsked([name, ...fronts.map((service) => service.name)])) return [];
    return containers
      .filter(({ container }: DeployedContainer) => isPostgres(container.image?.value))
      .map(
        ({ container, definition: own }): Server => ({
          name: `pod ${name}`,
          image: container.image?.value,
          command: own.command,
          path,
          span: container.image?.span ?? container.nameSpan,
        }),
      );
  });
}

/** `16-alpine`, `pg16`, `2.14.2-pg13`, `16-3.4` -> the release of PostgreSQL; undefined where the tag names none. */
function releaseOf(image: string | undefined): string | undefined {
  const tag = image === undefined ? undefined : readImage(image)?.tag;
  return tag === undefined
    ? undefined
    : (/(?:^|-)pg(\d+(?:\.\d+)?)/.exec(tag)?.[1] ?? /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1]);
}

export function seePostgres(variables: readonly string[], context: Context): Sightings {
  const found = ownServers(variables, context).map(({ name, image, path, span }): Sighting => {
    const release = releaseOf(image);
    return {
      name: `PostgreSQL of ${name}`,
      value: release,
      ...(release === undefined && { open: `The image of ${name} does not say which release of PostgreSQL it is.` }),
      places: [{ path, span }],
      tellable: true,
    };
  });
  return { found, complete: true, name: 'a server of PostgreSQL that holds the database' };
}

/** What PostgreSQL takes where nothing says otherwise (https://www.postgresql.org/docs/current/runtime-config-connection.html). */
const usualLimit = 100;

/** Connections that a server has left beside the pools of all replicas. */
export function seePool(variable: string, beside: number, database: readonly string[], context: Context): Sightings {
  const name = 'a server of PostgreSQL whose connections the pools share';
  const servers = ownServers(database, context);
  const sizes = seeSetting(variable, context).found.map(({ value }) => Number(value));
  const replicas = replicasOf(context);
  const isKnown =
    sizes.length > 0 && sizes.every(Number.isInteger) && replicas.every((count) => Number.isInteger(count));
  const most = replicas.reduce((sum, count) => sum + count * (Math.max(...sizes) + beside), 0);
  const found = servers.map(({ name: server, command, path, span }): Sighting => {
    const limit = Number(/max_connections\s*=\s*(\d+)/.exec(command)?.[1] ?? usualLimit);
    return {
      name: `What ${server} has left`,
      value: isKnown ? String(limit - most) : undefined,
      ...(isKnown
        ? { words: `All replicas together open ${most} connections of the ${limit} that ${server} takes.` }
        : { open: `The files do not tell how many connections the replicas open.` }),
      places: [{ path, span }],
      tellable: true,
    };
  });
  return { found, complete: true, name };
}

/** At most, for each service and workload that runs the product. */
function replicasOf({ running, workloads, deployment }: Context): readonly number[] {
  const scaled = deployment.files.filter(isManifest).flatMap(({ model }) => model.autoscalers);
  return [
    ...running.map(({ replicas }) => (replicas ? Number(replicas.value) : 1)),
    ...workloads.map(({ name, replicas }) => {
      const scaler = scaled.find(({ targetName }) => targetName?.value === name);
      return scaler ? Number(scaler.maxReplicas?.value) : (replicas?.count.value ?? 1);
    }),
  ];
}
