import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { hasOwnPrefix } from '../product/detect.ts';
import { matchesText } from '../product/glob.ts';
import { editDistance } from '../product/nearest.ts';
import type { Product } from '../product/product.ts';
import type { DeploymentRule, Fix } from './rule.ts';
import { isReferenced, settingsReadBy } from './variable-names.ts';

export const unknownVariable: DeploymentRule = {
  id: 'unknown-variable',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'The name of a variable is misspelt, or is that of an earlier release.',
  why: `A program reads the names that it knows and no others. A misspelt or renamed variable changes nothing: the default stays in
force, and nobody is told. Only names close to one that the product has are reported, and those that it is known to have renamed; a name
that another file refers to is somebody else's.`,
  bad: { '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_RATE_LIMTI=600\n' },
  good: { '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_RATE_LIMIT=600\n' },
  references: ['https://12factor.net/config'],

  *check({ deployment }) {
    for (const { product } of deployment.products) {
      for (const setting of settingsReadBy(product, deployment)) {
        const meant = nameMeant(setting, product, deployment);
        if (!meant) continue;
        const { key, path, setting: written, service } = setting;
        yield {
          path,
          span: written.keySpan,
          message: `${product.name} does not read ${key}; ${meant.why}.`,
          fixes: renamed(setting, meant.name, deployment),
          subject: { setting: key, ...(service !== undefined && { service }) },
          pointer: written.pointer,
        };
      }
    }
  },
};

function nameMeant(
  { key, variable, setting }: EffectiveSetting,
  product: Product,
  deployment: Deployment,
): { readonly name: string; readonly why: string } | undefined {
  if (setting.source === 'json' || setting.source === 'helm-values') return undefined;
  const next = product.renamed[key];
  if (next !== undefined) return { name: next, why: `it is called ${next} now` };
  if (variable || isKnown(key, product) || deployment.products.some((other) => isKnown(key, other.product)))
    return undefined;
  if (product.openNames?.some((glob) => matchesText(glob, key))) return undefined;
  const name = misspelt(key, product);
  return name === undefined || isReferenced(key, deployment) ? undefined : { name, why: `it may be meant as ${name}` };
}

const isKnown = (name: string, { variables, ignored }: Product): boolean =>
  variables[name] !== undefined || ignored[name] !== undefined || variables[name.replace(/_FILE$/, '')] !== undefined;

/** Long enough for two letters to be an accident. Names that differ in a number, or by a word at an end, are names of their own. */
function misspelt(key: string, product: Product): string | undefined {
  if (key.length < 8 || !/^[A-Z][A-Z0-9_]*$/i.test(key)) return undefined;
  const upper = key.toUpperCase();
  const candidates = Object.keys(product.variables)
    .filter((name) => hasOwnPrefix(name, product) && Math.abs(name.length - key.length) <= 2)
    .map((name) => ({ name, distance: editDistance(upper, name) }))
    .filter(({ name, distance }) => distance <= (key.length < 14 ? 1 : 2) && !isNameOfItsOwn(upper, name))
    .toSorted((a, b) => a.distance - b.distance);
  const [best, second] = candidates;
  return best && best.distance !== second?.distance ? best.name : undefined;
}

const withoutDigits = (name: string): string => name.replace(/\d+/g, '');

const isNameOfItsOwn = (key: string, name: string): boolean =>
  withoutDigits(key) === withoutDigits(name) || key.startsWith(`${name}_`) || key === `${name}S` || name === `${key}S`;

/** The new name in place of the old; none where the right name is set as well, or the name is put together elsewhere. */
function renamed(
  { path, setting, service }: EffectiveSetting,
  name: string,
  { files, settings }: Deployment,
): readonly Fix[] {
  const text = files.find((file) => file.path === path)?.text;
  const { keySpan, key } = setting;
  if (text?.slice(keySpan.start, keySpan.end) !== key) return [];
  if (settings.some((other) => other.key === name && other.service === service && other.path === path)) return [];
  return [{ title: `Rename ${key} to ${name}`, safe: false, edits: [{ path, span: keySpan, text: [name] }] }];
}
