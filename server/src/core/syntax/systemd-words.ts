import type { Span } from '../text.ts';
import type { Reference, Template } from './interpolation.ts';
import type { JoinedText } from './joined-text.ts';

/** A word of a value after quotes and escapes. */
export interface SystemdWord {
  /** `%i` and the like stay as written; `%%` is one `%`. */
  readonly text: string;
  /** Specifiers are references: only the running system knows them. */
  readonly template: Template;
  /** With the quotes. */
  readonly span: Span;
  /** The place of the rest of the word from an offset of `text` on, inside of the quotes. */
  readonly content: (from: number) => Span;
  /** From that offset on the file holds `text` as it is. */
  readonly exactFrom: (from: number) => boolean;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};

/** `\n`, `\x41`, `\101`, `\u0041`; what no escape is stays as it is. */
const numeric = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})/y;

/**
 * Cuts a value into words (systemd.syntax(7), "Quoting"): quotes hold blanks together, C escapes are read in and outside of
 * them. A `$` means nothing. With `specifiers`, `%` is read as systemd.unit(5) says.
 */
export function systemdWords(value: JoinedText): readonly SystemdWord[] {
  const words: SystemdWord[] = [];
  const { text } = value;
  let at = 0;
  while (at < text.length) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++;
    if (at >= text.length) break;
    const word = readWord(value, at);
    words.push(word.word);
    at = Math.max(word.end, at + 1);
  }
  return words;
}

function readWord(value: JoinedText, from: number): { readonly word: SystemdWord; readonly end: number } {
  const { text } = value;
  const parts: (string | Reference)[] = [];
  /** Where each character of the word stands in the value. */
  const places: number[] = [];
  let whole = '';
  let literal = '';
  let quote = '';
  let at = from;
  const take = (characters: string, length: number): void => {
    for (let index = 0; index < characters.length; index++) places.push(at);
    whole += characters;
    literal += characters;
    at += length;
  };
  while (at < text.length && (quote !== '' || !/\s/.test(text[at] ?? ''))) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      at++;
    } else if (char === quote) {
      quote = '';
      at++;
    } else if (char === '\\' && next !== '') {
      const known = escapes[next];
      numeric.lastIndex = at + 1;
      const number = known === undefined ? numeric.exec(text) : null;
      if (known !== undefined) take(known, 2);
      else if (number) take(characterOf(number), 1 + number[0].length);
      else take(char, 1);
    } else if (char === '%' && next === '%') take('%', 2);
    else if (char === '%' && /[A-Za-z]/.test(next)) {
      if (literal !== '') parts.push(literal);
      literal = '';
      const span = value.place(at, at + 2);
      parts.push({ name: char + next, nameSpan: span, operator: '', span, braced: false });
      places.push(at, at + 1);
      whole += char + next;
      at += 2;
    } else take(char, 1);
  }
  if (literal !== '') parts.push(literal);
  const end = at;
  const last = (places.at(-1) ?? from) + 1;
  const content = (offset: number): Span => {
    const start = places[offset] ?? (offset > 0 ? (places[offset - 1] ?? from) + 1 : from);
    return value.place(Math.min(start, end), Math.max(start, Math.min(last, end)));
  };
  const span = value.place(from, end);
  const word: SystemdWord = {
    text: whole,
    template: { parts, span },
    span,
    content,
    exactFrom(offset) {
      const start = places[offset];
      if (start === undefined) return true;
      return value.isWhole(start, last) && text.slice(start, last) === whole.slice(offset);
    },
  };
  return { word, end };
}

function characterOf([, x, u, big, octal]: RegExpExecArray): string {
  const code = octal === undefined ? Number.parseInt(x ?? u ?? big ?? '0', 16) : Number.parseInt(octal, 8);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
