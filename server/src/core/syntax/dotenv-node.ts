import { type DotenvReading, draft, put } from './dotenv-reading.ts';

/** A name, `=` or `: `, then a quoted text over any number of lines, or the rest of the line up to a `#`. */
const entry =
  /^[^\S\n]*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

/** The dotenv package (https://github.com/motdotla/dotenv, `parse`): whatever is no entry is passed over, `$` means nothing. */
export function readAsNode(text: string): DotenvReading {
  const reading = draft();
  const lines = text.replace(/\r\n?/g, '\n');
  for (const [, key = '', written = ''] of lines.matchAll(entry)) {
    const trimmed = written.trim();
    const inside = trimmed.replace(/^(['"`])([\s\S]*)\1$/, '$2');
    put(reading, key, trimmed.startsWith('"') ? inside.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inside);
  }
  return reading;
}
