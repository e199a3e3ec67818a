import type { SyntaxProblem } from '../syntax/problem.ts';
import type { FileRule } from './rule.ts';
import type { FileView } from './view.ts';

export const syntaxError: FileRule = {
  id: 'syntax-error',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'syntax',
  summary: 'The program that reads this file would refuse it.',
  why: `The deployment does not start, or starts with the old configuration. Readers differ: an env file is judged by the one
that the deployment shows (Docker Compose refuses a line that others skip), and where none is shown this rule stays silent
about env files.`,
  bad: { Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n' },
  good: {
    Caddyfile:
      'app.example.org {\n\theader Strict-Transport-Security "max-age=31536000"\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://caddyserver.com/docs/caddyfile/concepts',
    'https://nginx.org/en/docs/beginners_guide.html#conf_structure',
    'https://docs.docker.com/reference/compose-file/',
    'https://yaml.org/spec/1.2.2/',
    'https://www.rfc-editor.org/rfc/rfc8259',
  ],

  *check(view) {
    for (const { span, message } of refusals(view)) {
      yield { path: view.file.path, span, message, pointer: `syntax:${message}` };
    }
  },
};

function refusals({ file, deployment }: FileView): readonly SyntaxProblem[] {
  if (file.kind === 'dotenv') {
    const readByCompose =
      deployment.projectEnv === file.path || deployment.services.some(({ envFiles }) => envFiles.includes(file.path));
    return readByCompose
      ? file.model.tree.problems.filter(
          ({ verdict, consumers }) => verdict === 'refused' && consumers.includes('compose'),
        )
      : [];
  }
  const problems = 'problems' in file.model ? file.model.problems : file.model.tree.problems;
  return problems.filter(({ verdict }) => verdict === 'refused');
}
