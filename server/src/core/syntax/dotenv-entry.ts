import type { Span } from '../text.ts';

/**
 * Readers of env files disagree. `node`: the dotenv package; `compose`: Docker Compose's `.env` and `env_file`; `raw`:
 * `docker run --env-file` and `format: raw`, which keep quotes and comments as text.
 */
export type DotenvConsumer = 'node' | 'compose' | 'raw';

export interface DotenvEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly exported: boolean;
  /** False for a name alone, which is taken from the environment. */
  readonly hasSeparator: boolean;
  /** Who sees an entry here: `NAME: value` means nothing to `raw`, and `NAME:value` something to Compose alone. */
  readonly consumers: readonly DotenvConsumer[];
  readonly quote: '' | '"' | "'" | '`';
  /** Between the quotes as written, or the unquoted value without its inline comment. */
  readonly raw: string;
  /** The place of `raw`; empty, right behind the `=`, where it is blank. */
  readonly valueSpan: Span;
  /** With the quotes. */
  readonly quotedSpan: Span;
  /** Inline, with its `#`. */
  readonly comment?: Span;
  /** First character of the line to the end of value or comment, without the line break. */
  readonly span: Span;
}

/** The value as that reader takes it, before interpolation. */
export function dotenvValue(entry: DotenvEntry, text: string, consumer: DotenvConsumer): string {
  const { quote, raw } = entry;
  if (consumer === 'raw') {
    const start = entry.quotedSpan.start;
    return entry.hasSeparator ? text.slice(start, lineEnd(text, start)) : '';
  }
  if (quote === '') {
    if (consumer === 'compose') return raw;
    // The dotenv package ends an unquoted value at any `#`.
    const hash = raw.indexOf('#');
    return hash < 0 ? raw : raw.slice(0, hash).trimEnd();
  }
  if (quote === "'") return consumer === 'compose' ? raw.replaceAll("\\'", "'") : raw;
  if (quote === '`') return consumer === 'compose' ? `\`${raw}\`` : raw;
  if (consumer === 'node') return raw.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
  return raw.replace(/\\(?:0([0-7]{3})|([\s\S]))/g, (whole, octal: string | undefined, char: string) =>
    octal === undefined ? (composeEscapes[char] ?? whole) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/**
 * compose-go, dotenv/parser.go: what a backslash means between double quotes; before other characters it stays. `\$` becomes
 * the `$$` that interpolation turns into a dollar sign.
 */
export const composeEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  $: '$$',
};

export function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}
