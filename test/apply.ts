import { createHash } from 'node:crypto';
import type { Finding, Fix } from '../server/src/core/rules/rule.ts';
import type { Edit, Generated } from '../server/src/core/text.ts';
import { type Filling, fillEdits } from '../server/src/host/generate.ts';

/** Random-looking and the same every time: what a re-analysis can judge, unlike the markers of reports. */
export const seededFilling: Filling = {
  generated: ({ generate, bytes, name }: Generated): string => {
    const digest = createHash('sha512').update(name).digest();
    if (generate === 'hex') return `a${digest.toString('hex')}`.slice(0, bytes * 2);
    const length = Math.ceil((bytes * 4) / 3);
    return `a${digest.toString('base64').replace(/[^A-Za-z0-9]/g, '')}`.slice(0, length);
  },
  blank: (hint) => hint,
};

/**
 * The first fix of each finding. What two fixes both say is said once; a fix that is in the way of an earlier one waits for
 * the next round.
 */
export function firstFixes(findings: readonly Finding[]): readonly Edit[] {
  const taken: Edit[] = [];
  for (const { fixes = [] } of findings) {
    const edits = (fixes[0]?.edits ?? []).filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (!edits.some((edit) => taken.some((other) => isInTheWay(edit, other)))) taken.push(...edits);
  }
  return taken;
}

const isSame = (a: Edit, b: Edit): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Edits that only touch are not, and insertions at one place keep their order. */
const isInTheWay = (a: Edit, b: Edit): boolean =>
  a.path === b.path && a.span.start < b.span.end && b.span.start < a.span.end;

export const applyFix = (files: ReadonlyMap<string, string>, { edits }: Fix): ReadonlyMap<string, string> =>
  applyEdits(files, edits, seededFilling);

export function applyEdits(
  files: ReadonlyMap<string, string>,
  edits: readonly Edit[],
  filling: Filling,
): ReadonlyMap<string, string> {
  const result = new Map(files);
  const filled = fillEdits(edits, filling).toReversed();
  for (const { edit, newText } of filled.toSorted((a, b) => b.edit.span.start - a.edit.span.start)) {
    const text = result.get(edit.path);
    if (text === undefined && !edit.create) throw new Error(`a fix edits ${edit.path}, which does not exist`);
    const { start, end } = edit.span;
    result.set(edit.path, `${(text ?? '').slice(0, start)}${newText}${(text ?? '').slice(end)}`);
  }
  return result;
}
