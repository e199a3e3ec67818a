/** The bytes that Windows-1252 gives other characters than Latin-1 does (https://encoding.spec.whatwg.org/windows-1252.html). */
const windowsBytes: ReadonlyMap<string, number> = new Map(
  [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((letter, index) => [letter, 0x80 + index]),
);

/** The byte that a character was read from; undefined for those that Windows-1252 does not have, and for ASCII. */
function byteOf(letter: string | undefined): number | undefined {
  if (letter === undefined) return undefined;
  const code = letter.charCodeAt(0);
  return windowsBytes.get(letter) ?? (code >= 0xa0 && code <= 0xff ? code : undefined);
}

const isContinuation = (byte: number | undefined): byte is number => byte !== undefined && byte >= 0x80 && byte <= 0xbf;

/** How many characters a sequence has that begins with this byte; 0 for bytes that begin none. */
const lengthFrom = (byte: number): number =>
  byte >= 0xc2 && byte <= 0xdf ? 2 : byte >= 0xe0 && byte <= 0xef ? 3 : byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;

/** What `length` bytes of UTF-8 mean; undefined where they are none. */
function decoded(letters: readonly string[]): string | undefined {
  const [lead = 0, ...rest] = letters.map((letter) => byteOf(letter) ?? 0);
  if (!rest.every(isContinuation)) return undefined;
  const length = letters.length;
  const first = lead & (length === 2 ? 0x1f : length === 3 ? 0x0f : 0x07);
  const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), first);
  const isShortest = code >= (length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000);
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isShortest && isCharacter ? String.fromCodePoint(code) : undefined;
}

/** Leads of punctuation, signs and emoji (U+2000 to U+2FFF, U+F000 to U+FFFF, beyond U+FFFF): no word of any language is spelled so. */
const isCertain = (lead: string): boolean => lead === 'â' || lead === 'ï' || lead === 'ð';

/**
 * UTF-8 that was read as Windows-1252, read again: `â€¢` is a bullet, `âœ…` a check mark. Letters such as `Ã©` are repaired
 * only where every character beyond ASCII is of that kind; a text that has real accents too keeps them all. Bytes that
 * Windows-1252 does not have are often lost on the way: what is left of a box, a variation selector or a closing quotation
 * mark can be nothing else and is repaired too.
 */
export function repairMojibake(text: string): string {
  if (!/[\u00c2-\u00f4]/.test(text)) return text;
  const letters = [...text];
  const repaired: string[] = [];
  const whole = isWhollyMojibake(letters);
  for (let at = 0; at < letters.length; ) {
    const letter = letters[at] ?? '';
    const length = lengthFrom(byteOf(letter) ?? 0);
    const sequence = letters.slice(at, at + length);
    const meant =
      length > 0 && sequence.length === length && (whole || isCertain(letter)) ? decoded(sequence) : undefined;
    repaired.push(meant ?? letter);
    at += meant === undefined ? 1 : length;
  }
  return repaired
    .join('')
    .replace(/â˜(?=[ \u00a0\t]|$)/gm, '☐')
    .replace(/ï¸(?![\u0080-\u00bf])/g, '')
    .replace(/(“[^”\n]*?)â€(?![\u0080-\u00bf\u2013-\u2122])/g, '$1”');
}

function isWhollyMojibake(letters: readonly string[]): boolean {
  for (let at = 0; at < letters.length; ) {
    const letter = letters[at] ?? '';
    if (letter < '\u0080') {
      at++;
      continue;
    }
    const length = lengthFrom(byteOf(letter) ?? 0);
    if (length === 0 || decoded(letters.slice(at, at + length)) === undefined) return false;
    at += length;
  }
  return true;
}
