import { itemSeverities } from '../product/condition.ts';
import type { Item, Product } from '../product/product.ts';
import type { Finding } from '../rules/rule.ts';
import { type Checklist, type ItemResult, type Shown, type State, summaryOf } from './checklist.ts';
import { type Context, contextOf, type Judged, type RuleSettings } from './context.ts';
import { decide, type Outcome } from './decide.ts';
import { isSo } from './test.ts';

/**
 * Walks the checklists of the products that the files deploy, one for each product and deployment; `only` keeps one product.
 * Everything comes from the analysis: nothing is read, asked or run.
 */
export function walkChecklists(
  deployments: readonly Judged[],
  rules: RuleSettings,
  only?: string,
): readonly Checklist[] {
  const walked = deployments.flatMap((judged) =>
    judged.deployment.products
      .filter(({ product }) => product.sections.length > 0 && (only === undefined || product.id === only))
      .map(({ product, evidence }) => walk(product, contextOf(product, judged, rules), evidence)),
  );
  // A product that was only named belongs to the deployment that shows it; without any, to the first.
  return walked.filter((one, index) => {
    if (one.detectedBy.length > 0) return true;
    const others = walked.filter(({ product }) => product.id === one.product.id);
    return others.every(({ detectedBy }) => detectedBy.length === 0) && walked.indexOf(others[0] ?? one) === index;
  });
}

/** Ids of the lines that a finding fails, for reports of findings. */
export function itemsFailedBy(checklists: readonly Checklist[]): (finding: Finding) => readonly string[] {
  const ids = new Map<Finding, string[]>();
  for (const { items } of checklists) {
    for (const { item, evidence } of items) {
      for (const { finding } of evidence) {
        if (!finding) continue;
        const list = ids.get(finding) ?? [];
        ids.set(finding, list.includes(item.id) ? list : [...list, item.id]);
      }
    }
  }
  return (finding) => ids.get(finding) ?? [];
}

function walk(product: Product, context: Context, detectedBy: Checklist['detectedBy']): Checklist {
  const lines = product.sections.flatMap(({ title, items }) => items.map((item) => ({ section: title, item })));
  const own = new Map(
    lines
      .filter(({ item }) => item.same === undefined)
      .map(({ section, item }) => [item.id, judge(item, section, context)]),
  );
  const items = lines.flatMap(({ section, item }): ItemResult[] => {
    const judged = own.get(item.same ?? item.id);
    if (!judged) return [];
    return [
      item.same === undefined
        ? judged
        : { ...judged, item, section, reasons: [`Repeats ${item.same}.`, ...judged.reasons] },
    ];
  });
  return { product, root: context.deployment.root, detectedBy, items, summary: summaryOf(items) };
}

function judge(item: Item, section: string, context: Context): ItemResult {
  if (item.applies && isSo(item.applies.when, context) === false) {
    return {
      item,
      section,
      state: 'not-applicable',
      severity: item.severity,
      evidence: [],
      reasons: [item.applies.otherwise],
      remedy: undefined,
    };
  }
  const outcomes = item.evidence.flatMap((one) => decide(one, context));
  const state = stateOf(outcomes);
  const failed = outcomes.filter((one) => one.says === 'fail');
  const evidence = unique(
    failed.length > 0 ? failed.flatMap(({ shown }) => shown) : outcomes.flatMap(({ shown }) => shown),
  );
  const reasons = outcomes.flatMap((one) => ('reason' in one ? [one.reason] : []));
  return {
    item,
    section,
    state,
    severity: severityOf(item, failed),
    evidence,
    reasons:
      state === 'fail' || state === 'pass'
        ? []
        : reasons.length > 0
          ? reasons
          : ['Nothing in the files could have failed it.'],
    remedy: state === 'pass' ? undefined : (item.remedy ?? fixTitle(evidence)),
  };
}

/** A failure decides; then what cannot be read yet, what a person has to say, what is open. Silence is no pass. */
function stateOf(outcomes: readonly Outcome[]): State {
  const says = new Set(outcomes.map((one) => one.says));
  if (says.has('fail')) return 'fail';
  if (says.has('needs')) return 'unknown';
  if (says.has('ask')) return 'ask';
  return says.has('pass') && !says.has('open') ? 'pass' : 'unknown';
}

/** The worst of the failing parts, where all of them are less bad than the line. */
function severityOf({ severity }: Item, failed: readonly Extract<Outcome, { says: 'fail' }>[]): Item['severity'] {
  const parts = failed.map((one) => one.severity ?? severity);
  return itemSeverities.find((one) => parts.includes(one)) ?? severity;
}

const fixTitle = (evidence: readonly Shown[]): string | undefined =>
  evidence.flatMap(({ finding }) => finding?.fixes ?? [])[0]?.title;

function unique(shown: readonly Shown[]): readonly Shown[] {
  const seen = new Set<string>();
  return shown.filter(({ path, span, message }) => {
    const id = `${path}\0${span.start}\0${span.end}\0${message}`;
    return !seen.has(id) && seen.add(id);
  });
}
