import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { roleOf } from '../secrets/candidate.ts';
import { secretRole } from '../secrets/role.ts';
import { strayDollars } from '../secrets/stray-dollar.ts';
import { isHashOrPublic } from '../secrets/value.ts';
import { passwordsInAddresses } from './password-in-address.ts';
import { quoted } from './quote-value.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { systemdProblems } from './systemd-secret.ts';
import type { DeploymentView } from './view.ts';

export const secretBreaksConsumer: DeploymentRule = {
  id: 'secret-breaks-consumer',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'A secret has characters that the program which reads it takes for something else.',
  why: `Compose replaces \`$word\` inside of a value by a variable, and by nothing where there is none: the program gets a part
of its password, and so does whoever guesses it. In an address \`@\`, \`/\`, \`?\` and \`#\` end the password. An env file
that is read raw (\`format: raw\`, \`docker run --env-file\`) keeps quotes and comments as part of the value, and Node's
readers cut an unquoted value at \`#\`. In a unit of systemd \`%\` begins a specifier, a blank ends the value and a backslash an
escape; its env files have no comments behind values.

Quote the value, write \`$$\` for \`$\` in a Compose file, encode it in an address, or generate one of letters and digits.`,
  bad: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DB_PASSWORD: q7Zt$xLm2Vw8Rk4Bn6\n',
  },
  good: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      DB_PASSWORD: q7Zt$$xLm2Vw8Rk4Bn6\n',
  },
  references: [
    'https://docs.docker.com/reference/compose-file/interpolation/',
    'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax',
    'https://www.rfc-editor.org/rfc/rfc3986#section-2.2',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment',
  ],

  *check(view) {
    const seen = new Set<string>();
    for (const problem of [
      ...dollars(view),
      ...passwordsInAddresses(view),
      ...rawQuotes(view),
      ...cutAtHash(view),
      ...systemdProblems(view),
    ]) {
      const id = `${problem.path}:${problem.span.start}`;
      if (!seen.has(id) && seen.add(id)) yield problem;
    }
  },
};

/** Env files that Compose reads with its own rules. */
const readByCompose = ({ services, projectEnv }: Deployment): ReadonlySet<string> =>
  new Set([...services.flatMap(({ envFiles }) => envFiles), ...(projectEnv === undefined ? [] : [projectEnv])]);

function* dollars({ deployment }: DeploymentView): Iterable<Problem> {
  const read = readByCompose(deployment);
  for (const effective of deployment.settings) {
    const { setting, path } = effective;
    const isRead = setting.source === 'compose-environment' || (setting.source === 'dotenv' && read.has(path));
    if (!isRead || !setting.exact) continue;
    const stray = strayDollars(effective);
    if (stray.length === 0 || !isSecret(effective)) continue;
    const fix =
      setting.source === 'dotenv'
        ? quoted(setting, path, deployment)
        : {
            title: 'Write each dollar sign twice',
            safe: false,
            edits: stray.map(({ span }) => ({ path, span: { start: span.start, end: span.start }, text: ['$'] })),
          };
    yield {
      ...placeOf(setting, path),
      message: `Compose takes what follows a dollar sign in ${setting.key} for a variable, and cuts it out.`,
      fixes: fix ? [fix] : [],
    };
  }
}

const isSecret = (effective: EffectiveSetting): boolean =>
  roleOf(effective) !== undefined || isHashOrPublic(effective.setting.text);

const placeOf = (setting: Setting, path: string): Pick<Problem, 'path' | 'span' | 'pointer' | 'subject'> => ({
  path,
  span: setting.valueSpan,
  pointer: setting.pointer,
  subject: { setting: setting.key },
});

/** Quotes and comments that a raw reader hands over. */
function* rawQuotes({ candidates }: DeploymentView): Iterable<Problem> {
  for (const { place, value, key, setting } of candidates) {
    if (place.setting.source !== 'dotenv' || setting.service === undefined || place.setting !== setting.setting)
      continue;
    if (!place.exact || place.span.end - place.span.start !== value.length) continue;
    const inner = /^(["'])(.*)\1$/.exec(value)?.[2];
    const cut = inner ?? /^([^"'\s#]+)\s+#/.exec(value)?.[1];
    if (cut === undefined) continue;
    yield {
      ...placeOf(place.setting, place.path),
      message:
        inner === undefined
          ? `${key} is read raw: the comment behind it becomes a part of it.`
          : `${key} is read raw: its quotes become a part of it.`,
      fixes: [
        {
          title: inner === undefined ? 'Remove the comment' : 'Remove the quotes',
          safe: false,
          edits: [{ path: place.path, span: place.span, text: [{ moved: cut }] }],
        },
      ],
    };
  }
}

/** Where PM2 starts the program and no Compose file is there, Node's readers take the env file beside it. */
function* cutAtHash({ deployment }: DeploymentView): Iterable<Problem> {
  const isNode = deployment.processes.some(({ kind }) => kind === 'pm2') && deployment.services.length === 0;
  if (!isNode) return;
  const isEnv = (file: SourceFile): file is Extract<SourceFile, { kind: 'dotenv' }> =>
    file.kind === 'dotenv' && deployment.tierOf(file.path) !== 'example';
  for (const { path, model, text } of deployment.files.filter(isEnv)) {
    for (const setting of model.settings) {
      const isQuoted = /["'`]/.test(text[setting.valueSpan.start - 1] ?? '');
      if (isQuoted || !/\S#/.test(setting.text) || secretRole(setting.key) === undefined) continue;
      const fix = quoted(setting, path, deployment);
      yield {
        ...placeOf(setting, path),
        message: `Node cuts ${setting.key} at its number sign.`,
        fixes: fix ? [fix] : [],
      };
    }
  }
}
