import type { Edit, Span } from '../text.ts';

/** The whole lines of a span, with the last line's break, so that nothing blank stays behind. */
export function wholeLines(text: string, { start, end }: Span): Span {
  // A byte order mark is no part of the first line.
  const from = Math.max(text.lastIndexOf('\n', start - 1) + 1, text.startsWith('\ufeff') ? 1 : 0);
  const next = text.indexOf('\n', end);
  return { start: from, end: next < 0 ? text.length : next + 1 };
}

/** Removes the lines of an entry that stands alone on them; undefined where something else shares them. */
export function removeLines(path: string, text: string, span: Span): Edit | undefined {
  const lines = wholeLines(text, span);
  const before = text.slice(lines.start, span.start);
  const after = text.slice(span.end, lines.end);
  if (!/^\s*(?:-\s+)?$/.test(before) || !/^["'\s]*(?:#.*)?\s*$/.test(after)) return undefined;
  return { path, span: lines, text: [] };
}
