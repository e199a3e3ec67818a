import type { Span } from '../text.ts';
import type { JsonDuplicate, JsonMember, JsonNode, JsonTree } from './json.ts';
import type { SyntaxProblem } from './problem.ts';

/**
 * A tolerant reader of JSON5 (https://spec.json5.org): unquoted names, single quotes, comments, trailing commas, hexadecimal
 * and signed numbers. After a mistake it goes on at the next comma or closing bracket. The caller has bounded the nesting.
 */
export function readJson5(text: string): JsonTree {
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const duplicates: JsonDuplicate[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const problem = (start: number, end: number, message: string): void => {
    problems.push({ span: { start, end: Math.min(Math.max(end, start), text.length) }, message, verdict: 'refused' });
  };

  function skip(): void {
    for (;;) {
      const char = text[at];
      if (char !== undefined && /[\s\ufeff\u2028\u2029]/.test(char)) at++;
      else if (char === '/' && text[at + 1] === '/') {
        const start = at;
        while (at < text.length && !/[\n\r\u2028\u2029]/.test(text[at] ?? '')) at++;
        comments.push({ start, end: at });
      } else if (char === '/' && text[at + 1] === '*') {
        const start = at;
        const end = text.indexOf('*/', at + 2);
        if (end < 0) problem(start, start + 2, 'The comment is never closed.');
        at = end < 0 ? text.length : end + 2;
        comments.push({ start, end: at });
      } else return;
    }
  }

  function readValue(): JsonNode | undefined {
    skip();
    const start = at;
    const char = text[at];
    if (char === '{') return readObject();
    if (char === '[') return readArray();
    if (char === '"' || char === "'") return readString();
    const word = /^[^\s,:{}[\]"'/]+/.exec(text.slice(at, at + 400))?.[0];
    if (word === undefined) {
      problem(at, at + 1, 'A value is missing.');
      return undefined;
    }
    at += word.length;
    const span = { start, end: at };
    if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true', span };
    if (word === 'null') return { type: 'null', span };
    const value = numberOf(word);
    if (value !== undefined) return { type: 'number', value, span };
    problem(start, at, 'This is no value that JSON5 knows.');
    return undefined;
  }

  function readObject(): JsonNode {
    const start = at++;
    const members: JsonMember[] = [];
    const seen = new Map<string, Span>();
    for (;;) {
      skip();
      if (text[at] === '}') {
        at++;
        break;
      }
      if (at >= text.length || text[at] === ']') {
        problem(start, start + 1, 'A closing brace is missing.');
        break;
      }
      const keyStart = at;
      const key = readName();
      if (key === undefined) {
        problem(at, at + 1, 'A name is missing.');
        recover();
        continue;
      }
      const keySpan = { start: keyStart, end: at };
      skip();
      let value: JsonNode | undefined;
      if (text[at] === ':') {
        at++;
        value = readValue();
      } else problem(keySpan.start, keySpan.end, 'A colon is missing.');
      const entry = { start: keyStart, end: value?.span.end ?? keySpan.end };
      const first = seen.get(key);
      if (first) duplicates.push({ first, key: keySpan, entry, name: key });
      else seen.set(key, keySpan);
      members.push({ key, keySpan, value, span: entry });
      separate('}');
    }
    return { type: 'object', members, span: { start, end: at } };
  }

  function readArray(): JsonNode {
    const start = at++;
    const items: JsonNode[] = [];
    for (;;) {
      skip();
      if (text[at] === ']') {
        at++;
        break;
      }
      if (at >= text.length || text[at] === '}') {
        problem(start, start + 1, 'A closing bracket is missing.');
        break;
      }
      const before = at;
      const item = readValue();
      if (item) items.push(item);
      else if (at === before) recover();
      separate(']');
    }
    return { type: 'array', items, span: { start, end: at } };
  }

  /** A comma, or the end of what is open; anything else is a mistake after which the next item is looked for. */
  function separate(end: '}' | ']'): void {
    skip();
    if (text[at] === ',') at++;
    else if (text[at] !== end && at < text.length && text[at] !== '}' && text[at] !== ']') {
      problem(at, at + 1, 'A comma is missing.');
      if (!/["'\w$[{+.-]/.test(text[at] ?? '')) recover();
    }
  }

  function recover(): void {
    if (at < text.length && !/[,}\]]/.test(text[at] ?? '')) at++;
    while (at < text.length && !/[,}\]\n]/.test(text[at] ?? '')) at++;
    if (text[at] === ',') at++;
  }

  function readName(): string | undefined {
    const char = text[at];
    if (char === '"' || char === "'") {
      const node = readString();
      return node.type === 'string' ? node.value : undefined;
    }
    const name = /^(?:[$_\p{ID_Start}]|\\u[0-9a-fA-F]{4})(?:[$\p{ID_Continue}]|\u200c|\u200d|\\u[0-9a-fA-F]{4})*/u.exec(
      text.slice(at, at + 400),
    )?.[0];
    if (name === undefined) return undefined;
    at += name.length;
    return name.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }

  function readString(): JsonNode {
    const start = at;
    const quote = text[at++];
    let value = '';
    let escaped = false;
    while (at < text.length && text[at] !== quote) {
      const char = text[at] ?? '';
      if (char === '\n' || char === '\r') break;
      if (char !== '\\') {
        value += char;
        at++;
        continue;
      }
      escaped = true;
      value += readEscape();
    }
    const closed = text[at] === quote;
    const content = { start: start + 1, end: at };
    if (closed) at++;
    else problem(start, at, 'The string is never closed.');
    return { type: 'string', value, span: { start, end: at }, content, exact: !escaped };
  }

  /** Section 5.1 of the specification; a backslash before a line break joins the lines. */
  function readEscape(): string {
    const start = at;
    const char = text[at + 1] ?? '';
    at = Math.min(at + 2, text.length);
    const simple: Readonly<Record<string, string>> = {
      b: '\b',
      f: '\f',
      n: '\n',
      r: '\r',
      t: '\t',
      v: '\v',
      '0': '\0',
    };
    if (char === '\r' && text[at] === '\n') at++;
    if (/[\n\r\u2028\u2029]/.test(char)) return '';
    if (char === 'x' || char === 'u') {
      const length = char === 'x' ? 2 : 4;
      const hex = text.slice(at, at + length);
      if (new RegExp(`^[0-9a-fA-F]{${length}}$`).test(hex)) {
        at += length;
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
      problem(start, at, 'The escape needs hex digits.');
      return '';
    }
    if (/[1-9]/.test(char) || (char === '0' && /[0-9]/.test(text[at] ?? '')))
      problem(start, at, 'JSON5 knows no such escape.');
    return simple[char] ?? char;
  }

  const root = readValue();
  skip();
  if (root !== undefined && at < text.length) problem(at, at + 1, 'Nothing may follow the value of the file.');
  return { root, comments, problems, duplicates };
}

/** Section 6 of the specification. */
function numberOf(word: string): number | undefined {
  const match =
    /^([+-]?)(0[xX][0-9a-fA-F]+|(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity|NaN)$/.exec(
      word,
    );
  if (!match) return undefined;
  const value = Number(match[2]);
  return match[1] === '-' ? -value : value;
}
