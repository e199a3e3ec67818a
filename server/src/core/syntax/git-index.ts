/** A file as git's index has it. */
export interface GitEntry {
  readonly path: string;
  /** Checked out with the executable bit. */
  readonly executable: boolean;
}

/**
 * The files in git's index, from the bytes of `.git/index` (gitformat-index(5), versions 2 to 4). Undefined where the bytes are
 * no such file, or where another file holds some of the entries (a split index): then nobody can tell what is tracked.
 */
export function readGitIndex(bytes: Uint8Array): readonly GitEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerSize || view.getUint32(0) !== signature) return undefined;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return undefined;
  const count = view.getUint32(8);
  // Each repository names its objects by SHA-1 or by SHA-256; the index does not say which.
  return readEntries(view, version, count, 20) ?? readEntries(view, version, count, 32);
}

/** `DIRC` */
const signature = 0x44495243;
const headerSize = 12;
/** Times, device, inode, mode, owner and size before the object's name. */
const statSize = 40;
const modeAt = 24;
/** Regular files, links, submodules, and the folders of a sparse index. */
const objectTypes = new Set([0b1000, 0b1010, 0b1110, 0b0100]);

function readEntries(
  view: DataView,
  version: number,
  count: number,
  hashSize: number,
): readonly GitEntry[] | undefined {
  const entries: GitEntry[] = [];
  const end = view.byteLength - hashSize;
  let at = headerSize;
  let previous: readonly number[] = [];
  for (let index = 0; index < count; index++) {
    const flagsAt = at + statSize + hashSize;
    if (flagsAt + 2 > end) return undefined;
    const mode = view.getUint32(at + modeAt);
    if (!objectTypes.has((mode >> 12) & 0xf)) return undefined;
    const isExtended = version > 2 && (view.getUint16(flagsAt) & 0x4000) !== 0;
    const nameAt = flagsAt + (isExtended ? 4 : 2);
    const cut = version === 4 ? readOffset(view, nameAt, end) : { value: previous.length, next: nameAt };
    if (!cut || cut.value > previous.length) return undefined;
    const stop = nulAfter(view, cut.next, end);
    if (stop === undefined || stop === cut.next) return undefined;
    const kept = previous.slice(0, previous.length - cut.value);
    const name = version === 4 ? [...kept, ...bytesOf(view, cut.next, stop)] : bytesOf(view, cut.next, stop);
    const path = textOf(name);
    if (path === undefined) return undefined;
    entries.push({ path, executable: (mode & 0o111) !== 0 });
    if (version === 4) previous = name;
    // Up to version 3 one to eight NUL bytes fill the entry up to a multiple of eight.
    at = version === 4 ? stop + 1 : at + Math.ceil((stop + 1 - at) / 8) * 8;
  }
  return hasLink(view, at, end) ? undefined : entries;
}

/** How many bytes of the previous name go, in the variable width of pack files (gitformat-pack(5), OFS_DELTA). */
function readOffset(
  view: DataView,
  start: number,
  end: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let at = start; at < end && at < start + 5; at++) {
    const byte = view.getUint8(at);
    value = (at === start ? 0 : value + 1) * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { value, next: at + 1 };
  }
  return undefined;
}

function nulAfter(view: DataView, start: number, end: number): number | undefined {
  for (let at = start; at < end; at++) if (view.getUint8(at) === 0) return at;
  return undefined;
}

const bytesOf = ({ buffer, byteOffset }: DataView, start: number, end: number): readonly number[] => [
  ...new Uint8Array(buffer, byteOffset + start, end - start),
];

/** UTF-8; undefined where it is none. */
function textOf(bytes: readonly number[]): string | undefined {
  if (bytes.every((byte) => byte < 0x80)) return bytes.map((byte) => String.fromCharCode(byte)).join('');
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}

/** The extension `link`: a shared index holds the rest. */
function hasLink(view: DataView, start: number, end: number): boolean {
  for (let at = start; at + 8 <= end; ) {
    if (view.getUint32(at) === 0x6c696e6b) return true;
    at += 8 + view.getUint32(at + 4);
  }
  return false;
}
