import type { Finding } from '../server/src/core/rules/rule.ts';
import type { Severity } from '../server/src/core/severity.ts';

const annotation = /^[ \t]*~+ .+$/;

/** The lines without the drawn findings, which work in every syntax because no parser sees them. */
export const stripAnnotations = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !annotation.test(line));

/** Draws each finding under the first line of its span: `~~~~ message`, with the severity where it is not the rule's own. */
export function annotate(text: string, findings: readonly Finding[], usual: Severity): readonly string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const byLine = new Map<number, string[]>();
  for (const { span, message, severity } of findings) {
    const before = text
      .slice(0, span.start)
      .replace(/^\ufeff/, '')
      .split('\n');
    const column = before.at(-1) ?? '';
    const width = text.slice(span.start, span.end).split(/\r?\n/)[0]?.length ?? 0;
    const note = severity === usual ? message : `(${severity}) ${message}`;
    const drawn = `${column.replace(/[^\t]/g, ' ')}${'~'.repeat(Math.max(1, width))} ${note}`;
    byLine.set(before.length - 1, [...(byLine.get(before.length - 1) ?? []), drawn]);
  }
  const behind = byLine.get(lines.length) ?? [];
  return [...lines.flatMap((line, index) => [line, ...(byLine.get(index) ?? [])]), ...behind];
}
