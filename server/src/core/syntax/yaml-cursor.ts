import type { Span } from '../text.ts';

/** What is being typed at a place of a YAML text. */
export interface YamlCursor {
  /** From the root to what holds the word. Items of lists are `[]`. */
  readonly path: readonly string[];
  readonly kind: 'key' | 'value';
  /** The word that is begun, up to the place. */
  readonly word: Span;
  /** Keys that the mapping has already, where a key is typed. */
  readonly taken: readonly string[];
}

/** The step into a list. */
export const item = '[]';

interface Frame {
  readonly indent: number;
  readonly step: string;
}

/**
 * What stands at an offset, told by indentation and brackets alone, so that a text which is not whole yet has an answer too.
 * Undefined inside of comments, quotes and block scalars.
 */
export function yamlCursor(text: string, offset: number): YamlCursor | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const frames: Frame[] = [];
  let scalarIndent: number | undefined;
  for (const line of text.slice(0, lineStart).split('\n')) {
    const indent = indentOf(line);
    if (line.trim() === '') continue;
    if (scalarIndent !== undefined && indent > scalarIndent) continue;
    scalarIndent = /[|>][+-]?\d?\s*(?:#.*)?$/.test(line) ? indent : undefined;
    if (!/^\s*#/.test(line)) enter(frames, line);
  }
  const written = text.slice(lineStart, offset);
  if (scalarIndent !== undefined && indentOf(written) > scalarIndent && written.trim() !== '') return undefined;
  if (/(?:^|\s)#/.test(written)) return undefined;
  const { rest, column } = enterItems(frames, written);
  const from = (start: number): Span => ({ start: lineStart + start, end: offset });
  const pair = /^([\w.*/@{}$-]+|"[^"]*"|'[^']*'):(?:\s+|$)/.exec(rest);
  if (!pair) {
    if (/[{[]/.test(rest)) return inFlow(rest, column, frames.map(stepOf), from);
    if (!/^[\w.-]*$/.test(rest)) return undefined;
    pop(frames, column);
    return {
      path: frames.map(stepOf),
      kind: rest === '' || !isListItem(frames, column) ? 'key' : 'value',
      word: from(column),
      taken: siblings(text, lineStart, column, offset),
    };
  }
  pop(frames, column);
  const key = unquoted(pair[1] ?? '');
  const value = rest.slice(pair[0].length);
  const start = column + pair[0].length;
  const path = [...frames.map(stepOf), key];
  if (/^[{[]/.test(value)) return inFlow(value, start, path, from);
  if (/\s$/.test(rest) === false && pair[0].endsWith(':')) return undefined;
  return /^["']/.test(value) ? undefined : { path, kind: 'value', word: from(start), taken: [] };
}

const stepOf = ({ step }: Frame): string => step;
const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;
const unquoted = (key: string): string => key.replace(/^(["'])(.*)\1$/, '$2');

function pop(frames: Frame[], column: number): void {
  while ((frames.at(-1)?.indent ?? -1) >= column) frames.pop();
}

const isListItem = (frames: readonly Frame[], column: number): boolean => {
  const last = frames.at(-1);
  return last?.step === item && last.indent < column;
};

/** Dashes at the beginning of a line open items; what is behind them stands deeper. */
function enterItems(frames: Frame[], line: string): { readonly rest: string; readonly column: number } {
  let column = indentOf(line);
  let rest = line.slice(column);
  for (let dash = /^-(?:\s+|$)/.exec(rest); dash; dash = /^-(?:\s+|$)/.exec(rest)) {
    // A list may stand as far left as the key that it belongs to.
    while (frames.length > 0 && isAsDeep(frames.at(-1), column)) frames.pop();
    frames.push({ indent: column, step: item });
    column += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  return { rest, column };
}

const isAsDeep = (frame: Frame | undefined, column: number): boolean =>
  frame !== undefined && (frame.step === item ? frame.indent >= column : frame.indent > column);

function enter(frames: Frame[], line: string): void {
  const { rest, column } = enterItems(frames, line);
  const key = /^([\w.*/@{}$-]+|"[^"]*"|'[^']*'):(?:\s|$)/.exec(rest)?.[1];
  if (key === undefined) return;
  pop(frames, column);
  frames.push({ indent: column, step: unquoted(key) });
}

/** Keys of the same mapping, above and below: lines as deep as this one up to one that stands further left. */
function siblings(text: string, lineStart: number, column: number, offset: number): readonly string[] {
  const keyIn = (line: string): string | undefined => {
    const inner = line.replace(
      /^(\s*)((?:-\s+)*)/,
      (_, lead: string, dashes: string) => lead + ' '.repeat(dashes.length),
    );
    return indentOf(inner) === column ? /^([\w.-]+):/.exec(inner.slice(column))?.[1] : undefined;
  };
  const found: string[] = [];
  // A dash before the place begins the mapping.
  const isFirst = text.slice(lineStart, lineStart + column).includes('-');
  const above = isFirst ? [] : text.slice(0, lineStart).split('\n').slice(0, -1).reverse();
  for (const line of above) {
    const [lead = '', dashes = ''] = /^(\s*)((?:-\s+)*)/.exec(line)?.slice(1) ?? [];
    if (line.trim() !== '' && lead.length + dashes.length < column) break;
    const key = keyIn(line);
    if (key !== undefined) found.push(key);
    if (dashes !== '' && lead.length < column) break;
  }
  const end = text.indexOf('\n', offset);
  for (const line of end < 0 ? [] : text.slice(end + 1).split('\n')) {
    if (line.trim() !== '' && (indentOf(line) < column || line.trimStart().startsWith('- '))) break;
    const key = keyIn(line);
    if (key !== undefined) found.push(key);
  }
  return found;
}

/** Inside of brackets on the line: keys behind `{` and its commas, values behind colons and in `[`. */
function inFlow(
  text: string,
  column: number,
  outer: readonly string[],
  from: (start: number) => Span,
): YamlCursor | undefined {
  const path = [...outer];
  const opened: ('{' | '[')[] = [];
  const taken: string[][] = [];
  let key: string | undefined;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"' || char === "'") {
      const close = text.indexOf(char, at + 1);
      if (close < 0) return undefined;
      at = close;
    } else if (char === '{' || char === '[') {
      if (key !== undefined) path.push(key);
      if (opened.at(-1) === '[') path.push(item);
      opened.push(char);
      taken.push([]);
      key = undefined;
      start = at + 1;
    } else if (char === '}' || char === ']') {
      opened.pop();
      taken.pop();
      if (opened.at(-1) === '{') {
        key = undefined;
        path.pop();
      } else if (opened.at(-1) === '[') path.pop();
      start = at + 1;
    } else if (char === ',') {
      key = undefined;
      start = at + 1;
    } else if (char === ':' && opened.at(-1) === '{' && key === undefined) {
      key = unquoted(text.slice(start, at).trim());
      taken.at(-1)?.push(key);
      start = at + 1;
    }
  }
  if (opened.length === 0) return undefined;
  const word = text.slice(start).trimStart();
  const span = from(column + text.length - word.length);
  if (opened.at(-1) === '[') return { path: [...path, item], kind: 'value', word: span, taken: [] };
  return key === undefined
    ? { path, kind: 'key', word: span, taken: taken.at(-1) ?? [] }
    : { path: [...path, key], kind: 'value', word: span, taken: [] };
}
