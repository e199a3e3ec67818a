import { resolve } from 'node:path';
import type { Checklist } from '../core/checklist/checklist.ts';
import { withSignOffs } from '../core/checklist/sign-off.ts';
import { walkChecklists } from '../core/checklist/walk.ts';
import type { ItemSeverity } from '../core/product/condition.ts';
import { nearest } from '../core/product/nearest.ts';
import type { Product } from '../core/product/product.ts';
import { isAtLeast, type Severity } from '../core/severity.ts';
import { nodeFiles } from '../host/node-files.ts';
import { loadSignOffs, today } from '../host/sign-off-file.ts';
import { type ReportOptions, UsageError } from './args.ts';
import { type CheckResult, runCheck, type Surroundings } from './check.ts';

export interface ChecklistResult extends CheckResult {
  readonly checklists: readonly Checklist[];
  /** Ids of the products that have a checklist. */
  readonly known: readonly string[];
}

export function runChecklist(
  paths: readonly string[],
  options: ReportOptions,
  products: readonly Product[],
  surroundings: Surroundings,
): ChecklistResult {
  // A file's checklist is that of the deployment around it.
  const folders = paths.map((path) => resolve(surroundings.cwd, path));
  const result = runCheck(folders, options, products, surroundings);
  const { analysis } = result;
  const known = analysis.catalogue.products.filter(({ sections }) => sections.length > 0).map(({ id }) => id);
  const { product } = options;
  if (product !== undefined && !known.includes(product)) {
    throw new UsageError(`--product: unknown product ${product}; ${nearest(product, known)}`);
  }
  const { signOffs, mistakes } = loadSignOffs(nodeFiles(result.root), analysis.catalogue.products);
  const checklists = withSignOffs(walkChecklists(analysis, product), signOffs, today());
  return { ...result, checklists, known, mistakes: [...result.mistakes, ...mistakes] };
}

/** What a failed line counts as against `--fail-on` (design page: command line). */
const severityOf: Readonly<Record<ItemSeverity, Severity>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'information',
  info: 'hint',
};

/** A failed line at or above the threshold; with `strict` one that is open as well. */
export function isFailed({ checklists, failOn = 'error' }: ChecklistResult, strict: boolean): boolean {
  const items = checklists.flatMap((checklist) => checklist.items);
  const open = items.some(({ state }) => state === 'unknown' || state === 'ask');
  if (strict && open) return true;
  return (
    failOn !== 'never' &&
    items.some(({ state, severity }) => state === 'fail' && isAtLeast(severityOf[severity], failOn))
  );
}
