import type { Finding, Fix } from './rules/rule.ts';
import type { Edit } from './text.ts';

/** Which fixes may be made unasked: `safe` ones, or every one that is the only way to settle its finding. */
export type FixChoice = 'safe' | 'unambiguous';

export interface ChosenFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * Fixes that can be made together, in the order of the findings. One that is in the way of an earlier one waits for the next
 * round. Nothing with a blank to fill in is chosen, and nothing that generates a secret is ever safe.
 */
export function chooseFixes(findings: readonly Finding[], choice: FixChoice): readonly ChosenFix[] {
  const taken: Edit[] = [];
  return findings.flatMap((finding): ChosenFix[] => {
    const fix = candidate(finding, choice);
    if (!fix) return [];
    const fresh = fix.edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fresh.length === 0 || fresh.some((edit) => taken.some((other) => isInTheWay(edit, other)))) return [];
    taken.push(...fresh);
    return [{ finding, fix: { ...fix, edits: fresh } }];
  });
}

function candidate({ fixes = [] }: Finding, choice: FixChoice): Fix | undefined {
  const safe = fixes.find((fix) => fix.safe && !holds(fix, 'generate') && !holds(fix, 'blank'));
  if (safe || choice === 'safe') return safe;
  const [only, more] = fixes;
  return only && !more && !holds(only, 'blank') ? only : undefined;
}

const holds = ({ edits }: Fix, part: 'generate' | 'blank'): boolean =>
  edits.some(({ text }) => text.some((one) => typeof one === 'object' && part in one));

const isSame = (a: Edit, b: Edit): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Edits that only touch are not, but two that insert at one place would depend on their order. */
const isInTheWay = (a: Edit, b: Edit): boolean =>
  a.path === b.path &&
  (a.create !== undefined ||
    b.create !== undefined ||
    (a.span.start < b.span.end && b.span.start < a.span.end) ||
    (a.span.start === b.span.start && a.span.end === b.span.end));
