import * as vscode from 'vscode';
import { rulePage } from './diagnostic-links.ts';
import { type Ask, diagnosticSource, readRules, serverCommands } from './protocol.ts';

/** Opens a rule's page from the extension itself, which works as well where the workspace has no disk. */
export async function explainRule(ask: Ask, extensionUri: vscode.Uri, given: string | undefined): Promise<void> {
  const rule = given ?? (await pickRule(ask));
  if (rule === undefined) return;
  const page = rulePage(extensionUri, rule);
  try {
    await vscode.workspace.fs.stat(page);
  } catch {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('There is no page for the rule {0}. Choose one from the list of Explain Rule.', rule),
    );
    return;
  }
  await vscode.commands.executeCommand('markdown.showPreview', page);
}

async function pickRule(ask: Ask): Promise<string | undefined> {
  const rules = readRules(await ask(serverCommands.rules));
  const here = rulesFoundIn(vscode.window.activeTextEditor?.document.uri);
  const picks = rules.map(({ id, severity, summary }) => ({ label: id, description: severity, detail: summary }));
  const chosen = await vscode.window.showQuickPick(
    [
      ...group(
        vscode.l10n.t('found in this file'),
        picks.filter(({ label }) => here.has(label)),
      ),
      ...group(
        vscode.l10n.t('other rules'),
        picks.filter(({ label }) => !here.has(label)),
      ),
    ],
    {
      title: vscode.l10n.t('Explain Rule'),
      placeHolder: vscode.l10n.t('Which rule?'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return chosen?.label;
}

const group = (label: string, picks: readonly vscode.QuickPickItem[]): readonly vscode.QuickPickItem[] =>
  picks.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...picks];

function rulesFoundIn(uri: vscode.Uri | undefined): ReadonlySet<string> {
  if (!uri) return new Set();
  const ours = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === diagnosticSource);
  return new Set(ours.map(({ code }) => String(typeof code === 'object' ? code.value : code)));
}
