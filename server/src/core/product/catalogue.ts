import type { Span } from '../text.ts';
import type { Product } from './product.ts';
import { type ReadProduct, readProduct } from './read-product.ts';
import type { Mistake } from './shape.ts';

/** A mistake in one of a workspace's own files. */
export interface PlacedMistake extends Mistake {
  readonly path: string;
}

/** A product file of a workspace as it was read. */
export interface OwnProduct extends ReadProduct {
  readonly path: string;
  readonly text: string;
}

/** The products that a workspace knows: those built in, and what its own files add. */
export interface Catalogue {
  readonly builtIn: readonly Product[];
  /** By path. */
  readonly own: readonly OwnProduct[];
  /** The built-in ones that no own file replaces, then the workspace's own. */
  readonly products: readonly Product[];
  /** What is wrong in the own files, each by itself and all together. */
  readonly mistakes: readonly PlacedMistake[];
}

/** Where a workspace keeps its own product files. */
export const ownProductsFolder = '.seaworthy/checklists';

export const isOwnProduct = (path: string): boolean => /^\.seaworthy\/checklists\/[^/]+\.ya?ml$/.test(path);

/**
 * The catalogue of a workspace with these product files, in the order of their paths. Each text is read once: what `previous` has
 * of it is taken, and `previous` itself is the answer where nothing changed. An own file with the id of a built-in product stands
 * in its place: its author improves that one for this workspace. Of two own files with one id the later one is left out.
 */
export function catalogueOf(
  builtIn: readonly Product[],
  files: readonly { readonly path: string; readonly text: string }[],
  previous?: Catalogue,
): Catalogue {
  const known = new Map((previous?.own ?? []).map((one) => [one.path, one]));
  const own = files.map(({ path, text }): OwnProduct => {
    const old = known.get(path);
    return old?.text === text ? old : { path, text, ...readProduct(text) };
  });
  const isSame =
    previous?.builtIn === builtIn &&
    previous.own.length === own.length &&
    own.every((one, index) => one === previous.own[index]);
  if (previous && isSame) return previous;
  const taken = new Map<string, string>();
  const added: AddedProduct[] = [];
  const doubled: PlacedMistake[] = [];
  for (const { path, text, product } of own) {
    if (!product) continue;
    const first = taken.get(product.id);
    if (first === undefined) {
      taken.set(product.id, path);
      added.push({ path, text, product });
    } else {
      const message = `${first} describes the product ${product.id} already, so this file is left out.`;
      doubled.push({ path, span: lineAt(product.span, text), message });
    }
  }
  const kept = builtIn.filter(({ id }) => !taken.has(id));
  return {
    builtIn,
    own,
    products: [...kept, ...added.map(({ product }) => product)],
    mistakes: [
      ...own.flatMap(({ path, problems }) => problems.map((problem) => ({ ...problem, path }))),
      ...doubled,
      ...sharedLines(kept, added),
    ],
  };
}

type AddedProduct = Pick<OwnProduct, 'path' | 'text'> & { readonly product: Product };

/** From a mapping's beginning to the end of that line: a mistake in the whole of it is drawn there. */
function lineAt({ start, end }: Span = { start: 0, end: 0 }, text: string): Span {
  const lineBreak = text.slice(start).search(/\r?\n/);
  return { start, end: lineBreak < 0 ? end : Math.max(start, Math.min(end, start + lineBreak)) };
}

/** Lines of own products with the id of another product's line: a sign-off would count for both. */
function sharedLines(builtIn: readonly Product[], own: readonly AddedProduct[]): readonly PlacedMistake[] {
  const owners = new Map<string, string>();
  for (const { id, sections } of builtIn)
    for (const { items } of sections) for (const item of items) owners.set(item.id, id);
  return own.flatMap(({ path, text, product }) => {
    const items = product.sections.flatMap((section) => section.items);
    const shared = items.flatMap((item): PlacedMistake[] => {
      const owner = owners.get(item.id);
      if (owner === undefined) return [];
      const message = `${item.id} is a line of ${owner} too, so a sign-off would count for both; give it an id of its own.`;
      return [{ path, span: lineAt(item.span, text), message }];
    });
    for (const { id } of items) if (!owners.has(id)) owners.set(id, product.id);
    return shared;
  });
}
