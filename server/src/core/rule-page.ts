import { baseNameOf } from './model/path.ts';
import type { Example, Rule } from './rules/rule.ts';

const severityWords = { error: 'Error', warning: 'Warning', information: 'Information', hint: 'Hint' } as const;
const scopeWords = {
  file: 'one file with what its deployment tells about it',
  deployment: 'the files of a deployment together',
} as const;

/** The documentation of a rule as Markdown: what `explain`, the hover's link and `docs/rules/` show. */
export function ruleMarkdown({ id, severity, profile, scope, summary, why, bad, good, references }: Rule): string {
  const facts = `${severityWords[severity]} · profile \`${profile}\` · judges ${scopeWords[scope]}`;
  return [
    `# ${id}`,
    summary,
    facts,
    '## Why',
    why,
    '## Flagged',
    exampleMarkdown(bad),
    '## Fine',
    exampleMarkdown(good),
    '## References',
    references.map((reference) => `- <${reference}>`).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const exampleMarkdown = (example: Example): string =>
  Object.entries(example)
    .map(([path, text]) => `\`${path}\`\n\n\`\`\`${fenceOf(path)}\n${text.trimEnd()}\n\`\`\``)
    .join('\n\n');

const fenceOf = (path: string): string =>
  /\.ya?ml$/.test(path)
    ? 'yaml'
    : /Caddyfile/.test(baseNameOf(path))
      ? 'caddyfile'
      : /\.json/.test(path)
        ? 'json'
        : 'dotenv';
