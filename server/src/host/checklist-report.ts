import type { Checklist, ItemResult, Shown } from '../core/checklist/checklist.ts';
import type { Places } from './places.ts';

/**
 * One checklist as the command line's JSON contract (version 1) and the language server's command give it. `reasons` say why
 * a line is open or does not apply; `accepted` is the reason of a suppression that took the finding out of the report.
 */
export const checklistReport = (checklist: Checklist, places: Places) => {
  const { product, root, detectedBy, items, summary } = checklist;
  return {
    product: product.id,
    root: root === '' ? '.' : root,
    title: product.title,
    ...(product.source !== undefined && { source: product.source }),
    detectedBy: detectedBy.map(({ path, why }) => ({ path, why })),
    items: items.map((one) => itemReport(one, places)),
    summary,
  };
};

const itemReport = ({ item, section, state, severity, evidence, reasons, remedy }: ItemResult, places: Places) => ({
  id: item.id,
  section,
  text: item.text,
  severity,
  state,
  evidence: evidence.map((one) => shownReport(one, places)),
  ...(reasons.length > 0 && { reasons }),
  ...(remedy !== undefined && { remedy }),
  ...(item.same !== undefined && { same: item.same }),
  ...(item.sums !== undefined && { sums: item.sums }),
});

const shownReport = ({ path, span, message, finding, accepted }: Shown, places: Places) => ({
  path,
  range: places.range(path, span),
  message,
  ...(finding && { rule: finding.rule.id }),
  ...(accepted !== undefined && { accepted }),
});
