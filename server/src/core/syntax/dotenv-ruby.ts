import { type DotenvReading, draft, put, undecoded } from './dotenv-reading.ts';

const entry =
  /^[^\S\n]*(?:export\s+)?([\w.]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|[^#\r\n]+)?\s*(?:#.*)?$/gm;

/**
 * The dotenv gem (https://github.com/bkeepers/dotenv, lib/dotenv/parser.rb), version 3: `$NAME` and `${NAME}` are
 * replaced outside of single quotes. It runs `$(command)`; what that prints nobody knows, so such a value is undefined.
 */
export function readAsRuby(text: string): DotenvReading {
  const reading = draft();
  reading.fault = undecoded(text);
  if (reading.fault) return reading;
  const lines = text.replace(/\r\n?/g, '\n');
  for (const [, key = '', written = ''] of lines.matchAll(entry)) {
    const trimmed = written.trim();
    const [, quote = '', quoted] = /^(['"])([\s\S]*)\1$/.exec(trimmed) ?? [];
    const value = quoted ?? trimmed;
    put(reading, key, quote === "'" ? value : substituted(withoutBackslashes(value, quote), reading.values));
  }
  for (const { 1: statement = '', 2: name = '', index } of lines.matchAll(/^[^\S\n]*(export\s+([\w.]+))\s*$/gm)) {
    if (reading.values.has(name)) continue;
    const start = lines.indexOf(statement, index);
    reading.fault = { start: unfolded(text, start), end: unfolded(text, start + statement.length) };
  }
  return reading;
}

/** Where the character `at` of the text with plain line breaks stands in the text as it is. */
function unfolded(text: string, at: number): number {
  let offset = 0;
  for (let rest = at; rest > 0; rest--) offset += text.startsWith('\r\n', offset) ? 2 : 1;
  return offset;
}

/** A backslash before anything but `$` goes. */
const withoutBackslashes = (text: string, quote: string): string =>
  (quote === '"' ? text.replace(/(?<!\\)\\n/g, '\\\\n').replace(/(?<!\\)\\r/g, '\\\\r') : text).replace(
    /\\([^$])/g,
    '$1',
  );

function substituted(text: string, values: ReadonlyMap<string, string | undefined>): string | undefined {
  if (/(?<!\\)\$\(/.test(text)) return undefined;
  return text
    .replaceAll('\\$(', '$(')
    .replace(/(\\)?\$(?!\()\{?([A-Z0-9_]+)?\}?/gi, (whole: string, backslash?: string, name?: string) => {
      if (backslash !== undefined) return whole.slice(1);
      return name === undefined ? whole : (values.get(name) ?? '');
    });
}
