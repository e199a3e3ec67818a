import * as vscode from 'vscode';
import type { Checklists } from './checklists.ts';
import { tally, tallyText } from './tally.ts';

/** Says how ready the workspace is, once it has been asked; a click asks. */
export interface StatusBar extends vscode.Disposable {
  /** Tells that the server is not there; it is the only place that does, since nobody asked. */
  setServerStopped(stopped: boolean): void;
}

export function makeStatusBar(checklists: Checklists): StatusBar {
  const item = vscode.window.createStatusBarItem('seaworthy.readiness', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Seaworthy Readiness');
  let stopped = false;

  const show = (): void => {
    const { icon, text, tooltip } = stopped
      ? stoppedFace()
      : checklists.isBusy()
        ? busyFace(checklists)
        : idleFace(checklists);
    item.text = `$(${icon}) ${text}`;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `${text}. ${tooltip}`, role: 'button' };
    item.command = stopped ? 'seaworthy.restartServer' : 'seaworthy.runChecklist';
    item.show();
  };
  show();
  const listeners = vscode.Disposable.from(checklists.onDidAnswer(show), checklists.onDidChangeBusy(show));
  return {
    setServerStopped(now) {
      stopped = now;
      show();
    },
    dispose: () => vscode.Disposable.from(listeners, item).dispose(),
  };
}

interface Face {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
}

const stoppedFace = (): Face => ({
  icon: 'debug-disconnect',
  text: vscode.l10n.t('Seaworthy stopped'),
  tooltip: vscode.l10n.t('The server is not running, so nothing is checked. Click to restart it.'),
});

/** A refresh after an edit keeps the numbers in their place; only the icon moves. */
const busyFace = (checklists: Checklists): Face => ({
  icon: 'loading~spin',
  text: checklists.latest() ? idleFace(checklists).text : vscode.l10n.t('Seaworthy: running the checklist'),
  tooltip: vscode.l10n.t('The checklist is running.'),
});

function idleFace(checklists: Checklists): Face {
  const latest = checklists.latest();
  const tooltip = vscode.l10n.t('Click to run the checklist on this workspace.');
  if (!latest) return { icon: 'checklist', text: 'Seaworthy', tooltip };
  if (latest.length === 0)
    return {
      icon: 'checklist',
      text: 'Seaworthy',
      tooltip: vscode.l10n.t('Nothing that is deployed was found. Click to look again.'),
    };
  const counted = tally(latest.flatMap(({ items }) => items));
  return {
    icon: counted.failing > 0 ? 'error' : counted.done === counted.total ? 'pass' : 'checklist',
    text: `Seaworthy ${tallyText(counted)}`,
    tooltip: [...latest.map(({ title, items }) => `${title}: ${tallyText(tally(items))}`), tooltip].join('\n'),
  };
}
