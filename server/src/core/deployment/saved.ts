import { readCopy } from './saved-files.ts';
import { readDump, wholeServer } from './saved-postgres.ts';
import { readSqlite } from './saved-sqlite.ts';
import { programIn } from './shell-prefix.ts';
import type { Run } from './shell-run.ts';
import type { Told } from './told.ts';

/** What a program puts aside, as far as its words tell. */
export type Saved =
  | {
      readonly kind: 'postgres';
      readonly tool: string;
      /** Undefined where all databases of the server are dumped, or the program's own default counts. */
      readonly database: Told | undefined;
      /** All databases of the server. */
      readonly whole: boolean;
      readonly user: Told | undefined;
      readonly host: Told | undefined;
      readonly to: Told | undefined;
    }
  | { readonly kind: 'sqlite'; readonly tool: string; readonly file: Told | undefined; readonly to: Told | undefined }
  | {
      readonly kind: 'files';
      readonly tool: string;
      readonly paths: readonly Told[];
      readonly excluded: readonly Told[];
      readonly to: Told | undefined;
    }
  /** A dump of a server of another sort. */
  | { readonly kind: 'other'; readonly tool: string };

/** `about` is whether the script, or what stands around the command, is about backups: copies are made for other reasons too. */
export function savedBy(run: Run, about: boolean): Saved | undefined {
  const saved = readSaved(run, about);
  return saved && isKept(saved, run) ? saved : undefined;
}

/** Programs that look at what they read and keep nothing of it, and those that put it into another database. */
const sinks = new Set('wc grep head tail less more cat cmp diff md5sum sha256sum sha1sum cksum sed awk'.split(' '));
const servers = new Set(['psql', 'pg_restore']);

/** What is printed, thrown away or put into another database at once brings nothing back. */
function isKept(saved: Saved, { pipe, output }: Run): boolean {
  if (saved.kind === 'other' || pipe.some((program) => servers.has(program))) return saved.kind === 'other';
  if (saved.to?.text === '/dev/null') return false;
  const prints =
    saved.kind !== 'files' && /^(?:pg_dump|pg_dumpall|sqlite3)$/.test(saved.tool) && saved.to === undefined && !output;
  return !prints || pipe.some((program) => !sinks.has(program));
}

function readSaved(run: Run, about: boolean): Saved | undefined {
  const program = programIn(run);
  if (program === undefined) return undefined;
  const args = run.words.slice(1);
  const verb = args.find(({ text }) => !text.startsWith('-'))?.text;
  if (args.some(({ text }) => text === '--help' || text === '--version')) return undefined;
  switch (program) {
    case 'pg_dump':
    case 'pg_dumpall':
    case 'pg_basebackup':
      return readDump(program, args, run);
    case 'pgbackrest':
    case 'barman':
      return verb === 'backup' || args.some(({ text }) => text === 'backup') ? wholeServer(program, run) : undefined;
    case 'wal-g':
    case 'wal-e':
      return args.some(({ text }) => text === 'backup-push') ? wholeServer(program, run) : undefined;
    case 'sqlite3':
      return readSqlite(args, run);
    case 'litestream':
      return verb === 'replicate' ? { kind: 'sqlite', tool: program, file: args[1], to: args[2] } : undefined;
    case 'mysqldump':
    case 'mariadb-dump':
    case 'mongodump':
    case 'mydumper':
      return { kind: 'other', tool: program };
    default:
      return readCopy(program, args, run, about);
  }
}
