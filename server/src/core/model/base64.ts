/** RFC 4648, section 4. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function bytesOf(text: string): readonly number[] | undefined {
  const packed = text.replace(/\s/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const sign of packed.replace(/=+$/, '')) {
    held = ((held << 6) | alphabet.indexOf(sign)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return bytes;
}

const escapeByte = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`;

/** The text behind base64; undefined where it is no base64 (RFC 4648, section 4) or its bytes are no UTF-8. */
export function decodeBase64(text: string): string | undefined {
  const bytes = bytesOf(text);
  if (bytes === undefined) return undefined;
  try {
    return decodeURIComponent(bytes.map(escapeByte).join(''));
  } catch {
    return undefined;
  }
}
