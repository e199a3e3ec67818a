import { addressMistake, sameSite } from './caddy-site-address.ts';
import type { CaddyBlock, CaddyDirective, CaddyfileTree } from './caddyfile.ts';
import { globalOptions, siteDirectives } from './caddyfile-grammar.ts';
import { type Around, checkRoutes, checkShape, isMatcher, isOpenEnded, type Refuse } from './caddyfile-routes.ts';
import type { SyntaxProblem } from './problem.ts';

/**
 * What Caddy's adapter refuses although the file is well formed: addresses, routes and matchers that clash or lead nowhere,
 * and directives of its own that are given something else than they take. Directives of plugins are left alone.
 */
export function checkCaddyfile(tree: CaddyfileTree): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const refuse: Refuse = ({ span }, message) => void problems.push({ span, message, verdict: 'refused' });
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

  const around: Around = { hasProvider: hasProvider || importsFiles, matchers: new Set(), refuse };
  checkAddresses(tree, refuse);
  checkNamedRoutes(tree, importsFiles, refuse);
  checkCycles(tree, snippets, refuse);
  for (const { kind, block } of tree.blocks) {
    if (kind === 'global') checkOptions(block.directives, around);
    else if (kind !== 'snippet') checkRoutes(block.directives, around);
  }
  return problems;
}

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

function checkOptions(options: readonly CaddyDirective[], around: Around): void {
  const { hasProvider, refuse } = around;
  const logs = new Set<string>();
  for (const option of options) {
    const { name, args, block } = option;
    const shape = Object.hasOwn(globalOptions, name.text) ? globalOptions[name.text] : undefined;
    if (shape) checkShape(option, shape, around);
    if (name.text === 'acme_dns' && args.length === 0 && !block && !hasProvider)
      refuse(name, 'acme_dns has no provider, and there is no dns option.');
    if (name.text === 'on_demand_tls' && !block?.directives.length)
      refuse(name, 'on_demand_tls needs something in its block.');
    if (name.text === 'admin' && args[0]?.text === 'off' && block)
      refuse(name, 'admin is off; nothing can be set for it.');
    if (name.text !== 'log') continue;
    const log = args[0]?.text ?? 'default';
    if (logs.has(log)) refuse(args[0] ?? name, `The log ${log} is defined twice.`);
    logs.add(log);
  }
}
