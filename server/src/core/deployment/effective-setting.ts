import { dottedPath } from '../model/pointer.ts';
import type { Setting } from '../model/setting.ts';
import { ownsName } from '../product/detect.ts';
import type { KnownImage } from '../product/known-image.ts';
import type { Product } from '../product/product.ts';
import type { DetectedProduct } from './deployment.ts';
import { decidingSegment, type EffectiveSetting, type Lookup, resolve } from './effective.ts';

/** `- NAME` without a value: Compose takes it from the project's env file or the shell. */
export const inheritedFrom =
  (key: string, project: Lookup): Lookup =>
  () =>
    project(key);

/** What a consumer reads under `key`; nothing for a name that it takes from a shell nobody sees. */
export function effectiveSetting(
  key: string,
  path: string,
  setting: Setting,
  lookup: Lookup,
  service: string | undefined,
  product: Product | undefined,
  detected: readonly DetectedProduct[],
): EffectiveSetting[] {
  const owner = { path, setting };
  const handed = setting.inherited ? lookup(key) : undefined;
  // Passed through from a shell that the files do not show: set or not, nobody can tell.
  if (setting.inherited && handed === undefined) return [];
  const resolution = handed
    ? { segments: handed, value: handed.map(({ text }) => text).join(''), missing: [] }
    : resolve(setting.template, owner, lookup);
  const known = product?.variables[key]
    ? product
    : (productOfName(key, detected) ?? (service === undefined ? onlyOwner(key, detected) : undefined));
  return [
    {
      key,
      value: resolution.value,
      segments: resolution.segments,
      setting,
      path,
      decided: decidingSegment(resolution, path, setting),
      missing: resolution.missing,
      service,
      product: known,
      variable: known?.variables[key],
    },
  ];
}

/** The same, with what the image's own page says of the name where no product does. */
export function withImageVariable(setting: EffectiveSetting, image: KnownImage | undefined): EffectiveSetting {
  const variable = setting.variable ?? image?.product.variables[setting.key];
  return variable === setting.variable ? setting : { ...setting, variable };
}

/** The same of a JSON key that holds what a variable of the product would. */
export function withJsonVariable(one: EffectiveSetting, detected: readonly DetectedProduct[]): EffectiveSetting {
  const dotted = dottedPath(one.setting.pointer);
  const product = detected.find((found) => found.product.jsonVariables?.[dotted] !== undefined)?.product;
  const name = product?.jsonVariables?.[dotted];
  return product && name !== undefined ? { ...one, product, variable: product.variables[name] } : one;
}

/** A name of no prefix, in a file of the one product there is. */
const onlyOwner = (key: string, [one, another]: readonly DetectedProduct[]): Product | undefined =>
  one && !another && one.product.variables[key] ? one.product : undefined;

/** A name with a product's own prefix belongs to it wherever it stands. */
export const productOfName = (key: string, detected: readonly DetectedProduct[]): Product | undefined =>
  detected.find(({ product }) => ownsName(key, product))?.product;
