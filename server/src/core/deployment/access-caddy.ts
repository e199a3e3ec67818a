import type { CaddyProxy, CaddySite, PlacedDirective } from '../model/caddyfile.ts';
import type { CaddyDirective } from '../syntax/caddyfile.ts';
import type { Span } from '../text.ts';
import { type Access, type AskedPath, isAsked, type Layer, outside, probesOf } from './access.ts';
import { isMatcher, type Match, matcherOf, matches, pathOf } from './caddy-matcher.ts';
import type { ProxySite } from './deployment.ts';

/** What stands before a path of the application that `proxies` lead to. */
export function accessInCaddy(proxied: ProxySite, proxies: readonly CaddyProxy[], asked: AskedPath): readonly Access[] {
  const { site } = proxied;
  const [imported] = site.unresolvedImports;
  const place = placeOf(proxied);
  if (imported !== undefined)
    return [{ ...place, layer: undefined, open: `The site imports ${imported}, which is not read.` }];
  if (site.addresses.some(({ text }) => /^(?:\w+:\/\/)?[^/]+\/./.test(text)))
    return [{ ...place, layer: undefined, open: 'The address of the site holds a path.' }];
  const walk: Walk = { site, asked, own: new Set(proxies.map(({ directive }) => directive.span)) };
  const named = site.directives.flatMap(({ args, block }) =>
    [...args, ...(block?.directives ?? []).flatMap((inner) => inner.args)].flatMap(({ text }) =>
      text.startsWith('/') ? [text.replace(/\*.*$/, '')] : [],
    ),
  );
  const found = new Map<Span, Access>();
  for (const prefix of prefixesOf(proxies, site)) {
    const base = outside(asked, prefix, '') ?? asked;
    for (const probe of probesOf(base, [...named, ...named.map((path) => prefix + path)])) {
      const access = accessFor(walk, probe, proxied);
      if (access) found.set(access.span, access);
    }
  }
  if (found.size === 0) return [{ ...place, layer: 'closed' }];
  const verified = proxied.plain ? undefined : site.tls.find(verifiesClients);
  if (verified && [...found.values()].some(({ layer }) => layer === undefined || layer === 'none'))
    return [{ path: verified.path ?? proxied.path, span: verified.span, layer: 'certificate' }];
  return [...found.values()];
}

const placeOf = ({ path, site }: ProxySite) => ({ path, span: site.addresses[0]?.token.span ?? site.span });

/** What is taken off the front of the path on the way to the proxies. */
function prefixesOf(proxies: readonly CaddyProxy[], { directives }: CaddySite): ReadonlySet<string> {
  const ways = proxies.map(({ directive: { within } }) => within.map((group) => stripOf(group) ?? '').join(''));
  return new Set(['', ...ways, ...directives.flatMap((one) => stripOf(one) ?? [])]);
}

/** What a group or directive takes off the front of the path. */
function stripOf({ name, args: [first, second] }: CaddyDirective): string | undefined {
  if (name.text === 'handle_path') return first?.text.replace(/\/?\*$/, '') ?? '';
  return name.text === 'uri' && first?.text === 'strip_prefix' ? second?.text : undefined;
}

interface Walk {
  readonly site: CaddySite;
  readonly asked: AskedPath;
  /** Places of the proxies that lead to the application. */
  readonly own: ReadonlySet<Span>;
}

/** Directives that a request still has to pass, of one level. */
interface Frame {
  readonly directives: readonly PlacedDirective[];
  /** The matcher of the `handle` that had it: others do not get it any more, and those of the same matcher are one. */
  readonly handled: string | undefined;
}

/** Where a stranger without a password ends up. */
interface End {
  readonly layer: Layer | 'elsewhere' | 'unknown';
  readonly directive: PlacedDirective;
}

/** What a stranger meets on the way; undefined where the path leads to no application from here. */
function accessFor(walk: Walk, probe: string, proxied: ProxySite): Access | undefined {
  const ends = [...follow([frameOf([], walk)], probe, walk, 6)].filter(({ layer }) => layer !== 'elsewhere');
  const [unknown, none] = [ends.find(({ layer }) => layer === 'unknown'), ends.find(({ layer }) => layer === 'none')];
  const end = none ?? unknown ?? ends.find(({ layer }) => layer !== 'closed') ?? ends[0];
  if (!end) return undefined;
  const { directive } = unknown ?? end;
  const place = { path: directive.path ?? proxied.path, span: directive.span };
  // Where something on the way is unknown, what follows is so as well.
  if (end.layer === 'unknown' || end.layer === 'elsewhere' || (none && unknown)) {
    const open = `Nobody can tell for which requests '${directive.name.text}' counts.`;
    return { ...place, layer: undefined, open };
  }
  return { ...place, layer: end.layer };
}

function frameOf(around: readonly CaddyDirective[], { site: { directives } }: Walk): Frame {
  const level = directives.filter(({ within }) => isSame(within, around));
  const isOrdered = around.at(-1)?.name.text === 'route';
  return {
    directives: isOrdered ? level : inOrder(level, directives),
    handled: undefined,
  };
}

const isSame = (a: readonly CaddyDirective[], b: readonly CaddyDirective[]): boolean =>
  a.length === b.length && a.every(({ span }, index) => span === b[index]?.span);

/** What a request passes and where it ends; `doubts` is how many matchers that nobody can tell are followed both ways. */
function* follow(frames: readonly Frame[], path: string, walk: Walk, doubts: number): Iterable<End> {
  const [frame, ...outer] = frames;
  const [directive, ...rest] = frame?.directives ?? [];
  if (!frame) return;
  if (!directive) return yield* follow(outer, path, walk, doubts);
  const after = [{ ...frame, directives: rest }, ...outer];
  const matcher = matcherOf(directive.args[0], walk.site.directives);
  const isHad = isHandle(directive) && frame.handled !== undefined;
  if (isHad && frame.handled !== matcher) return yield* follow(after, path, walk, doubts);
  const asks = takesMatcher(directive) && !isHad;
  const match = asks ? matches(directive.args[0], walk.site.directives, path) : 'yes';
  if (match === 'unknown' && decides(directive)) {
    yield { layer: 'unknown', directive };
    if (doubts === 0) return;
    yield* follow(after, path, walk, doubts - 1);
    return yield* take(directive, match, after, path, walk, doubts - 1);
  }
  if (match === 'address' && leadsToOwn(directive, walk)) yield { layer: 'address', directive };
  if (match !== 'yes' && match !== 'strangers') return yield* follow(after, path, walk, doubts);
  yield* take(directive, match, after, path, walk, doubts);
}

const takesMatcher = ({ name }: CaddyDirective): boolean => !/^(?:tls|log|import|bind|@.*)$/.test(name.text);

const leadsToOwn = ({ span }: PlacedDirective, { site, own }: Walk): boolean =>
  own.has(span) || site.directives.some((one) => own.has(one.span) && one.within.some((group) => group.span === span));

function* take(
  directive: PlacedDirective,
  match: Match,
  after: readonly Frame[],
  path: string,
  walk: Walk,
  doubts: number,
): Iterable<End> {
  const { name, within, span } = directive;
  const [next, ...outer] = after;
  if (loginNames.test(name.text)) return yield { layer: 'login', directive };
  if (/^(?:respond|abort|error)$/.test(name.text))
    return yield { layer: match === 'strangers' ? 'address' : 'closed', directive };
  if (/^(?:reverse_proxy|php_fastcgi|file_server|redir)$/.test(name.text))
    return yield { layer: walk.own.has(span) && isAsked(walk.asked, path) ? 'none' : 'elsewhere', directive };
  const prefix = stripOf(directive) ?? '';
  // Whatever comes behind sees the shorter path as well.
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  if (next && (isHandle(directive) || name.text === 'route')) {
    const here = isHandle(directive) ? { ...next, handled: matcherOf(directive.args[0], walk.site.directives) } : next;
    return yield* follow([frameOf([...within, directive], walk), here, ...outer], rest, walk, doubts);
  }
  if (rewrites.test(name.text) && prefix === '') yield { layer: 'unknown', directive };
  yield* follow(after, rest, walk, doubts);
}

const loginNames = /^(?:basic_?auth|forward_auth|authorize|authenticate|authentication|jwtauth)$/;
const rewrites = /^(?:rewrite|uri|try_files)$/;
const isHandle = ({ name }: CaddyDirective): boolean => /^handle(?:_path)?$/.test(name.text);

/** It makes a difference whether a request passes it. */
const decides = ({ name }: CaddyDirective): boolean =>
  loginNames.test(name.text) || rewrites.test(name.text) || order.includes(name.text) || name.text === 'handle_path';

/** As far as they matter here (https://caddyserver.com/docs/caddyfile/directives#directive-order). */
const order = [
  ...['redir', 'rewrite', 'uri', 'try_files', 'basic_auth', 'forward_auth', 'handle', 'route'],
  ...['abort', 'error', 'respond', 'reverse_proxy', 'php_fastcgi', 'file_server'],
];

const rankOf = (name: string): number => {
  if (/^(?:basicauth|authorize|authenticate|authentication|jwtauth)$/.test(name)) return order.indexOf('basic_auth');
  return order.indexOf(name === 'handle_path' ? 'handle' : name);
};

/** By insertion, as Caddy's own sort does: what cannot be compared keeps its order, and so what is around it. */
function inOrder(
  level: readonly PlacedDirective[],
  directives: readonly PlacedDirective[],
): readonly PlacedDirective[] {
  const sorted: PlacedDirective[] = [];
  for (const one of level) {
    let at = sorted.length;
    for (; at > 0; at--) {
      const before = sorted[at - 1];
      if (!before || !comesBefore(one, before, directives)) break;
    }
    sorted.splice(at, 0, one);
  }
  return sorted;
}

/** By the directive; of the same one the longer path, where each has just one, and a matcher before none. */
function comesBefore(a: CaddyDirective, b: CaddyDirective, directives: readonly PlacedDirective[]): boolean {
  const [rank, other] = [rankOf(a.name.text), rankOf(b.name.text)];
  if (rank !== other) return rank < other;
  const [path, against] = [pathOf(a.args[0], directives), pathOf(b.args[0], directives)];
  if (path === undefined || against === undefined) return isMatcher(a.args[0]) && !isMatcher(b.args[0]);
  const isShorter = path.length < against.length;
  return path.replace(/\*$/, '') === against.replace(/\*$/, '') ? isShorter : path.length > against.length;
}

/** Certificates are asked for and checked (https://caddyserver.com/docs/caddyfile/directives/tls#client_auth). */
function verifiesClients({ block }: PlacedDirective): boolean {
  const auth = block?.directives.find(({ name }) => name.text === 'client_auth')?.block?.directives ?? [];
  const mode = auth.find(({ name }) => name.text === 'mode')?.args[0]?.text;
  const hasTrust = auth.some(({ name }) =>
    /^(?:trusted_(?:ca|leaf)_cert(?:_file)?|trust_pool|verifier)$/.test(name.text),
  );
  return mode === 'require_and_verify' || (mode === undefined && hasTrust);
}
