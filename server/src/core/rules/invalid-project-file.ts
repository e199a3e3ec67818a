import type { FileRule } from './rule.ts';

export const invalidProjectFile: FileRule = {
  id: 'invalid-project-file',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'syntax',
  summary: 'A file below .seaworthy holds something that nothing reads.',
  why: `\`.seaworthy/config.json\`, \`baseline.json\`, \`attestations.yaml\` and \`checklists/*.yaml\` say how to judge a deployment. A misspelt
key or rule there would switch off nothing, or everything, without a word; so each is reported with its place, and what is right
beside it still counts. A line of a checklist with a mistake in it stays open. On the command line a mistake in the configuration or
in a product file also makes the exit code 2.`,
  bad: { '.seaworthy/config.json': '{ "rules": { "weak-secrt": "off" } }\n' },
  good: { '.seaworthy/config.json': '{ "rules": { "weak-secret": "warning" } }\n' },
  references: ['https://json-schema.org/draft/2020-12/json-schema-core'],

  *check({ file, mistakes }) {
    if (file.kind !== 'project') return;
    const found = [...file.model.mistakes, ...mistakes.filter(({ path }) => path === file.path)];
    for (const [index, { span, message, instead }] of found.entries()) {
      yield {
        path: file.path,
        span,
        message,
        fixes: instead
          ? [
              {
                title: `Change to ${instead.text.replaceAll('"', '')}`,
                safe: false,
                edits: [{ path: file.path, span: instead.span, text: [instead.text] }],
              },
            ]
          : [],
        pointer: `${message}#${index}`,
      };
    }
  },
};
