import type { Span } from '../text.ts';
import { readUrl } from './url.ts';

/** A value with its place in the text that was read. */
export interface ConnectionPart {
  readonly text: string;
  readonly span: Span;
}

/**
 * How a program reaches a server, whichever way it is written: a URL (RFC 3986), `jdbc:` with a query or `;` properties, the
 * keyword/value strings of libpq (`host=db password=x`; PostgreSQL manual, 34.1.1) and of ADO.NET (`Server=db;Password=x`).
 */
export interface Connection {
  readonly form: 'url' | 'keywords' | 'properties';
  /** Lower case, without what follows a `+`; of a keyword string the kind of server that it is for, where that is known. */
  readonly scheme: string | undefined;
  readonly user: string | undefined;
  /** As written: in a URL its `%xx` stand. */
  readonly password: ConnectionPart | undefined;
  /** Lower case. */
  readonly host: string | undefined;
  readonly port: string | undefined;
}

/** Longer texts are no connection. */
const maxLength = 4000;

/** Undefined where the text is none of these forms. */
export function readConnection(text: string): Connection | undefined {
  if (text.length > maxLength) return undefined;
  return fromUrl(text) ?? fromJdbcProperties(text) ?? fromProperties(text) ?? fromKeywords(text);
}

function fromUrl(text: string): Connection | undefined {
  const url = readUrl(text);
  if (!url) return undefined;
  const { user, password, host, port, spans } = url;
  const query = text.startsWith('jdbc:') ? text.indexOf('?') : -1;
  const asked = query < 0 ? [] : pairsIn(text, query + 1, /([A-Za-z]+)=([^&#]*)/g);
  return {
    form: 'url',
    scheme: url.scheme.replace(/\+.*$/, ''),
    user: user ?? partNamed(asked, 'user')?.text,
    password:
      password !== undefined && spans.password
        ? { text: password, span: spans.password }
        : partNamed(asked, 'password'),
    host,
    port,
  };
}

/** `jdbc:sqlserver://host:1433;user=sa;password=x`. */
function fromJdbcProperties(text: string): Connection | undefined {
  const match = /^jdbc:([a-z0-9]+):\/\/([\w.-]+)(?:\\\w+)?(?::(\d+))?;/i.exec(text);
  if (!match) return undefined;
  const [whole, scheme = '', host = '', port] = match;
  const pairs = propertiesIn(text, whole.length);
  return {
    form: 'properties',
    scheme: scheme.toLowerCase(),
    user: partNamed(pairs, 'user')?.text,
    password: partNamed(pairs, 'password'),
    host: host.toLowerCase(),
    port,
  };
}

const serverKeys = ['server', 'data source', 'host', 'address', 'addr', 'network address'];

function fromProperties(text: string): Connection | undefined {
  if (!/^\s*[A-Za-z][A-Za-z ]*=[^;]*;/.test(text)) return undefined;
  const pairs = propertiesIn(text, 0);
  const server = partNamed(pairs, ...serverKeys)?.text;
  if (server === undefined || pairs.length < 2) return undefined;
  const [, host = server, port] = /^(?:tcp:)?([^,:\\]+)(?:\\[^,]*)?(?:[,:](\d+))?$/i.exec(server) ?? [];
  return {
    form: 'properties',
    scheme: undefined,
    user: partNamed(pairs, 'user id', 'uid', 'user', 'username', 'user name')?.text,
    password: partNamed(pairs, 'password', 'pwd'),
    host: host.toLowerCase(),
    port: port ?? partNamed(pairs, 'port')?.text,
  };
}

function fromKeywords(text: string): Connection | undefined {
  if (!/^\s*[a-z_]+\s*=/.test(text) || text.includes(';')) return undefined;
  const pairs = pairsIn(text, 0, /([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)+))/g);
  const names = new Set(pairs.map(({ name }) => name));
  const isLibpq = names.has('dbname') || (names.has('host') && (names.has('user') || names.has('password')));
  if (!isLibpq || pairs.length < 2) return undefined;
  return {
    form: 'keywords',
    scheme: 'postgres',
    user: partNamed(pairs, 'user')?.text,
    password: partNamed(pairs, 'password'),
    host: partNamed(pairs, 'host', 'hostaddr')?.text.toLowerCase(),
    port: partNamed(pairs, 'port')?.text,
  };
}

interface Pair extends ConnectionPart {
  /** Lower case. */
  readonly name: string;
}

/** `Name=value;`, values possibly in quotes or braces. */
const propertiesIn = (text: string, from: number): readonly Pair[] =>
  pairsIn(text, from, /([A-Za-z][A-Za-z _-]*?)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{([^}]*)\}|([^;"'{][^;]*))/g);

/** Each match's first group is a name, its only other group that took part the value. */
function pairsIn(text: string, from: number, form: RegExp): readonly Pair[] {
  return [...text.slice(from).matchAll(form)].map((match) => {
    const [whole, name = '', ...values] = match;
    const value = values.find((group) => group !== undefined) ?? '';
    const start = from + match.index + whole.lastIndexOf(value);
    return { name: name.trim().toLowerCase(), text: value, span: { start, end: start + value.length } };
  });
}

const partNamed = (pairs: readonly Pair[], ...names: readonly string[]): ConnectionPart | undefined =>
  pairs.find(({ name }) => names.includes(name));
