import { knownImage } from './known-image.ts';

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
  const known = knownImage(image)?.product;
  if (known?.datastore) return Object.values(known.ports).includes(target) ? known.name : undefined;
  return storeName.test(service) ? portNames[target] : undefined;
}

const storeName =
  /(?:^|[-_])(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|mongo(?:db)?|redis|valkey|cache|rabbit(?:mq)?|elastic(?:search)?|qdrant|memcached?|cassandra|mssql|sql)(?:$|[-_\d])/i;

/** The image or the service's name is that of a datastore or broker. */
export const isDatastore = (image: string | undefined, service: string): boolean =>
  image === undefined ? storeName.test(service) : knownImage(image)?.product.datastore === true;
