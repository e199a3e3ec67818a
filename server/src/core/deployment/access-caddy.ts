import type { CaddyProxy, PlacedDirective } from '../model/caddyfile.ts';
import type { CaddyDirective } from '../syntax/caddyfile.ts';
import type { CaddyToken } from '../syntax/caddyfile-lexer.ts';
import { type Access, type AskedPath, isNarrow, type Layer, outside, probesOf, triesPattern } from './access.ts';
import type { ProxySite } from './deployment.ts';

/** Whether a matcher takes a request for a path; `address`: those from few addresses alone. */
type Match = 'yes' | 'no' | 'unknown' | 'address' | 'strangers';

/** What stands before a path of the application that `proxies` lead to. */
export function accessInCaddy(proxied: ProxySite, proxies: readonly CaddyProxy[], asked: AskedPath): readonly Access[] {
  const { site } = proxied;
  const [imported] = site.unresolvedImports;
  const place = placeOf(proxied);
  if (imported !== undefined)
    return [{ ...place, layer: undefined, open: `The site imports ${imported}, which is not read.` }];
  if (site.addresses.some(({ text }) => /^(?:\w+:\/\/)?[^/]+\/./.test(text)))
    return [{ ...place, layer: undefined, open: 'The address of the site holds a path.' }];
  const named = site.directives.flatMap(({ args, block }) =>
    [...args, ...(block?.directives ?? []).flatMap((inner) => inner.args)].flatMap(({ text }) =>
      text.startsWith('/') ? [text.replace(/\*.*$/, '')] : [],
    ),
  );
  const found = proxies.flatMap(({ directive }) => {
    const base = baseOf(directive, asked);
    return base ? probesOf(base, named).flatMap((probe) => guardOf(proxied, directive, probe) ?? []) : [];
  });
  return found.length > 0 ? found : [{ ...place, layer: 'closed' }];
}

const placeOf = ({ path, site }: ProxySite) => ({ path, span: site.addresses[0]?.token.span ?? site.span });

/** `handle_path` takes its own prefix off. */
function baseOf({ within }: PlacedDirective, asked: AskedPath): AskedPath | undefined {
  const prefix = within
    .filter(({ name }) => name.text === 'handle_path')
    .map(({ args: [first] }) => first?.text.replace(/\/?\*$/, '') ?? '')
    .join('');
  return prefix === '' ? asked : outside(asked, prefix, '');
}

/** What is asked of a request for the path on its way to the proxy; undefined where it never gets there. */
function guardOf(proxied: ProxySite, proxy: PlacedDirective, probe: string): Access | undefined {
  const { site } = proxied;
  const { directives } = site;
  const at = (directive: CaddyDirective & { readonly path?: string | undefined }, layer: Layer): Access => ({
    path: directive.path ?? proxied.path,
    span: directive.span,
    layer,
  });
  const matchOf = (directive: CaddyDirective): Match => matches(directive.args[0], directives, probe);
  const chain = [...proxy.within, proxy];
  const ways = chain.map(matchOf);
  if (ways.includes('no')) return undefined;
  // What stands on the same level as a part of the chain, before it in the order of Caddy.
  const passed = chain.flatMap((step, depth) => {
    const around = chain.slice(0, depth);
    return directives
      .filter(({ within, span }) => span !== step.span && isSame(within, around))
      .map((directive) => ({ directive, step, isOrdered: around.at(-1)?.name.text === 'route' }))
      .filter((one) => comesBefore(one.directive, one.step, one.isOrdered, directives));
  });
  const taken = passed.filter(({ directive }) => matchOf(directive) === 'yes');
  if (taken.some(({ directive, step }) => takesAway(directive, step, directives))) return undefined;
  const answers = passed.filter(({ directive }) => /^(?:respond|abort|error)$/.test(directive.name.text));
  const refusal = answers.find(({ directive }) => matchOf(directive) === 'yes');
  if (refusal) return at(refusal.directive, 'closed');
  // A group without an answer of its own hands its requests on once they are through it.
  const inside = taken.flatMap(({ directive }) =>
    directives.filter(({ within }) => within.at(-1)?.span === directive.span).map((one) => ({ directive: one })),
  );
  const logins = [...passed, ...inside].filter(({ directive }) => loginNames.test(directive.name.text));
  const login = logins.find(({ directive }) => /^(?:yes|strangers)$/.test(matchOf(directive)));
  if (login) return at(login.directive, 'login');
  const verified = proxied.plain ? undefined : site.tls.find(verifiesClients);
  if (verified) return at(verified, 'certificate');
  const strangers = answers.find(({ directive }) => matchOf(directive) === 'strangers');
  if (strangers) return at(strangers.directive, 'address');
  const own = chain.find((_, index) => ways[index] === 'address');
  if (own) return at({ ...proxy, span: own.span }, 'address');
  const unsure = [...logins, ...answers].find(({ directive }) => matchOf(directive) === 'unknown');
  const rewrite = passed.find(({ directive }) => /^(?:uri|rewrite|replace|method)$/.test(directive.name.text));
  if (unsure ?? rewrite) {
    const { directive } = unsure ?? rewrite ?? { directive: proxy };
    const open = `Nobody can tell for which requests ${directive.name.text} of the site counts.`;
    return { path: directive.path ?? proxied.path, span: directive.span, layer: undefined, open };
  }
  return at(proxy, 'none');
}

const loginNames = /^(?:basic_?auth|forward_auth|authorize|authenticate|authentication|jwtauth)$/;

const isSame = (a: readonly CaddyDirective[], b: readonly CaddyDirective[]): boolean =>
  a.length === b.length && a.every(({ span }, index) => span === b[index]?.span);

/** As far as they matter here (https://caddyserver.com/docs/caddyfile/directives#directive-order). */
const order = [
  ...['method', 'rewrite', 'uri', 'replace', 'try_files', 'basic_auth', 'forward_auth', 'handle', 'route'],
  ...['abort', 'error', 'respond', 'reverse_proxy', 'php_fastcgi', 'file_server'],
];

const rankOf = (name: string): number => {
  if (/^(?:basicauth|authorize|authenticate|authentication|jwtauth)$/.test(name)) return order.indexOf('basic_auth');
  return order.indexOf(name === 'handle_path' ? 'handle' : name);
};

/** In a `route` as written; else by the directive, and of the same one the narrower path first, a matcher before none. */
function comesBefore(
  one: CaddyDirective,
  other: CaddyDirective,
  isOrdered: boolean,
  directives: readonly PlacedDirective[],
): boolean {
  const isEarlier = one.span.start < other.span.start;
  if (isOrdered) return isEarlier;
  const [a, b] = [rankOf(one.name.text), rankOf(other.name.text)];
  if (a !== b) return a >= 0 && b >= 0 && a < b;
  const [first, second] = [lengthOf(one.args[0], directives), lengthOf(other.args[0], directives)];
  if (first !== second) return first > second;
  const [isMatched, isOtherMatched] = [isMatcher(one.args[0]), isMatcher(other.args[0])];
  return isMatched === isOtherMatched ? isEarlier : isMatched;
}

const isMatcher = (token: CaddyToken | undefined): boolean =>
  token !== undefined && token.quote === '' && /^[/@]/.test(token.text);

/** Of the one path that a matcher asks for; 0 for any other. */
function lengthOf(token: CaddyToken | undefined, directives: readonly PlacedDirective[]): number {
  if (!token || !isMatcher(token)) return 0;
  if (token.text.startsWith('/')) return token.text.length;
  const lines = linesOf(token.text, directives) ?? [];
  const [kind, path, more] = lines[0] ?? [];
  return lines.length === 1 && kind?.text === 'path' && path && !more ? path.text.length : 0;
}

const isHandle = ({ name }: CaddyDirective): boolean => /^handle(?:_path)?$/.test(name.text);

/** Of several `handle` one alone gets a request; other groups keep those that something in them answers. */
function takesAway(one: CaddyDirective, step: CaddyDirective, directives: readonly PlacedDirective[]): boolean {
  if (/^(?:reverse_proxy|php_fastcgi)$/.test(one.name.text) || (isHandle(one) && isHandle(step))) return true;
  return directives.some(
    ({ within, name, args: [first] }) =>
      within.at(-1)?.span === one.span &&
      /^(?:reverse_proxy|php_fastcgi|file_server|respond|redir|abort|error)$/.test(name.text) &&
      !isMatcher(first),
  );
}

/** The conditions of a named matcher, each as its words; undefined where it has none. */
function linesOf(name: string, directives: readonly PlacedDirective[]): readonly (readonly CaddyToken[])[] | undefined {
  const definition = directives.find((one) => one.name.text === name);
  if (!definition) return undefined;
  const inline = definition.args.length > 0 ? [definition.args] : [];
  return [...inline, ...(definition.block?.directives ?? []).map((line) => [line.name, ...line.args])];
}

function matches(token: CaddyToken | undefined, directives: readonly PlacedDirective[], probe: string): Match {
  if (!token || !isMatcher(token)) return 'yes';
  if (token.text.startsWith('/')) return matchesPath(token.text, probe) ? 'yes' : 'no';
  const definition = directives.find((one) => one.name.text === token.text);
  const lines = linesOf(token.text, directives);
  // A negated block is several conditions at once.
  if (!lines || definition?.block?.directives.some(({ block }) => block)) return 'unknown';
  const paths = lines.filter(([kind]) => kind?.text === 'path');
  const others = lines.filter(([kind]) => kind?.text !== 'path').map((line) => condition(line, probe));
  const byPath = paths.length === 0 || paths.some((line) => condition(line, probe) === 'yes');
  const all: readonly Match[] = [byPath ? 'yes' : 'no', ...others];
  for (const decisive of ['no', 'unknown'] as const) if (all.includes(decisive)) return decisive;
  return all.find((one) => one === 'address' || one === 'strangers') ?? 'yes';
}

const opposite: Readonly<Record<Match, Match>> = {
  yes: 'no',
  no: 'yes',
  unknown: 'unknown',
  address: 'strangers',
  strangers: 'address',
};

function condition([kind, ...words]: readonly CaddyToken[], probe: string): Match {
  const texts = words.map(({ text }) => text);
  switch (kind?.text) {
    case 'not':
      return opposite[condition(words, probe)];
    case 'path':
      return texts.some((pattern) => matchesPath(pattern, probe)) ? 'yes' : 'no';
    case 'path_regexp': {
      const tried = triesPattern(texts.at(-1) ?? '', probe, false);
      return tried === undefined ? 'unknown' : tried ? 'yes' : 'no';
    }
    case 'remote_ip':
    case 'client_ip': {
      const ranges = texts.filter((text) => text !== 'private_ranges');
      const isFew = texts.length > ranges.length ? ranges.length === 0 || isNarrow(ranges) : isNarrow(ranges);
      return isFew ? 'address' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** https://caddyserver.com/docs/caddyfile/matchers#path: case does not count; `*` at the start, at the end, or inside of a part. */
function matchesPath(pattern: string, probe: string): boolean {
  const [wanted, path] = [pattern.toLowerCase(), probe.toLowerCase()];
  if (wanted === '*' || wanted === '/*') return true;
  const inner = wanted.replace(/^\*|\*$/g, '');
  if (inner.includes('*') || /[?[\\]/.test(inner)) return false;
  if (wanted.startsWith('*') && wanted.endsWith('*')) return path.includes(inner);
  if (wanted.startsWith('*')) return path.endsWith(inner);
  return wanted.endsWith('*') ? path.startsWith(inner) : path === inner;
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
