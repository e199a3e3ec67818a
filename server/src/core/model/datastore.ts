import { readImage } from './image.ts';

/** Last word of an image's repository -> what it is, and the ports that its clients use. Sources: the images' pages. */
const datastores: Readonly<Record<string, { readonly name: string; readonly ports: readonly number[] }>> = {
  postgres: { name: 'PostgreSQL', ports: [5432] },
  postgresql: { name: 'PostgreSQL', ports: [5432] },
  'postgresql-repmgr': { name: 'PostgreSQL', ports: [5432] },
  pgvector: { name: 'PostgreSQL', ports: [5432] },
  postgis: { name: 'PostgreSQL', ports: [5432] },
  timescaledb: { name: 'PostgreSQL', ports: [5432] },
  'timescaledb-ha': { name: 'PostgreSQL', ports: [5432] },
  pgbouncer: { name: 'PgBouncer', ports: [5432, 6432] },
  mysql: { name: 'MySQL', ports: [3306, 33060] },
  'mysql-server': { name: 'MySQL', ports: [3306] },
  mariadb: { name: 'MariaDB', ports: [3306] },
  percona: { name: 'Percona Server', ports: [3306] },
  mongo: { name: 'MongoDB', ports: [27017] },
  mongodb: { name: 'MongoDB', ports: [27017] },
  'mongodb-community-server': { name: 'MongoDB', ports: [27017] },
  redis: { name: 'Redis', ports: [6379] },
  'redis-stack': { name: 'Redis', ports: [6379] },
  'redis-stack-server': { name: 'Redis', ports: [6379] },
  valkey: { name: 'Valkey', ports: [6379] },
  keydb: { name: 'KeyDB', ports: [6379] },
  dragonfly: { name: 'Dragonfly', ports: [6379] },
  falkordb: { name: 'FalkorDB', ports: [6379, 3000] },
  memcached: { name: 'Memcached', ports: [11211] },
  elasticsearch: { name: 'Elasticsearch', ports: [9200, 9300] },
  opensearch: { name: 'OpenSearch', ports: [9200, 9300, 9600] },
  qdrant: { name: 'Qdrant', ports: [6333, 6334] },
  weaviate: { name: 'Weaviate', ports: [8080, 50051] },
  chroma: { name: 'Chroma', ports: [8000] },
  milvus: { name: 'Milvus', ports: [19530, 9091] },
  meilisearch: { name: 'Meilisearch', ports: [7700] },
  typesense: { name: 'Typesense', ports: [8108] },
  rabbitmq: { name: 'RabbitMQ', ports: [5672, 15672, 25672, 4369] },
  kafka: { name: 'Kafka', ports: [9092, 9093, 9094] },
  'cp-kafka': { name: 'Kafka', ports: [9092, 9093, 29092] },
  redpanda: { name: 'Redpanda', ports: [9092, 9644, 19092] },
  zookeeper: { name: 'ZooKeeper', ports: [2181] },
  'cp-zookeeper': { name: 'ZooKeeper', ports: [2181] },
  nats: { name: 'NATS', ports: [4222, 6222, 8222] },
  cassandra: { name: 'Cassandra', ports: [9042, 7000, 7199] },
  scylla: { name: 'ScyllaDB', ports: [9042] },
  'clickhouse-server': { name: 'ClickHouse', ports: [8123, 9000, 9440] },
  clickhouse: { name: 'ClickHouse', ports: [8123, 9000] },
  influxdb: { name: 'InfluxDB', ports: [8086] },
  neo4j: { name: 'Neo4j', ports: [7687, 7474, 7473] },
  couchdb: { name: 'CouchDB', ports: [5984] },
  arangodb: { name: 'ArangoDB', ports: [8529] },
  etcd: { name: 'etcd', ports: [2379, 2380] },
  cockroach: { name: 'CockroachDB', ports: [26257] },
  rethinkdb: { name: 'RethinkDB', ports: [28015, 29015] },
  surrealdb: { name: 'SurrealDB', ports: [8000] },
  'azure-sql-edge': { name: 'SQL Server', ports: [1433] },
  server: { name: 'SQL Server', ports: [1433] },
};

/** Ports that mean a datastore even where the image is unknown or built here, if the service is named like one. */
const portNames: Readonly<Record<number, string>> = {
  5432: 'PostgreSQL',
  3306: 'MySQL',
  6379: 'Redis',
  27017: 'MongoDB',
  9200: 'Elasticsearch',
  5672: 'RabbitMQ',
  6333: 'Qdrant',
  1433: 'SQL Server',
  11211: 'Memcached',
  9042: 'Cassandra',
};

/** What kind of datastore listens on this container port; undefined where it is none. */
export function datastoreOf(image: string | undefined, target: number, service: string): string | undefined {
  const repository = image === undefined ? undefined : readImage(image)?.name;
  const known = repository === undefined ? undefined : datastores[repository.split('/').at(-1)?.toLowerCase() ?? ''];
  if (known) return known.ports.includes(target) ? known.name : undefined;
  return storeName.test(service) ? portNames[target] : undefined;
}

const storeName =
  /(?:^|[-_])(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|mongo(?:db)?|redis|valkey|cache|rabbit(?:mq)?|elastic(?:search)?|qdrant|memcached?|cassandra|mssql|sql)(?:$|[-_\d])/i;

/** The image or the service's name is that of a datastore or broker; `server` alone is the name of others too. */
export function isDatastore(image: string | undefined, service: string): boolean {
  const name = image === undefined ? undefined : readImage(image)?.name.split('/').at(-1)?.toLowerCase();
  return name === undefined ? storeName.test(service) : name !== 'server' && datastores[name] !== undefined;
}
