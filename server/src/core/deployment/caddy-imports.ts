import { type CaddyImported, type CaddyImports, readSite } from '../model/caddy-site.ts';
import type { CaddySite } from '../model/caddyfile.ts';
import { joinPath } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { matchesGlob } from '../product/glob.ts';

export type CaddyFile = Extract<SourceFile, { kind: 'caddyfile' }>;

/** Where packages and images of Caddy keep their configuration: there the Caddyfile's own folder is meant. */
const ownFolder = /^\/etc\/caddy\//;

/** The files that `import NAME` of this file means (https://caddyserver.com/docs/caddyfile/directives/import). */
export function importedFiles(from: CaddyFile, name: string, files: readonly CaddyFile[]): readonly CaddyFile[] {
  const pattern = joinPath(from.path, name.replace(ownFolder, ''));
  if (pattern === undefined) return [];
  const rooted = pattern.includes('/') ? pattern : `./${pattern}`;
  return files.filter((file) => file !== from && (file.path === pattern || matchesGlob(rooted, file.path)));
}

/** Names that the file imports and does not define. */
const foreignNames = ({ model }: CaddyFile): readonly string[] => [
  ...model.tree.imports.flatMap(({ args: [name] }) => (name && !model.snippets.has(name.text) ? [name.text] : [])),
  ...model.sites.flatMap(({ unresolvedImports }) => unresolvedImports),
];

/**
 * The sites of a file with the imports followed into the deployment's other Caddyfiles. Snippets are known wherever the
 * importing file knows them: Caddy puts the files together before it reads them.
 */
export function linkedSites(file: CaddyFile, files: readonly CaddyFile[]): readonly CaddySite[] {
  if (file.model.fragment) return [];
  if (file.model.sites.every(({ unresolvedImports }) => unresolvedImports.length === 0)) return file.model.sites;
  const together = connected(file, files);
  if (together.length === 1) return file.model.sites;
  const placeOf = ({ path }: CaddyFile): string | undefined => (path === file.path ? undefined : path);
  const imports: CaddyImports = (name) => {
    const holder = together.find(({ model }) => model.snippets.has(name));
    const snippet = holder?.model.snippets.get(name);
    if (holder && snippet) return [{ path: placeOf(holder), directives: snippet.directives }];
    const found = together.flatMap((from) => importedFiles(from, name, together));
    return found.length > 0 ? [...new Set(found)].map((one) => wholeFile(one, placeOf(one))) : undefined;
  };
  return file.model.tree.blocks.flatMap((block) => (block.kind === 'site' ? [readSite(block, imports)] : []));
}

/** A file of directives without a site of its own reads as one site whose address is its first directive. */
function wholeFile({ model }: CaddyFile, path: string | undefined): CaddyImported {
  const loose = model.tree.blocks.filter(({ kind, braces }) => kind === 'site' && !braces);
  const grouped = model.tree.blocks.filter(({ kind, braces }) => kind === 'site' && braces);
  return {
    path,
    directives: [
      ...grouped.flatMap(({ keys: [name, ...args], block, span }) => (name ? [{ name, args, block, span }] : [])),
      ...loose.flatMap(({ keys: [name, ...args], block, span }) => [
        ...(name ? [{ name, args, span }] : []),
        ...block.directives,
      ]),
    ],
  };
}

/** The files that Caddy reads as one with this: those that it imports, and those that import it. */
function connected(file: CaddyFile, files: readonly CaddyFile[]): readonly CaddyFile[] {
  const links = new Map(
    files.map((from) => [from, foreignNames(from).flatMap((name) => importedFiles(from, name, files))]),
  );
  const known = new Set([file]);
  for (const one of known) {
    for (const [from, targets] of links) {
      if (from === one) for (const target of targets) known.add(target);
      else if (targets.includes(one)) known.add(from);
    }
  }
  return [...known];
}
