import type { Finding } from '../../core/rules/rule.ts';
import { severities } from '../../core/severity.ts';
import { placesIn } from '../../host/places.ts';
import type { CheckResult } from '../check.ts';
import { type Paint, plural, severityStyle } from './paint.ts';

/** For people: findings by file, the rule's id behind each, and the first fix that an editor would offer. */
export function checkText({ analysis, findings, reported, skipped, faults }: CheckResult, paint: Paint): string {
  const places = placesIn(analysis.files);
  const byPath = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byPath.get(finding.path) ?? [];
    list.push(finding);
    byPath.set(finding.path, list);
  }
  const lines: string[] = [];
  for (const [path, list] of byPath) {
    lines.push(paint(['bold', 'underline'], path));
    for (const { severity, span, message, rule, fixes = [] } of list) {
      const { line, character } = places.range(path, span).start;
      const place = `${line + 1}:${character + 1}`.padEnd(8);
      lines.push(
        `  ${paint('gray', place)}${paint(severityStyle[severity], severity.padEnd(12))}${message}  ${paint('gray', rule.id)}`,
      );
      if (fixes[0]) lines.push(`  ${' '.repeat(20)}${paint('gray', `fix: ${fixes[0].title}`)}`);
    }
    lines.push('');
  }
  for (const { path, why } of skipped) lines.push(paint('gray', `skipped ${path}: ${why}`));
  for (const { path, reason } of faults) lines.push(paint('red', `not read ${path}: ${reason}`));
  const fileCount = [...analysis.files.values()].filter(
    ({ path, kind }) => reported(path) && kind !== 'project',
  ).length;
  const counted = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [severity === 'information' ? `${count} information` : plural(count, severity)] : [];
  });
  const accepted =
    analysis.suppressed.length > 0 ? `; ${plural(analysis.suppressed.length, 'finding')} suppressed with a reason` : '';
  lines.push(
    findings.length === 0
      ? `No findings in ${plural(fileCount, 'file')}${accepted}.`
      : `${plural(findings.length, 'finding')} in ${plural(fileCount, 'file')}: ${counted.join(', ')}${accepted}.`,
  );
  return `${lines.join('\n')}\n`;
}
