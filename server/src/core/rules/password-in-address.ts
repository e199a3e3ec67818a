import type { EffectiveSetting, Segment } from '../deployment/effective.ts';
import { generatedFor, generatedTitle } from '../secrets/generate.ts';
import { isIndirect } from '../secrets/value.ts';
import type { Fix, Problem } from './rule.ts';
import type { DeploymentView } from './view.ts';

/** What ends a password or changes the address; a `%` is one of its own encoding. */
const reserved = /[@/?#[\]\s]|%(?![0-9A-Fa-f]{2})/;
const broken = /^([a-z][a-z0-9+.-]*:\/\/[^:@/?#\s]+:)([^@\s]*[/?#][^@\s]*)@[\w.-]+(?::\d+)?(?:[/?]|$)/i;

/** Passwords that the reader of an address takes for something else. */
export function* passwordsInAddresses({ deployment, candidates }: DeploymentView): Iterable<Problem> {
  for (const setting of deployment.settings) {
    if (setting.value === undefined || !setting.value.includes('://')) continue;
    const variable = passwordSegment(setting);
    if (variable && reserved.test(variable.text) && !isIndirect(variable.text)) {
      const readers = candidates.filter(
        ({ place }) => place.path === variable.path && place.span.start === variable.span.start,
      );
      const [reader] = readers.filter(({ inUrl }) => !inUrl);
      const isAlone = candidates.every(
        (other) => other.value !== variable.text || readers.includes(other) || other.setting === setting,
      );
      yield {
        path: variable.path,
        span: variable.span,
        message: `${variable.setting.key} has characters that end the password in the address of ${setting.key}.`,
        related: [
          { path: setting.path, span: setting.setting.valueSpan, message: `${setting.key} puts it into an address` },
        ],
        fixes:
          reader && isAlone && variable.exact && variable.kind === 'variable' ? [regenerate(reader, variable)] : [],
        subject: { setting: variable.setting.key },
        pointer: variable.setting.pointer,
      };
    }
    const literal = setting.segments.length === 1 && setting.decided.exact ? broken.exec(setting.value) : null;
    if (!literal) continue;
    const [, before = '', password = ''] = literal;
    const { path, span, setting: holder } = setting.decided;
    const start = span.start + before.length;
    const place = { start, end: start + password.length };
    yield {
      path,
      span: place,
      message: `The password in ${setting.key} has characters that end it.`,
      fixes: [
        {
          title: 'Encode the password',
          safe: false,
          edits: [{ path, span: place, text: [{ moved: encodeURIComponent(password) }] }],
        },
      ],
      subject: { setting: setting.key },
      pointer: holder.pointer,
    };
  }
}

/** The variable between `//user:` and `@host`. */
function passwordSegment({ segments }: EffectiveSetting): Segment | undefined {
  return segments.find(({ kind }, index) => {
    const before = segments.slice(0, index).map(({ text }) => text);
    const after = segments[index + 1]?.text ?? '';
    return kind !== 'literal' && /^[a-z][a-z0-9+.-]*:\/\/[^:@/]*:$/i.test(before.join('')) && /^@[\w.-]/.test(after);
  });
}

function regenerate(reader: Parameters<typeof generatedFor>[0], { path, span }: Segment): Fix {
  const generated = generatedFor(reader, true);
  return { title: generatedTitle(generated), safe: false, edits: [{ path, span, text: [generated] }] };
}
