/**
 * A short name for a finding that survives unrelated edits: rule, file and structural path, never the value and no prose.
 * Two 32-bit FNV-1a sums (http://www.isthe.com/chongo/tech/comp/fnv/) with different starts, as 16 hex digits: it has to be
 * stable and spread well, not to resist anybody.
 */
export function fingerprint(rule: string, path: string, pointer: string): string {
  const text = `${rule}\0${path}\0${pointer}`;
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x01000193) ^ (b >>> 15);
  }
  return [a, b].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}
