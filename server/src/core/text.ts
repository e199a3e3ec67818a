/**
 * Text and places in it. Every place in the core is a {@link Span} of UTF-16 offsets, half open, which is what JavaScript
 * strings, the `yaml` library and the default encoding of the language server protocol share. Lines and columns exist only
 * at the border: {@link lineIndex} turns offsets into them.
 */

/** UTF-16 offsets into one text; `start` is inside, `end` is the first offset outside. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A zero-based line and a UTF-16 column, as the protocol and the JSON report count them. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** How a generated secret is written; `password` is letters and digits that survive .env, Compose, URLs and shells. */
export type Encoding = 'hex' | 'base64' | 'base64url' | 'password';

/**
 * A secret that the adapter fills in from a cryptographic random source. Equal names within one fix get equal values, so a
 * password and the DSN that repeats it stay in step. Reports print `<generated:hex:32>` instead.
 */
export interface Generated {
  readonly generate: Encoding;
  /** Random bytes before encoding. */
  readonly bytes: number;
  readonly name: string;
}

/** A fact that the file does not tell: a snippet tab stop for editors that can show one. */
export interface Blank {
  readonly blank: string;
}

/** A value that leaves its place for another one. Reports print `<moved>`: it may be a secret. */
export interface Moved {
  readonly moved: string;
}

export type TextPart = string | Generated | Blank | Moved;

/** Replaces the text of `span` by the concatenated parts; an empty span inserts. */
export interface Edit {
  readonly path: string;
  readonly span: Span;
  readonly text: readonly TextPart[];
  /** The file does not exist yet; `span` is empty at 0 and the edit makes it. */
  readonly create?: true;
}

export const span = (start: number, end: number): Span => ({ start, end });

export const isInside = (inner: Span, outer: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;

/** True where the spans share a character, or where an empty one touches the other. */
export const overlaps = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

export const textAt = (text: string, { start, end }: Span): string => text.slice(start, end);

/** Offsets of the first character of each line; `\n`, `\r\n` and a lone `\r` end one, as the protocol says. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 13 && text.charCodeAt(offset + 1) === 10) continue;
    if (code === 10 || code === 13) starts.push(offset + 1);
  }
  return starts;
}

export interface LineIndex {
  position(offset: number): Position;
  range(place: Span): Range;
  /** The offset of a position; columns past the end of a line are clamped to it. */
  offset(position: Position): number;
}

export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const position = (offset: number): Position => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
  return {
    position,
    range: ({ start, end }) => ({ start: position(start), end: position(end) }),
    offset({ line, character }) {
      const start = starts[line] ?? text.length;
      return Math.min(start + character, starts[line + 1] ?? text.length, text.length);
    },
  };
}

/** The line ending that the text uses; the first one found decides. */
export function lineEnding(text: string): '\n' | '\r\n' {
  const newline = text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

/** Offset of the next line feed; the end of the text where none comes. */
export function lineFeed(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}

/** The same, before the carriage return that stands there in some files. */
export function endOfLine(text: string, from: number): number {
  const feed = lineFeed(text, from);
  return feed < text.length && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** The white space at the start of the line that holds `offset`. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, start + 400))?.[0] ?? '';
}
