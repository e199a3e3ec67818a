import { lineFeed } from '../text.ts';
import { filled } from './dotenv-compose.ts';
import { type DotenvReading, type Draft, draft, put } from './dotenv-reading.ts';
import { parseTemplate } from './interpolation.ts';

/**
 * systemd's `EnvironmentFile=` (https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html): shell-like quotes,
 * `\` at the end of a line goes on, `#` and `;` start comments at the start of a line only, `$` is text.
 */
export function readAsSystemd(text: string): DotenvReading {
  const reading = draft();
  let at = 0;
  while (at < text.length) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (at >= text.length) break;
    const end = lineFeed(text, at);
    const key = /^([^=\n]*)=/.exec(text.slice(at, end))?.[1];
    if (/[#;]/.test(text[at] ?? '') || key === undefined) {
      at = end + 1;
      continue;
    }
    const word = readWords(text, at + key.length + 1, { expandsIn: undefined, endsAtBlank: false });
    if (/^[A-Za-z_]\w*$/.test(key.trim())) put(reading, key.trim(), word.text);
    at = word.end + 1;
  }
  return reading;
}

/** `set -a; . FILE` in a POSIX shell: what is no assignment is run, so nothing is known behind a line that is a command. */
export function readAsShell(text: string): DotenvReading {
  const reading = draft();
  let at = 0;
  while (at < text.length) {
    while (/[ \t\n;]/.test(text[at] ?? '')) at++;
    if (at >= text.length) break;
    const end = lineFeed(text, at);
    const statement = text.slice(at, end);
    const [head, key] = /^(?:export[ \t]+)?([A-Za-z_]\w*)=/.exec(statement) ?? [];
    // A name that is exported without a value, and a part of an array, are no variables of their own.
    const isOther = /^(?:#|export[ \t]+[A-Za-z_]\w*[ \t]*$|[A-Za-z_]\w*\[[^\]]*\]=)/.test(statement);
    if (head === undefined || key === undefined) {
      if (!isOther) reading.fault ??= { start: at, end };
      at = end + 1;
      continue;
    }
    const word = readWords(text, at + head.length, { expandsIn: reading, endsAtBlank: true });
    const rest = text.slice(word.end, lineFeed(text, word.end));
    const isLast = /^[ \t]*(?:$|;|#)/.test(rest);
    if (!word.closed || !(isLast || /^[ \t]+[A-Za-z_]\w*=/.test(rest))) reading.fault ??= { start: at, end: word.end };
    else put(reading, key, word.unknown ? undefined : word.text);
    at = isLast && !/^[ \t]*;/.test(rest) ? lineFeed(text, word.end) + 1 : word.end;
  }
  return reading;
}

interface Words {
  readonly text: string;
  readonly end: number;
  /** Every quote has its second. */
  readonly closed: boolean;
  /** It holds what only a running shell knows. */
  readonly unknown: boolean;
}

/** Quoted and bare stretches up to the end of the line, or in a shell to the first blank. */
function readWords(
  text: string,
  from: number,
  { expandsIn, endsAtBlank }: { readonly expandsIn: Draft | undefined; readonly endsAtBlank: boolean },
): Words {
  let [value, at, quote, kept] = ['', from, '', 0];
  let unknown = false;
  if (!endsAtBlank) while (/[ \t]/.test(text[at] ?? '')) at++;
  for (; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote === '' && (char === '\n' || (endsAtBlank && /[ \t;]/.test(char)))) break;
    if (char === '\\' && quote !== "'") {
      const next = text[at + 1] ?? '';
      const isEscape = quote === '' || /["\\$`]/.test(next);
      if (next !== '\n') value += isEscape ? next : `\\${next}`;
      kept = value.length;
      at++;
    } else if (quote === '' ? char === '"' || char === "'" : char === quote) {
      quote = quote === '' ? char : '';
      kept = value.length;
    } else if (expandsIn && quote !== "'" && (char === '$' || char === '`')) {
      const part = expansionAt(text, at, expandsIn);
      value += part.text ?? '';
      unknown ||= part.text === undefined;
      at = part.end - 1;
    } else value += char;
  }
  // Blanks at the end count only where a quote or a backslash keeps them.
  const trimmed = endsAtBlank ? value : value.slice(0, kept) + value.slice(kept).replace(/\s+$/, '');
  // A backslash that ends the text takes a character that is not there.
  return { text: trimmed, end: Math.min(at, text.length), closed: quote === '', unknown };
}

/** What stands for a `$` or a backtick; undefined where only the running shell knows it. */
function expansionAt(
  text: string,
  at: number,
  { values }: Draft,
): { readonly text: string | undefined; readonly end: number } {
  const line = text.slice(at, lineFeed(text, at));
  const [part] = parseTemplate(line, 0).template.parts;
  if (typeof part === 'object')
    return { text: filled({ parts: [part], span: part.span }, values), end: at + part.span.end };
  // Arguments of the script, which has none.
  if (/^\$[1-9]/.test(line)) return { text: '', end: at + 2 };
  const command = /^\$\((?:[^()]|\([^()]*\))*\)|^`[^`]*`|^\$[$?!#@*0-]/.exec(line)?.[0];
  return command === undefined ? { text: '$', end: at + 1 } : { text: undefined, end: at + command.length };
}
