import { composeEscapes } from './dotenv-entry.ts';
import { type DotenvReading, type Draft, draft, put } from './dotenv-reading.ts';
import { parseTemplate, type Template } from './interpolation.ts';

/**
 * Docker Compose's `.env` and `env_file` (compose-go, dotenv/parser.go): references are replaced by what stands above them in
 * the file, and one mistake refuses all of it.
 */
export function readAsCompose(text: string): DotenvReading {
  const reading = draft();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (reading.fault === undefined) {
    at = statementAt(text, at);
    if (at >= text.length) break;
    at = readStatement(text, at, reading);
  }
  return reading;
}

const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);
const isInline = (char: string | undefined): boolean => isSpace(char) && char !== '\n';

function statementAt(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (isSpace(text[at])) at++;
    if (text[at] !== '#') return at;
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end;
  }
}

function skipInline(text: string, from: number): number {
  let at = from;
  while (isInline(text[at])) at++;
  return at;
}

/** Where the next statement may start; past the end after a mistake. */
function readStatement(text: string, from: number, reading: Draft): number {
  const stop = (start: number, end: number): number => {
    reading.fault = { start, end };
    return text.length;
  };
  const start = /^export\s/.test(text.slice(from, from + 7)) ? statementStart(text, from + 6) : from;
  let end = start;
  while (end < text.length && !/[=:\n]/.test(text[end] ?? '')) {
    if (!isInline(text[end]) && !/[\p{L}\p{N}_.[\]-]/u.test(String.fromCodePoint(text.codePointAt(end) ?? 0)))
      return stop(end, end + 1);
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  const key = text.slice(start, end).trimEnd();
  if (/\s/.test(key)) return stop(start, end);
  if (end >= text.length || text[end] === '\n') {
    if (!reading.values.has(key)) put(reading, key, undefined);
    return end + 1;
  }
  const valueAt = skipInline(text, end + 1);
  const quote = text[valueAt];
  if (quote !== '"' && quote !== "'") return readPlain(text, valueAt, key, reading, stop);
  const close = closingQuote(text, valueAt, quote);
  if (close === undefined) return stop(valueAt, text.length);
  const inside = text.slice(valueAt + 1, close).replaceAll(`\\${quote}`, quote === '"' ? '\\"' : "'");
  const value = quote === "'" ? inside : expand(withEscapes(inside), reading);
  if (value === undefined) return stop(valueAt, close + 1);
  put(reading, key, value);
  return close + 1;
}

function statementStart(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at++;
  return at;
}

function readPlain(
  text: string,
  from: number,
  key: string,
  reading: Draft,
  stop: (start: number, end: number) => number,
): number {
  const line = text.indexOf('\n', from);
  const end = line < 0 ? text.length : line;
  const written = text.slice(from, end);
  const comment = written.indexOf(' #');
  const value = expand((comment < 0 ? written : written.slice(0, comment)).trimEnd(), reading);
  if (value === undefined) return stop(from, end);
  put(reading, key, value);
  return end + 1;
}

/** A backslash protects the quote. */
function closingQuote(text: string, open: number, quote: string): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
}

const withEscapes = (text: string): string =>
  text.replace(/\\(?:0([0-7]{1,3})|([\s\S]))/g, (whole, octal: string | undefined, char: string) =>
    octal === undefined ? (composeEscapes[char] ?? whole) : String.fromCharCode(Number.parseInt(octal, 8)),
  );

/** Undefined where a reference is no reference, or where `:?` and `?` ask for what is not there. */
function expand(text: string, { values }: Draft): string | undefined {
  if (!text.includes('$')) return text;
  const { template, problems } = parseTemplate(text, 0);
  return problems.some(({ verdict }) => verdict === 'refused') ? undefined : filled(template, values);
}

/** The text with what is known in place of its references; undefined where `:?` and `?` ask for what is not. */
export function filled({ parts }: Template, values: DotenvReading['values']): string | undefined {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const { name, operator, operand } = part;
    const found = values.get(name);
    const isUsable = found !== undefined && !(operator.startsWith(':') && found === '');
    const isAlternative = operator.endsWith('+');
    if (operator.endsWith('?') && !isUsable) return undefined;
    const other = operand && isUsable === isAlternative && !operator.endsWith('?') ? filled(operand, values) : '';
    if (other === undefined) return undefined;
    text += isUsable && !isAlternative ? found : other;
  }
  return text;
}
