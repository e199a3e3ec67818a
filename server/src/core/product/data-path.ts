import { knownImage } from './known-image.ts';

/** The folder inside of a container of the image where all that it stores lies; undefined where it keeps none that we know of. */
export function dataFolderOf(image: string | undefined): string | undefined {
  const known = knownImage(image);
  return known?.facts.stateful ? known.facts.data?.[0] : undefined;
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
