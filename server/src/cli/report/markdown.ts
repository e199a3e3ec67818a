import { severities } from '../../core/severity.ts';
import { placesIn } from '../../host/places.ts';
import type { CheckResult } from '../check.ts';
import type { ChecklistResult } from '../checklist.ts';
import { noChecklist } from './no-checklist.ts';
import { plural } from './paint.ts';

/** In a cell of a table, with what Markdown would read as markup escaped. */
export const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;

/** For a comment on a pull request or a wiki page (GitHub Flavored Markdown). */
export function checkMarkdown({ analysis, findings, reported, skipped, faults }: CheckResult): string {
  const places = placesIn(analysis.files);
  const files = [...analysis.files.values()].filter(({ path, kind }) => reported(path) && kind !== 'project').length;
  const counted = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const accepted = analysis.suppressed.filter(({ finding }) => reported(finding.path));
  return [
    '# Seaworthy',
    '',
    findings.length === 0
      ? `No findings in ${plural(files, 'file')}.`
      : `${plural(findings.length, 'finding')} in ${plural(files, 'file')}: ${counted.join(', ')}.`,
    ...table(
      ['Severity', 'Place', 'Finding', 'Rule'],
      findings.map(({ severity, path, span, message, rule }) => [
        severity,
        code(places.label(path, span)),
        cell(message),
        code(rule.id),
      ]),
    ),
    ...(accepted.length > 0 ? ['', '## Accepted'] : []),
    ...table(
      ['Place', 'Rule', 'Reason'],
      accepted.map(({ finding, suppression }) => [
        code(places.label(finding.path, finding.span)),
        code(finding.rule.id),
        cell(suppression.reason),
      ]),
    ),
    ...(skipped.length + faults.length > 0 ? ['', '## Not read'] : []),
    ...table(
      ['File', 'Why'],
      [
        ...skipped.map(({ path, why }) => [code(path), cell(why)]),
        ...faults.map(({ path, reason }) => [code(path), cell(reason)]),
      ],
    ),
    '',
  ].join('\n');
}

const boxes = { pass: 'x', attested: 'x', fail: ' ', unknown: ' ', ask: ' ', 'not-applicable': ' ' } as const;

export function checklistMarkdown(result: ChecklistResult): string {
  const { analysis, checklists } = result;
  if (checklists.length === 0) return `${noChecklist(result)}\n`;
  const places = placesIn(analysis.files);
  return checklists
    .map(({ product, root, items, summary }) => {
      const sections = [...new Set(items.map(({ section }) => section))];
      const counted = Object.entries(summary).filter(([, count]) => count > 0);
      return [
        `# ${cell(product.title)}${root === '' ? '' : ` (${code(root)})`}`,
        '',
        `${plural(items.length, 'line')}: ${counted.map(([state, count]) => `${count} ${state}`).join(', ')}.`,
        ...sections.flatMap((section) => [
          '',
          `## ${cell(section)}`,
          '',
          ...items
            .filter((item) => item.section === section)
            .flatMap(({ item, state, evidence, reasons, remedy }) => [
              `- [${boxes[state]}] **${state}** ${code(item.id)} ${cell(item.text)}`,
              ...evidence.map(({ path, span, message }) => `  - ${code(places.label(path, span))} ${cell(message)}`),
              ...reasons.map((reason) => `  - ${cell(reason)}`),
              ...(state === 'fail' && remedy !== undefined ? [`  - Do: ${cell(remedy)}`] : []),
            ]),
        ]),
        '',
      ].join('\n');
    })
    .join('\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return ['', ...[heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)];
}
