import type { Span } from '../text.ts';
import type { JoinedText } from './joined-text.ts';

/** A word as written, with quotes and escapes; lines that it runs over are put together. */
export interface DockerfileWord {
  readonly text: string;
  readonly span: Span;
  /** The file holds it in one piece, so that an offset in `text` is an offset in the file. */
  readonly exact: boolean;
}

export interface DockerfilePair {
  readonly name: DockerfileWord;
  readonly value: DockerfileWord;
  /** `''` for the old form `ENV NAME value`. */
  readonly separator: '=' | '';
  readonly span: Span;
}

export const wordAt = (joined: JoinedText, from: number, to: number): DockerfileWord => ({
  text: joined.text.slice(from, to),
  span: joined.place(from, to),
  exact: joined.isWhole(from, to),
});

const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);

/** From the first sign to behind the last, without the blanks around. */
export function trimmed(text: string, from: number, to = text.length): readonly [number, number] {
  let [start, end] = [from, to];
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return [start, end];
}

/** Words between blanks; quotes mean nothing. */
export function plainWords(joined: JoinedText, from: number): readonly DockerfileWord[] {
  const words: DockerfileWord[] = [];
  const { text } = joined;
  let at = from;
  while (at < text.length) {
    while (at < text.length && isSpace(text[at])) at++;
    const start = at;
    while (at < text.length && !isSpace(text[at])) at++;
    if (at > start) words.push(wordAt(joined, start, at));
  }
  return words;
}

/** Words that quotes and escapes hold together, as `ENV`, `LABEL` and `ARG` read them (parseWords of BuildKit). */
export const quotedWords = (joined: JoinedText, from: number, escapeSign: string): readonly DockerfileWord[] =>
  quotedRanges(joined, from, escapeSign).map(([start, end]) => wordAt(joined, start, end));

function quotedRanges(joined: JoinedText, from: number, escapeSign: string): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  const { text } = joined;
  let at = from;
  while (at < text.length) {
    while (at < text.length && isSpace(text[at])) at++;
    const start = at;
    let quote = '';
    while (at < text.length && (quote !== '' || !isSpace(text[at]))) {
      const char = text[at] ?? '';
      if (char === escapeSign && quote !== "'") at++;
      else if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      at++;
    }
    at = Math.min(at, text.length);
    if (at > start) ranges.push([start, at]);
  }
  return ranges;
}

/** `--name=value` before the arguments; `--` alone ends them. Gives where the arguments begin. */
export function builderFlags(
  joined: JoinedText,
  from: number,
  escapeSign: string,
): { readonly flags: readonly DockerfileWord[]; readonly end: number } {
  const flags: DockerfileWord[] = [];
  const { text } = joined;
  let at = from;
  while (at < text.length) {
    while (at < text.length && isSpace(text[at])) at++;
    if (!text.startsWith('--', at)) break;
    const start = at;
    let quote = '';
    while (at < text.length && (quote !== '' || !isSpace(text[at]))) {
      const char = text[at] ?? '';
      if (char === escapeSign) at++;
      else if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      at++;
    }
    at = Math.min(at, text.length);
    const flag = wordAt(joined, start, at);
    if (flag.text === '--') break;
    flags.push(flag);
  }
  return { flags, end: at };
}

/** The pairs of `ENV` and `LABEL`; a problem where a word has no `=`. */
export function namedValues(
  joined: JoinedText,
  from: number,
  escapeSign: string,
): { readonly pairs: readonly DockerfilePair[]; readonly problem?: string; readonly at?: Span } {
  const ranges = quotedRanges(joined, from, escapeSign);
  const [first] = ranges;
  if (!first) return { pairs: [] };
  const { text } = joined;
  if (!text.slice(...first).includes('=')) {
    const [start, end] = trimmed(text, from);
    let cut = start;
    while (cut < end && !isSpace(text[cut])) cut++;
    const [value] = trimmed(text, cut, end);
    if (cut === end) return { pairs: [], problem: 'A name needs a value here.', at: joined.place(...first) };
    return {
      pairs: [
        {
          name: wordAt(joined, start, cut),
          value: wordAt(joined, value, end),
          separator: '',
          span: joined.place(start, end),
        },
      ],
    };
  }
  const pairs: DockerfilePair[] = [];
  for (const [start, end] of ranges) {
    const pair = pairAt(joined, start, end);
    if (!pair)
      return { pairs, problem: 'The form is NAME=value; here the `=` is missing.', at: joined.place(start, end) };
    pairs.push(pair);
  }
  return { pairs };
}

function pairAt(joined: JoinedText, start: number, end: number): DockerfilePair | undefined {
  const equals = joined.text.slice(start, end).indexOf('=');
  if (equals < 0) return undefined;
  return {
    name: wordAt(joined, start, start + equals),
    value: wordAt(joined, start + equals + 1, end),
    separator: '=',
    span: joined.place(start, end),
  };
}

/** `ARG` takes names with and without a value; a name alone is given by whoever builds. */
export const argumentPairs = (
  joined: JoinedText,
  from: number,
  escapeSign: string,
): readonly (DockerfilePair | DockerfileWord)[] =>
  quotedRanges(joined, from, escapeSign).map(
    ([start, end]) => pairAt(joined, start, end) ?? wordAt(joined, start, end),
  );

/**
 * The strings of a JSON array. `undefined` where the text is none, so that it is a shell command; `not-strings` where the
 * array holds something else, which BuildKit refuses.
 */
export function jsonWords(joined: JoinedText, from: number): readonly DockerfileWord[] | 'not-strings' | undefined {
  const [start, end] = trimmed(joined.text, from);
  const text = joined.text.slice(start, end);
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values)) return undefined;
  if (values.some((value) => typeof value !== 'string')) return 'not-strings';
  const places = [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)];
  return values.map((value: string, index): DockerfileWord => {
    const at = start + (places[index]?.index ?? 0) + 1;
    const to = at + (places[index]?.[0].length ?? 2) - 2;
    return {
      text: value,
      span: joined.place(at, to),
      exact: joined.isWhole(at, to) && joined.text.slice(at, to) === value,
    };
  });
}
