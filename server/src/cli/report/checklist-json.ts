import { checklistReport } from '../../host/checklist-report.ts';
import { placesIn } from '../../host/places.ts';
import type { ChecklistResult } from '../checklist.ts';

/** The machine contract of `checklist`, version 1 (design page: command line). */
export function checklistJson({ analysis, checklists }: ChecklistResult): string {
  const places = placesIn(analysis.files);
  const report = { version: 1, checklists: checklists.map((one) => checklistReport(one, places)) };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
