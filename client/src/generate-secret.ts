import * as vscode from 'vscode';
import { type Ask, readGenerated, serverCommands } from './protocol.ts';

/** Fewer bytes than this can be found by trying them all; more than the upper bound no consumer takes. */
const leastBytes = 16;
const mostBytes = 1024;

/** Asks for the form, the length and the target. Values go to the cursors or the clipboard and nowhere else. */
export async function generateSecret(ask: Ask): Promise<void> {
  const encoding = await vscode.window.showQuickPick(encodingPicks(), {
    title: vscode.l10n.t('Generate Secure Token (1/3)'),
    placeHolder: vscode.l10n.t('How is it to be written?'),
  });
  if (!encoding) return;
  const bytes = await pickBytes();
  if (bytes === undefined) return;
  const draw = async (): Promise<string> => {
    const value = readGenerated(await ask(serverCommands.generate, { encoding: encoding.label, bytes }));
    if (value === undefined) throw new Error(vscode.l10n.t('The server gave no value.'));
    return value;
  };

  const editor = vscode.window.activeTextEditor;
  const target = await vscode.window.showQuickPick(targetPicks(editor), {
    title: vscode.l10n.t('Generate Secure Token (3/3)'),
    placeHolder: vscode.l10n.t('Where is it to go?'),
  });
  if (!target) return;
  if (target.copies || !editor) {
    await vscode.env.clipboard.writeText(await draw());
    vscode.window.setStatusBarMessage(vscode.l10n.t('A new token is in the clipboard.'), 4000);
    return;
  }
  await insertAtCursors(editor, draw);
}

const encodingPicks = (): vscode.QuickPickItem[] => [
  { label: 'hex', description: vscode.l10n.t('digits and a to f; for OpenSSL-style keys') },
  { label: 'base64', description: vscode.l10n.t('with + / and =; for keys that are decoded') },
  { label: 'base64url', description: vscode.l10n.t('with - and _; safe in URLs') },
  { label: 'password', description: vscode.l10n.t('letters and digits; safe in .env, Compose, URLs and shells') },
];

async function pickBytes(): Promise<number | undefined> {
  const sizes = [32, 16, 24, 48, 64].map((bytes) => ({
    label: vscode.l10n.t('{0} bytes', bytes),
    description: bytes === 32 ? vscode.l10n.t('256 bits, the usual choice') : vscode.l10n.t('{0} bits', bytes * 8),
    bytes,
  }));
  const other = { label: vscode.l10n.t('Other…'), description: vscode.l10n.t('type a number'), bytes: undefined };
  const title = vscode.l10n.t('Generate Secure Token (2/3)');
  const chosen = await vscode.window.showQuickPick([...sizes, other], {
    title,
    placeHolder: vscode.l10n.t('How many random bytes?'),
  });
  if (!chosen || chosen.bytes !== undefined) return chosen?.bytes;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Number of random bytes, {0} to {1}', leastBytes, mostBytes),
    value: '32',
    validateInput: (text) => (toBytes(text) === undefined ? tooFewOrMany() : undefined),
  });
  return typed === undefined ? undefined : toBytes(typed);
}

const tooFewOrMany = (): string =>
  vscode.l10n.t('Type a whole number from {0} to {1}: fewer bytes can be guessed.', leastBytes, mostBytes);

function toBytes(text: string): number | undefined {
  const bytes = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : Number.NaN;
  return bytes >= leastBytes && bytes <= mostBytes ? bytes : undefined;
}

interface Target extends vscode.QuickPickItem {
  readonly copies: boolean;
}

function targetPicks(editor: vscode.TextEditor | undefined): Target[] {
  const copy = { label: vscode.l10n.t('Copy'), description: vscode.l10n.t('to the clipboard'), copies: true };
  if (!editor) return [copy];
  const cursors = editor.selections.length;
  const insert = {
    label: vscode.l10n.t('Insert at each cursor'),
    description:
      cursors === 1 ? vscode.l10n.t('1 value') : vscode.l10n.t('{0} cursors, a different value at each', cursors),
    copies: false,
  };
  return [insert, copy];
}

async function insertAtCursors(editor: vscode.TextEditor, draw: () => Promise<string>): Promise<void> {
  const values = await Promise.all(editor.selections.map(async (selection) => ({ selection, value: await draw() })));
  const inserted = await editor.edit((edit) => {
    for (const { selection, value } of values) edit.replace(selection, value);
  });
  if (!inserted)
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The editor did not take the edit, perhaps because its file is read-only. Choose Copy instead.'),
    );
}
