import * as vscode from 'vscode';
import type { ItemState } from './protocol.ts';

const appearance: Readonly<Record<ItemState, readonly [icon: string, color: string]>> = {
  pass: ['pass-filled', 'testing.iconPassed'],
  fail: ['error', 'testing.iconFailed'],
  unknown: ['question', 'charts.orange'],
  ask: ['account', 'charts.blue'],
  attested: ['verified-filled', 'testing.iconPassed'],
  'not-applicable': ['circle-slash', 'disabledForeground'],
};

/** Shapes differ as well as colours, so that the states can be told apart without seeing colour. */
export function stateIcon(state: ItemState): vscode.ThemeIcon {
  const [icon, color] = appearance[state];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** The state as a word: beside the item, in its tooltip, and for screen readers. */
export function stateWord(state: ItemState): string {
  switch (state) {
    case 'pass':
      return vscode.l10n.t('passes');
    case 'fail':
      return vscode.l10n.t('fails');
    case 'unknown':
      return vscode.l10n.t('cannot be seen in the files');
    case 'ask':
      return vscode.l10n.t('needs your answer');
    case 'attested':
      return vscode.l10n.t('signed off');
    case 'not-applicable':
      return vscode.l10n.t('does not apply');
  }
}
