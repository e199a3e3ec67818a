import { readImage } from './image.ts';

/** Last word of an image's repository -> where it keeps what must not be lost. Sources: the images' pages. */
const folders: Readonly<Record<string, string>> = {
  postgres: '/var/lib/postgresql',
  pgvector: '/var/lib/postgresql',
  postgis: '/var/lib/postgresql',
  timescaledb: '/var/lib/postgresql',
  mysql: '/var/lib/mysql',
  mariadb: '/var/lib/mysql',
  percona: '/var/lib/mysql',
  mongo: '/data/db',
  couchdb: '/opt/couchdb/data',
  neo4j: '/data',
  influxdb: '/var/lib/influxdb',
  elasticsearch: '/usr/share/elasticsearch/data',
  opensearch: '/usr/share/opensearch/data',
  qdrant: '/qdrant/storage',
  meilisearch: '/meili_data',
  'clickhouse-server': '/var/lib/clickhouse',
  cassandra: '/var/lib/cassandra',
  gitea: '/data',
  forgejo: '/data',
  'uptime-kuma': '/app/data',
  jenkins: '/var/jenkins_home',
};

/** The official names of images whose last word others use as well. */
const owners: Readonly<Record<string, RegExp>> = {
  gitea: /^gitea\/gitea$/,
  forgejo: /forgejo\/forgejo$/,
  jenkins: /^jenkins\/jenkins$/,
  'uptime-kuma': /^louislam\/uptime-kuma$/,
  pgvector: /^pgvector\/pgvector$/,
};

/** The folder inside of a container of the image where its data lies; undefined where it keeps none that we know of. */
export function dataFolderOf(image: string | undefined): string | undefined {
  const name = image === undefined ? undefined : readImage(image)?.name;
  const word = name?.split('/').at(-1)?.toLowerCase();
  if (name === undefined || word === undefined || /^bitnami(?:legacy)?\//.test(name)) return undefined;
  return (owners[word]?.test(name) ?? true) ? folders[word] : undefined;
}

/** A mount at, inside or around the folder. */
export const isMountedAt = (target: string, folder: string): boolean =>
  target.startsWith(folder) || folder.startsWith(`${target.replace(/\/$/, '')}/`);

/** What the container starts is the image's server itself: no other program, no tool of the same image. */
export const startsServer = (command: string): boolean =>
  command === '' ||
  /^(?:-|(?:\S*\/)?(?:docker-entrypoint\.sh\s+)?(?:postgres|mysqld|mariadbd|mongod|redis-server|neo4j|influxd|qdrant|meilisearch|cassandra)(?:\s|$))/.test(
    command,
  );
