import { readConnection } from '../model/connection.ts';
import { readUrl } from '../model/url.ts';
import type { Saved } from './saved.ts';
import type { Run } from './shell-run.ts';
import { type Told, told, unknownSign } from './told.ts';

/** Of tools that save all that a server has, wherever they are told of it. */
export const wholeServer = (tool: string, { names }: Run): Saved => ({
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
export function readDump(tool: string, args: readonly Told[], { names, output }: Run): Saved | undefined {
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
  const keywords = text.includes('=') ? readConnection(text) : undefined;
  if (keywords?.form === 'keywords')
    return {
      host: part(keywords.host),
      user: part(keywords.user),
      database: part(/(?:^|\s)dbname\s*=\s*'?([^\s']+)/.exec(text)?.[1]),
    };
  // What cannot be taken apart may hold a password, and is no name.
  if (!/=|:\/\//.test(text)) return undefined;
  const unknown: Told = { text: unknownSign, sure: false };
  return { host: unknown, user: unknown, database: unknown };
}
