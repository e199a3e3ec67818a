import { baseNameOf } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import { refusedInstructions } from './refused-instructions.ts';
import { refusedObjects } from './refused-objects.ts';
import { removedIn } from './removed-api.ts';
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
about env files.

What is spelt as it should be and refused all the same is reported too: a selector that finds none of its object's pods, a label
without quotes, a port that there is not, a copy from a stage that is not made yet.`,
  bad: { Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n' },
  good: {
    Caddyfile:
      'app.example.org {\n\theader Strict-Transport-Security "max-age=31536000"\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://caddyserver.com/docs/caddyfile/concepts',
    'https://nginx.org/en/docs/beginners_guide.html#conf_structure',
    'https://docs.docker.com/reference/compose-file/',
    'https://docs.docker.com/reference/dockerfile/',
    'https://pm2.keymetrics.io/docs/usage/application-declaration/',
    'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    'https://yaml.org/spec/1.2.2/',
    'https://www.rfc-editor.org/rfc/rfc8259',
  ],

  *check(view) {
    for (const { span, message } of refusals(view)) {
      yield { path: view.file.path, span, message, pointer: `syntax:${message}` };
    }
    if (view.file.kind === 'dockerfile') yield* refusedInstructions(view.file);
    if (view.file.kind !== 'kubernetes') return;
    yield* refusedObjects(view.file, view.deployment);
    for (const object of view.file.model.objects) {
      const release = removedIn(object);
      const { apiVersion, kind, pointer } = object;
      if (release === undefined) continue;
      yield {
        path: view.file.path,
        span: apiVersion.span,
        message: `Kubernetes takes no ${kind.value} of ${apiVersion.value} since release ${release}.`,
        severity: 'warning',
        pointer: `${pointer}/apiVersion`,
      };
    }
  },
};

function refusals({ file, deployment }: FileView): readonly Pick<SyntaxProblem, 'span' | 'message'>[] {
  if (file.kind === 'dotenv') {
    const readByCompose =
      deployment.projectEnv === file.path || deployment.services.some(({ envFiles }) => envFiles.includes(file.path));
    return readByCompose
      ? file.model.tree.problems.filter(
          ({ verdict, consumers }) => verdict === 'refused' && consumers.includes('compose'),
        )
      : [];
  }
  const isWhole = file.kind !== 'caddyfile' || !isPart(file);
  const { model } = file;
  const problems = 'problems' in model && isWhole ? model.problems : 'tree' in model ? model.tree.problems : [];
  const together = deployment.stackProblems.filter(({ path }) => path === file.path);
  // Two stacks that share a file may say the same of it.
  const once = new Map(together.map((problem) => [`${problem.span.start} ${problem.message}`, problem]));
  return [...problems.filter(({ verdict }) => verdict === 'refused'), ...once.values()];
}

/** Meant to be imported into a site, so that what Caddy says of whole files does not hold. */
const isPart = ({ model, path }: Extract<SourceFile, { kind: 'caddyfile' }>): boolean =>
  model.fragment && baseNameOf(path) !== 'Caddyfile';
