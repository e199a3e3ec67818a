import { itemsFailedBy, walkChecklists } from '../../core/checklist/walk.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { Finding, Fix } from '../../core/rules/rule.ts';
import { severities } from '../../core/severity.ts';
import { fillEdits, reportFilling } from '../../host/generate.ts';
import { type Places, placesIn } from '../../host/places.ts';
import type { CheckResult } from '../check.ts';

/** The machine contract of `check`, version 1 (design page: command line). No secret, generated or found, is in it. */
export function checkJson({ analysis, reported, findings, skipped, faults }: CheckResult): string {
  const items = itemsFailedBy(walkChecklists(analysis));
  const places = placesIn(analysis.files);
  const files = [...analysis.files.values()]
    .filter(({ path, kind }) => reported(path) && kind !== 'project')
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const tierOf = (path: string): string =>
    analysis.deployments
      .find(({ deployment }) => deployment.files.some((file) => file.path === path))
      ?.deployment.tierOf(path) ?? 'production';
  const products = new Map(
    analysis.deployments.flatMap(({ deployment }) =>
      deployment.products.map((detected) => [detected.product.id, detected] as const),
    ),
  );
  const counts = Object.fromEntries(
    severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]),
  );
  const report = {
    version: 1,
    tool: { name: 'seaworthy', version: SEAWORTHY_VERSION },
    files: files.map(({ path, kind }) => ({ path, kind, tier: tierOf(path) })),
    products: [...products.values()].map(({ product, evidence }) => ({
      id: product.id,
      evidence: evidence.map(({ path, why }) => ({ path, why })),
    })),
    findings: findings.map((finding) => findingJson(finding, places, items(finding))),
    suppressions: analysis.suppressions
      .filter(({ path }) => reported(path))
      .map(({ rule, path, span, reason }) => ({ rule, path, range: places.range(path, span), reason })),
    skipped,
    faults: faults.map(({ path, reason }) => ({ path, reason })),
    summary: { files: files.length, ...counts },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const findingJson = (
  { rule, severity, path, span, message, related = [], fixes = [], pointer }: Finding,
  places: Places,
  checklist: readonly string[],
) => ({
  rule: rule.id,
  severity,
  confidence: rule.confidence,
  path,
  range: places.range(path, span),
  message,
  related: related.map((other) => ({
    path: other.path,
    range: places.range(other.path, other.span),
    message: other.message,
  })),
  fixes: fixes.map((fix) => fixJson(fix, places)),
  fingerprint: fingerprint(rule.id, path, pointer),
  checklist,
});

const fixJson = ({ title, safe, edits }: Fix, places: Places) => ({
  title,
  safe,
  edits: fillEdits(edits, reportFilling).map(({ edit, newText }) => ({
    path: edit.path,
    range: places.range(edit.path, edit.span),
    newText,
  })),
});
