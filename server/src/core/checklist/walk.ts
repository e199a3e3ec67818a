import type { Versioning } from '../deployment/versioning.ts';
import type { Catalogue } from '../product/catalogue.ts';
import { itemSeverities } from '../product/condition.ts';
import type { Item, Product } from '../product/product.ts';
import type { Finding } from '../rules/rule.ts';
import { type Checklist, type ItemResult, type Shown, type State, summaryOf } from './checklist.ts';
import { type Context, contextOf, type Judged, type WalkSettings } from './context.ts';
import { decide, type Outcome, undecided } from './decide.ts';
import { isSo } from './test.ts';

/** What an analysis gives, as far as checklists look at it. */
export interface Walked {
  readonly deployments: readonly Judged[];
  /** Our own files: all that there is to look at in a workspace without others. */
  readonly project: Judged | undefined;
  readonly catalogue: Pick<Catalogue, 'own' | 'products'>;
  readonly versioning: Versioning;
  readonly input: { readonly settings: WalkSettings };
}

/**
 * Walks the checklists of the products that the files deploy, one for each product and deployment, or without any the one that
 * is for such workspaces; `only` keeps one product. A product that nothing shows, because the settings or its own file say that
 * it is here, is walked once over all deployments. Everything comes from the analysis: nothing is read, asked or run.
 */
export function walkChecklists(
  { deployments, project, catalogue: { own, products }, versioning, input: { settings } }: Walked,
  only?: string,
): readonly Checklist[] {
  const isWanted = ({ id, sections }: Product): boolean =>
    sections.length > 0 && (only === undefined ? settings.products[id] !== false : id === only);
  const wanted = products.filter(isWanted);
  const contextIn = (product: Product) => (judged: Judged) => contextOf(product, judged, versioning, settings);
  const shown = deployments.flatMap((judged) =>
    judged.deployment.products
      .filter(({ product, evidence }) => evidence.length > 0 && wanted.includes(product) && !isLent(product, judged))
      .map(({ product, evidence }) =>
        walk(product, [contextIn(product)(judged)], { root: judged.deployment.root, detectedBy: evidence }),
      ),
  );
  const all = deployments.length > 0 || !project ? deployments : [project];
  if (all.length === 0) return [];
  const fileOf = ({ always, id, span = { start: 0, end: 0 } }: Product): Checklist['detectedBy'] =>
    own
      .filter((one) => always && one.product?.id === id)
      .slice(0, 1)
      .map(({ path }) => ({ path, span, why: `product ${id}` }));
  const everywhere = (product: Product): Checklist =>
    walk(product, all.map(contextIn(product)), { root: '', detectedBy: fileOf(product) });
  const isNamed = ({ id, always }: Product): boolean =>
    always === true || settings.products[id] === true || id === only;
  const named = wanted
    .filter((product) => isNamed(product) && !shown.some((one) => one.product === product))
    .map(everywhere);
  const found = [...shown, ...named];
  return found.length > 0 || deployments.length === 0
    ? found
    : wanted.filter(({ fallback }) => fallback).map(everywhere);
}

/** All that would run the product here is part of what another deployment makes, where it is walked. */
const isLent = (product: Product, { deployment: { parts, services, processes, workloads } }: Judged): boolean =>
  parts.length > 0 &&
  ![
    ...services.filter(({ primary }) => primary),
    ...processes,
    ...workloads.filter(({ path }) => !parts.includes(path)).flatMap(({ containers }) => containers),
  ].some((one) => one.product === product);

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

/** Over one deployment, or over several as if they were one. */
function walk(
  product: Product,
  contexts: readonly Context[],
  found: Pick<Checklist, 'root' | 'detectedBy'>,
): Checklist {
  const lines = product.sections.flatMap(({ title, items }) => items.map((item) => ({ section: title, item })));
  const own = new Map(
    lines
      .filter(({ item }) => item.same === undefined && item.sums === undefined)
      .map(({ section, item }) => [item.id, judge(item, section, contexts)]),
  );
  const items = lines.flatMap(({ section, item }): ItemResult[] => {
    if (item.sums !== undefined)
      return [
        summed(
          item,
          section,
          item.sums.flatMap((id) => own.get(id) ?? []),
        ),
      ];
    const judged = own.get(item.same ?? item.id);
    if (!judged) return [];
    return [
      item.same === undefined
        ? judged
        : { ...judged, item, section, reasons: [`Repeats ${item.same}.`, ...judged.reasons] },
    ];
  });
  return { product, ...found, items, summary: summaryOf(items) };
}

/** As the worst of the lines that are about this deployment. */
function summed(item: Item, section: string, parts: readonly ItemResult[]): ItemResult {
  const about = parts.filter(({ state }) => state !== 'not-applicable');
  const states = new Set(about.map(({ state }) => state));
  const state = (['fail', 'unknown', 'ask', 'pass'] as const).find((one) => states.has(one)) ?? 'not-applicable';
  // What is not about this deployment says why; what fails speaks for itself.
  const telling = state === 'not-applicable' ? parts : about.filter((one) => state !== 'fail' || one.state === 'fail');
  const isSettled = state === 'pass' || state === 'fail';
  const names = parts.map((one) => one.item.id).join(', ');
  return {
    item,
    section,
    state,
    severity: itemSeverities.find((one) => telling.some(({ severity }) => severity === one)) ?? item.severity,
    evidence: unique(telling.flatMap(({ evidence }) => evidence)),
    reasons: [`Sums up ${names}.`, ...(isSettled ? [] : new Set(telling.flatMap(({ reasons }) => reasons)))],
    remedy: state === 'pass' ? undefined : telling.find(({ remedy }) => remedy !== undefined)?.remedy,
  };
}

function judge(item: Item, section: string, contexts: readonly Context[]): ItemResult {
  const open = { item, section, severity: item.severity, evidence: [] };
  if (item.mistake !== undefined) {
    const reasons = [`What decides it has a mistake in its file: ${item.mistake}`];
    return { ...open, state: 'unknown', reasons, remedy: undefined };
  }
  const { applies } = item;
  const about = contexts.filter((context) => !applies || isSo(applies.when, context) !== false);
  if (applies && about.length === 0) {
    return { ...open, state: 'not-applicable', reasons: [applies.otherwise], remedy: undefined };
  }
  const outcomes = item.evidence.flatMap((one) =>
    together(
      about.flatMap((context) => {
        const decided = decide(one, context);
        return applies && isSo(applies.when, context) === undefined ? decided.map(undecided) : decided;
      }),
    ),
  );
  const mistake = contexts[0]?.product.mistake;
  const decided = stateOf(outcomes);
  const state = decided === 'pass' && mistake !== undefined ? 'unknown' : decided;
  const failed = outcomes.filter((one) => one.says === 'fail');
  const evidence = unique(
    failed.length > 0 ? failed.flatMap(({ shown }) => shown) : outcomes.flatMap(({ shown }) => shown),
  );
  const reasons = [
    ...(mistake === undefined || state === 'fail' ? [] : [`The product's file has a mistake: ${mistake}`]),
    ...new Set(outcomes.flatMap((one) => ('reason' in one ? [one.reason] : []))),
  ];
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

/** What one piece of evidence says of several deployments: one that does not have the subject is silent where another has it. */
function together(outcomes: readonly Outcome[]): readonly Outcome[] {
  const found = outcomes.filter((one) => !('absent' in one));
  return found.some(({ says }) => says !== 'nothing') ? found : outcomes;
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
