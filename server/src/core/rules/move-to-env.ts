import type { Setting } from '../model/setting.ts';
import { generatedFor } from '../secrets/generate.ts';
import type { Edit, TextPart } from '../text.ts';
import { ignoreEdit } from './ignore-line.ts';
import { defineInEnv } from './require-in-env.ts';
import type { Fix } from './rule.ts';
import type { FileView } from './view.ts';

/**
 * The value goes to the project's env file, which Compose reads, and `${NAME:?set NAME}` stays behind; that file is added to git's
 * ignore file where there is one. A value that has to be replaced anyway is generated there. Undefined for a value that is put
 * together, that an env file cannot hold in one line, or whose name means something else already.
 */
export function moveToEnv(setting: Setting, view: FileView): Fix | undefined {
  const { file, deployment, versioning } = view;
  const { key, template, valueSpan, exact, source } = setting;
  const [value, more] = template.parts;
  if (file.kind !== 'compose' || source !== 'compose-environment' || !exact) return undefined;
  if (typeof value !== 'string' || more !== undefined || !/^[A-Za-z_]\w*$/.test(key)) return undefined;
  const isTaken = deployment.files.some(
    (other) =>
      other.kind === 'compose' &&
      other.model.services.some(({ environment }) =>
        environment.some((one) => one.key === key && one.text !== setting.text && !one.text.includes('$')),
      ),
  );
  const part = isTaken ? undefined : partFor(value, setting, view);
  const definition = part && defineInEnv(key, part, deployment);
  if (!definition) return undefined;
  const ignore = ignoreEdit(definition.path, versioning);
  const reference: Edit = { path: file.path, span: valueSpan, text: [`\${${key}:?set ${key}}`] };
  return {
    title: `Move ${key} to ${definition.path}`,
    safe: false,
    edits: [reference, definition, ...(ignore ? [ignore] : [])],
  };
}

/** What the env file gets: the value as it is, or a better one where this one is no secret. */
function partFor(value: string, { valueSpan }: Setting, { file, secrets }: FileView): TextPart | undefined {
  const isHere = ({ place }: { readonly place: { path: string; span: { start: number } } }): boolean =>
    place.path === file.path && place.span.start === valueSpan.start;
  const judged = secrets.find(({ candidate }) => isHere(candidate));
  if (!judged) {
    const written = dotenvValue(value);
    return written === undefined ? undefined : { moved: written };
  }
  // Elsewhere the same password stands, and all of them would have to change together.
  const isAlone = judged.others.every(isHere);
  return isAlone && judged.candidate.role !== 'token' && !judged.candidate.variable?.encryptsData
    ? generatedFor(judged.candidate, false)
    : undefined;
}

/** As the reader of Compose takes it unchanged; undefined where no quotes can hold it. */
function dotenvValue(value: string): string | undefined {
  if (/^[\w./:@%+=,~^-]+$/.test(value)) return value;
  return /['\n\r\\]/.test(value) ? undefined : `'${value}'`;
}
