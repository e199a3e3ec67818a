import { itemsFailedBy } from '../../core/checklist/walk.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import { placesIn } from '../../host/places.ts';
import type { ChecklistResult } from '../checklist.ts';

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** The lines of the checklists as rules of SARIF 2.1.0, and what decided each as its results (3.27.9, `kind`). */
export function checklistSarif({ analysis, checklists }: ChecklistResult): string {
  const places = placesIn(analysis.files);
  const failing = itemsFailedBy(checklists);
  const kinds = {
    pass: 'pass',
    fail: 'fail',
    unknown: 'open',
    ask: 'review',
    attested: 'pass',
    'not-applicable': 'notApplicable',
  } as const;
  const report = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: checklists.map(({ product, root, items }) => ({
      tool: {
        driver: {
          name: 'seaworthy',
          semanticVersion: SEAWORTHY_VERSION,
          rules: items.map(({ item, severity }) => ({
            id: item.id,
            shortDescription: { text: item.text },
            defaultConfiguration: { level: levels[severity] },
          })),
        },
      },
      automationDetails: { id: `${product.id}/${root === '' ? '.' : root}/` },
      columnKind: 'utf16CodeUnits',
      results: items.map(({ item, state, severity, evidence, reasons }, ruleIndex) => ({
        ruleId: item.id,
        ruleIndex,
        kind: kinds[state],
        // Whatever is no failure has the level `none` (3.27.10).
        level: state === 'fail' ? levels[severity] : 'none',
        message: { text: evidence[0]?.message ?? reasons[0] ?? item.text },
        locations: evidence.slice(0, 1).map(({ path, span }) => {
          const { start, end } = places.range(path, span);
          return {
            physicalLocation: {
              artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
              region: {
                startLine: start.line + 1,
                startColumn: start.character + 1,
                endLine: end.line + 1,
                endColumn: end.character + 1,
              },
            },
          };
        }),
        partialFingerprints: { 'seaworthy/v1': fingerprint(item.id, root, product.id) },
        properties: {
          state,
          rules: [
            ...new Set(
              evidence.flatMap(({ finding }) => (finding && failing(finding).length > 0 ? [finding.rule.id] : [])),
            ),
          ],
        },
      })),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
