import * as vscode from 'vscode';
import type { Checklists } from './checklists.ts';
import { type Ask, readSignOff, type SignOffTarget, serverCommands, signOffTargetOf } from './protocol.ts';

/**
 * Records a person's word for a line of the checklist: asks for the name and a note, and appends the entry to the workspace's file
 * of sign-offs, which is shown, so that it can be read before it is committed and undone like any edit.
 */
export async function signOff(ask: Ask, checklists: Checklists, argument: unknown): Promise<void> {
  const target = signOffTargetOf(argument) ?? (await pickTarget(checklists));
  if (!target) return;
  const { item, folder } = target;
  const offered = readSignOff(await ask(serverCommands.signOff, { item, folder }));
  if (!offered) throw new Error(vscode.l10n.t('The server knows no line {0}.', item));
  const by = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sign off {0} (1/2)', item),
    prompt: vscode.l10n.t('Who vouches for it?'),
    value: offered.by,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A sign-off needs a name.') : undefined),
  });
  if (by === undefined) return;
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sign off {0} (2/2)', item),
    prompt:
      offered.expires === undefined
        ? vscode.l10n.t('What was seen or done? No secret belongs here.')
        : vscode.l10n.t('What was seen or done? It holds until {0}. No secret belongs here.', offered.expires),
  });
  if (note === undefined) return;
  const signed = readSignOff(await ask(serverCommands.signOff, { item, folder, by, note }));
  if (signed?.entry === undefined) throw new Error(vscode.l10n.t('The server gave no entry.'));
  await append(vscode.Uri.joinPath(vscode.Uri.parse(folder), ...signed.path.split('/')), signed.entry);
  checklists.refreshSoon();
}

/** Lines that a person may answer, of the latest answer. */
async function pickTarget(checklists: Checklists): Promise<SignOffTarget | undefined> {
  const open = (await checklists.current()).flatMap(({ folder, items }) =>
    items
      .filter(({ state }) => state === 'ask' || state === 'unknown')
      .map(({ id, text }) => ({ label: id, description: text, folder })),
  );
  const chosen = await vscode.window.showQuickPick(open, {
    title: vscode.l10n.t('Sign Off Checklist Item'),
    placeHolder: vscode.l10n.t('Which line do you vouch for?'),
    matchOnDescription: true,
  });
  return chosen && { item: chosen.label, folder: chosen.folder };
}

async function append(uri: vscode.Uri, entry: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('The file of sign-offs was not made.'));
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  const addition = new vscode.WorkspaceEdit();
  addition.insert(uri, document.positionAt(text.length), gap + entry);
  if (!(await vscode.workspace.applyEdit(addition)) || !(await document.save())) {
    throw new Error(vscode.l10n.t('The sign-off was not written to {0}.', uri.path));
  }
  await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
}
