import type { ComposeService } from '../model/compose.ts';
import type { Setting } from '../model/setting.ts';
import { generatedFor } from '../secrets/generate.ts';
import { type SecretRole, secretRole } from '../secrets/role.ts';
import { isIndirect, isSwitch } from '../secrets/value.ts';
import { type Reference, referencesIn, type Template } from '../syntax/interpolation.ts';
import { requireReference } from './require-in-env.ts';
import type { FileRule } from './rule.ts';

export const defaultInInterpolation: FileRule = {
  id: 'default-in-interpolation',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  summary: 'A secret has a usable fallback in the Compose file.',
  why: `\`\${POSTGRES_PASSWORD:-postgres}\` starts with a password that is public wherever the variable is missing: on the next
machine, after a renamed env file, in CI. Nothing says so. \`\${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}\` refuses to start
instead, with that message. The rule reads the text, so it speaks even where today's env file sets the variable.`,
  bad: {
    'compose.yaml':
      'services:\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASS:-hunter2}\n',
  },
  good: {
    'compose.yaml':
      'services:\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASS:?set DB_PASS}\n',
  },
  references: ['https://docs.docker.com/reference/compose-file/interpolation/'],

  *check({ file, deployment, settings }) {
    if (file.kind !== 'compose') return;
    for (const service of file.model.services) {
      for (const setting of service.environment) {
        for (const { reference, role } of usableFallbacks(setting)) {
          const { name, span } = reference;
          const variable =
            settings.find(({ key }) => key === setting.key)?.variable ??
            deployment.settings.find(({ key, service: reader }) => key === setting.key && reader === service.name)
              ?.variable;
          const generated = generatedFor({ variable, role, key: name, inUrl: setting.text.includes('://') }, false);
          const fixable = reference.braced && setting.exact && role !== 'token' && !variable?.encryptsData;
          yield {
            path: file.path,
            span: setting.exact ? span : setting.valueSpan,
            message: `${name} falls back to a usable value when nothing sets it.`,
            fixes: fixable ? [requireReference(reference, file.path, generated, deployment)] : [],
            subject: { setting: setting.key, service: service.name },
            pointer: pointerOf(service, setting, name),
          };
        }
      }
    }
  },
};

const pointerOf = (service: ComposeService, setting: Setting, name: string): string =>
  `/services/${service.name}/environment/${setting.key}/${name}`;

/** References whose own name, or whose setting's name, is a secret's, with a literal fallback that would start the program. */
function usableFallbacks(setting: Setting): readonly { reference: Reference; role: SecretRole }[] {
  return referencesIn(setting.template).flatMap((reference) => {
    if ((reference.operator !== ':-' && reference.operator !== '-') || !reference.operand) return [];
    const whole = setting.template.parts.length === 1;
    const role = secretRole(reference.name) ?? (whole ? secretRole(setting.key) : undefined);
    const fallback = literalOf(reference.operand);
    if (role === undefined || fallback === undefined || fallback === '' || isSwitch(fallback) || isIndirect(fallback))
      return [];
    return [{ reference, role }];
  });
}

/** The text of a fallback without references in it. */
const literalOf = ({ parts }: Template): string | undefined =>
  parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
