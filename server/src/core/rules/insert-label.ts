import type { SourceFile } from '../model/source-file.ts';
import { type Edit, lineEnding, type Span } from '../text.ts';

/**
 * Labels of a Compose service behind another one, written as that is: an item of a list or an entry of a mapping, in its quotes
 * and indentation. Undefined where it stands in a form that has no place for them.
 */
export function insertLabels(
  { path, text }: SourceFile,
  anchor: Span,
  labels: readonly (readonly [key: string, value: string])[],
): Edit | undefined {
  const lineStart = text.lastIndexOf('\n', anchor.start - 1) + 1;
  const [, indent = '', dash = '', quote = ''] = /^([ \t]*)(-[ \t]+)?(["']?)/.exec(text.slice(lineStart)) ?? [];
  const isFirst = lineStart + indent.length + dash.length + quote.length >= anchor.start;
  const open = text[anchor.start] === '"' || text[anchor.start] === "'" ? text[anchor.start] : text[anchor.start - 1];
  const around = open === '"' || open === "'" ? open : '';
  const isInQuotes = around !== '' && text[anchor.start] !== around;
  const end = anchor.end + (isInQuotes && text[anchor.end] === around ? 1 : 0);
  const rest = /^["']?[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(end))?.[0];
  if (isFirst && rest !== undefined) {
    const at = end + rest.length;
    const lines = labels.map(([key, value]) =>
      dash === ''
        ? `${indent}${inQuotes(key, quote)}: ${inQuotes(value, quoteOf(text, anchor))}`
        : `${indent}${dash}${inQuotes(`${key}=${value}`, quote)}`,
    );
    return { path, span: { start: at, end: at }, text: lines.map((line) => lineEnding(text) + line) };
  }
  const isFlow = /^[ \t]*[,\]]/.test(text.slice(end));
  if (!isFlow) return undefined;
  const items = labels.map(([key, value]) => `, ${inQuotes(`${key}=${value}`, around || '"')}`);
  return { path, span: { start: end, end }, text: items };
}

/** Of the value of an entry; numbers and words such as `true` have to be texts, so that it is never none. */
function quoteOf(text: string, { start, end }: Span): string {
  const value = /:[ \t]+(["'])/.exec(text.slice(start, end + 1))?.[1];
  return value ?? '"';
}

/** As YAML escapes; a text that would be read otherwise is quoted though its neighbours are not. */
function inQuotes(text: string, quote: string): string {
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`;
  return quote === '"' || /: | #|[:\s]$/.test(text) ? JSON.stringify(text) : text;
}
