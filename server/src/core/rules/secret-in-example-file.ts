import { settingsWrittenIn } from '../deployment/file-settings.ts';
import { readConnection } from '../model/connection.ts';
import { baseNameOf } from '../model/path.ts';
import type { Setting } from '../model/setting.ts';
import { type RealLooking, realLooking } from '../secrets/real-looking.ts';
import { secretRole } from '../secrets/role.ts';
import type { Span } from '../text.ts';
import { tierOfPath } from '../tier-of-path.ts';
import type { FileRule } from './rule.ts';

export const secretInExampleFile: FileRule = {
  id: 'secret-in-example-file',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'secret',
  examples: true,
  summary: 'A file that is shared as an example holds what looks like a real secret.',
  why: `An example file is made to be committed and copied. A random value in it is one of two things: somebody's own
secret, which everyone has now, or a default that works, with which every careless copy goes to production. Write a
placeholder that no program accepts, and say beside it how to generate the value.`,
  bad: { '.env.example': 'JWT_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n' },
  good: { '.env.example': '# openssl rand -hex 32\nJWT_SECRET=change-me\n' },
  references: ['https://cwe.mitre.org/data/definitions/798.html', 'https://cwe.mitre.org/data/definitions/1394.html'],

  *check({ file, deployment }) {
    // A folder of tests or documents holds more than what people copy.
    if (deployment.tierOf(file.path) !== 'example' || tierOfPath(baseNameOf(file.path)) !== 'example') return;
    for (const setting of settingsWrittenIn(file)) {
      const found = secretIn(setting);
      if (!found) continue;
      const { real, span } = found;
      const isExact = setting.exact && setting.source !== 'kubernetes-secret';
      yield {
        path: file.path,
        span: isExact ? span : setting.valueSpan,
        message:
          real.kind === 'shipped'
            ? `${setting.key} is a shipped default that ${real.by} prints: every copy of this file starts with it.`
            : `${setting.key} holds what looks like a real secret.`,
        fixes: isExact
          ? [
              {
                title: 'Replace by a placeholder',
                safe: false,
                edits: [{ path: file.path, span, text: ['change-me'] }],
              },
            ]
          : [],
        subject: { setting: setting.key },
        pointer: setting.pointer,
      };
    }
  },
};

/** The value, the fallback of its only reference, or the password inside of its address. */
function secretIn(setting: Setting): { readonly real: RealLooking; readonly span: Span } | undefined {
  const { key, template, valueSpan } = setting;
  const [part, more] = template.parts;
  if (part === undefined || more !== undefined) return undefined;
  const operand = typeof part === 'string' ? undefined : part.operand;
  const text = typeof part === 'string' ? part : operand?.parts.length === 1 ? operand.parts[0] : undefined;
  const start = operand?.span.start ?? valueSpan.start;
  if (typeof text !== 'string') return undefined;
  const password = readConnection(text)?.password;
  if (password) {
    const real = realLooking(password.text, key);
    return real && { real, span: { start: start + password.span.start, end: start + password.span.end } };
  }
  const isNamed = secretRole(key) !== undefined;
  const real = realLooking(text, key);
  if (!real || (!isNamed && real.kind === 'random')) return undefined;
  return { real, span: { start, end: start + text.length } };
}
