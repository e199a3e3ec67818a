import type { DocumentLink } from 'vscode-languageserver';
import { joinPath } from '../core/model/path.ts';
import type { SourceFile } from '../core/model/source-file.ts';
import type { CaddyDirective } from '../core/syntax/caddyfile.ts';
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
    return importsIn(file).flatMap(({ args: [wanted] }) =>
      wanted && !snippets.has(wanted.text)
        ? mention(wanted.text, wanted.span, wanted.text.includes('/') && !wanted.text.endsWith('/'))
        : [],
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

/** Every `import`, however deep it stands. */
export function importsIn({ model: { tree } }: CaddyFile): readonly CaddyDirective[] {
  const within = (directives: readonly CaddyDirective[]): readonly CaddyDirective[] =>
    directives.flatMap((directive) => [
      ...(directive.name.quote === '' && directive.name.text === 'import' ? [directive] : []),
      ...within(directive.block?.directives ?? []),
    ]);
  return [...tree.imports, ...tree.blocks.flatMap(({ block }) => within(block.directives))];
}
