const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets: ReadonlyMap<string, number> = new Map([
  ...[...alphabet].map((char, index) => [char, index] as const),
  ['-', 62],
  ['_', 63],
]);

/**
 * The bytes that base64 or base64url stands for (RFC 4648, sections 4 and 5), padding optional; undefined where a character
 * of another alphabet stands in it or its length is none that an encoder gives.
 */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const body = text.replace(/={1,2}$/, '');
  if (body.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((body.length * 6) / 8));
  let [buffer, bits, at] = [0, 0, 0];
  for (const char of body) {
    const sextet = sextets.get(char);
    if (sextet === undefined) return undefined;
    buffer = ((buffer << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (buffer >> bits) & 0xff;
  }
  return bytes;
}

/** The same as text, a character a byte; enough to look for ASCII words in it. */
export function latin1OfBase64(text: string): string | undefined {
  const bytes = bytesOfBase64(text);
  return bytes && Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
