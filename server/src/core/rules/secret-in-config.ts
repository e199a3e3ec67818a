import { isLeftOut } from '../deployment/versioning.ts';
import type { Setting, SettingSource } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { roleOf } from '../secrets/candidate.ts';
import { secretRole } from '../secrets/role.ts';
import { strayDollars } from '../secrets/stray-dollar.ts';
import { strengthOf } from '../secrets/strength.ts';
import { isHashOrPublic, isIndirect, isPlaceholder, isSwitch } from '../secrets/value.ts';
import { findVendorTokens } from '../secrets/vendor-tokens.ts';
import { moveToEnv } from './move-to-env.ts';
import type { FileRule } from './rule.ts';
import type { FileView } from './view.ts';

/** Places that people commit, with what they are called. */
const shared: Readonly<Partial<Record<SettingSource, string>>> = {
  'compose-environment': 'this Compose file',
  'kubernetes-env': 'the manifest',
  'kubernetes-config': 'a ConfigMap, which is no place for secrets',
  'helm-values': 'the values of the chart',
  'dockerfile-env': 'every image that is built',
  'pm2-env': 'this PM2 file',
  'systemd-env': 'the unit, which every user of the host can read',
  json: 'this configuration',
};

export const secretInConfig: FileRule = {
  id: 'secret-in-config',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A secret is written into a file that is normally committed.',
  why: `A Compose file, manifest, chart, Dockerfile or PM2 file is shared with everyone who works on the deployment, and its
history keeps what was once in it. Write the secret into an env file that git ignores and leave \`\${NAME:?set NAME}\` behind;
in Kubernetes use a Secret and \`secretKeyRef\`, in a build \`RUN --mount=type=secret\`.

A secret that was pushed is known: replace it as well.`,
  bad: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      JWT_SECRET: c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
  },
  good: {
    'compose.yaml':
      'services:\n  web:\n    image: ghcr.io/acme/web:1.4.2\n    environment:\n      JWT_SECRET: ${JWT_SECRET:?set JWT_SECRET}\n',
  },
  references: [
    'https://docs.docker.com/compose/how-tos/environment-variables/best-practices/',
    'https://docs.docker.com/build/building/secrets/',
    'https://cwe.mitre.org/data/definitions/798.html',
  ],

  *check(view) {
    const { file, candidates, versioning } = view;
    if (isLeftOut(versioning, file.path)) return;
    const own = candidates.filter(
      ({ place, inUrl, value }) =>
        place.path === file.path && place.kind === 'literal' && !inUrl && !isHarmless(value, place.setting.key),
    );
    const settings = new Set([...own.map(({ place }) => place.setting), ...misread(view), ...buildArguments(file)]);
    for (const setting of settings) {
      const where = shared[setting.source];
      if (where === undefined) continue;
      const fix = moveToEnv(setting, view);
      yield {
        path: file.path,
        span: setting.valueSpan,
        message: `${setting.key} stands in clear in ${where}.`,
        // What nobody has filled in yet is no secret; what will be is.
        severity: isPlaceholder(setting.text, setting.key) ? 'information' : 'warning',
        fixes: fix ? [fix] : [],
        subject: { setting: setting.key },
        pointer: setting.pointer,
      };
    }
  },
};

/** References, hashes and what another rule already says: a vendor's token. */
const isHarmless = (value: string, key: string): boolean =>
  isIndirect(value) ||
  isHashOrPublic(value) ||
  findVendorTokens(value).length > 0 ||
  // Who issues tokens makes none of a plain word.
  (secretRole(key) === 'token' && (isPlaceholder(value, key) || /^[a-z]{1,9}(?:[-_][a-z]{1,9})?$/.test(value)));

/** Secrets of which Compose takes a part for a variable: what it is meant to be stands here all the same. */
const misread = ({ file, deployment }: FileView): readonly Setting[] =>
  deployment.settings.flatMap((effective) =>
    effective.path === file.path &&
    strayDollars(effective).length > 0 &&
    roleOf(effective) !== undefined &&
    !isHashOrPublic(effective.setting.text)
      ? [effective.setting]
      : [],
  );

/** Defaults of `ARG` and what Compose gives it, which the image's history shows; words that only let a build pass are none. */
const buildArguments = (file: SourceFile): readonly Setting[] =>
  argumentsIn(file).filter(
    ({ key, text, template }) =>
      secretRole(key) !== undefined &&
      template.parts.every((part) => typeof part === 'string') &&
      !isSwitch(text) &&
      !isPlaceholder(text, key) &&
      !isHarmless(text, key) &&
      (strengthOf(text).bits >= 64 || isChosen(text)),
  );

function argumentsIn(file: SourceFile): readonly Setting[] {
  if (file.kind === 'compose') return file.model.services.flatMap(({ build }) => build?.args ?? []);
  if (file.kind !== 'dockerfile') return [];
  return [...file.model.args, ...file.model.stages.flatMap(({ args }) => args)];
}

/** As people make passwords: letters with digits or with a sign; words that only let a build pass have neither, or say so. */
const isChosen = (text: string): boolean =>
  text.length >= 6 &&
  /[a-z]/i.test(text) &&
  /[\d!@#$%^&*?+]/.test(text) &&
  !/\s|dummy|fake|unused|build|example|sample|test|temp|none|not[-_]/i.test(text);
