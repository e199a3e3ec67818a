import { fingerprint } from '../../core/fingerprint.ts';
import { rules } from '../../core/rules/index.ts';
import type { Finding, Fix, Rule } from '../../core/rules/rule.ts';
import type { Severity } from '../../core/severity.ts';
import type { Suppression } from '../../core/suppression.ts';
import type { Range, Span } from '../../core/text.ts';
import { fillEdits, hasBlank, reportFilling } from '../../host/generate.ts';
import { type Places, placesIn } from '../../host/places.ts';
import type { CheckResult } from '../check.ts';

/** SARIF's words for severities (SARIF 2.1.0, 3.27.10); a hint is no more than a note. */
export const sarifLevel: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning and editors. */
export function checkSarif({ analysis, findings, reported, faults }: CheckResult): string {
  const places = placesIn(analysis.files);
  const accepted = analysis.suppressed.filter(({ finding }) => reported(finding.path));
  const used = rules.filter(
    (rule) => findings.some((one) => one.rule === rule) || accepted.some(({ finding }) => finding.rule === rule),
  );
  const report = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'seaworthy', semanticVersion: SEAWORTHY_VERSION, rules: used.map(ruleSarif) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The folder that was checked.' } } },
        invocations: [
          {
            executionSuccessful: faults.length === 0,
            ...(faults.length > 0 && {
              toolExecutionNotifications: faults.map(({ path, reason }) => ({
                level: 'error',
                message: { text: reason },
                locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
              })),
            }),
          },
        ],
        results: [
          ...findings.map((finding) => resultSarif(finding, used, places)),
          ...accepted.map(({ finding, suppression }) => resultSarif(finding, used, places, suppression)),
        ],
      },
    ],
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const artifact = (path: string) => ({ uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' });

/** One-based; the end column is that of the first character outside. */
const region = ({ start, end }: Range) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

const location = (path: string, span: Span, places: Places) => ({
  physicalLocation: { artifactLocation: artifact(path), region: region(places.range(path, span)) },
});

const ruleSarif = ({ id, summary, why, severity, references, topic, confidence }: Rule) => ({
  id,
  shortDescription: { text: summary },
  fullDescription: { text: why },
  help: { text: why, markdown: `${why}\n\n${references.map((url) => `- <${url}>`).join('\n')}` },
  defaultConfiguration: { level: sarifLevel[severity] },
  properties: { tags: [topic], precision: confidence },
});

const resultSarif = (
  { rule, severity, message, path, span, related = [], fixes = [], pointer }: Finding,
  used: readonly Rule[],
  places: Places,
  suppression?: Suppression,
) => ({
  ruleId: rule.id,
  ruleIndex: used.indexOf(rule),
  level: sarifLevel[severity],
  message: { text: message },
  locations: [location(path, span, places)],
  partialFingerprints: { 'seaworthy/v1': fingerprint(rule.id, path, pointer) },
  ...(related.length > 0 && {
    relatedLocations: related.map((other, index) => ({
      id: index,
      message: { text: other.message },
      ...location(other.path, other.span, places),
    })),
  }),
  ...(suppression && {
    suppressions: [
      {
        kind: suppression.from === 'comment' ? 'inSource' : 'external',
        status: 'accepted',
        justification: suppression.reason,
      },
    ],
  }),
  ...fixesSarif(fixes, places),
});

/** Only what a tool may write as it stands: neither a secret's marker nor a blank. */
function fixesSarif(fixes: readonly Fix[], places: Places) {
  const whole = fixes.filter(
    ({ edits }) =>
      !hasBlank(edits) && edits.every(({ text, create }) => !create && text.every((part) => typeof part === 'string')),
  );
  return whole.length === 0 ? {} : { fixes: whole.map((fix) => fixSarif(fix, places)) };
}

function fixSarif({ title, edits }: Fix, places: Places) {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const filled = fillEdits(edits, reportFilling);
  return {
    description: { text: title },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifact(path),
      replacements: filled
        .filter(({ edit }) => edit.path === path)
        .map(({ edit, newText }) => ({
          deletedRegion: region(places.range(path, edit.span)),
          insertedContent: { text: newText },
        })),
    })),
  };
}
