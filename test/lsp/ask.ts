import type {
  ClientCapabilities,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  Position,
  Range,
} from 'vscode-languageserver/node';
import { type Client, folderWith, modern, start, uriIn } from './client.ts';

export const canary = 'Kn4ry-hunter2';
export const links: ClientCapabilities = {
  ...modern,
  textDocument: { ...modern.textDocument, definition: { linkSupport: true } },
};
export const outline: ClientCapabilities = {
  ...modern,
  textDocument: { ...modern.textDocument, documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
};

export type Files = Readonly<Record<string, string>>;

/** A server with these files on the disk and open. */
export async function opened(files: Files, capabilities = modern) {
  const folder = folderWith(files);
  const client = await start({ folders: [folder], capabilities });
  for (const [path, text] of Object.entries(files)) client.open(uriIn(folder, path), text, languageOf(path));
  return { client, folder, ask: asker(client, folder, files) };
}

const languages: readonly (readonly [RegExp, string])[] = [
  [/\.json$/, 'json'],
  [/compose.*\.ya?ml$|^stack/, 'dockercompose'],
  [/\.ya?ml$/, 'yaml'],
  [/Caddy/, 'caddyfile'],
  [/\.conf$/, 'nginx'],
  [/Dockerfile/, 'dockerfile'],
  [/\.service$/, 'ini'],
  [/\.[cm]?js$/, 'javascript'],
  [/\.toml$/, 'toml'],
];

const languageOf = (path: string): string => languages.find(([name]) => name.test(path))?.[1] ?? 'dotenv';

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\n|\r/);

/** The position of the `|` in a stretch of the text that stands in it once. */
export function cursor(text: string, stretch: string): Position {
  const wanted = stretch.replace('|', '');
  const line = linesOf(text).findIndex((one) => one.includes(wanted));
  if (line < 0) throw new Error(`no line holds ${wanted}`);
  return { line, character: (linesOf(text)[line] ?? '').indexOf(wanted) + stretch.indexOf('|') };
}

function asker(client: Client, folder: string, files: Files) {
  const textIn = (uri: string): string => files[decodeURIComponent(uri.slice(uriIn(folder).length + 1))] ?? '';
  const pathOf = (uri: string): string => decodeURIComponent(uri.slice(uriIn(folder).length + 1));
  const said = (uri: string, { start: from, end }: Range): string =>
    `${pathOf(uri)}:${from.line + 1}:${from.character + 1} ${(linesOf(textIn(uri))[from.line] ?? '').slice(from.character, end.character)}`;
  const request = <T>(method: string, path: string, rest: object = {}) =>
    client.connection.sendRequest<T>(`textDocument/${method}`, { textDocument: { uri: uriIn(folder, path) }, ...rest });
  const at = (path: string, stretch: string) => ({ position: cursor(files[path] ?? '', stretch) });
  return {
    request,
    said,
    definition: async (path: string, stretch: string) =>
      (await request<Location[] | null>('definition', path, at(path, stretch)))?.map(({ uri, range }) =>
        said(uri, range),
      ) ?? null,
    references: async (path: string, stretch: string, includeDeclaration = false) =>
      (
        await request<Location[] | null>('references', path, {
          ...at(path, stretch),
          context: { includeDeclaration },
        })
      )?.map(({ uri, range }) => said(uri, range)) ?? null,
    links: async (path: string) =>
      (await request<DocumentLink[] | null>('documentLink', path))?.map(
        ({ range, target }) => `${said(uriIn(folder, path), range)} -> ${pathOf(target ?? '')}`,
      ) ?? null,
    folds: async (path: string) =>
      (await request<FoldingRange[] | null>('foldingRange', path))?.map(
        ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`,
      ) ?? null,
    symbols: async (path: string) => {
      const symbols = await request<DocumentSymbol[] | null>('documentSymbol', path);
      const draw = (one: DocumentSymbol, depth: number): string[] => [
        `${'  '.repeat(depth)}${one.name}${one.detail ? ` (${one.detail})` : ''} @${said(uriIn(folder, path), one.selectionRange).replace(/^\S*?:/, '')}`,
        ...(one.children ?? []).flatMap((child) => draw(child, depth + 1)),
      ];
      return symbols?.flatMap((one) => draw(one, 0)) ?? null;
    },
  };
}
