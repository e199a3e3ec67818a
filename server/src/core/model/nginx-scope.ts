import type { NginxDirective } from '../syntax/nginx.ts';
import type { NginxHeader, NginxLocation, NginxScope, NginxSsl, NginxUpstream, NginxValue } from './nginx.ts';
import { inheritAccess, type NginxAccess, openAccess } from './nginx-access.ts';
import { readProxyPass } from './nginx-address.ts';

/** What a level hands down to those inside of it. */
export interface Inherited {
  readonly addHeaders: readonly NginxHeader[];
  readonly mergesHeaders: 'on' | 'off' | 'merge';
  readonly proxyHeaders: readonly NginxHeader[];
  readonly values: ReadonlyMap<string, NginxValue>;
  readonly ssl: NginxSsl;
  readonly access: NginxAccess;
  readonly includes: readonly NginxValue[];
}

/** What the whole file says. */
export interface FileFacts {
  readonly upstreams: readonly NginxUpstream[];
  /** By name with `$`: the values of `set`. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
}

export const nothing: Inherited = {
  addHeaders: [],
  mergesHeaders: 'on',
  proxyHeaders: [],
  values: new Map(),
  ssl: {},
  access: openAccess,
  includes: [],
};

const inheritedValues = ['proxy_http_version', 'proxy_buffering', 'proxy_read_timeout', 'limit_req'];

export const named = (directives: readonly NginxDirective[], name: string): readonly NginxDirective[] =>
  directives.filter((directive) => directive.name.text === name);

export const firstValue = (directives: readonly NginxDirective[], name: string): NginxValue | undefined => {
  const [first] = named(directives, name);
  const token = first?.args[0];
  return token && { text: token.text, span: token.span, ...from(first) };
};

/** The file of a directive that an `include` brought in. */
export const from = ({ path }: { readonly path?: string }): { readonly path?: string } =>
  path === undefined ? {} : { path };

/**
 * What holds inside of a level with these directives. A level that has an `add_header` or a `proxy_set_header` of its own inherits
 * none of that directive (https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header), unless `add_header_inherit`
 * merges or drops them (#add_header_inherit).
 */
export function inherit(outer: Inherited, directives: readonly NginxDirective[]): Inherited {
  const setting = firstValue(directives, 'add_header_inherit')?.text;
  const mergesHeaders = setting === 'on' || setting === 'off' || setting === 'merge' ? setting : outer.mergesHeaders;
  const own = named(directives, 'add_header').flatMap(readHeader);
  const handed = mergesHeaders === 'off' ? [] : outer.addHeaders.map(asInherited);
  const ownProxy = named(directives, 'proxy_set_header').flatMap(readHeader);
  const values = new Map(outer.values);
  for (const name of inheritedValues) {
    const value = firstValue(directives, name);
    if (value) values.set(name, value);
  }
  return {
    addHeaders: own.length === 0 ? handed : mergesHeaders === 'merge' ? [...handed, ...own] : own,
    mergesHeaders,
    proxyHeaders: ownProxy.length > 0 ? ownProxy : outer.proxyHeaders.map(asInherited),
    values,
    ssl: { ...outer.ssl, ...readSsl(directives) },
    access: inheritAccess(outer.access, directives),
    includes: [...outer.includes, ...readIncludes(directives)],
  };
}

const asInherited = (header: NginxHeader): NginxHeader => ({ ...header, inherited: true });

function readHeader(directive: NginxDirective): readonly NginxHeader[] {
  const [name, value, flag] = directive.args;
  if (!name) return [];
  return [
    {
      name: name.text,
      value: value?.text,
      span: { start: name.span.start, end: (value ?? name).span.end },
      nameSpan: name.span,
      valueSpan: value?.span,
      always: flag?.text === 'always',
      inherited: false,
      ...from(directive),
    },
  ];
}

function readSsl(directives: readonly NginxDirective[]): NginxSsl {
  const certificate = firstValue(directives, 'ssl_certificate');
  const key = firstValue(directives, 'ssl_certificate_key');
  const protocols = named(directives, 'ssl_protocols')[0];
  return {
    ...(certificate ? { certificate } : {}),
    ...(key ? { key } : {}),
    ...(protocols
      ? { protocols: { values: protocols.args.map(({ text, span }) => ({ text, span })), span: protocols.span } }
      : {}),
  };
}

export const readIncludes = (directives: readonly NginxDirective[]): readonly NginxValue[] =>
  named(directives, 'include').flatMap((directive) => {
    const [path] = directive.args;
    return path ? [{ text: path.text, span: path.span, ...from(directive) }] : [];
  });

const isCondition = ({ name }: NginxDirective): boolean => name.text === 'if' || name.text === 'limit_except';

/** The level that a block makes, and what it hands down. */
export function readScope(
  directive: NginxDirective,
  outer: Inherited,
  file: FileFacts,
  conditional = false,
): { readonly scope: NginxScope; readonly inner: Inherited } | undefined {
  const { block, span, name } = directive;
  if (!block) return undefined;
  const { directives } = block;
  const inner = inherit(outer, directives);
  const conditions = directives.filter(isCondition).flatMap((one) => readScope(one, inner, file, true)?.scope ?? []);
  const own = named(directives, 'proxy_pass').flatMap((one) =>
    readProxyPass(one, conditional, file.upstreams, file.variables),
  );
  const scope: NginxScope = {
    ...(directive.path !== undefined && { file: directive.path }),
    span,
    keyword: name.span,
    block,
    addHeaders: inner.addHeaders,
    proxyHeaders: inner.proxyHeaders,
    proxyPasses: [...own, ...conditions.flatMap(({ proxyPasses }) => proxyPasses)],
    proxyHttpVersion: inner.values.get('proxy_http_version'),
    proxyBuffering: inner.values.get('proxy_buffering'),
    proxyReadTimeout: inner.values.get('proxy_read_timeout'),
    requestLimit: inner.values.get('limit_req'),
    access: inner.access,
    includes: inner.includes,
    directives,
    locations: readLocations(directives, inner, file),
    conditions,
  };
  return { scope, inner };
}

export function readLocations(
  directives: readonly NginxDirective[],
  outer: Inherited,
  file: FileFacts,
): readonly NginxLocation[] {
  return named(directives, 'location').flatMap((directive) => {
    const read = readScope(directive, outer, file);
    return read ? [{ ...read.scope, ...readPath(directive) }] : [];
  });
}

/** The modifier may touch the path: `=/`, `~\.php$`, `@name`. https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
function readPath({
  name,
  args: [first, second],
}: NginxDirective): Pick<NginxLocation, 'modifier' | 'path' | 'pathSpan'> {
  const text = first?.text ?? '';
  if (first && second) return { modifier: modifierOf(text)[0], path: second.text, pathSpan: second.span };
  const [modifier, width] = modifierOf(text);
  return { modifier, path: modifier === '@' ? text : text.slice(width), pathSpan: (first ?? name).span };
}

function modifierOf(text: string): readonly [NginxLocation['modifier'], number] {
  for (const modifier of ['~*', '^~', '~', '=', '@'] as const) {
    if (text.startsWith(modifier)) return [modifier, modifier.length];
  }
  return ['', 0];
}
