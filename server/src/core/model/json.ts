import type { JsonTree } from '../syntax/json.ts';
import type { Setting } from './setting.ts';

export interface JsonModel {
  readonly tree: JsonTree;
  /** Every leaf, named by its last key; elements of a list by the list's key. */
  readonly settings: readonly Setting[];
}
