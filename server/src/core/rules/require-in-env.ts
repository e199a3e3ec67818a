import type { Deployment } from '../deployment/deployment.ts';
import type { Segment } from '../deployment/effective.ts';
import { type Reference, referencesIn } from '../syntax/interpolation.ts';
import { type Edit, type Generated, isInside, lineEnding, type TextPart } from '../text.ts';
import type { Fix } from './rule.ts';

/** The reference whose fallback holds the place. */
const referenceAround = ({ setting, span }: Segment): Reference | undefined =>
  referencesIn(setting.template)
    .filter((reference) => isInside(span, reference.span) && reference.operand !== undefined)
    .at(-1);

/**
 * `${NAME:?set NAME}` in place of a usable fallback; where the env file does not set the name, a generated value comes with
 * it there, in the same edit, so that the deployment starts as before.
 */
export function requireInEnv(place: Segment, generated: Generated, deployment: Deployment): Fix | undefined {
  const reference = referenceAround(place);
  if (!reference?.braced || !place.setting.exact || place.setting.source !== 'compose-environment') return undefined;
  return requireReference(reference, place.path, generated, deployment);
}

export function requireReference(
  reference: Reference,
  path: string,
  generated: Generated,
  deployment: Deployment,
): Fix {
  const { name, span } = reference;
  const required: Edit = { path, span, text: [`\${${name}:?set ${name}}`] };
  const definition = defineInEnv(name, generated, deployment);
  return {
    title: `Require ${name} instead of a default`,
    safe: false,
    edits: definition ? [required, definition] : [required],
  };
}

/** `NAME=<value>` at the end of the project's env file, which is made where there is none; undefined where it is set. */
export function defineInEnv(name: string, value: TextPart, { root, files, projectEnv }: Deployment): Edit | undefined {
  const file = files.find(({ path }) => path === projectEnv);
  if (file?.kind !== 'dotenv') {
    const path = root === '' ? '.env' : `${root}/.env`;
    if (files.some((other) => other.path === path)) return undefined;
    return { path, span: { start: 0, end: 0 }, text: [`${name}=`, value, '\n'], create: true };
  }
  const setting = file.model.settings.findLast(({ key }) => key === name);
  if (setting) {
    const blank = setting.text === '' && setting.valueSpan.start === setting.valueSpan.end;
    return blank ? { path: file.path, span: setting.valueSpan, text: [setting.lead, value] } : undefined;
  }
  const ending = lineEnding(file.text);
  const end = file.text.length;
  const lead = end === 0 || file.text.endsWith('\n') ? '' : ending;
  return { path: file.path, span: { start: end, end }, text: [`${lead}${name}=`, value, ending] };
}
