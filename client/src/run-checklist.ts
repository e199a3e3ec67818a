import * as vscode from 'vscode';
import { hasFolder, noProductMessage, revealChecklistView, withViewProgress } from './checklist-view.ts';
import type { Checklists } from './checklists.ts';

/** Most runs are over before a person could read a notification; only a longer one gets one, with its cancel button. */
const patience = 700;

export async function runChecklist(checklists: Checklists): Promise<void> {
  if (!hasFolder()) {
    await offerFolder();
    return;
  }
  const source = new vscode.CancellationTokenSource();
  const running = checklists.run(source.token);
  // Whoever waits for it first reports its failure; the progress bars must not report it again.
  const over = running.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => void offerCancel(over, source), patience);
  try {
    void withViewProgress(over);
    await revealChecklistView();
    if ((await running).length === 0) void vscode.window.showInformationMessage(noProductMessage());
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}

const offerCancel = (over: Promise<void>, source: vscode.CancellationTokenSource): Thenable<void> =>
  vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Running the checklist'),
      cancellable: true,
    },
    (_progress, token) => {
      token.onCancellationRequested(() => source.cancel());
      return over;
    },
  );

async function offerFolder(): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('A checklist is run on a folder, and none is open. Open the folder of your deployment first.'),
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder');
}
