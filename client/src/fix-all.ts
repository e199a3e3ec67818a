import * as vscode from 'vscode';

/** The server's own kind of source action: safe fixes of the active file, nothing that generates a secret. */
const kind = 'source.fixAll.seaworthy';

export async function fixAll(): Promise<void> {
  if (!vscode.window.activeTextEditor) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the file whose safe problems are to be fixed.'));
    return;
  }
  await vscode.commands.executeCommand('editor.action.sourceAction', { kind, apply: 'first' });
}
