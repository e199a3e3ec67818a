import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { reachedBy } from '../deployment/reach.ts';
import { withoutTag } from '../model/image.ts';

/** The login that a datastore's image makes at its first start (the images' pages on their registries). */
interface ServerLogin {
  /** Last part of the image's repository. */
  readonly images: RegExp;
  /** Names of the user's variable; without one, or where none is set, `user` is it. */
  readonly userNames: readonly string[];
  readonly user: string | undefined;
  readonly passwordNames: readonly string[];
}

const logins: readonly ServerLogin[] = [
  {
    images: /^(?:postgres|pgvector|postgis|timescaledb|timescaledb-ha)$/,
    userNames: ['POSTGRES_USER'],
    user: 'postgres',
    passwordNames: ['POSTGRES_PASSWORD'],
  },
  {
    images: /^postgresql$/,
    userNames: ['POSTGRESQL_USERNAME', 'POSTGRES_USER'],
    user: 'postgres',
    passwordNames: ['POSTGRESQL_PASSWORD', 'POSTGRES_PASSWORD'],
  },
  {
    images: /^(?:mysql|mariadb|percona)$/,
    userNames: ['MYSQL_USER', 'MARIADB_USER'],
    user: undefined,
    passwordNames: ['MYSQL_PASSWORD', 'MARIADB_PASSWORD'],
  },
  {
    images: /^(?:mysql|mariadb|percona)$/,
    userNames: [],
    user: 'root',
    passwordNames: ['MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD'],
  },
  {
    images: /^mongo$/,
    userNames: ['MONGO_INITDB_ROOT_USERNAME'],
    user: undefined,
    passwordNames: ['MONGO_INITDB_ROOT_PASSWORD'],
  },
  {
    images: /^rabbitmq$/,
    userNames: ['RABBITMQ_DEFAULT_USER'],
    user: 'guest',
    passwordNames: ['RABBITMQ_DEFAULT_PASS'],
  },
  {
    images: /^clickhouse(?:-server)?$/,
    userNames: ['CLICKHOUSE_USER'],
    user: 'default',
    passwordNames: ['CLICKHOUSE_PASSWORD'],
  },
];

/** The setting that holds the password of that user on the service behind a host name; undefined where no file tells. */
export function serverPassword(
  host: string,
  user: string,
  { services }: Deployment,
): { readonly service: DeployedService; readonly setting: EffectiveSetting } | undefined {
  const names = reachedBy(host, undefined, services).map(({ service }) => service);
  const [service, more] = services.filter(({ name, primary }) => primary && names.includes(name));
  // Settings that a file nobody sees may override say nothing.
  if (!service || more || !service.complete) return undefined;
  const image = withoutTag(service.image?.value ?? '')
    .split('/')
    .at(-1);
  const find = (wanted: readonly string[]): EffectiveSetting | undefined =>
    service.settings.find(({ key }) => wanted.includes(key));
  for (const login of logins) {
    if (!login.images.test(image ?? '')) continue;
    const named = find(login.userNames);
    const known = named ? named.value : login.user;
    const setting = find(login.passwordNames);
    if (known === user && setting) return { service, setting };
  }
  return undefined;
}
