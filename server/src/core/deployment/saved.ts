import { readConnection } from '../model/connection.ts';
import { readUrl } from '../model/url.ts';
import { programIn } from './shell-prefix.ts';
import type { Run } from './shell-run.ts';
import { type Told, told, unknownSign } from './told.ts';

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

const wholeServer = (tool: string, { names }: Run): Saved => ({
  kind: 'postgres',
  tool,
  database: undefined,
  whole: true,
  user: undefined,
  host: names('PGHOST'),
  to: undefined,
});

const valuedDump = 'dfFEnNtTSZhpUjlcDwXrR';

/** The options of pg_dump(1), pg_dumpall(1) and pg_basebackup(1); libpq's variables count where none stands. */
function readDump(tool: string, args: readonly Told[], { names, output }: Run): Saved | undefined {
  const given = new Map<string, Told>();
  const words: Told[] = [];
  let isSchema = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? told('');
    const { text, sure } = word;
    const long = /^--([a-z-]+)(?:=(.*))?$/s.exec(text);
    if (long) {
      const [, name = '', value] = long;
      if (name === 'schema-only' || name === 'globals-only' || name === 'roles-only') isSchema = true;
      const wants =
        /^(?:dbname|file|format|encoding|schema|exclude-schema|table|exclude-table|superuser|compress|host|port|username|role|jobs|database|lock-wait-timeout|snapshot|section|pgdata)$/.test(
          name,
        );
      const next = args[at + 1];
      if (value !== undefined) given.set(name, { text: value, sure });
      else if (wants && next) {
        given.set(name, next);
        at++;
      }
    } else if (text.startsWith('-') && text.length > 1) {
      const isFlag = tool === 'pg_dump' ? /[scCaObvwWxB]/ : /[sgrcOvwWxP]/;
      const letters = text.slice(1);
      const stop = [...letters].findIndex((letter) => valuedDump.includes(letter) && !isFlag.test(letter));
      const flags = stop < 0 ? letters : letters.slice(0, stop);
      if (flags.includes('s') || (tool === 'pg_dumpall' && /[gr]/.test(flags))) isSchema = true;
      if (stop < 0) continue;
      const name = letters[stop] ?? '';
      const rest = letters.slice(stop + 1);
      const next = args[at + 1];
      if (rest !== '') given.set(name, { text: rest, sure });
      else if (next) {
        given.set(name, next);
        at++;
      }
    } else words.push(word);
  }
  // A shape without rows, or roles alone, brings nothing back.
  if (isSchema) return undefined;
  const of = (letter: string, name: string): Told | undefined => given.get(letter) ?? given.get(name);
  const isWhole = tool !== 'pg_dump';
  const isPart = !isWhole && (of('t', 'table') !== undefined || of('n', 'schema') !== undefined);
  const written = isWhole ? of('d', 'dbname') : (of('d', 'dbname') ?? words[0]);
  const dsn = written && readDsn(written);
  const user = of('U', 'username') ?? dsn?.user ?? names('PGUSER');
  const database = dsn ? dsn.database : isWhole ? undefined : (written ?? names('PGDATABASE') ?? user);
  return {
    kind: 'postgres',
    tool,
    database: isPart ? { text: unknownSign, sure: false } : database,
    whole: isWhole,
    user,
    host: of('h', 'host') ?? dsn?.host ?? names('PGHOST'),
    to: of('f', 'file') ?? (tool === 'pg_basebackup' ? of('D', 'pgdata') : undefined) ?? output,
  };
}

/** The parts of a connection string in place of a name. */
export function readDsn(
  word: Told,
):
  | { readonly host: Told | undefined; readonly user: Told | undefined; readonly database: Told | undefined }
  | undefined {
  const { text, sure } = word;
  const part = (value: string | undefined): Told | undefined =>
    value === undefined || value === '' ? undefined : { text: value, sure };
  // A value that nobody knows may stand where the password is.
  const url = readUrl(text);
  if (url && /^postgres(?:ql)?$/.test(url.scheme.replace(/\+.*$/, '')))
    return { host: part(url.host), user: part(url.user), database: part(url.path.slice(1)) };
  if (/^(?:jdbc:)?postgres(?:ql)?:\/\//.test(text)) {
    const unknown: Told = { text: unknownSign, sure: false };
    return { host: unknown, user: unknown, database: unknown };
  }
  const keywords = /=/.test(text) ? readConnection(text) : undefined;
  return keywords?.form === 'keywords'
    ? {
        host: part(keywords.host),
        user: part(keywords.user),
        database: part(/(?:^|\s)dbname\s*=\s*'?([^\s']+)/.exec(text)?.[1]),
      }
    : undefined;
}

/** Its own copy of a database in use, or its text; a query of another sort saves nothing. */
function readSqlite(args: readonly Told[], { input, output }: Run): Saved | undefined {
  const words: Told[] = [];
  const commands: Told[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? told('');
    if (/^-{1,2}(?:cmd|init|separator|newline|nullvalue|mmap|vfs)$/.test(word.text)) {
      const next = args[++at];
      if (/cmd$/.test(word.text) && next) commands.push(next);
    } else if (!word.text.startsWith('-')) words.push(word);
  }
  const [file, ...queries] = words;
  const asked = [...commands, ...queries, told(input)];
  for (const { text, sure } of asked) {
    const copy = /^\s*\.(?:backup|save|clone)\s+(?:(?:-\S+|main)\s+)*(?:'([^']*)'|"([^"]*)"|(\S+))/m.exec(text);
    const vacuum = /\bvacuum\s+(?:main\s+)?into\s+(?:'([^']*)'|"([^"]*)")/i.exec(text);
    const [, ...targets] = copy ?? vacuum ?? [];
    const to = targets.find((one) => one !== undefined);
    if (copy || vacuum)
      return { kind: 'sqlite', tool: 'sqlite3', file, to: to === undefined ? undefined : { text: to, sure } };
    if (/^\s*\.dump\b/m.test(text)) return { kind: 'sqlite', tool: 'sqlite3', file, to: output };
  }
  return undefined;
}

/** Words that say that a copy is kept: in the name of a script, a folder, a variable. */
export const isAboutBackups = (text: string): boolean =>
  /back-?up|snapshot|(?:^|[^a-z])(?:bak|bkp|bkup)(?:[^a-z]|$)/i.test(text);

function readCopy(program: string, args: readonly Told[], run: Run, about: boolean): Saved | undefined {
  const plain = (words: readonly Told[]): readonly Told[] => words.filter(({ text }) => !text.startsWith('-'));
  const files = (paths: readonly Told[], to: Told | undefined): Saved => ({
    kind: 'files',
    tool: program,
    paths,
    excluded: excludedIn(args),
    to,
  });
  switch (program) {
    case 'tar':
      return readTar(args, run, about);
    case 'restic':
    case 'kopia':
    case 'borg':
    case 'borgmatic':
    case 'duplicity': {
      const words = plain(withoutValues(args));
      const at = words.findIndex(({ text }) => /^(?:backup|create|snapshot)$/.test(text));
      if (program === 'duplicity') return files(words.slice(0, -1), words.at(-1));
      if (program === 'borgmatic') return files([{ text: unknownSign, sure: false }], undefined);
      // The first word behind `borg create` is the archive, of the others the repository is an option.
      const from =
        program === 'kopia' && words[at + 1]?.text === 'create' ? at + 2 : program === 'borg' ? at + 2 : at + 1;
      return at < 0 ? undefined : files(words.slice(from), undefined);
    }
    case 'cp':
    case 'rsync':
    case 'rclone':
    case 'scp': {
      const words = plain(withoutValues(args)).slice(program === 'rclone' ? 1 : 0);
      const to = words.at(-1);
      const isKept = about || (to !== undefined && isAboutBackups(`${to.text} ${to.name ?? ''}`));
      return to && words.length > 1 && isKept ? files(words.slice(0, -1), to) : undefined;
    }
    case 'zip': {
      const [to, ...paths] = plain(args);
      return to && paths.length > 0 && (about || isAboutBackups(to.text)) ? files(paths, to) : undefined;
    }
    default:
      return undefined;
  }
}

/** The word behind an option that takes one. */
const withoutValues = (args: readonly Told[]): readonly Told[] =>
  args.filter(
    (_, index) =>
      !/^(?:-[efTrt]|--(?:exclude|exclude-from|exclude-file|tag|repo|password-file|password-command|files-from|rsh|compression|stats|host|keep-\w+|link-dest|config|log-file))$/.test(
        args[index - 1]?.text ?? '',
      ),
  );

const excludedIn = (args: readonly Told[]): readonly Told[] =>
  args.flatMap((word, index) => {
    const inline = /^--exclude=(.*)$/s.exec(word.text)?.[1];
    if (inline !== undefined) return [{ text: inline.replace(/^["']|["']$/g, ''), sure: word.sure }];
    const next = args[index + 1];
    return word.text === '--exclude' && next ? [next] : [];
  });

/** GNU's and BSD's tar(1) where they create an archive; names are in the folder of the last `-C`. */
function readTar(args: readonly Told[], { output }: Run, about: boolean): Saved | undefined {
  const [first] = args;
  const bundle = first && /^-?([a-zA-Z]+)$/.exec(first.text)?.[1];
  const creates =
    (bundle?.includes('c') ?? false) ||
    args.some(({ text }) => text === '--create' || /^-[a-zA-Z]*c[a-zA-Z]*$/.test(text));
  if (!creates) return undefined;
  const paths: Told[] = [];
  let to: Told | undefined;
  let folder: Told | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? told('');
    const next = args[at + 1];
    const isBundle = at === 0 && bundle !== undefined;
    const file = /^--file=(.*)$/s.exec(word.text)?.[1];
    const inside = /^--directory=(.*)$/s.exec(word.text)?.[1];
    if (file !== undefined) to = { text: file, sure: word.sure };
    else if (inside !== undefined) folder = { text: inside, sure: word.sure };
    else if ((isBundle || /^-[a-zA-Z]+$/.test(word.text)) && /[fCXTI]$/.test(word.text)) {
      if (/f$/.test(word.text)) to = next;
      if (/C$/.test(word.text)) folder = next;
      at++;
    } else if (
      /^--(?:file|directory|exclude|exclude-from|files-from|use-compress-program|transform)$/.test(word.text)
    ) {
      if (word.text === '--file') to = next;
      if (word.text === '--directory') folder = next;
      at++;
    } else if (!isBundle && !word.text.startsWith('-')) paths.push(inFolder(folder, word));
  }
  const target = to?.text === '-' ? output : (to ?? output);
  const isKept = about || (target !== undefined && isAboutBackups(`${target.text} ${target.name ?? ''}`));
  return isKept ? { kind: 'files', tool: 'tar', paths, excluded: excludedIn(args), to: target } : undefined;
}

function inFolder(folder: Told | undefined, word: Told): Told {
  if (!folder || /^[/~]/.test(word.text)) return word;
  if (/^\.\/?$/.test(word.text)) return folder;
  return {
    text: `${folder.text.replace(/\/$/, '')}/${word.text.replace(/^\.\//, '')}`,
    sure: folder.sure && word.sure,
  };
}

/** What a program gives back, or looks at to see whether it could. */
export function checksOrRestores(run: Run): 'restores' | 'checks' | undefined {
  const program = programIn(run);
  if (program === undefined) return undefined;
  const has = (...words: readonly string[]): boolean => run.words.some(({ text }) => words.includes(text));
  const args = run.words.slice(1).map(({ text }) => text);
  switch (program) {
    case 'pg_restore':
      return has('-l', '--list') ? 'checks' : 'restores';
    case 'psql':
    case 'mysql':
    case 'mongorestore':
      return 'restores';
    case 'pg_verifybackup':
    case 'sha256sum':
    case 'sha512sum':
    case 'shasum':
    case 'md5sum':
    case 'cmp':
      return 'checks';
    case 'gzip':
    case 'gunzip':
    case 'zstd':
    case 'xz':
      return args.some((text) => /^-\w*t\w*$|^--test$/.test(text)) ? 'checks' : undefined;
    case 'sqlite3':
      if (args.some((text) => /integrity_check|quick_check/i.test(text))) return 'checks';
      return args.some((text) => /^\s*\.(?:restore|read)\b/.test(text)) ? 'restores' : undefined;
    case 'tar': {
      const bundle = args[0] ?? '';
      if (/^-?\w*x/.test(bundle) || has('--extract')) return 'restores';
      return /^-?[a-z]*t/.test(bundle) || has('--list') ? 'checks' : undefined;
    }
    case 'unzip':
    case 'cp':
    case 'rsync':
    case 'rclone':
    case 'mv':
      return 'restores';
    case 'litestream':
      return has('restore') ? 'restores' : undefined;
    case 'restic':
    case 'borg':
    case 'kopia':
    case 'pgbackrest':
    case 'wal-g':
    case 'barman':
      if (has('check', 'verify')) return 'checks';
      return has('restore', 'extract', 'backup-fetch', 'recover') ? 'restores' : undefined;
    default:
      return undefined;
  }
}
