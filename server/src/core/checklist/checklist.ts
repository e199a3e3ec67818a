import type { Place } from '../model/place.ts';
import type { ItemSeverity } from '../product/condition.ts';
import type { Item, Product } from '../product/product.ts';
import type { Finding } from '../rules/rule.ts';

/**
 * What a line of a checklist comes to (design page on checklists). `pass` only where something was examined that could have
 * failed; `unknown` says what would decide it; `attested` has a person's word that has not expired.
 */
export const states = ['pass', 'fail', 'unknown', 'ask', 'attested', 'not-applicable'] as const;
export type State = (typeof states)[number];

/** A place that was looked at and what was seen there; never the value of a secret. */
export interface Shown extends Place {
  readonly message: string;
  /** The rule and finding that fail the line. */
  readonly finding?: Finding;
  /** The reason of a suppression: the finding is out of the report, the line still fails. */
  readonly accepted?: string;
}

export interface ItemResult {
  readonly item: Item;
  readonly section: string;
  readonly state: State;
  /** As bad as the line, or less where only a lesser part of it fails. */
  readonly severity: ItemSeverity;
  readonly evidence: readonly Shown[];
  /** Why it is open or about nothing here: one sentence for each thing that is missing. */
  readonly reasons: readonly string[];
  /** What to do about a line that is not done. */
  readonly remedy: string | undefined;
}

/** One product's checklist walked over one deployment. */
export interface Checklist {
  readonly product: Product;
  /** The deployment's folder; `''` for the workspace itself. */
  readonly root: string;
  readonly detectedBy: readonly (Place & { readonly why: string })[];
  readonly items: readonly ItemResult[];
  readonly summary: Readonly<Record<State, number>>;
}

/** How many lines are in each state. */
export function summaryOf(items: readonly ItemResult[]): Checklist['summary'] {
  const count = (state: State): number => items.filter((one) => one.state === state).length;
  // One key for each state.
  return Object.fromEntries(states.map((state) => [state, count(state)])) as Checklist['summary'];
}
