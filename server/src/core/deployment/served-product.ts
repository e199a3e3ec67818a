import type { Product } from '../product/product.ts';
import type { DeployedService, Deployment, ProxySite } from './deployment.ts';

/** The product that a site puts on the network: by the service behind it, else by the product's own port. */
export function productServedBy({ services, upstreams }: ProxySite, deployment: Deployment): Product | undefined {
  const named = deployment.services.find(
    (service) => services.includes(service.name) && service.product !== undefined,
  )?.product;
  if (named || services.length > 0) return named;
  return deployment.products.find(({ product }) =>
    Object.values(product.ports).some((known) => upstreams.some(({ port }) => port === known)),
  )?.product;
}

/** The product itself, not a datastore that only holds its password. */
export function runsProduct({ name, image, settings }: DeployedService, { detect }: Product): boolean {
  const repository = image?.value?.replace(/[:@][^/]*$/, '');
  if (repository !== undefined && detect.strong.images.includes(repository)) return true;
  return (
    detect.weak.services.includes(name) ||
    settings.some(({ key }) => detect.strong.envPrefixes.some((prefix) => key.startsWith(prefix)))
  );
}
