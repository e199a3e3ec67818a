import images from 'seaworthy:images';
import { readImage } from '../model/image.ts';
import type { ImageFacts, Product } from './product.ts';

/** What the catalogue of images says of one of them (`server/products/images/*.yaml`). */
export interface KnownImage {
  readonly product: Product;
  readonly facts: ImageFacts;
}

const byRepository = new Map<string, KnownImage>(
  images.flatMap((product) =>
    Object.entries(product.images).map(([repository, facts]) => [nameOf(repository), { product, facts }] as const),
  ),
);

/** Last part of a repository -> the image, where all repositories that end so are of one product. */
const byLastPart = new Map<string, KnownImage>();
const shared = new Set<string>();
for (const [repository, known] of byRepository) {
  const last = lastPart(repository);
  const other = byLastPart.get(last);
  if (other && other.product !== known.product) shared.add(last);
  if (!other) byLastPart.set(last, known);
}
for (const last of shared) {
  // The image that has no owner before its name is the one that others are made from.
  const official = byRepository.get(last);
  if (official) byLastPart.set(last, official);
  else byLastPart.delete(last);
}

/**
 * The product of an image: of its repository, or of one that ends like it, since mirrors and registries of one's own keep the last
 * part. Undefined for an image that the catalogue does not have, and for a text that is no reference.
 */
export function knownImage(reference: string | undefined): KnownImage | undefined {
  const name = reference === undefined ? undefined : readImage(reference)?.name.toLowerCase();
  return name === undefined ? undefined : (byRepository.get(name) ?? byLastPart.get(lastPart(name)));
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}

function nameOf(repository: string): string {
  return readImage(repository)?.name.toLowerCase() ?? repository;
}
