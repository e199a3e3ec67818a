import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { envFilesOf, runsProduct } from '../deployment/served-product.ts';
import { ownsName } from '../product/detect.ts';
import type { Product } from '../product/product.ts';

/** Settings that the product reads, or that stand where whoever deploys it writes them. */
export function settingsReadBy(product: Product, deployment: Deployment): readonly EffectiveSetting[] {
  const readers = new Set(
    deployment.services
      .filter((service) => service.product === product && runsProduct(service, product))
      .map(({ name }) => name),
  );
  const files = new Set(envFilesOf(product, deployment).map(({ path }) => path));
  return deployment.settings.filter(
    ({ key, service, path, product: owner }) =>
      ownsName(key, product) || (service === undefined ? files.has(path) : readers.has(service) || owner === product),
  );
}

/** A file of the deployment asks for the name itself, so that somebody other than the product reads it. */
export function isReferenced(name: string, { files }: Deployment): boolean {
  const escaped = name.replace(/[^\w]/g, '\\$&');
  const reference = new RegExp(`\\$(?:\\{|\\()?${escaped}\\b|\\{\\$${escaped}\\b|env\\.${escaped}\\b`);
  return files.some(({ text }) => text.includes(name) && reference.test(text));
}
