import * as vscode from 'vscode';
import type { DiagnosticProviderMiddleware, Middleware } from 'vscode-languageclient/node';
import { diagnosticSource, isRuleId } from './protocol.ts';

/** The page of a rule, bundled with the extension: it opens without a network and always matches the installed rules. */
export const rulePage = (extensionUri: vscode.Uri, rule: string): vscode.Uri =>
  vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${rule}.md`);

/** Makes the code of each of our diagnostics a link to its rule's page, whether the server pushes or the client pulls. */
export function diagnosticLinks(
  extensionUri: vscode.Uri,
): Required<Pick<Middleware, 'handleDiagnostics'>> &
  Required<Pick<DiagnosticProviderMiddleware, 'provideDiagnostics'>> {
  const link = (diagnostics: readonly vscode.Diagnostic[]): void => {
    for (const diagnostic of diagnostics) {
      const { code, source } = diagnostic;
      const rule = typeof code === 'object' ? code.value : code;
      if (source === diagnosticSource && isRuleId(rule))
        diagnostic.code = { value: rule, target: rulePage(extensionUri, rule) };
    }
  };
  return {
    handleDiagnostics(uri, diagnostics, next) {
      link(diagnostics);
      next(uri, diagnostics);
    },
    async provideDiagnostics(document, previousResultId, token, next) {
      const report = await next(document, previousResultId, token);
      if (report && 'items' in report) link(report.items);
      return report;
    },
  };
}
