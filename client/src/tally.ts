import * as vscode from 'vscode';
import type { Item } from './protocol.ts';

/** How far a list of items is. What a person signed off counts as done; what does not apply does not count at all. */
export interface Tally {
  readonly done: number;
  readonly total: number;
  readonly failing: number;
}

export function tally(items: readonly Item[]): Tally {
  const having = (...states: readonly Item['state'][]): number =>
    items.filter(({ state }) => states.includes(state)).length;
  return {
    done: having('pass', 'attested'),
    total: items.length - having('not-applicable'),
    failing: having('fail'),
  };
}

/** `31/50, 4 failing`: the one form in which the view and the status bar give numbers. */
export const tallyText = ({ done, total, failing }: Tally): string =>
  failing === 0 ? vscode.l10n.t('{0}/{1}', done, total) : vscode.l10n.t('{0}/{1}, {2} failing', done, total, failing);
