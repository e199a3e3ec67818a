import type { CaddyBlock, CaddyDirective, CaddyServerBlock } from '../syntax/caddyfile.ts';
import { parseCaddyfile } from '../syntax/caddyfile.ts';
import { checkCaddyfile } from '../syntax/caddyfile-check.ts';
import type { CaddyToken } from '../syntax/caddyfile-lexer.ts';
import type {
  CaddyAddress,
  CaddyfileModel,
  CaddyHeader,
  CaddyProxy,
  CaddySite,
  CaddyUpstream,
  CaddyVariable,
} from './caddyfile.ts';

/** A directive with what stands around it: whether every request of the site reaches it. */
interface Placed {
  readonly directive: CaddyDirective;
  readonly conditional: boolean;
}

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

export function readCaddyfile(text: string): CaddyfileModel {
  const tree = parseCaddyfile(text);
  const snippets = new Map<string, CaddyBlock>();
  for (const { kind, keys, block } of tree.blocks) {
    if (kind === 'snippet') snippets.set((keys[0]?.text ?? '').replace(/^\(|\)$/g, ''), block);
  }
  const topImports = tree.imports.flatMap(({ args }) => args[0]?.text ?? []).filter((name) => !snippets.has(name));
  return {
    tree,
    sites: tree.blocks.flatMap((block) => (block.kind === 'site' ? [readSite(block, snippets, topImports)] : [])),
    options: tree.blocks.flatMap(({ kind, block }) => (kind === 'global' ? block.directives : [])),
    // What is not well formed has been taken for something else here and there.
    problems: tree.problems.length > 0 ? tree.problems : checkCaddyfile(tree),
  };
}

function readSite(
  server: CaddyServerBlock,
  snippets: ReadonlyMap<string, CaddyBlock>,
  topImports: readonly string[],
): CaddySite {
  const unresolved = new Set<string>();
  const placed = [...flatten(server.block.directives, snippets, topImports.length > 0, unresolved, false, 0)];
  const directives = placed.map(({ directive }) => directive);
  const content = directives.filter(({ name }) => !/^(?:tls|log|import|bind|header|encode|redir|@.*)$/.test(name.text));
  return {
    addresses: server.keys.map(readAddressToken),
    span: server.span,
    open: server.braces ? server.block.open : undefined,
    body: server.block.span,
    headers: placed.flatMap(readHeaders),
    proxies: placed.flatMap(readProxy),
    tls: directives.filter(({ name }) => name.text === 'tls'),
    redirectsOnly:
      content.length === 0 && directives.some(({ name, args }) => name.text === 'redir' && !narrows(args[0])),
    unresolvedImports: [...unresolved],
    directives,
  };
}

const readAddressToken = (token: CaddyToken): CaddyAddress => ({
  token,
  text: token.text,
  variables: variablesOf(token),
});

/** Goes through groups and the snippets of this file; what other files bring in is noted by name. */
function* flatten(
  directives: readonly CaddyDirective[],
  snippets: ReadonlyMap<string, CaddyBlock>,
  mayComeFromFiles: boolean,
  unresolved: Set<string>,
  conditional: boolean,
  depth: number,
): Iterable<Placed> {
  for (const directive of directives) {
    const name = directive.name.text;
    if (name === 'import') {
      const wanted = directive.args[0]?.text ?? '';
      const snippet = snippets.get(wanted);
      // A snippet that imports itself is refused by Caddy; here it ends at a depth that no real file has.
      if (snippet && depth < 8)
        yield* flatten(snippet.directives, snippets, mayComeFromFiles, unresolved, conditional, depth + 1);
      else if (!snippet) unresolved.add(wanted);
      continue;
    }
    yield { directive, conditional };
    if (groups.has(name) && directive.block) {
      const inner = conditional || narrows(directive.args[0]) || name !== 'route';
      yield* flatten(directive.block.directives, snippets, mayComeFromFiles, unresolved, inner, depth + 1);
    }
  }
}

function headerOf(
  field: CaddyToken,
  value: CaddyToken | undefined,
  replacement: CaddyToken | undefined,
  from: CaddyHeader['from'],
  conditional: boolean,
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
    from,
  };
}

function readHeaders({ directive, conditional }: Placed): readonly CaddyHeader[] {
  if (directive.name.text === 'reverse_proxy') {
    const narrowed = conditional || narrows(directive.args[0]);
    return (directive.block?.directives ?? []).flatMap(({ name, args }) =>
      name.text === 'header_down' && args[0] ? [headerOf(args[0], args[1], args[2], 'header_down', narrowed)] : [],
    );
  }
  if (directive.name.text !== 'header') return [];
  const [first] = directive.args;
  const fields = isMatcher(first) ? directive.args.slice(1) : directive.args;
  const narrowed = conditional || narrows(first);
  const own = fields[0] ? [headerOf(fields[0], fields[1], fields[2], 'header', narrowed)] : [];
  const inside = (directive.block?.directives ?? []).flatMap(({ name, args }) =>
    name.text === 'defer' || name.text === 'match' ? [] : [headerOf(name, args[0], args[1], 'header', narrowed)],
  );
  return [...own, ...inside];
}

function readProxy({ directive }: Placed): readonly CaddyProxy[] {
  if (directive.name.text !== 'reverse_proxy' && directive.name.text !== 'php_fastcgi') return [];
  const args = isMatcher(directive.args[0]) ? directive.args.slice(1) : directive.args;
  const inner = directive.block?.directives ?? [];
  const targets = [...args, ...inner.flatMap(({ name, args: to }) => (name.text === 'to' ? to : []))];
  const headersUp = inner.flatMap(({ name, args: [field] }) =>
    name.text === 'header_up' && field ? [field.text.replace(/^[+\-?>]/, '').toLowerCase()] : [],
  );
  return [{ directive, upstreams: targets.map(readUpstream), headersUp }];
}

function readUpstream({ text, span }: CaddyToken): CaddyUpstream {
  const match = /^(?:([a-z0-9+]+):\/\/)?(\[[0-9a-f:]+\]|[A-Za-z0-9._-]*)(?::(\d+)(?:-\d+)?)?(?:\/.*)?$/i.exec(text);
  const host = match?.[2];
  const scheme = match?.[1]?.toLowerCase();
  const port =
    match?.[3] !== undefined ? Number(match[3]) : scheme === 'https' ? 443 : match && host !== '' ? 80 : undefined;
  return { text, host: host === '' ? undefined : host?.replace(/^\[|\]$/g, '').toLowerCase(), port, span };
}
