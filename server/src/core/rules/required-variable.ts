import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { envFilesOf, runsProduct } from '../deployment/served-product.ts';
import type { SourceFile } from '../model/source-file.ts';
import { hasOwnPrefix } from '../product/detect.ts';
import type { Product, Variable } from '../product/product.ts';
import { type Edit, type Generated, lineEnding, type Span, type TextPart } from '../text.ts';
import { insertEnvironment, insertSecret } from './insert-environment.ts';
import { defineInEnv } from './require-in-env.ts';
import type { Fix, Problem } from './rule.ts';
import { settingPlace } from './setting-problem.ts';

/** A variable that a product requires and that is blank or absent where the product is run. */
export interface MissingVariable {
  readonly name: string;
  readonly variable: Variable;
  readonly product: Product;
  /** Undefined where it is absent altogether. */
  readonly setting: EffectiveSetting | undefined;
  readonly reader: Reader;
}

/** Each service that runs the product, else its only env file. */
type Reader = { readonly service: DeployedService } | { readonly file: SourceFile };

export function* missingVariables(deployment: Deployment): Iterable<MissingVariable> {
  for (const { product } of deployment.products) {
    const readers = deployment.services.filter(
      (service) => service.product === product && service.primary && runsProduct(service, product),
    );
    for (const service of readers) yield* missingIn(product, service.settings, { service }, deployment);
    if (readers.length > 0) continue;
    const [own, more] = envFilesOf(product, deployment);
    if (!own || more) continue;
    yield* missingIn(
      product,
      deployment.settings.filter(({ path }) => path === own.path),
      { file: own },
      deployment,
    );
  }
}

function* missingIn(
  product: Product,
  settings: readonly EffectiveSetting[],
  reader: Reader,
  deployment: Deployment,
): Iterable<MissingVariable> {
  const byName = new Map(settings.map((setting) => [setting.key, setting]));
  for (const [name, variable] of Object.entries(product.variables)) {
    if (!isRequired(variable, byName) || variable.files?.some((file) => byName.has(file))) continue;
    const setting = byName.get(name);
    if (setting && !isUnset(setting, deployment)) continue;
    if (!setting && !mayBeAbsent(name, variable, product, reader)) continue;
    yield { name, variable, product, setting, reader };
  }
}

function isRequired(
  { required, requiredUnless, requiredWhen }: Variable,
  byName: ReadonlyMap<string, EffectiveSetting>,
): boolean {
  const holds = ({ variable, values }: { variable: string; values: readonly string[] }): boolean =>
    values.includes(byName.get(variable)?.value ?? '');
  if (requiredUnless && holds(requiredUnless)) return false;
  return requiredWhen ? holds(requiredWhen) : required === true || requiredUnless !== undefined;
}

/** Blank, or a reference that the project's own env file should set and does not. */
const isUnset = ({ value, missing }: EffectiveSetting, { projectEnv }: Deployment): boolean =>
  value === '' || (value === undefined && missing.length > 0 && projectEnv !== undefined);

/** Absent altogether: only where everything that could set it was seen, and where it is this reader's to have. */
function mayBeAbsent(name: string, variable: Variable, product: Product, reader: Reader): boolean {
  const prefixed = hasOwnPrefix(name, product);
  if ('file' in reader) return prefixed && variable.required === true;
  return reader.service.complete && prefixed;
}

/** The finding, with a fix that writes `value` where the variable belongs; none without one. */
export function missingProblem(
  { name, product, setting, reader }: MissingVariable,
  value: TextPart | undefined,
  title: string,
  deployment: Deployment,
): Problem {
  const needs = `${product.name} requires ${name}`;
  const text = value ?? '';
  const fixed = (edits: readonly (Edit | undefined)[]): readonly Fix[] => {
    const made = edits.filter((edit) => edit !== undefined);
    return value === undefined || made.length === 0 ? [] : [{ title, safe: false, edits: made }];
  };
  const isSecret = typeof text === 'object' && 'generate' in text;
  if (setting) {
    const [reference] = setting.missing;
    const definition = reference && defineInEnv(reference.name, text, deployment);
    const { path, span, exact, setting: holder } = setting.decided;
    const lead = span.start === span.end ? holder.lead : '';
    const isBlank = setting.value === '' && exact;
    const filled: readonly Edit[] =
      isSecret && isBlank && holder.source === 'compose-environment'
        ? referToEnv({ path, span, lead, name: holder.key }, text, deployment)
        : isBlank
          ? [{ path, span, text: [lead, text] }]
          : [];
    const why = reference ? `nothing sets ${reference.name}` : 'it is blank';
    return {
      ...settingPlace(setting),
      message: `${needs}, and ${why}.`,
      fixes: fixed(filled.length > 0 ? filled : [definition]),
    };
  }
  if ('service' in reader) {
    const { service } = reader;
    const edits = isSecret
      ? insertSecret(service, name, text, deployment)
      : [insertEnvironment(service, name, [text], deployment)];
    return {
      path: service.path,
      span: service.definition.nameSpan,
      message: `${needs}, and service ${service.name} does not set it.`,
      fixes: fixed(edits),
      subject: { setting: name, service: service.name },
      pointer: `/services/${service.name}/environment/${name}`,
    };
  }
  const { text: whole, path } = reader.file;
  const ending = lineEnding(whole);
  const lead = whole === '' || whole.endsWith('\n') ? '' : ending;
  const end = whole.length;
  return {
    path,
    span: firstLine(whole),
    message: `${needs}, and this file does not set it.`,
    fixes: fixed([{ path, span: { start: end, end }, text: [`${lead}${name}=`, text, ending] }]),
    subject: { setting: name },
    pointer: name,
  };
}

/** In a Compose file the blank becomes a reference: a secret there would be one that is shared. */
function referToEnv(
  {
    path,
    span,
    lead,
    name,
  }: { readonly path: string; readonly span: Span; readonly lead: string; readonly name: string },
  generated: Generated,
  deployment: Deployment,
): readonly Edit[] {
  const definition = defineInEnv(name, generated, deployment);
  const reference: Edit = { path, span, text: [lead, `\${${name}:?set ${name}}`] };
  return definition ? [reference, definition] : [reference];
}

/** Where the absence of something from a whole file is drawn: its first line that has content. */
export function firstLine(text: string): Span {
  const line = /^[^\S\n]*(?!#)\S[^\n]*?(?=\r?\n|$)/m.exec(text);
  const start = line?.index ?? 0;
  return { start, end: start + (line?.[0].length ?? 0) };
}
