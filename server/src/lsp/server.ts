import {
  type CancellationToken,
  CodeActionKind,
  CodeActionTriggerKind,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Product } from '../core/product/product.ts';
import { baselinePath, configPath } from '../core/read-project-file.ts';
import { readClient, unknownClient } from './client.ts';
import { clientFiles } from './client-files.ts';
import { codeActions, fixAllActions, fixAllKind, isOfKind } from './code-actions.ts';
import { executeCommand, serverCommands } from './commands.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { delayed } from './delayed.ts';
import { resultIdOf, toDiagnostics } from './diagnostics.ts';
import { documentLinks } from './document-links.ts';
import { documentSymbols } from './document-symbols.ts';
import { foldingRanges } from './folding.ts';
import { hover } from './hover.ts';
import { type Folders, type Located, makeFolders } from './locate.ts';
import { references } from './references.ts';
import { baselineFor, settingsFor } from './settings.ts';
import type { Folder } from './workspace.ts';

/** Texts of this size are left alone, with one line of information at their top. */
const maxCharacters = 2 * 1024 * 1024;

/** Files that may be ours, and our own: never all of a repository. */
const watchedFiles =
  '**/{.env*,*.env,*.yml,*.yaml,*.json,*.jsonc,*.json5,Caddyfile*,*Caddyfile,*.caddyfile,*.conf,*.nginx,*.service,*.timer,*.sh,*crontab*,*.cron,*.plist}';

/** The table of contents: each capability beside the handler that honours it. A handler that fails logs and answers empty. */
export function startServer(connection: Connection, products: readonly Product[]): void {
  const documents = new TextDocuments(TextDocument);
  let client = unknownClient;
  let editorSettings: unknown;
  const say = (mistake: string): void => connection.console.warn(mistake);
  const configure = (folder: Folder): void =>
    folder.configure(settingsFor(folder, editorSettings, say), baselineFor(folder, say));
  const folders: Folders = makeFolders(
    products,
    (uri) =>
      client.readsFiles ? clientFiles(uri, (method, params) => connection.sendRequest(method, params)) : undefined,
    configure,
  );
  /** Ends when all that was told of files has been read. */
  let loading: Promise<void> = Promise.resolve();
  const shown = new Map<string, string>();

  connection.onInitialize((params): InitializeResult => {
    client = readClient(params);
    editorSettings = Reflect.get(Object(params.initializationOptions), 'settings');
    const roots = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []);
    for (const { uri } of roots) folders.add(uri);
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [' ', '{', '['] },
        documentSymbolProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentLinkProvider: {},
        foldingRangeProvider: true,
        executeCommandProvider: { commands: Object.values(serverCommands) },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(client.pulls && {
          diagnosticProvider: { identifier: 'seaworthy', interFileDependencies: true, workspaceDiagnostics: false },
        }),
      },
      serverInfo: { name: 'seaworthy', version: SEAWORTHY_VERSION },
    };
  });

  /** One after the other, so that a command that waits for `loading` sees all that was told before it. */
  const read = (work: () => Promise<void>): void => {
    loading = loading
      .then(work)
      .then(() => changed.start())
      .catch(logFailure('read the workspace'));
  };
  /** Only once the client is initialized does it answer requests. */
  const load = (added: readonly Folder[]): void =>
    read(async () => {
      for (const folder of added) {
        await folder.load();
        configure(folder);
      }
    });

  connection.onInitialized(() => {
    if (client.readsFiles) load(folders.all());
    if (client.watches) {
      void connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watchedFiles }] })
        .catch(logFailure('watch files'));
    }
    if (client.configures) {
      void connection.client
        .register(DidChangeConfigurationNotification.type, { section: 'seaworthy' })
        .catch(logFailure('watch settings'));
    }
    if (!client.changesFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) folders.remove(uri);
      const known = folders.all();
      for (const { uri } of added) folders.add(uri);
      if (client.readsFiles) load(folders.all().filter((folder) => !known.includes(folder)));
      for (const document of documents.all()) take(document);
      changed.start();
    });
  });

  const logFailure =
    (what: string) =>
    (error: unknown): void =>
      connection.console.error(`${what} failed: ${error instanceof Error ? error.message : 'unknown error'}`);

  /** Runs a handler so that nothing it throws reaches the client or takes the server down. */
  const guarded =
    <A extends readonly unknown[], T>(what: string, empty: T, handle: (...args: A) => T) =>
    (...args: A): T => {
      try {
        return handle(...args);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        logFailure(what)(error);
        return empty;
      }
    };

  /** The document's text as it is now counts in whatever folder holds it. */
  const take = (document: TextDocument): void => {
    const { folder, path } = folders.locate(document.uri);
    const text = document.getText();
    if (text.length <= maxCharacters) folder.open({ path, text, language: document.languageId });
    else folder.hide(path);
  };

  /** The one function behind pull and push. */
  const diagnosticsOf = (uri: string): readonly Diagnostic[] => {
    const document = documents.get(uri);
    if (!document) return [];
    if (document.getText().length > maxCharacters) return [tooLarge];
    const { folder, path } = folders.locate(uri);
    return toDiagnostics(folder.findingsIn(path), folder, client.edits.docsBase);
  };

  connection.languages.diagnostics.on(
    guarded(
      'diagnostics',
      { kind: DocumentDiagnosticReportKind.Full, resultId: '', items: [] as Diagnostic[] } as DocumentDiagnosticReport,
      ({ textDocument: { uri }, previousResultId }, token): DocumentDiagnosticReport => {
        stopIfCancelled(token);
        const items = [...diagnosticsOf(uri)];
        const resultId = resultIdOf(items);
        shown.set(uri, resultId);
        return resultId === previousResultId
          ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
          : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
      },
    ),
  );

  const push = guarded('diagnostics', undefined, (uri: string): undefined => {
    const document = documents.get(uri);
    const diagnostics = [...diagnosticsOf(uri)];
    shown.set(uri, resultIdOf(diagnostics));
    void connection.sendDiagnostics({ uri, diagnostics, ...(document && { version: document.version }) });
  });

  /** After a pause: what else changed through the files that belong together. */
  const changed = delayed(200, () => {
    const stale = documents
      .keys()
      .filter((uri) => shown.get(uri) !== resultIdOf(guarded('diagnostics', [], diagnosticsOf)(uri)));
    if (!client.pulls) for (const uri of stale) push(uri);
    else if (client.refreshes && stale.length > 0) connection.languages.diagnostics.refresh();
    void connection.sendNotification('seaworthy/checklistChanged');
  });

  documents.onDidChangeContent(({ document }) => {
    take(document);
    changed.start();
  });
  documents.onDidClose(({ document: { uri } }) => {
    const { folder, path } = folders.locate(uri);
    folder.close(path);
    folders.forget(uri);
    shown.delete(uri);
    if (!client.pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
    changed.start();
  });

  connection.onDidChangeWatchedFiles(({ changes }) =>
    read(async () => {
      for (const folder of folders.all()) {
        const paths = changes
          .map(({ uri }) => folders.locate(uri))
          .flatMap((at) => (at.folder === folder ? at.path : []));
        if (paths.length > 0) await folder.refresh(paths);
        if (paths.includes(configPath) || paths.includes(baselinePath)) configure(folder);
      }
    }),
  );
  connection.onDidChangeConfiguration(async ({ settings }) => {
    try {
      editorSettings = client.configures
        ? await connection.workspace.getConfiguration('seaworthy')
        : Reflect.get(Object(settings), 'seaworthy');
      for (const folder of folders.all()) configure(folder);
      changed.start();
    } catch (error) {
      logFailure('settings')(error);
    }
  });

  connection.onCodeAction(
    guarded('code actions', [], ({ textDocument: { uri }, range, context }, token) => {
      stopIfCancelled(token);
      if (!documents.get(uri)) return [];
      const wants = (kind: string): boolean => context.only?.some((only) => isOfKind(kind, only)) ?? false;
      const support = {
        ...client.edits,
        version: (other: string) =>
          documents.get(other)?.version ??
          documents.all().find((document) => sameUri(document.uri, other))?.version ??
          null,
      };
      // How editors ask on save: fixes of a kind, and nobody sees what they are.
      const isUnseen = context.only !== undefined && context.triggerKind === CodeActionTriggerKind.Automatic;
      const located = folders.locate(uri);
      const isWanted = !context.only || wants(CodeActionKind.QuickFix);
      return [
        ...(isWanted ? codeActions(located, range, support, isUnseen) : []),
        // Nobody wants it among the fixes of one place: editors ask for it by its name.
        ...(wants(fixAllKind) ? fixAllActions(located, support) : []),
      ];
    }),
  );
  /** What is asked about one open document; null for any other. */
  const inDocument = <P extends { textDocument: { uri: string } }, T>(
    what: string,
    answer: (located: Located, params: P) => T | null,
  ) =>
    guarded<[P, CancellationToken], T | null>(what, null, (params, token) => {
      stopIfCancelled(token);
      const { uri } = params.textDocument;
      return documents.get(uri) ? answer(folders.locate(uri), params) : null;
    });
  connection.onHover(inDocument('hover', (at, { position }) => hover(at, position, client.hoverMessages)));
  connection.onCompletion(inDocument('completion', (at, { position }) => completion(at, position)));
  connection.onDocumentSymbol(inDocument('symbols', (at) => documentSymbols(at, client.nestedSymbols)));
  connection.onDefinition(
    inDocument('definition', (at, { position }) => definition(at, position, client.definitionLinks)),
  );
  connection.onReferences(
    inDocument('references', (at, { position, context }) => references(at, position, context.includeDeclaration)),
  );
  connection.onDocumentLinks(inDocument('links', documentLinks));
  connection.onFoldingRanges(inDocument('folding', foldingRanges));
  const execute = guarded('command', undefined, (command: string, given: readonly unknown[]) =>
    executeCommand(command, given, folders),
  );
  connection.onExecuteCommand(async ({ command, arguments: given = [] }, token) => {
    await loading;
    stopIfCancelled(token);
    return execute(command, given);
  });
  connection.onShutdown(() => changed.stop());

  documents.listen(connection);
  connection.listen();
}

const sameUri = (a: string, b: string): boolean => a === b || decodeURIComponent(a) === decodeURIComponent(b);

function stopIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}

const tooLarge: Diagnostic = {
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  severity: 3,
  source: 'seaworthy',
  message: 'This file is over 2 MiB, so it is not analysed.',
};
