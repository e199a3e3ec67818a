import type { NginxLocation, NginxScope, NginxServer, NginxValue } from '../model/nginx.ts';
import type { NginxRule } from '../model/nginx-access.ts';
import { isLocation, scopesIn } from '../model/nginx-passes.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { NginxDirective } from '../syntax/nginx.ts';
import {
  type Access,
  type AskedPath,
  isAsked,
  isWideRange,
  type Layer,
  mayMatchBelow,
  outside,
  probesOf,
  triesPattern,
} from './access.ts';
import { type NginxHost, type NginxRoute, nameOfServer } from './nginx-host.ts';

/** What stands before a path of the application that `routes` lead to, at each location that may serve some of it. */
export function accessInNginx(host: NginxHost, routes: readonly NginxRoute[], asked: AskedPath): readonly Access[] {
  const { server } = host;
  const all = scopesIn(server).filter(isLocation);
  const own = new Set<NginxScope>(routes.map(({ scope }) => scope));
  const seen = new Map<NginxScope, Access>();
  const undecided: Access[] = [];
  const add = (scope: NginxScope, access: Access): void => void seen.set(scope, access);
  const bases: AskedPath[] = [];
  for (const { scope, pass } of routes) {
    if (!isLocation(scope)) continue;
    const base = rewrites(scope) ? undefined : outsideOf(scope, pass.path, asked);
    if (base === 'elsewhere') continue;
    if (base) bases.push(base);
    else add(scope, unlessGuarded(host, scope, `${scope.path} rewrites what it hands on.`));
  }
  for (const base of bases) {
    const locate = (path: string): NginxScope | undefined => locationFor(server, path);
    const named = all.filter(({ modifier }) => !/[~@]/.test(modifier)).map(({ path }) => path);
    for (const probe of probesOf(base, named)) {
      const scope = locate(probe);
      if (!scope) undecided.push(openAt(host, server, `A location's pattern cannot be tried on ${probe}.`));
      else
        for (const [at, access] of leadsTo(host, scope, own, locate))
          if (isAsked(asked, insideOf(at, probe))) add(at, access);
    }
    const decided = locate(`${base.base}x0`);
    const closes = decided !== undefined && isLocation(decided) && decided.modifier === '^~';
    const patterns = !base.deep ? [] : closes ? all.filter((one) => !server.locations.includes(one)) : all;
    for (const one of patterns) {
      if (!one.modifier.startsWith('~') || !own.has(one) || seen.has(one)) continue;
      if (mayMatchBelow(one.path, base.base))
        add(one, unlessGuarded(host, one, `location ${one.modifier} ${one.path} may answer for some of it.`));
    }
  }
  const found = [...seen.values(), ...undecided];
  const listens = server.listens.length > 0 && server.listens.every(isLocal);
  if (listens) return [openAt(host, server, 'The server listens on this machine alone.')];
  return found.length > 0 ? found : [at(host, nameOfServer(server), 'closed')];
}

const isLocal = ({ address, text }: NginxServer['listens'][number]): boolean =>
  isLoopbackAddress(address ?? '') || text.startsWith('unix:');

const at = (host: NginxHost, { path, span }: Pick<NginxValue, 'path' | 'span'>, layer: Layer | undefined): Access => ({
  path: path ?? host.path,
  span,
  layer,
});

const openAt = (host: NginxHost, scope: NginxScope, open: string): Access => ({
  ...at(host, placeOf(scope), undefined),
  open,
});

const placeOf = (scope: NginxScope): Pick<NginxValue, 'path' | 'span'> => ({
  span: isLocation(scope) ? scope.pathSpan : scope.keyword,
  ...(scope.file !== undefined && { path: scope.file }),
});

/** What guards it whatever it serves, or why that decides nothing. */
function unlessGuarded(host: NginxHost, scope: NginxScope, open: string): Access {
  const access = guardOf(host, scope);
  return access.layer === 'none' ? { ...access, layer: undefined, open } : access;
}

/** It changes the path before it hands the request on, or leaves for another location. */
const rewrites = ({ directives }: NginxScope): boolean =>
  directives.some(
    ({ name, args: [, target, flag] }) =>
      name.text === 'rewrite' &&
      !/^https?:|^\$scheme/.test(target?.text ?? '') &&
      !/^(?:permanent|redirect)$/.test(flag?.text ?? ''),
  );

/** The path that visitors ask for; undefined where nobody can tell. */
function outsideOf(
  { modifier, path }: NginxLocation,
  inner: string | undefined,
  asked: AskedPath,
): AskedPath | 'elsewhere' | undefined {
  if (inner === undefined || modifier === '@') return asked;
  if (modifier.startsWith('~') || inner.includes('$')) return undefined;
  return outside(asked, path, inner) ?? 'elsewhere';
}

/** What the application is asked for there. */
function insideOf(scope: NginxScope, path: string): string {
  const inner = scope.proxyPasses[0]?.path;
  return inner === undefined || inner.includes('$') || !isLocation(scope)
    ? path
    : inner + path.slice(scope.path.length);
}

/** The level that serves a path (https://nginx.org/en/docs/http/ngx_http_core_module.html#location); undefined where a pattern cannot be tried. */
function locationFor(scope: NginxScope, path: string): NginxScope | undefined {
  const found = search(scope, path);
  return found === 'unknown' ? undefined : (found?.scope ?? scope);
}

interface Found {
  readonly scope: NginxScope;
  /** Patterns around it are not tried any more. */
  readonly final: boolean;
}

function search(scope: NginxScope, path: string): Found | 'unknown' | undefined {
  const exact = scope.locations.find((one) => one.modifier === '=' && one.path === path);
  if (exact) return { scope: exact, final: true };
  const [prefix] = scope.locations
    .filter((one) => (one.modifier === '' || one.modifier === '^~') && path.startsWith(one.path))
    .sort((a, b) => b.path.length - a.path.length);
  const inner = prefix && search(prefix, path);
  if (inner === 'unknown' || inner?.final) return inner;
  if (prefix?.modifier !== '^~') {
    for (const one of scope.locations) {
      if (!one.modifier.startsWith('~')) continue;
      const matches = triesPattern(one.path, path, one.modifier === '~*');
      if (matches === undefined) return 'unknown';
      if (!matches) continue;
      const below = search(one, path);
      return below === 'unknown' ? below : { scope: below?.scope ?? one, final: true };
    }
  }
  return inner ?? (prefix && { scope: prefix, final: false });
}

/** The ways from a level to the application: by itself, by what it falls back to, by what answers in place of a refusal. */
function* leadsTo(
  host: NginxHost,
  scope: NginxScope,
  own: ReadonlySet<NginxScope>,
  locate: (path: string) => NginxScope | undefined,
): Iterable<readonly [NginxScope, Access]> {
  const access = guardOf(host, scope);
  if (rewrites(scope)) yield [scope, { ...access, layer: undefined, open: 'The location rewrites the path.' }];
  else if (own.has(scope)) yield [scope, access];
  else if (scope.proxyPasses.some((pass) => pass.servers.some((one) => one.host === undefined)))
    yield [scope, { ...access, layer: undefined, open: `Nobody can tell where ${scope.proxyPasses[0]?.text} leads.` }];
  for (const { name, args } of scope.directives) {
    if (name.text !== 'try_files' && name.text !== 'error_page') continue;
    const target = args.at(-1)?.text ?? '';
    const next = target.startsWith('@')
      ? host.server.locations.find((one) => one.path === target)
      : target.startsWith('/') && !target.includes('$')
        ? locate(target.replace(/\?.*$/, ''))
        : undefined;
    if (!next || next === scope || !own.has(next)) continue;
    const replacesRefusal = name.text === 'error_page' && args.some(({ text }) => text === '401' || text === '403');
    yield [next, access.layer === 'none' || replacesRefusal ? guardOf(host, next) : access];
  }
}

/** Logins of nginx and of modules. */
const logins = [
  ...['auth_basic', 'auth_request', 'auth_jwt', 'auth_digest', 'auth_pam', 'auth_ldap', 'auth_gss', 'auth_oidc'],
];

/** What a level asks for. Nothing that an unfollowed include could change is taken for sure. */
function guardOf(host: NginxHost, scope: NginxScope): Access {
  const { server } = host;
  const include = [...server.directives, ...scope.directives].find(({ name }) => name.text === 'include');
  const unread = include ?? (scope.includes[0] && { ...scope.includes[0], args: [scope.includes[0]] });
  const guard = ownGuardOf(host, scope);
  if (unread && (include || guard.layer === 'none')) {
    const open = `The server includes ${unread.args[0]?.text}, which is not read.`;
    return { ...guard, layer: undefined, open };
  }
  return guard;
}

function ownGuardOf(host: NginxHost, scope: NginxScope): Access {
  const { server } = host;
  const { rules, values, script } = scope.access;
  const place = placeOf(scope);
  const refusal = scope.directives.find(
    ({ name, args }) => name.text === 'internal' || (name.text === 'return' && /^[345]/.test(args[0]?.text ?? '')),
  );
  if (refusal) return at(host, refusal, 'closed');
  const { layer: byAddress, rule } = addressLayer(rules);
  const login = logins.flatMap((name) => {
    const value = values.get(name);
    // Without a file of users nginx lets everybody pass.
    const lacks = name === 'auth_basic' && !values.has('auth_basic_user_file');
    return !value || value.text === 'off' || lacks ? [] : [value];
  })[0];
  const isAny = values.get('satisfy')?.text === 'any';
  const verify = server.access.values.get('ssl_verify_client');
  const isVerified = verify?.text === 'on' && server.listens.every(({ ssl }) => ssl);
  const checks = [...checksIn(server), ...checksIn(scope)];
  const sure = checks.find(({ layer }) => layer !== undefined);
  const tricky = checks.find(({ layer }) => layer === undefined);
  const isOpen = isAny && byAddress === 'none';
  const exception = scope.conditions.find(({ directives }) => directives.some(({ name }) => changesAccess(name.text)));
  if (exception) return { ...at(host, place, undefined), open: 'limit_except changes who gets in.' };
  if (isAny && script) return { ...at(host, script, undefined), open: 'A script decides who gets in.' };
  if (rule && byAddress === 'closed' && !(isAny && login)) return at(host, rule, 'closed');
  if (login && !isOpen)
    return login.text.includes('$')
      ? { ...at(host, login, undefined), open: `${login.text} decides whether a login is asked for.` }
      : at(host, login, 'login');
  if (isVerified && verify) return at(host, verify, 'certificate');
  if (sure) return at(host, sure.directive, sure.layer);
  if (rule && byAddress === 'address') return at(host, rule, 'address');
  if (script) return { ...at(host, script, undefined), open: 'A script decides who gets in.' };
  if (tricky) return { ...at(host, tricky.directive, undefined), open: 'An if refuses some requests.' };
  return at(host, place, 'none');
}

const changesAccess = (name: string): boolean => /^(?:allow|satisfy|auth_\w+)$/.test(name);

/** `none`: a rule that lets everybody in; undefined where no rule speaks of the rest. */
function addressLayer(rules: readonly NginxRule[]): {
  readonly layer: 'address' | 'closed' | 'none' | undefined;
  readonly rule: NginxValue | undefined;
} {
  let allows = false;
  for (const { allows: isAllowed, address } of rules) {
    if (isAllowed && isWideRange(address.text)) return { layer: 'none', rule: address };
    if (!isAllowed && address.text === 'all') return { layer: allows ? 'address' : 'closed', rule: address };
    allows ||= isAllowed;
  }
  return { layer: undefined, rule: undefined };
}

/** Variables that tell what is asked for, not by whom. */
const harmless =
  /^\$(?:host|http_host|request_method|request_uri|uri|args|arg_\w+|query_string|is_args|scheme|server_port|http_user_agent|http_referer|invalid_referer|http_upgrade|http_origin|content_type|request_filename|https|server_name|http_x_forwarded_proto)$/;

interface Check {
  readonly directive: NginxDirective;
  /** Undefined where it hangs on what nobody here knows. */
  readonly layer: 'certificate' | 'address' | undefined;
}

/** Each `if` that answers instead of the application. */
function checksIn({ directives }: NginxScope): readonly Check[] {
  return directives.flatMap((directive): readonly Check[] => {
    const { name, args, block } = directive;
    const answers = block?.directives.some((one) => one.name.text === 'return') ?? false;
    if (name.text !== 'if' || !answers) return [];
    const words = args
      .map(({ text }) => text)
      .join(' ')
      .replace(/^\(\s*|\s*\)$/g, '');
    const variable = /\$\w+/.exec(words)?.[0] ?? '';
    if (harmless.test(variable)) return [];
    if (/^\$ssl_client_verify\s*!=\s*"?SUCCESS"?$/.test(words)) return [{ directive, layer: 'certificate' }];
    if (/^\$remote_addr\s*!=\s*\S+$/.test(words)) return [{ directive, layer: 'address' }];
    return [{ directive, layer: undefined }];
  });
}
