import { severities } from '../../core/severity.ts';
import { placesIn } from '../../host/places.ts';
import type { CheckResult } from '../check.ts';
import type { ChecklistResult } from '../checklist.ts';
import { noChecklist } from './no-checklist.ts';
import { plural } from './paint.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** One file that needs nothing else: no script, no font, no network; colours that hold on paper and in the dark. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
ul { margin: .2rem 0; padding-left: 1.2rem; }
.error, .fail { color: light-dark(#b00020, #ff8a80); font-weight: 600; }
.warning, .unknown { color: light-dark(#7a4f00, #ffd180); }
.information, .ask { color: light-dark(#0b57d0, #8ab4f8); }
.pass, .attested { color: light-dark(#0a6b2d, #81c995); }
.hint, .not-applicable { opacity: .75; }
@media print { body { margin: 0; max-width: none; } tr, li { break-inside: avoid; } a { color: inherit; } }
</style>
</head>
<body>
${body}
</body>
</html>
`;

export function checkHtml({ analysis, findings, reported, skipped, faults }: CheckResult): string {
  const places = placesIn(analysis.files);
  const files = [...analysis.files.values()].filter(({ path, kind }) => reported(path) && kind !== 'project').length;
  const counted = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const accepted = analysis.suppressed.filter(({ finding }) => reported(finding.path));
  const sums = `${plural(findings.length, 'finding')} in ${plural(files, 'file')}${counted.length > 0 ? `: ${counted.join(', ')}` : ''}.`;
  const body = [
    `<h1>Seaworthy</h1>\n<p>${sums}</p>`,
    table(
      'Findings',
      ['Severity', 'Place', 'Finding', 'Rule'],
      findings.map(({ severity, path, span, message, rule }) => [
        `<span class="${severity}">${severity}</span>`,
        code(places.label(path, span)),
        escaped(message),
        code(rule.id),
      ]),
    ),
    table(
      'Accepted',
      ['Place', 'Rule', 'Reason'],
      accepted.map(({ finding, suppression }) => [
        code(places.label(finding.path, finding.span)),
        code(finding.rule.id),
        escaped(suppression.reason),
      ]),
    ),
    table(
      'Not read',
      ['File', 'Why'],
      [
        ...skipped.map(({ path, why }) => [code(path), escaped(why)]),
        ...faults.map(({ path, reason }) => [code(path), escaped(reason)]),
      ],
    ),
  ];
  return page('Seaworthy', body.filter((part) => part !== '').join('\n'));
}

export function checklistHtml(result: ChecklistResult): string {
  const { analysis, checklists } = result;
  const places = placesIn(analysis.files);
  if (checklists.length === 0) return page('Seaworthy', `<p>${escaped(noChecklist(result))}</p>`);
  const parts = checklists.map(({ product, root, items, summary }) => {
    const sections = [...new Set(items.map(({ section }) => section))];
    const counted = Object.entries(summary).filter(([, count]) => count > 0);
    return [
      `<h1>${escaped(product.title)}${root === '' ? '' : ` (${code(root)})`}</h1>`,
      `<p>${plural(items.length, 'line')}: ${counted.map(([state, count]) => `${count} ${state}`).join(', ')}.</p>`,
      ...sections.map((section) =>
        table(
          section,
          ['State', 'Line', 'What was seen'],
          items
            .filter((item) => item.section === section)
            .map(({ item, state, evidence, reasons, remedy }) => [
              `<span class="${state}">${state}</span>`,
              `${code(item.id)} ${escaped(item.text)}`,
              list([
                ...evidence.map(({ path, span, message }) => `${code(places.label(path, span))} ${escaped(message)}`),
                ...reasons.map(escaped),
                ...(state === 'fail' && remedy !== undefined ? [`<strong>Do:</strong> ${escaped(remedy)}`] : []),
              ]),
            ]),
        ),
      ),
    ].join('\n');
  });
  return page(checklists.map(({ product }) => product.title).join(', '), parts.join('\n'));
}

const code = (text: string): string => `<code>${escaped(text)}</code>`;
const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const row = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((one) => `<${tag}>${one}</${tag}>`).join('')}</tr>`;
  return `<h2>${escaped(title)}</h2>\n<table>\n<thead>${row('th', heads)}</thead>\n<tbody>\n${rows.map((cells) => row('td', cells)).join('\n')}\n</tbody>\n</table>`;
}
