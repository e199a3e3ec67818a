import type { Severity } from '../../core/severity.ts';
import { placesIn } from '../../host/places.ts';
import type { CheckResult } from '../check.ts';
import type { ChecklistResult } from '../checklist.ts';

type Level = 'error' | 'warning' | 'notice';

const levels: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Line breaks and the signs of the command itself are escaped as the runner reads them. */
const escapeText = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escapeProperty = (text: string): string => escapeText(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message */
function command(level: Level, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${level} ${list.join(',')}::${escapeText(message)}\n`;
}

/** Workflow commands, which GitHub draws beside the lines of a pull request. */
export function checkGithub({ analysis, findings }: CheckResult): string {
  const places = placesIn(analysis.files);
  return findings
    .map(({ severity, path, span, message, rule }) => {
      const { start, end } = places.range(path, span);
      const isOneLine = start.line === end.line;
      return command(
        levels[severity],
        {
          title: rule.id,
          file: path,
          line: start.line + 1,
          endLine: end.line + 1,
          // The runner takes columns within one line only.
          ...(isOneLine && { col: start.character + 1, endColumn: end.character + 1 }),
        },
        message,
      );
    })
    .join('');
}

/** Failed lines at the places that fail them. */
export function checklistGithub({ analysis, checklists }: ChecklistResult): string {
  const places = placesIn(analysis.files);
  return checklists
    .flatMap(({ items }) =>
      items.flatMap(({ item, state, severity, evidence }) =>
        state !== 'fail'
          ? []
          : evidence.map(({ path, span, message }) =>
              command(
                severity === 'critical' || severity === 'high' ? 'error' : severity === 'medium' ? 'warning' : 'notice',
                { title: `${item.id} ${item.text}`, file: path, line: places.range(path, span).start.line + 1 },
                message,
              ),
            ),
      ),
    )
    .join('');
}
