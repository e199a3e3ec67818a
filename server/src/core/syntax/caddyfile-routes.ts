import type { CaddyBlock, CaddyDirective } from './caddyfile.ts';
import { dnsChallengeOptions, siteDirectives } from './caddyfile-grammar.ts';
import type { CaddyToken } from './caddyfile-lexer.ts';
import type { Shape } from './caddyfile-shape.ts';
import { checkUpstreams } from './caddyfile-upstreams.ts';

/** Reports what Caddy's adapter refuses, at the token that it stumbles over. */
export type Refuse = (at: Pick<CaddyToken, 'span'>, message: string) => void;

/** What is known of the file around a directive. */
export interface Around {
  /** A provider of DNS is named for all sites, or may be in a file that this one imports. */
  readonly hasProvider: boolean;
  /** Named matchers that are in reach; undefined where an import may bring more. */
  readonly matchers?: ReadonlySet<string>;
  readonly refuse: Refuse;
}

/** Replaced before or while the file is read, so that nobody can tell what will stand there. */
export const isOpenEnded = ({ text }: CaddyToken): boolean => /\{(?:\$|args|block|blocks)/.test(text);
export const isMatcher = (token: CaddyToken | undefined): boolean =>
  token !== undefined && token.quote === '' && /^(?:\*$|\/|@)/.test(token.text);

const own = (shapes: Readonly<Record<string, Shape>>, name: string): Shape | undefined =>
  Object.hasOwn(shapes, name) ? shapes[name] : undefined;

/** Directives where a request passes: a site, a named route, and the groups inside of them. */
export function checkRoutes(directives: readonly CaddyDirective[], around: Around): void {
  const { refuse } = around;
  const own = new Set<string>();
  for (const { name } of directives) {
    if (name.quote !== '' || !name.text.startsWith('@')) continue;
    if (own.has(name.text)) refuse(name, `The matcher ${name.text} is defined twice.`);
    own.add(name.text);
  }
  const mayBringMore = !around.matchers || directives.some(({ name }) => name.text === 'import' || isOpenEnded(name));
  const { matchers: _, ...rest } = around;
  const inside: Around = mayBringMore ? rest : { ...rest, matchers: new Set([...(around.matchers ?? []), ...own]) };
  for (const directive of directives) checkRoute(directive, inside);
}

function checkRoute(directive: CaddyDirective, around: Around): void {
  const { name, args } = directive;
  const { refuse, matchers } = around;
  if (name.quote !== '' || isOpenEnded(name) || name.text === 'import') return;
  if (name.text.startsWith('@')) {
    checkMatchers(directive, refuse);
    return;
  }
  const shape = own(siteDirectives, name.text);
  const [first] = args;
  if (shape) checkShape(directive, shape, around);
  // Every directive that is registered, by Caddy or a plugin, is written in these letters.
  else if (/[^a-z0-9_]/.test(name.text) && !/^[{}]/.test(name.text))
    refuse(name, `${name.text} is no directive; a second site needs braces around each.`);
  if (shape?.matcher && matchers && first?.quote === '' && /^@[^{}]+$/.test(first.text) && !matchers.has(first.text))
    refuse(first, `No matcher is named ${first.text}.`);
  special[name.text]?.(directive, refuse);
}

/** What a table of arguments cannot say. */
const special: Readonly<Record<string, (directive: CaddyDirective, refuse: Refuse) => void>> = {
  redir: checkRedirect,
  reverse_proxy: checkUpstreams,
  map: checkMap,
  header: ({ name, args, block }, refuse) => {
    const given = isMatcher(args[0]) ? args.slice(1) : args;
    if (given.length > 0 && block && block.directives.length > 0)
      refuse(name, 'header takes its fields as arguments or in a block, not both.');
  },
  error: (directive, refuse) => checkTwice(directive, 'message', refuse),
  respond: (directive, refuse) => checkTwice(directive, 'body', refuse),
  vars: ({ name, args }, refuse) => {
    const count = args.some(isOpenEnded) ? 0 : args.length - (isMatcher(args[0]) ? 1 : 0);
    if (count !== 0 && count !== 2) refuse(name, 'vars takes a name and a value, or a block of them.');
  },
  forward_auth: (directive, refuse) => {
    const { name, block } = directive;
    const inside = block?.directives ?? [];
    checkUpstreams(directive, refuse);
    if (!inside.some((one) => one.name.text === 'uri' || one.name.text === 'import' || isOpenEnded(one.name)))
      refuse(name, 'forward_auth needs uri in its block.');
  },
  tls: ({ name, args: [first, second], block }, refuse) => {
    if (!first && !block?.directives.length) refuse(name, 'tls needs an argument or something in its block.');
    if (!first || second || isOpenEnded(first) || /@|^(?:internal|force_automate)$/.test(first.text)) return;
    refuse(first, 'tls with one argument takes internal, force_automate or an address of mail.');
  },
};

/** Arguments, their values and the block of one directive or option. */
export function checkShape(directive: CaddyDirective, shape: Shape, around: Around): void {
  const { name, args, block } = directive;
  const { refuse, hasProvider } = around;
  const given = shape.matcher && isMatcher(args[0]) ? args.slice(1) : args;
  const isOpen = args.some(isOpenEnded);
  if (shape.args && !isOpen) {
    const [least, most] = shape.args;
    // Since 2.8 the one argument of these is no matcher, although it begins like one.
    const isWhole = given.length < least && /^(?:root|rewrite)$/.test(name.text);
    const count = isWhole ? args.length : given.length;
    if (count < least) refuse(name, `${name.text} needs ${least === 1 ? 'an argument' : `${least} arguments`}.`);
    if (count > most) refuse(given[most] ?? name, `${name.text} takes no more than ${most} arguments.`);
  }
  for (const [index, argument] of shape.takes && !isOpen ? given.entries() : []) {
    const value = shape.takes?.[Math.min(index, shape.takes.length - 1)];
    if (value && !value.accepts(argument.text))
      refuse(argument, `${name.text} takes ${value.called}, not ${argument.text}.`);
  }
  const [module, ...options] = given;
  const moduleShape = module && shape.modules ? own(shape.modules, module.text) : undefined;
  if (module && moduleShape) {
    checkShape({ ...directive, name: module, args: options }, moduleShape, around);
    return;
  }
  if (!block) return;
  if (shape.routes) checkRoutes(block.directives, around);
  if (shape.inside || shape.each) checkInside(name.text, block, shape, around);
  if (name.text === 'tls' && !hasProvider && !block.directives.some((one) => one.name.text === 'dns')) {
    const option = block.directives.find((one) => dnsChallengeOptions.has(one.name.text));
    if (option) refuse(option.name, `${option.name.text} belongs to the DNS challenge, and no provider is named.`);
  }
}

function checkInside(of: string, { directives }: CaddyBlock, { inside, each }: Shape, around: Around): void {
  const { refuse } = around;
  const seen = new Set<string>();
  for (const directive of directives) {
    const { name } = directive;
    // Response matchers are named as request matchers are.
    if (name.quote !== '' || isOpenEnded(name) || name.text === 'import' || /^[@{}]/.test(name.text)) continue;
    const shape = (inside && own(inside, name.text)) ?? each;
    if (!shape) {
      refuse(name, `${of} has nothing named ${name.text}.`);
      continue;
    }
    if (shape.once && seen.has(name.text)) refuse(name, `${name.text} is set twice.`);
    seen.add(name.text);
    checkShape(directive, shape, around);
  }
}

/** Fewest and most arguments: https://caddyserver.com/docs/caddyfile/matchers#standard-matchers */
const matcherArguments: Readonly<Record<string, readonly [least: number, most: number]>> = {
  header: [1, 2],
  header_regexp: [2, 3],
  path_regexp: [1, 2],
  protocol: [1, 1],
  vars: [2, Number.POSITIVE_INFINITY],
  vars_regexp: [2, 3],
};
const withoutBlock = new Set(['host', 'method', 'path', 'path_regexp', 'protocol', 'query', 'header', 'remote_ip']);

function checkMatchers({ args: [first, ...values], block }: CaddyDirective, refuse: Refuse): void {
  const listed = first
    ? [{ name: first, args: values, ...(block && { block }), span: first.span }]
    : (block?.directives ?? []);
  for (const matcher of listed) {
    const { name, args } = matcher;
    if (name.text === 'not') checkMatchers({ ...matcher, args }, refuse);
    if (args.some(isOpenEnded) || isOpenEnded(name) || name.quote !== '') continue;
    const odd = args.find((token) => !token.text.includes('=') && token.text !== '');
    if (name.text === 'query' && odd) refuse(odd, 'A query matcher takes name=value.');
    const [least, most] = (Object.hasOwn(matcherArguments, name.text) && matcherArguments[name.text]) || [0, Infinity];
    const count = most === Infinity ? `${least} or more` : least === most ? `${least}` : `${least} to ${most}`;
    if (args.length < least || args.length > most)
      refuse(args[most] ?? name, `The matcher ${name.text} takes ${count} arguments, not ${args.length}.`);
    if (matcher.block?.directives.length && withoutBlock.has(name.text)) refuse(name, `${name.text} takes no block.`);
  }
}

/** A text that is an argument already, and stands in the block again. */
function checkTwice({ args, block }: CaddyDirective, name: string, refuse: Refuse): void {
  const given = isMatcher(args[0]) ? args.slice(1) : args;
  const again = block?.directives.find((one) => one.name.text === name);
  // One argument of three digits is the status.
  const isText = given.length === 2 || (given[0] && !/^\d{3}$/.test(given[0].text));
  if (again && isText) refuse(again.name, `The ${name} is given as an argument already.`);
}

/** https://caddyserver.com/docs/caddyfile/directives/redir */
function checkRedirect({ args }: CaddyDirective, refuse: Refuse): void {
  const given = isMatcher(args[0]) && args.length > 1 ? args.slice(1) : args;
  // A path in front is the matcher only where a target follows.
  const code = args.length === 3 || !isMatcher(args[0]) || args[0]?.text === '*' ? given[1] : undefined;
  if (!code || isOpenEnded(code) || /^\{.*\}$/.test(code.text)) return;
  const isKnown = /^(?:permanent|temporary|html|3\d\d|401)$/.test(code.text);
  if (!isKnown) refuse(code, `${code.text} is no status of a redirect.`);
}

/** https://caddyserver.com/docs/caddyfile/concepts#placeholders */
const shorthand =
  /^\{(?:dir|file(?:\.base|\.ext)?|host(?:port)?|port|method|path(?:\.\w+)?|query|remote(?:_host|_port)?|rp|scheme|uri|tls_\w+)\}$/;

/** https://caddyserver.com/docs/caddyfile/directives/map */
function checkMap({ name, args, block }: CaddyDirective, refuse: Refuse): void {
  const given = isMatcher(args[0]) ? args.slice(1) : args;
  if (args.some(isOpenEnded)) return;
  const destinations = given.length - 1;
  if (destinations < 1) refuse(name, 'map needs a source and a placeholder for each output.');
  for (const destination of given.slice(1))
    if (shorthand.test(destination.text)) refuse(destination, `${destination.text} is a placeholder of Caddy's own.`);
  for (const line of block?.directives ?? []) {
    if (line.name.text === 'import' || isOpenEnded(line.name)) continue;
    const more = line.args[Math.max(destinations, 0)];
    if (more && destinations >= 1) refuse(more, 'This output has no placeholder to go to.');
  }
}
