import type { NginxDirective, NginxToken } from '../syntax/nginx.ts';
import type { NginxHeader, NginxLocation, NginxScope, NginxSsl, NginxUpstream, NginxValue } from './nginx.ts';
import { inheritAccess, type NginxAccess, openAccess } from './nginx-access.ts';
import { readProxyPass } from './nginx-address.ts';

/** What a level hands down to those inside of it. */
export interface Inherited {
  readonly addHeaders: readonly NginxHeader[];
  readonly mergesHeaders: 'on' | 'off' | 'merge';
  readonly proxyHeaders: readonly NginxHeader[];
  readonly hiddenHeaders: readonly NginxValue[];
  readonly clearedHeaders: readonly NginxValue[];
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
  hiddenHeaders: [],
  clearedHeaders: [],
  values: new Map(),
  ssl: {},
  access: openAccess,
  includes: [],
};

const inheritedValues = new Set(['proxy_http_version', 'proxy_buffering', 'proxy_read_timeout', 'limit_req']);

export const named = (directives: readonly NginxDirective[], name: string): readonly NginxDirective[] =>
  directives.filter((directive) => directive.name.text === name);

export const firstNamed = (directives: readonly NginxDirective[], name: string): NginxDirective | undefined =>
  directives.find((directive) => directive.name.text === name);

export const firstValue = (directives: readonly NginxDirective[], name: string): NginxValue | undefined => {
  const first = firstNamed(directives, name);
  const token = first?.args[0];
  return first && token && valueFrom(first, token);
};

/** A word of a directive, with the file where an `include` brought that in. */
export const valueFrom = ({ path }: NginxDirective, { text, span }: NginxToken): NginxValue =>
  // Most are of the file itself, and spreading an object that may be empty costs more than all the rest.
  path === undefined ? { text, span } : { text, span, path };

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
  const ownHidden = named(directives, 'proxy_hide_header').flatMap((directive) => {
    const [name] = directive.args;
    return name ? [{ ...valueFrom(directive, name), span: directive.span }] : [];
  });
  // A module that many packages of nginx have: https://github.com/openresty/headers-more-nginx-module.
  const ownCleared = named(directives, 'more_clear_headers').flatMap((directive) =>
    directive.args.map((name) => ({ ...valueFrom(directive, name), span: directive.span })),
  );
  const values = ownValues(outer.values, directives);
  return {
    addHeaders: own.length === 0 ? handed : mergesHeaders === 'merge' ? joined(handed, own) : own,
    mergesHeaders,
    proxyHeaders: ownProxy.length > 0 ? ownProxy : outer.proxyHeaders.map(asInherited),
    hiddenHeaders: ownHidden.length > 0 ? ownHidden : outer.hiddenHeaders,
    clearedHeaders: [...outer.clearedHeaders, ...ownCleared],
    values,
    ssl: readSsl(outer.ssl, directives),
    access: inheritAccess(outer.access, directives),
    includes: joined(outer.includes, readIncludes(directives)),
  };
}

function ownValues(outer: Inherited['values'], directives: readonly NginxDirective[]): ReadonlyMap<string, NginxValue> {
  const values = new Map<string, NginxValue>();
  for (const directive of directives) {
    const [value] = directive.args;
    const name = directive.name.text;
    if (value && inheritedValues.has(name) && !values.has(name)) values.set(name, valueFrom(directive, value));
  }
  return values.size === 0 ? outer : new Map([...outer, ...values]);
}

const joined = <T>(outer: readonly T[], own: readonly T[]): readonly T[] =>
  own.length === 0 ? outer : outer.length === 0 ? own : [...outer, ...own];

const asInherited = (header: NginxHeader): NginxHeader => ({ ...header, inherited: true });

function readHeader(directive: NginxDirective): readonly NginxHeader[] {
  const [name, value, flag] = directive.args;
  if (!name) return [];
  const header: NginxHeader = {
    name: name.text,
    value: value?.text,
    span: { start: name.span.start, end: (value ?? name).span.end },
    nameSpan: name.span,
    valueSpan: value?.span,
    always: flag?.text === 'always',
    inherited: false,
  };
  return [directive.path === undefined ? header : { ...header, path: directive.path }];
}

function readSsl(outer: NginxSsl, directives: readonly NginxDirective[]): NginxSsl {
  const certificate = firstValue(directives, 'ssl_certificate');
  const key = firstValue(directives, 'ssl_certificate_key');
  const protocols = firstNamed(directives, 'ssl_protocols');
  if (!certificate && !key && !protocols) return outer;
  return {
    ...outer,
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
    return path ? [valueFrom(directive, path)] : [];
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
    span,
    keyword: name.span,
    block,
    addHeaders: inner.addHeaders,
    proxyHeaders: inner.proxyHeaders,
    hiddenHeaders: inner.hiddenHeaders,
    clearedHeaders: inner.clearedHeaders,
    proxyPasses: conditions.length === 0 ? own : [...own, ...conditions.flatMap(({ proxyPasses }) => proxyPasses)],
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
  return { scope: directive.path === undefined ? scope : { ...scope, file: directive.path }, inner };
}

export function readLocations(
  directives: readonly NginxDirective[],
  outer: Inherited,
  file: FileFacts,
): readonly NginxLocation[] {
  return named(directives, 'location').flatMap((directive) => {
    const read = readScope(directive, outer, file);
    if (!read) return [];
    return [Object.assign(read.scope, readPath(directive))];
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
