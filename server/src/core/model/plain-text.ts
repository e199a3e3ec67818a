import type { SyntaxProblem } from '../syntax/problem.ts';
import { lineStarts, type Span } from '../text.ts';

/** A file of no syntax that we know, for conditions that look for a text. */
export interface TextModel {
  /** Without line breaks; `\n`, `\r\n` and a lone `\r` end one. */
  readonly lines: readonly { readonly text: string; readonly span: Span }[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

export function readText(text: string): TextModel {
  const starts = lineStarts(text);
  const lines = starts.map((start, index) => {
    const written = text.slice(start, starts[index + 1] ?? text.length).replace(/[\r\n]+$/, '');
    return { text: written, span: { start, end: start + written.length } };
  });
  return { lines, comments: [], problems: [] };
}
