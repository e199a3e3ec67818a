import { imageNameOf, withoutTag } from '../model/image.ts';
import { isDatastore } from '../product/datastore.ts';
import { isServiceName, ownsName } from '../product/detect.ts';
import { knownImage } from '../product/known-image.ts';
import type { Product, Variable } from '../product/product.ts';
import type { DeployedService, Deployment, ProxySite } from './deployment.ts';
import type { DotenvFile } from './environment.ts';

/** The product that a site puts on the network: by the service behind it, else by the product's own port. */
export function productServedBy(
  { services, upstreams }: Pick<ProxySite, 'services' | 'upstreams'>,
  deployment: Deployment,
): Product | undefined {
  const named = deployment.services.find(
    (service) => services.includes(service.name) && service.product !== undefined,
  )?.product;
  if (named || services.length > 0) return named;
  return deployment.products.find(({ product }) =>
    portsOf(product, deployment).some((known) => upstreams.some(({ port }) => port === known)),
  )?.product;
}

/** Ports that the product listens on: its own, and those that its variable for one of them is set to. */
export function portsOf(product: Product, { settings }: Pick<Deployment, 'settings'>): readonly number[] {
  const own = Object.values(product.ports);
  const isMoved = (variable: Variable | undefined): boolean =>
    variable?.default !== undefined && own.includes(Number(variable.default));
  const moved = settings.filter(({ product: owner, variable }) => owner === product && isMoved(variable));
  return [...own, ...moved.flatMap(({ value = '' }) => (/^\d{1,5}$/.test(value) ? [Number(value)] : []))];
}

/** The service runs one of the product's own images. */
export const runsImageOf = ({ image }: DeployedService, { detect }: Product): boolean =>
  image?.value !== undefined && detect.strong.images.includes(withoutTag(image.value));

/** What a service goes by: its own name, its container's, and that of its image, which somebody's own registry keeps. */
export const namesOf = (
  name: string,
  image: string | undefined,
  layers: DeployedService['layers'],
): readonly string[] => [
  name,
  ...layers.flatMap(({ service: { containerName } }) => containerName ?? []),
  ...(image === undefined ? [] : [imageNameOf(image)]),
];

/** The image is one of the catalogue, or the service a datastore: it runs no product of its own making, whatever it is handed. */
export const runsAnother = (name: string, image: string | undefined): boolean =>
  knownImage(image) !== undefined || isDatastore(image, name);

/** The product itself, not a datastore that holds its password, or a proxy that reads the same env file. */
export const runsProduct = (service: DeployedService, product: Product): boolean =>
  runsImageOf(service, product) ||
  (!runsAnother(service.name, service.image?.value) &&
    (namesOf(service.name, service.image?.value, service.layers).some((name) => isServiceName(name, product)) ||
      service.settings.some(({ key }) => ownsName(key, product))));

/** Env files that hold the product's own variables and are no templates; without a prefix two of them have to tell. */
export const envFilesOf = (product: Product, { files, products, tierOf }: Deployment): readonly DotenvFile[] =>
  files.filter((file): file is DotenvFile => {
    if (file.kind !== 'dotenv' || tierOf(file.path) === 'example') return false;
    const { settings } = file.model;
    return (
      settings.some(({ key }) => ownsName(key, product)) ||
      (products.length === 1 && settings.filter(({ key }) => product.variables[key]).length > 1)
    );
  });
