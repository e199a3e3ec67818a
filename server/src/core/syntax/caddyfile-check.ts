import { addressMistake, sameSite } from './caddy-site-address.ts';
import type { CaddyBlock, CaddyDirective, CaddyfileTree } from './caddyfile.ts';
import { dnsChallengeOptions, globalOptions, type Shape, siteDirectives } from './caddyfile-grammar.ts';
import type { CaddyToken } from './caddyfile-lexer.ts';
import type { SyntaxProblem } from './problem.ts';

/** Replaced before or while the file is read, so that nobody can tell what will stand there. */
const isOpenEnded = ({ text }: CaddyToken): boolean => /\{(?:\$|args|block|blocks)/.test(text);
const isMatcher = (token: CaddyToken | undefined): boolean =>
  token !== undefined && token.quote === '' && /^(?:\*$|\/|@)/.test(token.text);

/**
 * What Caddy's adapter refuses although the file is well formed: addresses, routes and matchers that clash or lead nowhere,
 * and directives of its own that are given something else than they take. Directives of plugins are left alone.
 */
export function checkCaddyfile(tree: CaddyfileTree): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const refuse = ({ span }: Pick<CaddyToken, 'span'>, message: string): void =>
    void problems.push({ span, message, verdict: 'refused' });
  const snippets = new Map(
    tree.blocks.flatMap(({ kind, keys: [key], block }) =>
      kind === 'snippet' && key ? [[key.text.slice(1, -1), block] as const] : [],
    ),
  );
  const importsFiles = [...tree.imports, ...tree.blocks.flatMap(({ block }) => importsIn(block))].some(
    ({ args: [name] }) => name !== undefined && !snippets.has(name.text),
  );
  const options = tree.blocks.flatMap(({ kind, block }) => (kind === 'global' ? block.directives : []));
  const hasProvider = options.some(({ name, args }) => name.text === 'dns' || (name.text === 'acme_dns' && args[0]));

  checkAddresses(tree, refuse);
  checkNamedRoutes(tree, importsFiles, refuse);
  checkCycles(tree, snippets, refuse);
  for (const { kind, block } of tree.blocks) {
    if (kind === 'global') checkOptions(block.directives, hasProvider || importsFiles, refuse);
    else if (kind !== 'snippet') checkRoutes(block.directives, hasProvider || importsFiles, refuse);
  }
  return problems;
}

type Refuse = (at: Pick<CaddyToken, 'span'>, message: string) => void;

function checkAddresses(tree: CaddyfileTree, refuse: Refuse): void {
  const seen = new Set<string>();
  for (const { kind, keys, block } of tree.blocks) {
    if (kind !== 'site') continue;
    const [first] = keys;
    if (first && keys.length === 1 && siteDirectives[first.text]) {
      refuse(first, `${first.text} is a directive; it has to stand inside of a site.`);
      continue;
    }
    const isBound = block.directives.some(({ name }) => name.text === 'bind');
    for (const key of keys) {
      if (/[{}]/.test(key.text)) continue;
      const mistake = addressMistake(key.text) ?? certificateMistake(key.text);
      if (mistake !== undefined) refuse(key, mistake);
      const site = sameSite(key.text);
      if (mistake === undefined && !isBound && seen.has(site)) refuse(key, `${key.text} is defined twice.`);
      seen.add(site);
    }
  }
}

/** Signs that no certificate's name may hold, so that a site with TLS cannot start. */
const certificateMistake = (text: string): string | undefined =>
  !/^http:/i.test(text) && /[<>()"'\\!@#$%^&|;+=]/.test(text.replace(/^https:\/\//i, '').replace(/[:/].*$/s, ''))
    ? `${text} is no name that a certificate can have.`
    : undefined;

function checkNamedRoutes(tree: CaddyfileTree, importsFiles: boolean, refuse: Refuse): void {
  const routes = new Set<string>();
  for (const {
    kind,
    keys: [key],
  } of tree.blocks) {
    if (kind !== 'named-route' || !key) continue;
    const name = key.text.slice(2, -1);
    if (routes.has(name)) refuse(key, `The route ${name} is defined twice.`);
    routes.add(name);
  }
  if (importsFiles) return;
  for (const { block } of tree.blocks) {
    for (const { name, args } of everyDirective(block)) {
      const target = args.find((token) => !isMatcher(token));
      if (name.text === 'invoke' && target && !isOpenEnded(target) && !routes.has(target.text))
        refuse(target, `No route is named ${target.text}.`);
    }
  }
}

/** A snippet that brings in itself, directly or through others, once something imports it. */
function checkCycles(tree: CaddyfileTree, snippets: ReadonlyMap<string, CaddyBlock>, refuse: Refuse): void {
  const done = new Set<string>();
  const leadsBack = (name: string, way: readonly string[]): boolean => {
    if (way.includes(name)) return true;
    const block = snippets.get(name);
    if (!block || done.has(name)) return false;
    const isCycle = importsIn(block).some(({ args: [next] }) => next && leadsBack(next.text, [...way, name]));
    if (!isCycle) done.add(name);
    return isCycle;
  };
  const outside = tree.blocks.filter(({ kind }) => kind !== 'snippet').flatMap(({ block }) => importsIn(block));
  for (const {
    args: [name],
  } of [...tree.imports, ...outside]) {
    if (name && leadsBack(name.text, [])) refuse(name, `The snippet ${name.text} imports itself.`);
  }
}

const importsIn = (block: CaddyBlock): readonly CaddyDirective[] =>
  everyDirective(block).filter(({ name }) => name.text === 'import' && name.quote === '');

function everyDirective(block: CaddyBlock): readonly CaddyDirective[] {
  const all: CaddyDirective[] = [];
  const open = [...block.directives];
  for (let one = open.pop(); one; one = open.pop()) {
    all.push(one);
    if (one.block) open.push(...one.block.directives);
  }
  return all;
}

function checkOptions(options: readonly CaddyDirective[], hasProvider: boolean, refuse: Refuse): void {
  const logs = new Set<string>();
  for (const option of options) {
    const { name, args, block } = option;
    const shape = Object.hasOwn(globalOptions, name.text) ? globalOptions[name.text] : undefined;
    if (shape) checkShape(option, shape, hasProvider, refuse);
    if (name.text === 'acme_dns' && args.length === 0 && !block && !hasProvider)
      refuse(name, 'acme_dns has no provider, and there is no dns option.');
    if (name.text === 'admin' && args[0]?.text === 'off' && block)
      refuse(name, 'admin is off; nothing can be set for it.');
    if (name.text !== 'log') continue;
    const log = args[0]?.text ?? 'default';
    if (logs.has(log)) refuse(args[0] ?? name, `The log ${log} is defined twice.`);
    logs.add(log);
  }
}

/** Directives where a request passes: a site, a named route, and the groups inside of them. */
function checkRoutes(directives: readonly CaddyDirective[], hasProvider: boolean, refuse: Refuse): void {
  const matchers = new Set<string>();
  for (const directive of directives) {
    const { name } = directive;
    if (name.quote !== '' || isOpenEnded(name) || name.text === 'import') continue;
    if (name.text.startsWith('@')) {
      if (matchers.has(name.text)) refuse(name, `The matcher ${name.text} is defined twice.`);
      matchers.add(name.text);
      checkMatchers(directive, refuse);
      continue;
    }
    const shape = Object.hasOwn(siteDirectives, name.text) ? siteDirectives[name.text] : undefined;
    if (shape) checkShape(directive, shape, hasProvider, refuse);
    // Every directive that is registered, by Caddy or a plugin, is written in these letters.
    else if (/[^a-z0-9_]/.test(name.text) && !/^[{}]/.test(name.text))
      refuse(name, `${name.text} is no directive; a second site needs braces around each.`);
    if (name.text === 'redir') checkRedirect(directive, refuse);
  }
}

function checkShape(directive: CaddyDirective, shape: Shape, hasProvider: boolean, refuse: Refuse): void {
  const { name, args, block } = directive;
  const given = shape.matcher && isMatcher(args[0]) ? args.slice(1) : args;
  const isOpen = args.some(isOpenEnded);
  if (shape.args && !isOpen) {
    const [least, most] = shape.args;
    // A path is taken for a matcher only where an argument is left behind it.
    const count = given.length < least && given.length < args.length ? args.length : given.length;
    if (count < least) refuse(name, `${name.text} needs ${least === 1 ? 'an argument' : `${least} arguments`}.`);
    if (count > most) refuse(given[most] ?? name, `${name.text} takes no more than ${most} arguments.`);
  }
  if (!block) return;
  if (shape.routes) checkRoutes(block.directives, hasProvider, refuse);
  if (shape.inside) checkInside(name.text, block, shape.inside, hasProvider, refuse);
  if (name.text === 'tls' && !hasProvider && !block.directives.some((one) => one.name.text === 'dns')) {
    const option = block.directives.find((one) => dnsChallengeOptions.has(one.name.text));
    if (option) refuse(option.name, `${option.name.text} belongs to the DNS challenge, and no provider is named.`);
  }
}

function checkInside(
  of: string,
  { directives }: CaddyBlock,
  inside: Readonly<Record<string, Shape>>,
  hasProvider: boolean,
  refuse: Refuse,
): void {
  const seen = new Set<string>();
  for (const directive of directives) {
    const { name } = directive;
    // Response matchers are named as request matchers are.
    if (name.quote !== '' || isOpenEnded(name) || name.text === 'import' || /^[@{}]/.test(name.text)) continue;
    const shape = Object.hasOwn(inside, name.text) ? inside[name.text] : undefined;
    if (!shape) {
      refuse(name, `${of} has nothing named ${name.text}.`);
      continue;
    }
    if (shape.once && seen.has(name.text)) refuse(name, `${name.text} is set twice.`);
    seen.add(name.text);
    checkShape(directive, shape, hasProvider, refuse);
  }
}

function checkMatchers({ args: [name, ...values], block }: CaddyDirective, refuse: Refuse): void {
  const listed = name ? [{ name, args: values }] : (block?.directives ?? []);
  for (const { name: matcher, args } of listed) {
    const odd = args.find((token) => !isOpenEnded(token) && !token.text.includes('=') && token.text !== '');
    if (matcher.text === 'query' && odd) refuse(odd, 'A query matcher takes name=value.');
  }
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
