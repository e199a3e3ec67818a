import type { SourceFile } from '../core/model/source-file.ts';
import { type LineIndex, lineIndex, type Range, type Span } from '../core/text.ts';

/** Turns places into lines and columns, one index a file. */
export interface Places {
  range(path: string, span: Span): Range;
  /** `path:line:column`, one-based, as compilers write it. */
  label(path: string, span: Span): string;
}

export function placesIn(files: ReadonlyMap<string, SourceFile>): Places {
  const indexes = new Map<string, LineIndex>();
  const indexOf = (path: string): LineIndex => {
    const index = indexes.get(path) ?? lineIndex(files.get(path)?.text ?? '');
    indexes.set(path, index);
    return index;
  };
  return {
    range: (path, span) => indexOf(path).range(span),
    label(path, { start }) {
      const { line, character } = indexOf(path).position(start);
      return `${path}:${line + 1}:${character + 1}`;
    },
  };
}
