import type { Span } from '../text.ts';
import type { PhysicalLine } from './dockerfile-lines.ts';

export interface HeredocStart {
  /** The word that ends it, without quotes. */
  readonly name: string;
  /** `<<-`: tabs before the lines and before the end are taken away. */
  readonly chomp: boolean;
  /** No quotes: variables in it are replaced. */
  readonly expand: boolean;
}

export interface Heredoc extends HeredocStart {
  readonly content: Span;
  /** The word stands alone on a line below. */
  readonly closed: boolean;
}

/** `<<EOF`, `<<-"EOF"`, `4<< EOF` outside of quotes (parser.go, heredocsFromLine). */
export function heredocsIn(text: string): readonly HeredocStart[] {
  const found: HeredocStart[] = [];
  const opener = /\d*<<(-?)[ \t]*/y;
  let quote = '';
  let at = 0;
  let isWordStart = true;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
      at++;
      continue;
    }
    if (isWordStart && /[\d<]/.test(char)) {
      opener.lastIndex = at;
      const match = opener.exec(text);
      if (match) {
        const word = readName(text, at + match[0].length);
        if (word && word.name !== '') {
          // Behind a blank a dash belongs to the name.
          found.push({ name: word.name, chomp: match[1] === '-', expand: word.expand });
          at = word.end;
          isWordStart = false;
          continue;
        }
      }
    }
    if (char === '\\') at++;
    else if (char === '"' || char === "'") quote = char;
    isWordStart = /\s/.test(char);
    at++;
  }
  return found;
}

/** A name up to the next blank; quotes and escapes in it go, and then nothing is replaced. Undefined for an open quote. */
function readName(text: string, from: number) {
  let name = '';
  let expand = true;
  let quote = '';
  let at = from;
  while (at < text.length && (quote !== '' || !/[\s<]/.test(text[at] ?? ''))) {
    const char = text[at] ?? '';
    if (char === '\\' && quote !== "'") {
      name += text[++at] ?? '';
      expand = expand && quote === '';
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      expand = false;
    } else if (char === quote) quote = '';
    else name += char;
    at++;
  }
  return quote === '' && text[at] !== '<' ? { name, expand, end: at } : undefined;
}

/** The lines from `first` on, to the one that ends it or to the end of the file. */
export function readHeredoc(
  start: HeredocStart,
  lines: readonly PhysicalLine[],
  first: number,
  length: number,
): { readonly heredoc: Heredoc; readonly next: number } {
  let index = first;
  const from = lines[first]?.start ?? length;
  for (; index < lines.length; index++) {
    const { text = '', start: lineStart = length } = lines[index] ?? {};
    if ((start.chomp ? text.replace(/^\t+/, '') : text) === start.name)
      return { heredoc: { ...start, content: { start: from, end: lineStart }, closed: true }, next: index + 1 };
  }
  return { heredoc: { ...start, content: { start: from, end: length }, closed: false }, next: index };
}
