import { type CaddyBlock, parseCaddyfile } from '../syntax/caddyfile.ts';
import { checkCaddyfile } from '../syntax/caddyfile-check.ts';
import { siteDirectives } from '../syntax/caddyfile-grammar.ts';
import { readSite } from './caddy-site.ts';
import type { CaddyfileModel } from './caddyfile.ts';

/** The view of one file; what its sites import from other files is left to the deployment. */
export function readCaddyfile(text: string): CaddyfileModel {
  const tree = parseCaddyfile(text);
  const snippets = new Map<string, CaddyBlock>(
    tree.blocks.flatMap(({ kind, keys: [key], block }) =>
      kind === 'snippet' ? [[(key?.text ?? '').replace(/^\(|\)$/g, ''), block] as const] : [],
    ),
  );
  const ownImports = (name: string) => {
    const snippet = snippets.get(name);
    return snippet && [{ path: undefined, directives: snippet.directives }];
  };
  return {
    tree,
    snippets,
    sites: tree.blocks.flatMap((block) => (block.kind === 'site' ? [readSite(block, ownImports)] : [])),
    fragment: tree.blocks.some(({ kind, keys: [first] }) => kind === 'site' && first && siteDirectives[first.text]),
    options: tree.blocks.flatMap(({ kind, block }) => (kind === 'global' ? block.directives : [])),
    // What is not well formed has been taken for something else here and there.
    problems: tree.problems.length > 0 ? tree.problems : checkCaddyfile(tree),
  };
}
