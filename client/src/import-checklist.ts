import * as vscode from 'vscode';
import { type Ask, readImport, serverCommands } from './protocol.ts';

/**
 * Makes a product file of a Markdown checklist: of the one in the active editor, else of a file that is asked for. The product file
 * is shown without being saved, so that a person reviews what was proposed; one that was imported before only gains lines.
 */
export async function importChecklist(ask: Ask): Promise<void> {
  const markdown = await markdownDocument();
  if (!markdown) return;
  const folder = vscode.workspace.getWorkspaceFolder(markdown.uri) ?? vscode.workspace.workspaceFolders?.[0];
  const fileName = markdown.uri.path.slice(markdown.uri.path.lastIndexOf('/') + 1);
  const answer = readImport(
    await ask(serverCommands.importChecklist, {
      markdown: markdown.getText(),
      fileName,
      ...(folder && { folder: folder.uri.toString() }),
    }),
  );
  if (typeof answer === 'string')
    throw new Error(vscode.l10n.t('{0} gave no checklist: {1}', fileName, answer === '' ? '?' : answer));
  const document = folder
    ? await fileWith(vscode.Uri.joinPath(folder.uri, ...answer.path.split('/')), answer.text)
    : await vscode.workspace.openTextDocument({ language: 'yaml', content: answer.text });
  await vscode.window.showTextDocument(document);
  vscode.window.setStatusBarMessage(answer.summary.split('\n')[0] ?? '', 10_000);
}

async function markdownDocument(): Promise<vscode.TextDocument | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === 'markdown') return active;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('New Checklist from Markdown'),
      openLabel: vscode.l10n.t('Import'),
      filters: { [vscode.l10n.t('Markdown')]: ['md', 'markdown', 'txt'] },
    })) ?? [];
  return chosen && vscode.workspace.openTextDocument(chosen);
}

/** The file with this text in place of its own, not yet saved. */
async function fileWith(uri: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  const making = new vscode.WorkspaceEdit();
  making.createFile(uri, { ignoreIfExists: true });
  if (!(await vscode.workspace.applyEdit(making))) throw new Error(vscode.l10n.t('{0} was not made.', uri.path));
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, whole, text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('{0} was not changed.', uri.path));
  return document;
}
