/** Images that do nothing but dump a database of PostgreSQL, with the variables that say which and when. */
export interface DumpImage {
  readonly host: readonly string[];
  readonly database: readonly string[];
  readonly user: readonly string[];
  /** A schedule of cron. */
  readonly schedule: readonly string[];
  /** Minutes or a duration between two dumps, where the image has that instead. */
  readonly interval?: readonly string[];
  /** What it does where no schedule is set: nothing that repeats where this is undefined. */
  readonly unset: string | undefined;
  /** The variable that has to say that PostgreSQL is meant. */
  readonly sort?: readonly string[];
}

/** By the last two parts of the repository; each as its page on Docker Hub or GitHub tells of the latest release. */
export const dumpImages: Readonly<Record<string, DumpImage>> = {
  'prodrigestivill/postgres-backup-local': {
    host: ['POSTGRES_HOST'],
    database: ['POSTGRES_DB'],
    user: ['POSTGRES_USER'],
    schedule: ['SCHEDULE'],
    unset: '@daily',
  },
  'schickling/postgres-backup-s3': {
    host: ['POSTGRES_HOST'],
    database: ['POSTGRES_DATABASE'],
    user: ['POSTGRES_USER'],
    schedule: ['SCHEDULE'],
    unset: undefined,
  },
  'eeshugerman/postgres-backup-s3': {
    host: ['POSTGRES_HOST'],
    database: ['POSTGRES_DATABASE'],
    user: ['POSTGRES_USER'],
    schedule: ['SCHEDULE'],
    unset: undefined,
  },
  'siemens/postgres-backup-s3': {
    host: ['POSTGRES_HOST'],
    database: ['POSTGRES_DATABASE'],
    user: ['POSTGRES_USER'],
    schedule: ['SCHEDULE'],
    unset: undefined,
  },
  'kartoza/pg-backup': {
    host: ['POSTGRES_HOST'],
    database: ['DBLIST'],
    user: ['POSTGRES_USER'],
    schedule: ['CRON_SCHEDULE'],
    unset: '0 23 * * *',
  },
  'tiredofit/db-backup': {
    host: ['DB01_HOST', 'DB_HOST'],
    database: ['DB01_NAME', 'DB_NAME'],
    user: ['DB01_USER', 'DB_USER'],
    schedule: [],
    interval: ['DB01_BACKUP_INTERVAL', 'DEFAULT_BACKUP_INTERVAL', 'DB_DUMP_FREQ', 'DB_BACKUP_INTERVAL'],
    unset: '@daily',
    sort: ['DB01_TYPE', 'DB_TYPE'],
  },
};

/** Copies the volumes that are mounted below `/backup` (https://offen.github.io/docker-volume-backup/). */
export const volumeImage = 'offen/docker-volume-backup';
