import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Finding } from '../core/rules/rule.ts';
import { type LineIndex, lineIndex, type Span } from '../core/text.ts';
import { uriOf } from './locate.ts';
import type { Folder } from './workspace.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** Findings as the protocol says them; places in other files become related information. */
export function toDiagnostics(
  findings: readonly Finding[],
  folder: Folder,
  docsBase: string | undefined,
): readonly Diagnostic[] {
  const { files } = folder.analysis();
  const indexes = new Map<string, LineIndex>();
  const rangeIn = (path: string, place: Span) => {
    const index = indexes.get(path) ?? lineIndex(files.get(path)?.text ?? '');
    indexes.set(path, index);
    return index.range(place);
  };
  return findings.map(({ path, span, severity, rule, message, related = [], tag }) => ({
    range: rangeIn(path, span),
    severity: severities[severity],
    source: 'seaworthy',
    code: rule.id,
    ...(docsBase !== undefined && { codeDescription: { href: `${docsBase.replace(/\/$/, '')}/${rule.id}.md` } }),
    message,
    ...(related.length > 0 && {
      relatedInformation: related.map((other) => ({
        location: { uri: uriOf(folder, other.path), range: rangeIn(other.path, other.span) },
        message: other.message,
      })),
    }),
    ...(tag && { tags: [tag === 'unused' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated] }),
  }));
}

/** Changes when anything that the client shows of the findings changes. */
export const resultIdOf = (diagnostics: readonly Diagnostic[]): string => {
  let sum = 5381;
  const text = JSON.stringify(diagnostics);
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 33) ^ text.charCodeAt(at)) >>> 0;
  return `${diagnostics.length}-${sum.toString(36)}`;
};
