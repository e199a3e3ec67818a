import type { DocumentLink } from 'vscode-languageserver';
import { everyDirective } from '../core/model/nginx-passes.ts';
import { joinPath } from '../core/model/path.ts';
import type { SourceFile } from '../core/model/source-file.ts';
import type { CaddyDirective } from '../core/syntax/caddyfile.ts';
import type { CaddyToken } from '../core/syntax/caddyfile-lexer.ts';
import { lineIndex, type Span } from '../core/text.ts';
import { type Located, uriOf } from './locate.ts';

/** A place that names another file. */
export interface FileMention {
  readonly span: Span;
  /** The file's path in the folder. */
  readonly path: string;
  /** It means a file and nothing else, so it leads there whether or not the analysis has it. */
  readonly certain: boolean;
}

/** Paths of files that the analysis has, and those that can be nothing but a path. */
export function documentLinks({ folder, path }: Located): DocumentLink[] | null {
  const { files } = folder.analysis();
  const file = files.get(path);
  if (!file || folder.alone) return null;
  const lines = lineIndex(file.text);
  return fileMentions(file)
    .filter((mention) => mention.certain || files.has(mention.path))
    .map((mention) => ({ range: lines.range(mention.span), target: uriOf(folder, mention.path) }));
}

export function fileMentions(file: SourceFile): readonly FileMention[] {
  const mention = (written: string, span: Span, certain: boolean): FileMention[] => {
    // `https:`, `oci:` and `git@` are includes from elsewhere; a pattern names many files.
    if (/^[\w+.-]+:|^git@|[*?{}]/.test(written)) return [];
    const path = joinPath(file.path, written);
    return path === undefined || path === '' || span.end <= span.start ? [] : [{ span, path, certain }];
  };
  if (file.kind === 'caddyfile') {
    const snippets = new Set(snippetsOf(file).keys());
    const certificates = tlsFilesIn(file).flatMap(({ text, span }) => mention(text, span, false));
    const imports = importsIn(file).flatMap(({ args: [wanted] }) =>
      wanted && !snippets.has(wanted.text)
        ? mention(wanted.text, wanted.span, wanted.text.includes('/') && !wanted.text.endsWith('/'))
        : [],
    );
    return [...imports, ...certificates];
  }
  const fact = ({ value, span }: { readonly value: string; readonly span: Span }, certain: boolean): FileMention[] =>
    mention(value, span, certain);
  if (file.kind === 'nginx') {
    // Paths are relative to the folder of the main file, which may be another: only those that are there count.
    return [...everyDirective(file.model.tree.directives)].flatMap(({ name, args: [wanted] }) =>
      wanted &&
      /^(?:include|ssl_(?:certificate|certificate_key|dhparam|trusted_certificate)|auth_basic_user_file)$/.test(
        name.text,
      )
        ? mention(wanted.text, wanted.span, false)
        : [],
    );
  }
  if (file.kind === 'kustomize') {
    const { resources, patches, generators } = file.model;
    const others = [...patches, ...generators.flatMap(({ envs, files }) => [...envs, ...files])];
    return [
      ...resources.flatMap((one) => fact(one, /\.ya?ml$/.test(one.value))),
      ...others.flatMap((one) => fact(one, true)),
    ];
  }
  if (file.kind === 'pm2') return file.model.apps.flatMap(({ envFile }) => (envFile ? fact(envFile, true) : []));
  if (file.kind === 'dockerfile') {
    const copies = file.model.stages.flatMap(({ copies: own }) => own);
    return copies.flatMap(({ from, sources }) =>
      from ? [] : sources.flatMap((one) => (one.kind === 'path' ? fact(one, false) : [])),
    );
  }
  if (file.kind !== 'compose') return [];
  const { services, includes } = file.model;
  const named = [
    ...services.flatMap(({ envFiles }) => envFiles.map(({ text }) => mention(text.text, text.span, true))),
    ...services.flatMap(({ volumes }) =>
      // A name without a dot or slash at its start is a volume of Compose.
      volumes.map(({ source }) =>
        source && /^\.{1,2}[\\/]/.test(source.text) ? mention(source.text, source.span, false) : [],
      ),
    ),
    ...includes
      .flatMap(({ paths, envFiles }) => [...paths, ...envFiles])
      .map(({ text, span }) => mention(text, span, true)),
    ...services.map(({ extends: parent }) =>
      parent?.file !== undefined && parent.fileSpan ? mention(parent.file, parent.fileSpan, true) : [],
    ),
  ];
  // Services that share an anchor share its places.
  return [...new Map(named.flat().map((one) => [one.span.start, one])).values()];
}

type CaddyFile = Extract<SourceFile, { kind: 'caddyfile' }>;

/** Snippets by name, with the place of the name as it is written. */
export const snippetsOf = ({ model }: CaddyFile): ReadonlyMap<string, { readonly name: Span; readonly span: Span }> =>
  new Map(
    model.tree.blocks.flatMap(({ kind, keys: [name], span }) =>
      kind === 'snippet' && name ? [[name.text.replace(/^\(|\)$/g, ''), { name: name.span, span }] as const] : [],
    ),
  );

/** Certificate and key behind `tls`; one argument alone is an address or a word. */
const tlsFilesIn = ({ model }: CaddyFile): readonly CaddyToken[] =>
  model.sites.flatMap(({ tls }) =>
    tls.flatMap(({ args, path }) => (args.length === 2 && path === undefined ? args : [])),
  );

/** Every `import`, however deep it stands. */
export function importsIn({ model: { tree } }: CaddyFile): readonly CaddyDirective[] {
  const within = (directives: readonly CaddyDirective[]): readonly CaddyDirective[] =>
    directives.flatMap((directive) => [
      ...(directive.name.quote === '' && directive.name.text === 'import' ? [directive] : []),
      ...within(directive.block?.directives ?? []),
    ]);
  return [...tree.imports, ...tree.blocks.flatMap(({ block }) => within(block.directives))];
}
