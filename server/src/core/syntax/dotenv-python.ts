import { type DotenvReading, draft, put, undecoded } from './dotenv-reading.ts';

/** Export, name in quotes or not, blanks. */
const head = /(?:export[^\S\r\n]+)?(?:'([^']+)'|((?:[^=#\s]|\ufeff)+))[^\S\r\n]*/y;
const assigned = /=[^\S\r\n]*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|(?!['"])([^\r\n]*))/y;
const tail = /(?:[^\S\r\n]*#[^\r\n]*)?[^\S\r\n]*(?:\r\n|\n|\r|$)/y;
const line = /[^\r\n]*(?:\r\n|\r|\n|$)/y;

/**
 * python-dotenv (https://github.com/theskumar/python-dotenv, parser.py and variables.py): a line that is no entry is left out,
 * `${NAME}` and `${NAME:-text}` are replaced whatever the quotes, `$NAME` is text.
 */
export function readAsPython(written: string): DotenvReading {
  const reading = draft();
  const text = written.replace(/\r\n?/g, '\n');
  reading.fault = undecoded(written);
  if (reading.fault) return reading;
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | undefined => {
    form.lastIndex = at;
    const match = form.exec(text) ?? undefined;
    if (match) at += match[0].length;
    return match;
  };
  const blanks = /[^\S\ufeff]*/y;
  for (;;) {
    take(blanks);
    if (at >= text.length) return reading;
    const start = at;
    const key = text[at] === '#' ? undefined : take(head);
    if (!key && text[at] !== '#') {
      take(line);
      continue;
    }
    const found = key && text[at] === '=' ? take(assigned) : undefined;
    const isBroken = key !== undefined && text[at] === '=' && !found;
    if (isBroken || !take(tail)) {
      at = start;
      take(line);
      continue;
    }
    const name = key?.[1] ?? key?.[2];
    if (name !== undefined) put(reading, name, found && filled(unquoted(found), reading.values));
  }
}

const escapedSigns: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unquoted([, single, double, plain = '']: RegExpExecArray): string {
  if (single !== undefined) return single.replace(/\\([\\'])/g, '$1');
  if (double !== undefined)
    return double.replace(/\\([\\'"abfnrtv])/g, (_, char: string) => escapedSigns[char] ?? char);
  return plain.replace(/\s+#.*/, '').trimEnd();
}

const filled = (text: string, values: ReadonlyMap<string, string | undefined>): string =>
  text.replace(/\$\{([^}:]*)(?::-([^}]*))?\}/g, (_, name: string, fallback = '') => values.get(name) ?? fallback);
