import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  createMessageConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { built } from '../cli/built.ts';

/** What VS Code announces, as far as the server looks at it. */
export const modern: ClientCapabilities = {
  textDocument: { diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true } },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, snippetEditSupport: true, resourceOperations: ['create'] },
  },
};

/** What an editor announces that knows version 3.16 of the protocol. */
export const plain: ClientCapabilities = { textDocument: {}, workspace: { workspaceEdit: { documentChanges: true } } };

export interface Start {
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly string[];
  /** URIs that are no path of this machine. */
  readonly moreFolders?: readonly string[];
  readonly initializationOptions?: unknown;
  /** What `workspace/configuration` answers. */
  readonly settings?: unknown;
  readonly command?: readonly string[];
  /** What the client answers to requests other than for settings; null where it answers nothing. */
  readonly answer?: (method: string, params: unknown) => unknown;
}

export interface Client {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  readonly initialized: InitializeResult;
  readonly published: PublishDiagnosticsParams[];
  /** Methods and parameters of every other message that came unasked. */
  readonly messages: { readonly method: string; readonly params: unknown }[];
  /** Everything that the server wrote, on both streams. */
  received(): string;
  settings: unknown;
  open(uri: string, text: string, language?: string): void;
  change(uri: string, version: number, ...changes: TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  /** The diagnostics of a pull that is not `unchanged`. */
  diagnostics(uri: string): Promise<readonly Diagnostic[]>;
  actions(uri: string, range: Range): Promise<readonly CodeAction[]>;
  hover(uri: string, line: number, character: number): Promise<Hover | null>;
  command<T>(name: string, ...args: unknown[]): Promise<T>;
  /** Resolves once `read` gives a value; it is asked after each message of the server. */
  until<T>(read: () => T | undefined): Promise<T>;
  /** Resolves when the server has settled what an edit changed elsewhere. */
  settled(since: number): Promise<void>;
  settledCount(): number;
  stop(): Promise<number | null>;
}

export const uriIn = (folder: string, path = ''): string => pathToFileURL(join(folder, path)).href;

export async function start({
  capabilities = modern,
  folders = [],
  moreFolders = [],
  initializationOptions,
  settings = null,
  command = [built('server.js'), '--stdio'],
  answer = () => null,
}: Start = {}): Promise<Client> {
  const server = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void server.kill('SIGKILL'));
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const client = makeClient(connection, server, settings, answer);
  connection.listen();
  client.initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    initializationOptions,
    workspaceFolders: [...folders.map((folder) => uriIn(folder)), ...moreFolders].map((uri) => ({ uri, name: uri })),
  });
  await connection.sendNotification('initialized', {});
  return client;
}

function makeClient(
  connection: MessageConnection,
  server: ChildProcess,
  settings: unknown,
  answer: NonNullable<Start['answer']>,
): Client & { initialized: InitializeResult } {
  const chunks: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => chunks.push(String(chunk)));
  const published: PublishDiagnosticsParams[] = [];
  const messages: { method: string; params: unknown }[] = [];
  const waiting = new Set<() => void>();
  const notice = (method: string, params: unknown): void => {
    messages.push({ method, params });
    for (const wake of [...waiting]) wake();
  };
  const notify = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  const settledCount = (): number => messages.filter(({ method }) => method === 'seaworthy/checklistChanged').length;
  const client: Client & { initialized: InitializeResult } = {
    connection,
    process: server,
    initialized: { capabilities: {} },
    published,
    messages,
    settings,
    received: () => chunks.join(''),
    open: (uri, text, languageId = 'dotenv') =>
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, ...contentChanges) =>
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    pull: (uri, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId }),
    async diagnostics(uri) {
      const report = await client.pull(uri);
      if (report.kind !== 'full') throw new Error(`expected a full report of ${uri}`);
      return report.items;
    },
    actions: async (uri, range) =>
      (await connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [] },
      })) ?? [],
    hover: (uri, line, character) =>
      connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } }),
    command: (name, ...args) => connection.sendRequest('workspace/executeCommand', { command: name, arguments: args }),
    until: <T>(read: () => T | undefined) =>
      new Promise<T>((resolve) => {
        const look = (): void => {
          const value = read();
          if (value === undefined) return;
          waiting.delete(look);
          resolve(value);
        };
        waiting.add(look);
        look();
      }),
    settledCount,
    settled: async (since) => void (await client.until(() => (settledCount() > since ? true : undefined))),
    async stop() {
      await connection.sendRequest('shutdown');
      const exit = once(server, 'exit');
      await connection.sendNotification('exit');
      const [code] = await exit;
      return typeof code === 'number' ? code : null;
    },
  };
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    notice('textDocument/publishDiagnostics', params);
  });
  connection.onNotification((method, params) => notice(method, params));
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
    items.map(() => client.settings),
  );
  connection.onRequest((method, params) => {
    notice(method, params);
    return answer(method, params);
  });
  return client;
}

export const at = (line: number, from: number, to = from): Range => ({
  start: { line, character: from },
  end: { line, character: to },
});

export const codes = (diagnostics: readonly Diagnostic[]): readonly unknown[] => diagnostics.map(({ code }) => code);

/** The text after the edits of an action in one document, as an editor applies them. */
export function applied(text: string, action: CodeAction | undefined, uri: string): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Range['start']): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  const edits = (action?.edit?.documentChanges ?? []).flatMap((change) =>
    'edits' in change && change.textDocument.uri === uri
      ? change.edits.flatMap((edit) => ('newText' in edit ? [edit] : []))
      : [],
  );
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
      text,
    );
}

export { copyOfExample, folderWith, writeFiles } from '../cli/folder.ts';
