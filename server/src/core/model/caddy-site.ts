import type { CaddyDirective, CaddyServerBlock } from '../syntax/caddyfile.ts';
import type { CaddyToken } from '../syntax/caddyfile-lexer.ts';
import type {
  CaddyAddress,
  CaddyHeader,
  CaddyProxy,
  CaddySite,
  CaddyUpstream,
  CaddyVariable,
  PlacedDirective,
} from './caddyfile.ts';

/** A stretch of directives that an `import` stands for. */
export interface CaddyImported {
  /** The file that holds them; undefined for the site's own. */
  readonly path: string | undefined;
  readonly directives: readonly CaddyDirective[];
}

/** What `import NAME` brings in; undefined where nobody can tell. */
export type CaddyImports = (name: string) => readonly CaddyImported[] | undefined;

/** Directives that only group others; those marked take a share of the requests even without a matcher. */
const groups = new Set(['handle', 'handle_path', 'route', 'handle_errors', 'handle_response', 'intercept']);

const isMatcher = (token: CaddyToken | undefined): boolean =>
  token !== undefined && token.quote === '' && /^(?:\*$|\/|@)/.test(token.text);
const narrows = (token: CaddyToken | undefined): boolean =>
  isMatcher(token) && token?.text !== '*' && token?.text !== '/*';

const variable = /\{\$([^{}:]+)(?::([^{}]*))?\}/g;

/** The `{$NAME:default}` of a token; a quoted token is read the same way, since Caddy replaces them before it reads the file. */
function variablesOf({ text, span, quote }: CaddyToken): readonly CaddyVariable[] {
  const shift = quote === '' ? 0 : 1;
  return [...text.matchAll(variable)].map((match) => {
    const start = span.start + shift + match.index;
    return { name: match[1] ?? '', fallback: match[2], span: { start, end: start + match[0].length } };
  });
}

/** A site with everything that its imports bring in. */
export function readSite(server: CaddyServerBlock, imports: CaddyImports): CaddySite {
  const unresolved = new Set<string>();
  const scope: Scope = { imports, unresolved, path: undefined, args: [], block: undefined, outer: undefined };
  const placed = [...flatten(server.block.directives, scope, [], 0)];
  const content = placed.filter(({ name }) => !/^(?:tls|log|import|bind|header|encode|redir|@.*)$/.test(name.text));
  return {
    addresses: server.keys.map(readAddressToken),
    span: server.span,
    open: server.braces ? server.block.open : undefined,
    body: server.block.span,
    headers: sent(placed.flatMap(readHeaders)),
    proxies: placed.flatMap(readProxy),
    tls: placed.filter(({ name }) => name.text === 'tls'),
    redirectsOnly: content.length === 0 && placed.some(({ name, args }) => name.text === 'redir' && !narrows(args[0])),
    unresolvedImports: [...unresolved],
    directives: placed,
  };
}

const readAddressToken = (token: CaddyToken): CaddyAddress => ({
  token,
  text: token.text,
  variables: variablesOf(token),
});

/** What surrounds the directives that are read: the import that brought them in, if one did. */
interface Scope {
  readonly imports: CaddyImports;
  readonly unresolved: Set<string>;
  readonly path: string | undefined;
  /** Of the `import`: what `{args[0]}` stands for. */
  readonly args: readonly CaddyToken[];
  /** The block behind the `import`: what `{block}` stands for, and where it was written. */
  readonly block: readonly CaddyDirective[] | undefined;
  readonly outer: Scope | undefined;
}

/** Deeper imports are none that a person wrote; Caddy refuses those that import themselves. */
const maxDepth = 12;

/** Goes through groups, snippets and files; what nobody can follow is noted by name. */
function* flatten(
  directives: readonly CaddyDirective[],
  scope: Scope,
  within: readonly CaddyDirective[],
  depth: number,
): Iterable<PlacedDirective> {
  if (depth > maxDepth) return;
  const conditional = within.some(({ name, args: [first] }) => narrows(first) || name.text !== 'route');
  for (const written of directives) {
    const name = written.name.text;
    if (name === '{block}' && scope.block && scope.outer) {
      yield* flatten(scope.block, scope.outer, within, depth + 1);
      continue;
    }
    const directive = scope.args.length > 0 ? substitute(written, scope.args) : written;
    if (name === 'import') {
      const [wanted, ...args] = directive.args;
      const imported = scope.imports(wanted?.text ?? '');
      if (!imported) scope.unresolved.add(wanted?.text ?? '');
      for (const { path, directives: inside } of imported ?? []) {
        const inner = { ...scope, path, args, block: directive.block?.directives, outer: scope };
        yield* flatten(inside, inner, within, depth + 1);
      }
      continue;
    }
    const { args, block, span } = directive;
    // Field by field: to copy one that is made for this costs more than reading it did.
    yield block
      ? { name: directive.name, args, span, conditional, within, path: scope.path, block }
      : { name: directive.name, args, span, conditional, within, path: scope.path };
    if (groups.has(name) && directive.block) {
      yield* flatten(directive.block.directives, scope, [...within, directive], depth + 1);
    }
  }
}

/** `{args[0]}` and `{args[:]}` replaced; a token keeps its own place (https://caddyserver.com/docs/caddyfile/directives/import). */
function substitute(directive: CaddyDirective, given: readonly CaddyToken[]): CaddyDirective {
  const { name, args, block } = directive;
  const inToken = (token: CaddyToken): CaddyToken =>
    token.text.includes('{args')
      ? {
          ...token,
          text: token.text.replace(/\{args(?:\[(\d+)\]|\.(\d+))\}/g, (all, a, b) => given[a ?? b]?.text ?? all),
        }
      : token;
  return {
    ...directive,
    name: inToken(name),
    args: args.flatMap((token) =>
      token.text === '{args[:]}' ? given.map(({ text }) => ({ ...token, text })) : [inToken(token)],
    ),
    ...(block && { block: { ...block, directives: block.directives.map((one) => substitute(one, given)) } }),
  };
}

function headerOf(
  field: CaddyToken,
  value: CaddyToken | undefined,
  replacement: CaddyToken | undefined,
  from: CaddyHeader['from'],
  { conditional, path }: Pick<CaddyHeader, 'conditional' | 'path'>,
): CaddyHeader {
  const sign = /^[+\-?>]/.exec(field.text)?.[0];
  const name = sign === undefined ? field.text : field.text.slice(1);
  const operation =
    sign === '-'
      ? 'delete'
      : sign === '+'
        ? 'add'
        : sign === '?'
          ? 'default'
          : replacement !== undefined
            ? 'replace'
            : 'set';
  return {
    name,
    value: operation === 'replace' ? replacement?.text : value?.text,
    operation,
    span: { start: field.span.start, end: (replacement ?? value ?? field).span.end },
    valueSpan: (operation === 'replace' ? replacement : value)?.span,
    conditional,
    path,
    from,
  };
}

function readHeaders({ name, args, block, conditional, path }: PlacedDirective): readonly CaddyHeader[] {
  const inner = block?.directives ?? [];
  if (name.text === 'reverse_proxy') {
    const common = { conditional: conditional || narrows(args[0]), path };
    return inner.flatMap(({ name: part, args: [field, value, replacement] }) =>
      part.text === 'header_down' && field ? [headerOf(field, value, replacement, 'header_down', common)] : [],
    );
  }
  if (name.text !== 'header') return [];
  const [first] = args;
  const [field, value, replacement] = isMatcher(first) ? args.slice(1) : args;
  const common = { conditional: conditional || narrows(first), path };
  const own = field ? [headerOf(field, value, replacement, 'header', common)] : [];
  const inside = inner.flatMap(({ name: part, args: [to, instead] }) =>
    part.text === 'defer' || part.text === 'match' ? [] : [headerOf(part, to, instead, 'header', common)],
  );
  return [...own, ...inside];
}

/** `header -X` waits until the response is written, so that it takes away what any other line of the site has set. */
function sent(headers: readonly CaddyHeader[]): readonly CaddyHeader[] {
  const removed = new Set(
    headers.flatMap(({ name, operation, conditional, from }) =>
      operation === 'delete' && !conditional && from === 'header' ? [name.toLowerCase()] : [],
    ),
  );
  if (removed.size === 0) return headers;
  return headers.filter(({ name, operation }) => operation === 'delete' || !removed.has(name.toLowerCase()));
}

function readProxy(directive: PlacedDirective): readonly CaddyProxy[] {
  if (directive.name.text !== 'reverse_proxy' && directive.name.text !== 'php_fastcgi') return [];
  const args = isMatcher(directive.args[0]) ? directive.args.slice(1) : directive.args;
  const inner = directive.block?.directives ?? [];
  const targets = [...args, ...inner.flatMap(({ name, args: to }) => (name.text === 'to' ? to : []))];
  const headersUp = inner.flatMap(({ name, args: [field] }) =>
    name.text === 'header_up' && field ? [field.text.replace(/^[+?>]/, '').toLowerCase()] : [],
  );
  return [{ directive, upstreams: targets.map((token) => readUpstream(token, directive.path)), headersUp }];
}

function readUpstream({ text, span }: CaddyToken, path: string | undefined): CaddyUpstream {
  const match = /^(?:([a-z0-9+]+):\/\/)?(\[[0-9a-f:]+\]|[A-Za-z0-9._-]*)(?::(\d+)(?:-\d+)?)?(?:\/.*)?$/i.exec(text);
  const host = match?.[2];
  const scheme = match?.[1]?.toLowerCase();
  const port =
    match?.[3] !== undefined ? Number(match[3]) : scheme === 'https' ? 443 : match && host !== '' ? 80 : undefined;
  return { text, host: host === '' ? undefined : host?.replace(/^\[|\]$/g, '').toLowerCase(), port, span, path };
}
