import type { BackupJob } from '../deployment/backup-job.ts';
import { isPodOf, serviceNamed } from '../deployment/container-named.ts';
import type { DeployedService } from '../deployment/deployment.ts';
import type { Saved } from '../deployment/saved.ts';
import { readDsn } from '../deployment/saved-postgres.ts';
import { known, type Told, unknownSign } from '../deployment/told.ts';
import { networkNames } from '../model/network-names.ts';
import { startsServer } from '../product/data-path.ts';
import { knownImage } from '../product/known-image.ts';
import type { Context } from './context.ts';
import { settingsNamed } from './see-setting.ts';

/** A server of PostgreSQL that holds the product's data. Names that the files leave open are undefined. */
interface OwnServer {
  readonly service: DeployedService | undefined;
  /** Names that it is reached by. */
  readonly hosts: readonly string[];
  readonly users: readonly string[] | undefined;
  readonly databases: readonly string[] | undefined;
}

export type Mismatch = 'other-container' | 'other-database' | 'other-user';

/** Whether a dump is of the product's own database, and where it differs. */
export interface Likeness {
  /** `own`, a difference, or undefined where the files leave it open. */
  readonly is: 'own' | Mismatch | undefined;
  /** What it names and what is there, or what is open, as a sentence. */
  readonly words: string;
}

export const isPostgres = (image: string | undefined): boolean => knownImage(image)?.product.id === 'postgres';

/** The value as far as it is known: the password of a DSN may be missing. */
export function valuesOf(variables: readonly string[], context: Context): readonly Told[] {
  return variables.flatMap((name) =>
    settingsNamed(name, context).flatMap(({ value, setting }): readonly Told[] => {
      if (value !== undefined) return value === '' ? [] : [{ text: value, sure: true }];
      const parts = setting.template.parts.map((part) => (typeof part === 'string' ? part : unknownSign));
      return [{ text: parts.join(''), sure: false }];
    }),
  );
}

const valueIn = ({ settings }: DeployedService, name: string): { readonly value: string | undefined } | undefined => {
  const found = settings.find(({ key }) => key === name);
  return found && { value: found.value === '' ? undefined : found.value };
};

function serversOf(variables: readonly string[], context: Context): readonly OwnServer[] {
  const servers = context.services.filter(
    ({ image, layers }) => isPostgres(image?.value) && layers.every(({ service }) => startsServer(service.command)),
  );
  const dsns = valuesOf(variables, context).flatMap(
    (value) => readDsn({ ...value, text: value.text.replace(/^jdbc:/, '') }) ?? [],
  );
  const reached = (host: string | undefined): readonly DeployedService[] => {
    if (host === undefined) return [];
    const named = servers.filter((service) => namesOfService(service).includes(host));
    return named.length > 0 || !isLocal(host)
      ? named
      : servers.filter(({ ports }) => ports.some(({ target }) => target === 5432));
  };
  const asked = dsns.flatMap(({ host, user, database }): readonly OwnServer[] => {
    const found = reached(known(host));
    const users = known(user);
    const databases = known(database);
    if (found.length > 0) return found.map((service) => ofService(service, users, databases));
    const name = known(host);
    return name === undefined || servers.length > 0
      ? []
      : [
          {
            service: undefined,
            hosts: [name],
            users: users === undefined ? undefined : [users],
            databases: databases === undefined ? undefined : [databases],
          },
        ];
  });
  return asked.length > 0 ? asked : servers.map((service) => ofService(service, undefined, undefined));
}

const isLocal = (host: string): boolean => /^(?:localhost|127\.0\.0\.1|::1|host\.docker\.internal)$/.test(host);

const namesOfService = ({ name, layers }: DeployedService): readonly string[] => [
  name,
  ...layers.flatMap(({ service }) => networkNames(service)),
];

/** What the image makes of its variables (https://hub.docker.com/_/postgres). */
function ofService(service: DeployedService, user: string | undefined, database: string | undefined): OwnServer {
  const owner = valueIn(service, 'POSTGRES_USER') ?? { value: service.complete ? 'postgres' : undefined };
  const made = valueIn(service, 'POSTGRES_DB') ?? owner;
  const both = (one: string | undefined, other: string | undefined): readonly string[] | undefined =>
    one === undefined ? undefined : [...new Set([one, ...(other === undefined ? [] : [other])])];
  return {
    service,
    hosts: namesOfService(service),
    users: both(owner.value, user),
    databases: both(made.value, database),
  };
}

type PostgresDump = Extract<Saved, { kind: 'postgres' }>;

/** The best likeness to any of the servers that hold the product's data. */
export function likenessOf(
  job: BackupJob & { readonly saved: PostgresDump },
  variables: readonly string[],
  context: Context,
): Likeness {
  const servers = serversOf(variables, context);
  const { database } = job.saved;
  if (database?.name !== undefined && variables.includes(database.name))
    return { is: 'own', words: `It dumps what ${database.name} names.` };
  if (servers.length === 0) return { is: undefined, words: 'The files do not show which server holds the database.' };
  // A variable may hold a user or a name alone: `DB_USER`.
  const plain = valuesOf(variables, context).flatMap((value) => known(value) ?? []);
  const withPlain = (names: readonly string[] | undefined) => names && [...names, ...plain];
  const found = servers.map(({ users, databases, ...server }) =>
    compare(job, { ...server, users: withPlain(users), databases: withPlain(databases) }, context),
  );
  return (
    found.find(({ is }) => is === 'own') ??
    found.find(({ is }) => is === undefined) ??
    found[0] ?? { is: undefined, words: '' }
  );
}

function compare(job: BackupJob & { readonly saved: PostgresDump }, server: OwnServer, context: Context): Likeness {
  const { database, user, whole } = job.saved;
  const place = placeOf(job, server, context);
  if (place.is === 'other-container') return place;
  const named = known(database);
  const role = known(user);
  if (!whole && named !== undefined && database?.sure && server.databases && !server.databases.includes(named))
    return {
      is: 'other-database',
      words: `It dumps the database ${named}; the product's is ${server.databases[0] ?? 'another'}.`,
    };
  if (role !== undefined && user?.sure && server.users && !server.users.includes(role))
    return { is: 'other-user', words: `It signs in as ${role}; the database has ${server.users[0] ?? 'another'}.` };
  if (place.is === undefined) return place;
  if (!whole && (named === undefined || !server.databases?.includes(named)))
    return { is: undefined, words: 'The files do not tell which database it dumps.' };
  const isUser = user === undefined || (role !== undefined && server.users?.includes(role) === true);
  return isUser
    ? { is: 'own', words: '' }
    : { is: undefined, words: 'The files do not tell which user it signs in as.' };
}

/** Whether the dump is of that server, by the container that it runs in or the host that it asks. */
function placeOf(
  { inside, saved: { host } }: BackupJob & { readonly saved: PostgresDump },
  server: OwnServer,
  context: Context,
): Likeness {
  const own: Likeness = { is: 'own', words: '' };
  const open = (words: string): Likeness => ({ is: undefined, words });
  const asked = known(host);
  const isElsewhere = asked !== undefined && !isLocal(asked) && !asked.startsWith('/');
  if (!isElsewhere && host !== undefined && asked === undefined)
    return open('The files do not tell which host it asks.');
  if (!isElsewhere && (inside?.kind === 'container' || inside?.kind === 'service')) {
    const name = known(inside.name);
    if (name === undefined) return open('The files do not tell which container it runs in.');
    if (!server.service) return open(`The files do not show a container ${name}.`);
    if (serviceNamed(inside, context.services) === server.service) return own;
    if (inside.name.means === 'part') return open(`The files do not tell which container has ${name} in its name.`);
    const container = server.service.layers.findLast(({ service }) => service.containerName !== undefined)?.service
      .containerName;
    const wanted = inside.kind === 'service' ? server.service.name : (container ?? server.service.name);
    return { is: 'other-container', words: `It runs in ${name}; the database runs in ${wanted}.` };
  }
  if (!isElsewhere && inside?.kind === 'pod') {
    const databases = context.deployment.workloads.filter(({ containers }) =>
      containers.some(({ container }) => isPostgres(container.image?.value)),
    );
    const pod = known(inside.name);
    return pod !== undefined && databases.some(({ name }) => isPodOf(pod, name))
      ? own
      : open('The files do not show the pod that it runs in.');
  }
  if (isElsewhere) {
    const first = asked.split('.')[0] ?? asked;
    if (server.hosts.includes(asked) || (!/^\d/.test(asked) && server.hosts.includes(first))) return own;
    const other = context.services.find((service) => namesOfService(service).includes(asked));
    return other
      ? { is: 'other-container', words: `It asks ${asked}; the database is ${server.hosts[0] ?? 'another'}.` }
      : open(`The files do not tell whether ${asked} is the database's host.`);
  }
  if (inside) return open('The files do not tell which host it asks.');
  // On the host itself the port has to be published.
  const isPublished =
    server.service?.ports.some(({ target }) => target === 5432) === true && asked !== undefined && isLocal(asked);
  return isPublished ? own : open('The files do not tell which server it asks.');
}
