const encoder = new TextEncoder();
const number = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);

/** The variable width of pack files: each byte but the last counts one more. */
function offset(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 0x7f));
  return bytes;
}

/** What git writes for these paths (gitformat-index(5)), in their order. */
export function gitIndex(
  paths: readonly string[],
  version: number,
  hashSize = 20,
  extension: readonly number[] = [],
): Uint8Array {
  const bytes = [...encoder.encode('DIRC'), ...number(version, 4), ...number(paths.length, 4)];
  let previous: readonly number[] = [];
  for (const path of paths) {
    const start = bytes.length;
    const name = [...encoder.encode(path)];
    const isExtended = version > 2 && path.length % 2 === 0;
    bytes.push(...number(0, 24), ...number(0o100644, 4), ...number(0, 12), ...new Array(hashSize).fill(7));
    bytes.push(...number(Math.min(name.length, 0xfff) + (isExtended ? 0x4000 : 0), 2), ...(isExtended ? [0, 0] : []));
    if (version === 4) {
      const differs = previous.findIndex((byte, index) => byte !== name[index]);
      const kept = differs < 0 ? previous.length : differs;
      bytes.push(...offset(previous.length - kept), ...name.slice(kept), 0);
      previous = name;
    } else {
      bytes.push(...name);
      const size = bytes.length - start;
      bytes.push(...new Array(Math.ceil((size + 1) / 8) * 8 - size).fill(0));
    }
  }
  return Uint8Array.from([...bytes, ...extension, ...new Array(hashSize).fill(1)]);
}
