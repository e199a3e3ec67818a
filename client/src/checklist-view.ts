import * as vscode from 'vscode';
import { childNodes, type Node, productNodes, tooltipOf, toTreeItem } from './checklist-nodes.ts';
import type { Checklists } from './checklists.ts';
import { tally } from './tally.ts';

const viewId = 'seaworthy.checklist';

/** The view of the activity bar. Being shown is what makes it ask for the first time; edits refresh it from then on. */
export function makeChecklistView(checklists: Checklists, log: vscode.LogOutputChannel): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();

  const rootNodes = async (): Promise<Node[]> => {
    if (!hasFolder()) return [];
    try {
      return [...productNodes(await checklists.current())];
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) {
        log.error(error instanceof Error ? error : String(error));
        view.message = vscode.l10n.t(
          'The checklist could not be run. Use Restart Server, or see the log for the reason.',
        );
      }
      return [];
    }
  };

  const view = vscode.window.createTreeView<Node>(viewId, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: toTreeItem,
      getChildren: (node) => (node ? [...childNodes(node)] : rootNodes()),
      resolveTreeItem(row, node) {
        row.tooltip = tooltipOf(node);
        return row;
      },
    },
  });

  const show = (): void => {
    const latest = checklists.latest() ?? [];
    const { failing } = tally(latest.flatMap(({ items }) => items));
    view.message = latest.length === 0 && hasFolder() ? noProductMessage() : '';
    view.badge = failing === 0 ? undefined : { value: failing, tooltip: failingText(failing) };
    changed.fire(undefined);
  };

  return vscode.Disposable.from(view, changed, checklists.onDidAnswer(show));
}

/** Checklists belong to folders; a window without one has nothing to run them on. */
export const hasFolder = (): boolean => (vscode.workspace.workspaceFolders ?? []).length > 0;

/** Shown in the view and, after Run Checklist, as the answer to the person who ran it. */
export const noProductMessage = (): string =>
  vscode.l10n.t(
    'Nothing that is deployed was found in this workspace: no .env, Compose, Caddyfile, nginx, Kubernetes or Dockerfile. Open the folder of your deployment, or describe your product in .seaworthy/checklists.',
  );

const failingText = (failing: number): string =>
  failing === 1 ? vscode.l10n.t('1 item fails') : vscode.l10n.t('{0} items fail', failing);

/** Brings the view to the front. */
export const revealChecklistView = (): Thenable<unknown> => vscode.commands.executeCommand(`${viewId}.focus`);

/** Shows that something runs, in the view itself. */
export const withViewProgress = (running: Promise<unknown>): Thenable<unknown> =>
  vscode.window.withProgress({ location: { viewId } }, () => running);
