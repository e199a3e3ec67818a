import { knownImage } from './known-image.ts';

/**
 * The folders inside of a container of the image in one of which all that it stores lies, the usual one first: variants of an image
 * have their own. Empty where it keeps nothing that we know of.
 */
export function dataFoldersOf(image: string | undefined): readonly string[] {
  const known = knownImage(image);
  return known?.facts.stateful ? (known.facts.data ?? []) : [];
}

export const keepsData = (image: string | undefined): boolean => dataFoldersOf(image).length > 0;

/** A mount at, inside or around the folder. */
export const isMountedAt = (target: string, folder: string): boolean =>
  target.startsWith(folder) || folder.startsWith(`${target.replace(/\/$/, '')}/`);

/** What the container starts is the image's server itself: no other program, no tool of the same image. */
export const startsServer = (command: string): boolean =>
  command === '' ||
  /^(?:-|(?:\S*\/)?(?:docker-entrypoint\.sh\s+)?(?:postgres|mysqld|mariadbd|mongod|redis-server|neo4j|influxd|qdrant|meilisearch|cassandra)(?:\s|$))/.test(
    command,
  );
