import type { Product } from '../product/product.ts';
import { draftOf } from './draft.ts';
import { identityOf, type Taken } from './identity.ts';
import { commonPrefix } from './line-ids.ts';
import { type Merged, mergeIntoProduct } from './merge-product.ts';
import { writeProduct } from './new-product.ts';
import { readChecklist } from './read-checklist.ts';

/** Where a workspace keeps checklists of its own (design page on checklists). */
export const ownChecklists = '.seaworthy/checklists';

export interface ImportRequest {
  readonly markdown: string;
  /** Without its folder. */
  readonly fileName: string;
  /** What the lines' ids begin with, where the title's letters are not to be taken. */
  readonly prefix?: string;
  /** The product file that an earlier import made and people have worked on. */
  readonly existing?: string;
  /** Products whose names and prefixes are in use. */
  readonly products: readonly Product[];
}

export interface Imported extends Merged {
  /** Of the product; its file is called so. */
  readonly id: string;
  readonly title: string;
  /** How many lines the Markdown has, and how many of them the files may fail. */
  readonly lines: number;
  readonly proposed: number;
}

/** A product file (YAML, read by `readProduct` without a mistake) from a Markdown checklist, or why there is none. */
export function importChecklist(request: ImportRequest): Imported | { readonly refusal: string } {
  const { markdown, fileName, existing, products } = request;
  const checklist = readChecklist(markdown);
  const draft = draftOf(checklist);
  const items = draft.sections.flatMap((section) => section.items);
  if (items.length === 0) return { refusal: nothingFound };
  const identity = identityOf(
    checklist,
    draft.variables,
    fileName,
    existing === undefined ? takenBy(products) : nothing,
  );
  const prefix = request.prefix ?? identity.prefix;
  const facts = {
    id: identity.id,
    title: identity.title,
    lines: items.length,
    proposed: items.filter(({ isProposed }) => isProposed).length,
  };
  if (existing !== undefined && existing.trim() !== '') {
    const merged = mergeIntoProduct(existing, draft, prefix);
    return 'refusal' in merged ? merged : { ...facts, ...merged };
  }
  const text = writeProduct(draft, { ...identity, prefix }, fileName);
  return { ...facts, text, added: [], missing: [], reworded: [] };
}

const nothingFound =
  'no line of a checklist was found: boxes (`- [ ]`), tables with a column to fill in, and lists under a heading that says checklist, hardening, or before launch are read';

const nothing: Taken = { products: [], prefixes: [] };

const takenBy = (products: readonly Product[]): Taken => ({
  products: products.map(({ id }) => id),
  prefixes: products.flatMap(
    ({ sections }) => commonPrefix(sections.flatMap(({ items }) => items.map(({ id }) => id))) ?? [],
  ),
});
