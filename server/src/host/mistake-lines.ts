import { lineIndex, type Span } from '../core/text.ts';

/** Mistakes in a file of ours, one line each, with their places in it; `shown` is the file's name. */
export function mistakeLines(
  shown: string,
  text: string,
  mistakes: readonly { readonly span: Span; readonly message: string }[],
): readonly string[] {
  const lines = lineIndex(text);
  return mistakes.map(({ span, message }) => {
    const { line, character } = lines.position(span.start);
    return `${shown}:${line + 1}:${character + 1}: ${message}`;
  });
}
