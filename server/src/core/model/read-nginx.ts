import { put } from '../multimap.ts';
import { type NginxDirective, type NginxTree, parseNginx } from '../syntax/nginx.ts';
import { checkNginx } from '../syntax/nginx-check.ts';
import type { NginxMap, NginxModel, NginxScope, NginxServer } from './nginx.ts';
import { readListen, readUpstream } from './nginx-address.ts';
import {
  type FileFacts,
  firstValue,
  type Inherited,
  inherit,
  named,
  nothing,
  readIncludes,
  readLocations,
  readScope,
  valueFrom,
} from './nginx-scope.ts';

/**
 * The view of one file, whether a whole configuration or a part that another one includes: what stands at its top counts as the
 * level that `http` is.
 */
export const readNginx = (text: string): NginxModel => nginxModel(parseNginx(text));

/** The same with other directives in the place of the file's own: those that its includes stand for. */
export function nginxModel(tree: NginxTree, directives: readonly NginxDirective[] = tree.directives): NginxModel {
  const all = [...flatten(directives)];
  const variables = new Map<string, string[]>();
  for (const { args } of named(all, 'set')) {
    const [name, value] = args;
    if (name && value) put(variables, name.text, value.text);
  }
  const file: FileFacts = { upstreams: named(all, 'upstream').flatMap(readUpstream), variables };
  const top = inherit(nothing, directives);
  const levels = [
    { directives, inherited: top },
    ...named(directives, 'http').map(({ block }) => {
      const inside = block?.directives ?? [];
      return { directives: inside, inherited: inherit(top, inside) };
    }),
  ];
  return {
    tree,
    get problems() {
      return tree.problems.length > 0 ? tree.problems : checkNginx(tree);
    },
    servers: levels
      .flatMap(({ directives: inside, inherited }) =>
        named(inside, 'server').flatMap((one) => readServer(one, inherited, file)),
      )
      .sort((a, b) => a.span.start - b.span.start),
    locations: levels.flatMap(({ directives: inside, inherited }) => readLocations(inside, inherited, file)),
    upstreams: file.upstreams,
    includes: readIncludes(all),
    maps: new Map(named(all, 'map').flatMap(readMap)),
  };
}

/** All of HTTP: `stream` and `mail` have servers and maps of another kind. */
function* flatten(directives: readonly NginxDirective[]): Iterable<NginxDirective> {
  for (const directive of directives) {
    if (directive.name.text === 'stream' || directive.name.text === 'mail') continue;
    yield directive;
    // What stands inside of these are entries, not directives.
    if (directive.block && !/^(?:map|geo|types|split_clients|charset_map)$/.test(directive.name.text))
      yield* flatten(directive.block.directives);
  }
}

function readServer(directive: NginxDirective, outer: Inherited, file: FileFacts): readonly NginxServer[] {
  const read = readScope(directive, outer, file);
  if (!read) return [];
  const { directives } = read.scope;
  const sslOn = firstValue(directives, 'ssl')?.text === 'on';
  return [
    Object.assign(read.scope, {
      listens: named(directives, 'listen').flatMap((one) => readListen(one, sslOn)),
      serverNames: named(directives, 'server_name').flatMap((one) => one.args.map((name) => valueFrom(one, name))),
      ssl: read.inner.ssl,
      redirectsOnly: redirectsOnly(read.scope),
      redirectsPlain: redirectsPlain(read.scope),
    }),
  ];
}

const redirectCodes = new Set(['301', '302', '303', '307', '308']);

/** https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return */
function redirects({ directives }: NginxScope): boolean {
  return directives.some(({ name, args: [first, second, flag] }) => {
    if (name.text === 'return')
      return second ? redirectCodes.has(first?.text ?? '') && isHttps(second.text) : isHttps(first?.text ?? '');
    const all = first?.text === '^' || first?.text === '^(.*)$' || first?.text === '^(.*)' || first?.text === '^/(.*)$';
    return name.text === 'rewrite' && all && isHttps(second?.text ?? '') && flag?.text !== 'break';
  });
}

const isHttps = (text: string): boolean => /^https:\/\//i.test(text);

/**
 * A `return` of the server comes before any location. Without one, each location has to redirect, `/` among them; and certbot
 * writes an `if` for every name and refuses the rest.
 */
function redirectsOnly(server: NginxScope): boolean {
  if (redirects(server)) return true;
  const refusesRest = named(server.directives, 'return').some(({ args: [code] }) => /^4\d\d$/.test(code?.text ?? ''));
  const { conditions } = server;
  if (refusesRest && conditions.length > 0 && conditions.every(redirects)) return true;
  const content = server.locations.filter(({ path }) => !path.includes('.well-known/acme-challenge'));
  const all = content.some(({ path, modifier }) => path === '/' && (modifier === '' || modifier === '^~'));
  return all && content.every(redirects);
}

/** `if ($scheme = http) { return 301 https://$host$request_uri; }` and its like. */
function redirectsPlain({ directives, conditions }: NginxScope): boolean {
  const plain = named(directives, 'if').filter(({ args }) => isPlain.test(args.map(({ text }) => text).join(' ')));
  return conditions.some((one) => plain.some(({ span }) => span.start === one.span.start) && redirects(one));
}

const isPlain =
  /\$scheme\s*(?:=\s*"?http"?\s*\)|!=\s*"?https)|\$https\s*(?:!=\s*"?on|=\s*""|=\s*\))|\$server_port\s*(?:=\s*"?80"?\s*\)|!=\s*"?443)/;

function readMap({ args: [source, variable], block, span }: NginxDirective): readonly (readonly [string, NginxMap])[] {
  if (!variable || !block) return [];
  const entries = block.directives.map(({ name, args: [value] }) => ({
    key: { text: name.text, span: name.span },
    value: value && { text: value.text, span: value.span },
  }));
  return [[variable.text, { source, span, entries }]];
}
