import type { InitializeParams } from 'vscode-languageserver';
import type { EditSupport } from './code-actions.ts';

/** What the client said of itself when it started the server. */
export interface Client {
  readonly pulls: boolean;
  readonly refreshes: boolean;
  readonly configures: boolean;
  readonly watches: boolean;
  /** Tells of folders that come and go. */
  readonly changesFolders: boolean;
  /** Reads folders for us that are not on this machine. */
  readonly readsFiles: boolean;
  /** Hovers say what is wrong as well; an editor that shows the finding's message there turns it off. */
  readonly hoverMessages: boolean;
  /** Definitions may say how far they reach. */
  readonly definitionLinks: boolean;
  readonly nestedSymbols: boolean;
  readonly edits: Omit<EditSupport, 'version'>;
}

/** Before it said anything. */
export const unknownClient: Client = {
  pulls: false,
  refreshes: false,
  configures: false,
  watches: false,
  changesFolders: false,
  readsFiles: false,
  hoverMessages: true,
  definitionLinks: false,
  nestedSymbols: false,
  edits: { versions: false, snippets: false, createsFiles: false, docsBase: undefined },
};

export function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  const { workspace, textDocument } = capabilities;
  const versions = workspace?.workspaceEdit?.documentChanges === true;
  const docsBase: unknown = Reflect.get(Object(initializationOptions), 'docsBase');
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport === true,
    configures: workspace?.configuration === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    readsFiles: Reflect.get(Object(initializationOptions), 'readsFiles') === true,
    hoverMessages: Reflect.get(Object(initializationOptions), 'hoverMessages') !== false,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    edits: {
      versions,
      snippets: versions && workspace?.workspaceEdit?.snippetEditSupport === true,
      createsFiles: versions && workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
      docsBase: typeof docsBase === 'string' ? docsBase : undefined,
    },
  };
}
