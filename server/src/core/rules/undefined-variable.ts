import type { Deployment } from '../deployment/deployment.ts';
import { commentsOf } from '../model/comments.ts';
import { folderOf } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { generatedFor } from '../secrets/generate.ts';
import { secretRole } from '../secrets/role.ts';
import { isInside, type Span, type TextPart } from '../text.ts';
import { isGivenByShell, isSaidToBeGiven } from './given-names.ts';
import { insertEnvironment } from './insert-environment.ts';
import { defineInEnv } from './require-in-env.ts';
import type { DeploymentRule, Fix, Problem } from './rule.ts';
import { undefinedInClusters, undefinedInUnits } from './undefined-outside-compose.ts';

export const undefinedVariable: DeploymentRule = {
  id: 'undefined-variable',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'A file refers to a variable that nothing sets.',
  why: `Docker Compose puts an empty text in its place and warns once among other lines; Caddy and systemd say nothing; Kubernetes
leaves \`$(NAME)\` as it stands, or never starts the pod. So a password is empty, a site has no name, a port is missing. The rule speaks
only where the files show who reads the reference and all that sets its variables: beside a Compose file without any env file it stays silent, as
it does about names that every shell has and where a comment says who gives the value.`,
  bad: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      APP_REGION: ${REGION}\n',
    '.env': 'PORT=3000\n',
  },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      APP_REGION: ${REGION}\n',
    '.env': 'PORT=3000\nREGION=eu-north-1\n',
  },
  references: [
    'https://docs.docker.com/reference/compose-file/interpolation/',
    'https://caddyserver.com/docs/caddyfile/concepts#environment-variables',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines',
    'https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/',
  ],

  *check({ deployment }) {
    yield* undefinedInCompose(deployment);
    yield* undefinedInCaddyfiles(deployment);
    yield* undefinedInUnits(deployment);
    yield* undefinedInClusters(deployment);
  },
};

/** One problem a name and file, at its first use. */
function* undefinedInCompose(deployment: Deployment): Iterable<Problem> {
  const { files, root, lends, projectEnv } = deployment;
  const env = files.find((file) => file.path === projectEnv);
  if (!env || lends) return;
  const known = namesSet(deployment);
  const said = new Set(namesOfMissingSecrets(deployment));
  for (const file of files) {
    if (file.kind !== 'compose' || folderOf(file.path) !== root) continue;
    const uses = file.model.references;
    const outer = uses.filter((use) => !uses.some((other) => other !== use && isInside(use.span, other.span)));
    const wanted = new Map(
      outer
        .filter(({ operator }) => operator === '')
        .toReversed()
        .map((use) => [use.name, use]),
    );
    const missing = [...wanted.values()].filter(({ name }) => !known.has(name) && !isGivenByShell(name));
    if (missing.length > fewNames && missing.length > wanted.size - missing.length) continue;
    for (const { name, span } of missing.toReversed()) {
      if (said.has(name)) continue;
      const comments = [file, env].map((one) => ({ text: one.text, comments: commentsOf(one) }));
      if (comments.some((one, index) => isSaidToBeGiven(name, one, index === 0 ? span : nowhere))) continue;
      yield {
        path: file.path,
        span,
        message: `Nothing sets ${name}, so that an empty text takes its place.`,
        fixes: defined(name, deployment),
        pointer: `undefined:${name}`,
      };
    }
  }
}

/** Where an env file sets hardly any of what the Compose file asks for, another one is given when it is started. */
const fewNames = 5;

const nowhere: Span = { start: 0, end: 0 };

/** Names that some env file of the deployment sets, or leaves to whoever starts it. */
const namesSet = ({ files }: Deployment): ReadonlySet<string> =>
  new Set(
    files.flatMap((file) =>
      file.kind === 'dotenv' && file.tier !== 'example' ? file.model.settings.map(({ key }) => key) : [],
    ),
  );

/** `missing-secret` says these. */
const namesOfMissingSecrets = ({ settings }: Deployment): readonly string[] =>
  settings.flatMap(({ missing, variable }) =>
    (variable?.kind === 'secret' || variable?.kind === 'password') &&
    (variable.required === true || variable.requiredUnless || variable.requiredWhen)
      ? missing.map(({ name }) => name)
      : [],
  );

function defined(name: string, deployment: Deployment): readonly Fix[] {
  const role = secretRole(name);
  const generated =
    role === 'key' || role === 'password'
      ? generatedFor({ variable: undefined, role, key: name, inUrl: false }, false)
      : undefined;
  const value: TextPart = generated ?? { blank: '' };
  const edit = defineInEnv(name, value, deployment);
  return edit ? [{ title: `Define ${name} in ${edit.path}`, safe: false, edits: [edit] }] : [];
}

/** Caddy reads the environment of its own process: known where one service of the deployment runs it, and its whole environment is. */
function* undefinedInCaddyfiles(deployment: Deployment): Iterable<Problem> {
  const { files, services } = deployment;
  const [caddy, more] = services.filter(
    ({ image, primary }) => primary && /(?:^|\/)caddy(?:[:@]|$)/.test(image?.value ?? ''),
  );
  if (!caddy?.complete || more) return;
  const names = new Set([
    ...caddy.settings.map(({ key }) => key),
    ...caddy.layers.flatMap(({ service }) => service.environment.map(({ key }) => key)),
  ]);
  for (const file of files) {
    if (file.kind !== 'caddyfile') continue;
    const seen = new Set<string>();
    for (const { name, span } of placeholdersIn(file)) {
      if (names.has(name) || seen.has(name) || isGivenByShell(name)) continue;
      seen.add(name);
      if (isSaidToBeGiven(name, { text: file.text, comments: commentsOf(file) }, span)) continue;
      const edit = insertEnvironment(caddy, name, [`\${${name}:?set ${name}}`], deployment);
      yield {
        path: file.path,
        span,
        message: `Service ${caddy.name} does not set ${name}, so that an empty text takes its place.`,
        fixes: edit ? [{ title: `Set ${name} for ${caddy.name}`, safe: false, edits: [edit] }] : [],
        pointer: `undefined:${name}`,
      };
    }
  }
}

/** `{$NAME}` without a default, outside of comments: Caddy replaces them before it reads the file. */
const placeholdersIn = (file: Extract<SourceFile, { kind: 'caddyfile' }>): readonly { name: string; span: Span }[] =>
  file.model.tree.tokens.flatMap(({ span }) =>
    [...file.text.slice(span.start, span.end).matchAll(/\{\$([A-Za-z_]\w*)\}/g)].map(
      ({ 0: text, 1: name = '', index }) => ({
        name,
        span: { start: span.start + index, end: span.start + index + text.length },
      }),
    ),
  );
