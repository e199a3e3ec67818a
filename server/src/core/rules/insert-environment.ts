import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import { type Edit, type Generated, indentationAt, lineEnding, type TextPart } from '../text.ts';
import { defineInEnv } from './require-in-env.ts';

/** One more entry behind the last of a service's `environment`, written as its neighbours are; undefined where there is none. */
export function insertEnvironment(
  { layers }: DeployedService,
  name: string,
  value: readonly TextPart[],
  { files }: Deployment,
): Edit | undefined {
  for (const { path, service } of layers) {
    const last = service.environment
      .filter(({ span }) => span.start > service.nameSpan.start && span.end <= service.span.end)
      .at(-1);
    const text = files.find((file) => file.path === path)?.text;
    if (!last || text === undefined) continue;
    const lineStart = text.lastIndexOf('\n', last.keySpan.start - 1) + 1;
    const before = text.slice(lineStart, last.keySpan.start);
    const isList = /^\s*-\s+["']?$/.test(before);
    // In a flow mapping, or behind a block scalar, a line of its own would not be an entry.
    if (!isList && before.trim() !== '') return undefined;
    const lineEnd = text.indexOf('\n', Math.max(last.span.end - 1, last.keySpan.end));
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    const ending = lineEnding(text);
    const indent = indentationAt(text, last.keySpan.start);
    const lead = lineEnd < 0 ? ending : '';
    const entry = isList ? `${lead}${indent}- ${name}=` : `${lead}${indent}${name}: `;
    return { path, span: { start: end, end }, text: [entry, ...value, ending] };
  }
  return undefined;
}

/**
 * `NAME: ${NAME:?set NAME}` in the service, and a generated value in the project's env file unless that sets the name already: a
 * secret of its own in a Compose file would be one that is shared. Empty where the service has no place for an entry.
 */
export function insertSecret(
  service: DeployedService,
  name: string,
  generated: Generated,
  deployment: Deployment,
): readonly Edit[] {
  const reference = insertEnvironment(service, name, [`\${${name}:?set ${name}}`], deployment);
  if (!reference) return [];
  const definition = defineInEnv(name, generated, deployment);
  return definition ? [reference, definition] : [reference];
}
