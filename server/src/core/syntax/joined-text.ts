import type { Span } from '../text.ts';

/** Text that a reader puts together from several stretches of a file, such as lines with a continuation. */
export interface JoinedText {
  readonly text: string;
  /** Where a stretch of the joined text stands in the file. */
  place(from: number, to: number): Span;
  /** The file has the stretch in one piece, character for character. */
  isWhole(from: number, to: number): boolean;
}

/** A stretch of the file, or characters that stand for one. */
export interface JoinedPiece {
  readonly text: string;
  readonly offset: number;
}

/** `end` is where the joined text ends in the file. */
export function joinText(pieces: readonly JoinedPiece[], end: number): JoinedText {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    starts.push(length);
    length += text.length;
  }
  const text = pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map((piece) => piece.text).join('');
  const indexOf = (at: number): number => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low;
  };
  const offsetOf = (at: number): number => {
    const index = indexOf(at);
    return (pieces[index]?.offset ?? end) + at - (starts[index] ?? 0);
  };
  return {
    text,
    place(from, to) {
      if (to > from) return { start: offsetOf(from), end: offsetOf(to - 1) + 1 };
      const at = from < length ? offsetOf(from) : length > 0 ? offsetOf(length - 1) + 1 : end;
      return { start: at, end: at };
    },
    isWhole: (from, to) => to <= from || indexOf(from) === indexOf(to - 1),
  };
}
