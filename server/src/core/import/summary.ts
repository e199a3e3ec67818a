import type { Imported } from './import-checklist.ts';

const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;

/** What an import found and changed, a sentence a line. */
export function importSummary({ title, lines: all, proposed, added, missing, reworded }: Imported): string {
  const merged = [
    ...(added.length > 0 ? [`New: ${added.join(', ')}.`] : []),
    ...missing.map(({ id }) => `${id} is no line of the Markdown any more; it stays.`),
    ...reworded.map(({ item, text }) => `${item.id} keeps its words; the Markdown says now: ${text}`),
  ];
  const found = `${title}: ${lines(all)}, ${proposed === 0 ? 'none' : proposed} of them with evidence from files proposed.`;
  return [found, ...merged].map((sentence) => `${sentence}\n`).join('');
}
