import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { makeChecklistView } from './checklist-view.ts';
import { makeChecklists } from './checklists.ts';
import { explainRule } from './explain-rule.ts';
import { fixAll } from './fix-all.ts';
import { generateSecret } from './generate-secret.ts';
import { importChecklist } from './import-checklist.ts';
import { makeLanguageClient, schemesNow } from './language-client.ts';
import { type Ask, checklistChanged, ruleOf } from './protocol.ts';
import { runChecklist } from './run-checklist.ts';
import { signOff } from './sign-off.ts';
import { makeStatusBar } from './status-bar.ts';
import { serveFiles } from './workspace-files.ts';

let stopServer: (() => Promise<void>) | undefined;

/** Starts the server without waiting for it, so that activation costs no more than loading this file. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Seaworthy', { log: true });
  let client: LanguageClient | undefined;
  let queue: Promise<void> = Promise.resolve();
  /** Starts and stops happen one after the other, in the order in which they were asked for. */
  const inTurn = (action: () => Promise<void>): Promise<void> => {
    queue = queue.then(action, action);
    return queue;
  };

  const ask: Ask = async (command, argument, token) => {
    await queue;
    if (!client) throw new Error(vscode.l10n.t('The server is not running.'));
    const params = { command, arguments: argument === undefined ? [] : [argument] };
    // A third argument that is undefined would count as a parameter of its own.
    return token
      ? client.sendRequest('workspace/executeCommand', params, token)
      : client.sendRequest('workspace/executeCommand', params);
  };
  const checklists = makeChecklists(ask, log);
  const statusBar = makeStatusBar(checklists);

  let schemes = schemesNow();
  const start = async (): Promise<void> => {
    schemes = schemesNow();
    const started = makeLanguageClient(context, log);
    client = started;
    started.onDidChangeState(({ newState }) => {
      if (client === started) statusBar.setServerStopped(newState === State.Stopped || newState === State.StartFailed);
    });
    serveFiles(started);
    started.onNotification(checklistChanged, () => checklists.refreshSoon());
    await started.start();
  };
  const stop = async (): Promise<void> => {
    const stopped = client;
    client = undefined;
    // A server that hangs or never started is no reason not to start the next one; the client has logged it.
    await stopped?.dispose().catch(() => undefined);
  };
  const restart = async (): Promise<void> => {
    await inTurn(async () => {
      await stop();
      await start();
    });
    checklists.refreshSoon();
  };

  /** Whoever runs a command gets an answer, so a failure is a message that says what to do. */
  const onCommand = (id: string, action: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        await action(argument);
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) await sayFailure(error, log);
      }
    });

  context.subscriptions.push(
    log,
    checklists,
    statusBar,
    makeChecklistView(checklists, log),
    onCommand('seaworthy.runChecklist', () => runChecklist(checklists)),
    onCommand('seaworthy.generateSecret', () => generateSecret(ask)),
    onCommand('seaworthy.explainRule', (argument) => explainRule(ask, context.extensionUri, ruleOf(argument))),
    onCommand('seaworthy.signOff', (argument) => signOff(ask, checklists, argument)),
    onCommand('seaworthy.importChecklist', () => importChecklist(ask)),
    onCommand('seaworthy.fixAll', fixAll),
    onCommand('seaworthy.restartServer', restart),
    vscode.commands.registerCommand('seaworthy.showLog', () => log.show()),
  );
  // A client's documents are chosen when it starts: a folder of another file system needs a new one.
  context.subscriptions.push(
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (schemesNow().some((scheme) => !schemes.includes(scheme)))
        restart().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
    }),
  );
  stopServer = () => inTurn(stop);
  inTurn(start).catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
}

export async function deactivate(): Promise<void> {
  await stopServer?.();
}

async function sayFailure(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error ? error : reason);
  const restart = vscode.l10n.t('Restart Server');
  const show = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t(
      'That did not work: {0} Restart the server, or see the log.',
      /[.!?]$/.test(reason) ? reason : `${reason}.`,
    ),
    restart,
    show,
  );
  if (chosen === restart) await vscode.commands.executeCommand('seaworthy.restartServer');
  if (chosen === show) log.show();
}
