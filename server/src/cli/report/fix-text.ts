import type { CheckResult } from '../check.ts';
import type { FixResult } from '../fix.ts';
import { plural } from './paint.ts';

/** What was done, one line each, and what is left. No value of a secret is in it. */
export function fixText({ made, changed, analysis }: FixResult, { reported }: CheckResult, refused: number): string {
  const lines = made.map(({ label, finding: { rule }, fix }) => `${label}  ${fix.title}  ${rule.id}`);
  const left = analysis.findings.filter(({ path }) => reported(path));
  const more = left.filter(({ fixes = [] }) => fixes.length > 0).length;
  const count = made.length === 1 ? '1 fix' : `${made.length} fixes`;
  const files = plural(changed.size - refused, 'file');
  const rest =
    left.length === 0
      ? 'Nothing is left.'
      : `${plural(left.length, 'finding')} left${more > 0 ? `, ${more} with a fix that an editor or --unsafe offers` : ''}.`;
  return [...lines, `${count} in ${files}. ${rest}`, ''].join('\n');
}
