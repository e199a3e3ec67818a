const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 of an ASCII text (ISO 3309, reflected polynomial 0xEDB88320) in base62, six digits: the checksum of GitHub and npm. */
export function crc32Base62(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let written = '';
  for (; rest > 0; rest = Math.floor(rest / 62)) written = (digits[rest % 62] ?? '') + written;
  return written.padStart(6, '0');
}
