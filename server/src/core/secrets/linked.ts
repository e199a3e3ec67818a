import type { SecretCandidate } from './candidate.ts';
import { wordsOf } from './role.ts';

const families: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  pgvector: 'postgres',
  postgis: 'postgres',
  timescaledb: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  mongodb: 'mongo',
  mongo: 'mongo',
  redis: 'redis',
  rediss: 'redis',
  valkey: 'redis',
  amqp: 'rabbitmq',
  amqps: 'rabbitmq',
  rabbitmq: 'rabbitmq',
  db: 'database',
  database: 'database',
  sql: 'database',
};

/** The kind of server that checks a password: by its URL's scheme, its service's image, or a word of its name. */
function familyOf({ server, key }: SecretCandidate): string | undefined {
  const known = server === undefined ? undefined : families[server];
  return known ?? wordsOf(key).flatMap((word) => families[word] ?? [])[0];
}

/**
 * True where two places hold one password that must change together: the same value, the same kind of server, and no sign of
 * two accounts. Two secrets that merely share a weak value are not linked: they must become different.
 */
export function isLinked(a: SecretCandidate, b: SecretCandidate): boolean {
  if (a.value !== b.value || a.role !== 'password' || b.role !== 'password') return false;
  if (a.user !== undefined && b.user !== undefined && a.user !== b.user) return false;
  if (/root/i.test(a.key) !== /root/i.test(b.key) && !a.inUrl && !b.inUrl) return false;
  const [first, second] = [familyOf(a), familyOf(b)];
  if (first === undefined || second === undefined) return a.key === b.key;
  return (
    first === second || (first === 'database' && second !== 'redis') || (second === 'database' && first !== 'redis')
  );
}
