import type { Place } from '../model/place.ts';
import { escapePointer } from '../model/pointer.ts';
import { matchesGlob } from './glob.ts';
import type { Product, Signs } from './product.ts';

/** A name found in the files, with its place. */
export interface Sighting extends Place {
  readonly name: string;
}

/** What a deployment's files hold that a product may be known by. Words in prose and comments are none of it. */
export interface ProductFacts {
  readonly variables: readonly Sighting[];
  /** Repositories without tags. */
  readonly images: readonly Sighting[];
  readonly files: readonly Sighting[];
  readonly services: readonly Sighting[];
  /** JSON pointers of values. */
  readonly jsonKeys: readonly Sighting[];
}

export interface Detected {
  readonly product: Product;
  readonly evidence: readonly (Place & { readonly why: string })[];
}

/** One strong sign, or two different kinds of weak ones (design page on checklists). */
export function detectProducts(facts: ProductFacts, products: readonly Product[]): readonly Detected[] {
  return products.flatMap((product) => {
    const strong = signsOf(product.detect.strong, facts);
    const weak = signsOf(product.detect.weak, facts);
    const evidence = strong.length > 0 ? strong : weak.length > 1 ? weak : [];
    return evidence.length > 0 ? [{ product, evidence }] : [];
  });
}

/** The name has a prefix that only this product's variables have. */
export const hasOwnPrefix = (name: string, { detect }: Product): boolean => startsWithOne(name, detect.strong);

/** The name is the product's wherever it stands: by its prefix, or declared by a product that is here whatever the files show. */
export const ownsName = (name: string, product: Product): boolean =>
  hasOwnPrefix(name, product) || (product.always === true && product.variables[name] !== undefined);

/** A service of that name is taken for the product. */
export const isServiceName = (name: string, { detect: { strong, weak } }: Product): boolean =>
  strong.services.includes(name) || weak.services.includes(name);

const startsWithOne = (name: string, { envPrefixes }: Signs): boolean =>
  envPrefixes.some((prefix) => name.startsWith(prefix));

/** The first sighting of each kind of sign. */
function signsOf(signs: Signs, facts: ProductFacts): Detected['evidence'] {
  const first = (found: readonly Sighting[], why: string, isSign: (name: string) => boolean): Detected['evidence'] => {
    const sighting = found.find(({ name }) => isSign(name));
    return sighting ? [{ path: sighting.path, span: sighting.span, why: `${why} ${sighting.name}` }] : [];
  };
  return [
    ...first(facts.images, 'image', (name) => signs.images.includes(name)),
    ...first(facts.variables, 'variable', (name) => startsWithOne(name, signs)),
    ...first(facts.services, 'service', (name) => signs.services.includes(name)),
    ...signs.jsonKeys.flatMap((key) => keySign(key, facts)).slice(0, 1),
    ...first(facts.files, 'file', (name) => signs.files.some((glob) => matchesGlob(glob, name))),
  ];
}

/** A dotted path of keys; it counts wherever something stands under it. */
function keySign(key: string, { jsonKeys }: ProductFacts): Detected['evidence'] {
  const pointer = `/${key.split('.').map(escapePointer).join('/')}`;
  const sighting = jsonKeys.find(({ name }) => name === pointer || name.startsWith(`${pointer}/`));
  return sighting ? [{ path: sighting.path, span: sighting.span, why: `key ${key}` }] : [];
}
