import { commonWords } from './common-words.ts';

/**
 * An estimate of how many bits an attacker has to guess. It is no measure of a particular value's luck: it asks how the value
 * was probably made. Random text counts by its alphabet, words by a dictionary's size, repeats hardly at all.
 */
export interface Strength {
  readonly bits: number;
  /** `words`: guessable parts make it up. `bytes`: hex or base64 of random bytes. `uuid`: RFC 9562. `text`: random characters. */
  readonly form: 'words' | 'bytes' | 'uuid' | 'text';
}

const sequences = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '98765432109876543210',
];
const wordBits = 9;

/** The only versions that are made of random bits. */
const randomUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const uuidBits = 122;
/** Versions that tell the time and the machine: only the clock's sequence and a part of the time are to be guessed. */
const timedUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[126][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const timedUuidBits = 40;

export function strengthOf(value: string): Strength {
  if (randomUuid.test(value) && new Set(value).size > 6) return { bits: uuidBits, form: 'uuid' };
  if (timedUuid.test(value)) return { bits: timedUuidBits, form: 'words' };
  const period = smallestPeriod(value);
  if (period < value.length) return { bits: Math.min(strengthOf(value.slice(0, period)).bits + 2, 40), form: 'words' };
  const distinct = new Set(value).size;
  if (distinct <= 3) return { bits: value.length > 0 ? 4 * distinct : 0, form: 'words' };
  const spelt = bitsOfWords(value);
  const { bits: guessed, covered } = guessableParts(value.toLowerCase());
  const alphabet = alphabetBits(value);
  const rest = value.length - covered;
  // A word or two inside sixty random characters is chance; words that cover a third are how it was made.
  if (covered * 3 >= value.length || (covered > 0 && value.length < 12)) {
    return {
      bits: Math.min(guessed + rest * Math.min(alphabet, 3.3), spelt ?? Number.POSITIVE_INFINITY),
      form: 'words',
    };
  }
  if (spelt !== undefined) return { bits: spelt, form: 'words' };
  const hex = /^(?:0x)?[0-9a-f]+$/i.test(value);
  const form = hex || (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && value.length >= 20) ? 'bytes' : 'text';
  return { bits: value.length * Math.min(alphabet, Math.log2(distinct) + 1), form };
}

/** A list of some eight thousand words, such as people draw passphrases from. */
const drawnWordBits = 13;

/** Words and numbers that signs hold apart, at the least three of them; undefined for other texts. */
function bitsOfWords(value: string): number | undefined {
  const parts = value.split(/[-._: /]+/);
  const bits = parts.map((part) => {
    if (/^\d{1,4}$/.test(part)) return part.length * Math.log2(10);
    // What can be spoken: random letters seldom can.
    const isWord = /^[A-Za-z]?[a-z]{1,13}$/.test(part) && /[aeiouy]/i.test(part) && !/[^aeiouy]{5}/i.test(part);
    return isWord ? drawnWordBits : undefined;
  });
  const known = bits.filter((one) => one !== undefined);
  return parts.length >= 3 && known.length === parts.length ? known.reduce((sum, one) => sum + one, 0) : undefined;
}

/** Random bytes that a hex or base64 text stands for; `base64:` in front is Laravel's way to say which. */
export function bytesOf(written: string): number {
  const value = written.replace(/^base64:|^0x/, '');
  if (/^(?:[0-9a-f]{2})+$/i.test(value)) return value.length / 2;
  return Math.floor((value.replace(/=+$/, '').length * 6) / 8);
}

/** Bytes that a text of that encoding holds; undefined where it is of another (RFC 4648). */
export function decodedLength(value: string, encoding: 'hex' | 'base64' | 'base64url'): number | undefined {
  if (encoding === 'hex') return /^(?:[0-9a-f]{2})+$/i.test(value) ? value.length / 2 : undefined;
  const alphabet = encoding === 'base64' ? /^[A-Za-z0-9+/]+={0,2}$/ : /^[A-Za-z0-9_-]+={0,2}$/;
  const signs = value.replace(/=+$/, '');
  const isWhole = signs.length % 4 !== 1 && (value === signs || value.length % 4 === 0);
  return alphabet.test(value) && isWhole ? Math.floor((signs.length * 6) / 8) : undefined;
}

function alphabetBits(value: string): number {
  if (/^[0-9]+$/.test(value)) return Math.log2(10);
  if (/^[0-9a-f]+$/.test(value) || /^[0-9A-F]+$/.test(value)) return 4;
  const size =
    (/[a-z]/.test(value) ? 26 : 0) +
    (/[A-Z]/.test(value) ? 26 : 0) +
    (/[0-9]/.test(value) ? 10 : 0) +
    (/[^A-Za-z0-9]/.test(value) ? 8 : 0);
  return Math.log2(Math.max(size, 2));
}

/** Length of the shortest text whose repetition gives the value; its own length where there is none. */
function smallestPeriod(value: string): number {
  const n = value.length;
  const border = new Array<number>(n).fill(0);
  for (let i = 1, k = 0; i < n; i++) {
    while (k > 0 && value[i] !== value[k]) k = border[k - 1] ?? 0;
    if (value[i] === value[k]) k++;
    border[i] = k;
  }
  const period = n - (border[n - 1] ?? 0);
  return n > 1 && period <= n / 2 ? period : n;
}

/** Dictionary words, keyboard runs and years, taken greedily from the left; leet digits are read as letters. */
function guessableParts(value: string): { readonly bits: number; readonly covered: number } {
  const plain = value
    .replace(/[4@]/g, 'a')
    .replace(/3/g, 'e')
    .replace(/[1!]/g, 'i')
    .replace(/0/g, 'o')
    .replace(/[5$]/g, 's')
    .replace(/7/g, 't');
  let bits = 0;
  let covered = 0;
  for (let at = 0; at < value.length; ) {
    const word = longestWord(value, at) ?? longestWord(plain, at);
    const run = word === undefined ? longestRun(value, at) : 0;
    const year = /^(?:19|20)\d\d(?!\d)/.exec(value.slice(at, at + 5))?.[0].length ?? 0;
    const length = word ?? Math.max(run, year);
    if (length > 0) {
      bits += word !== undefined ? wordBits : 5;
      covered += length;
    }
    at += Math.max(length, 1);
  }
  return { bits, covered };
}

function longestWord(value: string, at: number): number | undefined {
  for (let length = Math.min(14, value.length - at); length >= 4; length--) {
    if (commonWords.has(value.slice(at, at + length))) return length;
  }
  return undefined;
}

/** Three or more characters of a keyboard row or of the alphabet, or four equal ones. */
function longestRun(value: string, at: number): number {
  let equal = 1;
  while (value[at + equal] === value[at]) equal++;
  if (equal >= 4) return equal;
  let best = 0;
  for (const sequence of sequences) {
    const start = sequence.indexOf(value[at] ?? ' ');
    if (start < 0) continue;
    let length = 1;
    while (start + length < sequence.length && value[at + length] === sequence[start + length]) length++;
    if (length >= 4 || (length === 3 && at + 3 === value.length)) best = Math.max(best, length);
  }
  return best;
}
