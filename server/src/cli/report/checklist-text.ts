import type { Checklist, ItemResult, State } from '../../core/checklist/checklist.ts';
import { type Places, placesIn } from '../../host/places.ts';
import type { ChecklistResult } from '../checklist.ts';
import { noChecklist } from './no-checklist.ts';
import { type Paint, plural } from './paint.ts';

const shown: Readonly<Record<State, { readonly word: string; readonly style: Parameters<Paint>[0] }>> = {
  pass: { word: 'pass', style: 'green' },
  fail: { word: 'FAIL', style: 'red' },
  unknown: { word: 'unknown', style: 'yellow' },
  ask: { word: 'ask', style: 'blue' },
  attested: { word: 'attested', style: 'green' },
  'not-applicable': { word: 'n/a', style: 'gray' },
};

/** For people: every line with its state, what was looked at, and what to do. */
export function checklistText(result: ChecklistResult, paint: Paint): string {
  const { analysis, checklists } = result;
  if (checklists.length === 0) return `${noChecklist(result)}\n`;
  const places = placesIn(analysis.files);
  return checklists.map((one) => textOf(one, places, paint)).join('\n');
}

function textOf({ product, root, detectedBy, items, summary }: Checklist, places: Places, paint: Paint): string {
  const lines = [paint(['bold', 'underline'], `${product.title}${root === '' ? '' : ` (${root})`}`)];
  const signs = detectedBy.map(({ path, why }) => `${why} in ${path}`);
  const otherwise = product.fallback ? 'for a deployment of any product' : 'walked because it was asked for';
  lines.push(paint('gray', signs.length > 0 ? `found by ${signs.join(', ')}` : otherwise));
  let section = '';
  for (const item of items) {
    if (item.section !== section) lines.push('', paint('bold', item.section));
    section = item.section;
    lines.push(...linesOf(item, places, paint));
  }
  const counted = Object.entries(summary).filter(([, count]) => count > 0);
  lines.push(
    '',
    `${plural(items.length, 'line')}: ${counted.map(([state, count]) => `${count} ${state}`).join(', ')}.`,
  );
  return `${lines.join('\n')}\n`;
}

function linesOf(
  { item, state, severity, evidence, reasons, remedy }: ItemResult,
  places: Places,
  paint: Paint,
): string[] {
  const { word, style } = shown[state];
  const grade = state === 'fail' ? `  ${paint('gray', severity)}` : '';
  const indent = ' '.repeat(12);
  return [
    `  ${paint(style, word.padEnd(9))} ${paint('gray', item.id)}  ${item.text}${grade}`,
    ...evidence.map(({ path, span, message, finding, accepted }) => {
      const rule = finding ? `  ${finding.rule.id}` : '';
      const reason = accepted === undefined ? '' : `  (accepted: ${accepted})`;
      return `${indent}${paint('gray', places.label(path, span))} ${message}${paint('gray', `${rule}${reason}`)}`;
    }),
    ...reasons.map((reason) => `${indent}${paint('gray', reason)}`),
    ...(state === 'fail' && remedy !== undefined ? [`${indent}${paint('gray', 'do:')} ${remedy}`] : []),
  ];
}
