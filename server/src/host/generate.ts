import { randomBytes, randomInt } from 'node:crypto';
import type { Edit, Encoding, Generated, TextPart } from '../core/text.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const alphanumeric = `${letters}0123456789`;

/**
 * A secret of at least `bytes` random bytes. Its first character is a letter, so that YAML never reads a number and no shell
 * an option; letters and digits alone unless the encoding demands more.
 */
export function generateSecret(encoding: Encoding, bytes: number): string {
  if (encoding === 'password') {
    const length = Math.max(1, Math.ceil((bytes * 8) / Math.log2(alphanumeric.length)));
    return Array.from({ length }, (_, index) => {
      const alphabet = index === 0 ? letters : alphanumeric;
      return alphabet[randomInt(alphabet.length)];
    }).join('');
  }
  // Drawing again costs a bit or two of the first byte and keeps `12e4...` from being a number.
  for (;;) {
    const text = randomBytes(bytes).toString(encoding);
    if (bytes === 0 || /^[A-Za-z]/.test(text)) return text;
  }
}

export const marker = ({ generate, bytes }: Generated): string => `<generated:${generate}:${bytes}>`;

/** How parts become text: secrets from the random source or as markers, blanks as snippet tab stops or as their hint. */
export interface Filling {
  generated(part: Generated): string;
  blank(hint: string, index: number): string;
  literal?(text: string): string;
  /** Where it is left out, the value itself. */
  moved?(text: string): string;
}

/** Fills the parts of several edits; equal names get equal values throughout. */
export function fillEdits(
  edits: readonly Edit[],
  { generated, blank, literal = (text) => text, moved = literal }: Filling,
): readonly { readonly edit: Edit; readonly newText: string }[] {
  const values = new Map<string, string>();
  let blanks = 0;
  const fill = (part: TextPart): string => {
    if (typeof part === 'string') return literal(part);
    if ('blank' in part) return blank(part.blank, ++blanks);
    if ('moved' in part) return moved(part.moved);
    const known = values.get(part.name) ?? generated(part);
    values.set(part.name, known);
    return known;
  };
  return edits.map((edit) => ({ edit, newText: edit.text.map(fill).join('') }));
}

export const hasBlank = (edits: readonly Edit[]): boolean =>
  edits.some(({ text }) => text.some((part) => typeof part === 'object' && 'blank' in part));

/** For reports: no random text, no tab stops, no value of the file. */
export const reportFilling: Filling = { generated: marker, blank: (hint) => hint, moved: () => '<moved>' };
