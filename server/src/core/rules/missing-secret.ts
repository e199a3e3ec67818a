import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { envFilesOf, runsProduct } from '../deployment/served-product.ts';
import type { SourceFile } from '../model/source-file.ts';
import { hasOwnPrefix } from '../product/detect.ts';
import type { Product, Variable } from '../product/product.ts';
import { roleOf } from '../secrets/candidate.ts';
import { generatedFor, generatedTitle } from '../secrets/generate.ts';
import type { Edit, Generated } from '../text.ts';
import { insertSecret } from './insert-environment.ts';
import { defineInEnv } from './require-in-env.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { settingPlace } from './setting-problem.ts';

export const missingSecret: DeploymentRule = {
  id: 'missing-secret',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'secret',
  summary: 'A secret that the product requires is blank or set nowhere.',
  why: `The program refuses to start, or starts with a built-in fallback that is the same everywhere. The effective
environment is asked: env files, \`environment\`, overrides and fallbacks together. A variable that names a file with the
secret (\`*_FILE\`) counts as set. Where an env file that the service names is not in the workspace, the rule stays silent.`,
  bad: { '.env': 'NOVAMEM_WARM_URL=postgres://novamem@db:5432/novamem\nNOVAMEM_COOKIE_SECRET=\n' },
  good: {
    '.env':
      'NOVAMEM_WARM_URL=postgres://novamem@db:5432/novamem\nNOVAMEM_COOKIE_SECRET=c6a0c2dbf6b74f5fa52d0f0f5a2e6c0f7d1f3e9a8b4c5d6e7f8091a2b3c4d5e6\n',
  },
  references: [
    'https://12factor.net/config',
    'https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/',
  ],

  *check({ deployment }) {
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
  },
};

type Reader = { readonly service: DeployedService } | { readonly file: SourceFile };

function* missingIn(
  product: Product,
  settings: readonly EffectiveSetting[],
  reader: Reader,
  deployment: Deployment,
): Iterable<Problem> {
  const byName = new Map(settings.map((setting) => [setting.key, setting]));
  for (const [name, variable] of Object.entries(product.variables)) {
    if (variable.kind !== 'secret' && variable.kind !== 'password') continue;
    if (!isRequired(variable, byName) || variable.files?.some((file) => byName.has(file))) continue;
    const setting = byName.get(name);
    if (setting && !isUnset(setting, deployment)) continue;
    if (!setting && !mayBeAbsent(name, variable, product, reader)) continue;
    yield problemOf(name, variable, product, setting, reader, deployment);
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

function problemOf(
  name: string,
  variable: Variable,
  product: Product,
  setting: EffectiveSetting | undefined,
  reader: Reader,
  deployment: Deployment,
): Problem {
  const role = setting ? (roleOf(setting) ?? 'key') : 'key';
  const generated = generatedFor({ variable, role, key: name, inUrl: false }, false);
  const title = generatedTitle(generated);
  const needs = `${product.name} requires ${name}`;
  if (setting) {
    const [reference] = setting.missing;
    const definition = reference ? defineInEnv(reference.name, generated, deployment) : undefined;
    const edits = definition ? [definition] : setting.value === '' ? fillBlank(setting, generated, deployment) : [];
    const message = reference ? `${needs}, and nothing sets ${reference.name}.` : `${needs}, and it is blank.`;
    return { ...settingPlace(setting), message, fixes: edits.length > 0 ? [{ title, safe: false, edits }] : [] };
  }
  if ('service' in reader) {
    const edits = insertSecret(reader.service, name, generated, deployment);
    return {
      path: reader.service.path,
      span: reader.service.definition.nameSpan,
      message: `${needs}, and service ${reader.service.name} does not set it.`,
      fixes: edits.length > 0 ? [{ title, safe: false, edits }] : [],
      subject: { setting: name, service: reader.service.name },
      pointer: `/services/${reader.service.name}/environment/${name}`,
    };
  }
  const { text, path } = reader.file;
  const line = /^[^\S\n]*(?!#)\S[^\n]*?(?=\r?\n|$)/m.exec(text);
  const start = line?.index ?? 0;
  const end = text.length;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lead = text === '' || text.endsWith('\n') ? '' : ending;
  return {
    path,
    span: { start, end: start + (line?.[0].length ?? 0) },
    message: `${needs}, and this file does not set it.`,
    fixes: [
      {
        title,
        safe: false,
        edits: [{ path, span: { start: end, end }, text: [`${lead}${name}=`, generated, ending] }],
      },
    ],
    subject: { setting: name },
    pointer: name,
  };
}

/** In a Compose file the blank becomes a reference: a secret there would be one that is shared. */
function fillBlank({ decided }: EffectiveSetting, generated: Generated, deployment: Deployment): readonly Edit[] {
  const { path, span, exact, setting } = decided;
  if (!exact) return [];
  const lead = span.start === span.end ? setting.lead : '';
  if (setting.source !== 'compose-environment') return [{ path, span, text: [lead, generated] }];
  const definition = defineInEnv(setting.key, generated, deployment);
  const reference: Edit = { path, span, text: [lead, `\${${setting.key}:?set ${setting.key}}`] };
  return definition ? [reference, definition] : [reference];
}
