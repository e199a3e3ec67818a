import type { Item, Product } from '../product/product.ts';
import { readProduct } from '../product/read-product.ts';
import type { Draft, DraftItem, DraftSection } from './draft.ts';
import { insertions, withInsertions } from './insert-rows.ts';
import { commonPrefix, idsAfter, likeness } from './line-ids.ts';
import { sameLine } from './words.ts';
import { itemRows } from './write-yaml.ts';

/** What became of the lines of a file that was imported before. */
export interface Merged {
  readonly text: string;
  /** Ids of new lines. */
  readonly added: readonly string[];
  /** Lines of the file that the Markdown does not have (any more); they stay. */
  readonly missing: readonly Item[];
  /** Lines that are worded differently now; the file keeps its words. */
  readonly reworded: readonly { readonly item: Item; readonly text: string }[];
}

/** Below this, two lines are two lines. */
const likeEnough = 0.6;

/**
 * Adds the lines that a product file does not have to it: at the end of the section of their name, or as a section at the end.
 * Everything that stands in the file stays, letter by letter. A text where that cannot be done is left alone, and the
 * answer says why.
 */
export function mergeIntoProduct(source: string, draft: Draft, prefix: string): Merged | { readonly refusal: string } {
  const before = readProduct(source);
  if (!before.product || before.problems.length > 0) {
    return { refusal: 'it has mistakes; correct them first, `seaworthy check` shows them' };
  }
  const { known, fresh, reworded, missing } = compare(draft, before.product);
  const ids = before.product.sections.flatMap(({ items }) => items.map(({ id }) => id));
  const nextId = idsAfter(commonPrefix(ids) ?? prefix, ids);
  const added: string[] = [];
  const rowsOf = (item: DraftItem): readonly string[] => {
    const words = sameLine(item.text);
    const id = nextId();
    added.push(id);
    const same = known.get(words);
    if (same === undefined) known.set(words, id);
    return itemRows(id, item, same);
  };
  const rows = insertions(source, before.product, { fresh, rowsOf, variables: draft.variables });
  if (!rows) return { refusal: 'its sections are written in one line; write them one below the other first' };
  const text = withInsertions(source, rows);
  const after = readProduct(text);
  const kept = after.product?.sections.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
  if (after.problems.length > 0 || !ids.concat(added).every((id) => kept.includes(id))) {
    return { refusal: 'the new lines do not fit into the way in which it is written' };
  }
  return { text, added, missing, reworded };
}

/** Which lines are new. Each line of the file answers one of the Markdown: first by its text, then the most alike. */
function compare(draft: Draft, { sections }: Product) {
  const items = sections.flatMap((section) => section.items.map((item) => ({ item, section: section.title })));
  const left = new Set(items);
  /** Normalised text -> the id of the line that says it first. */
  const known = new Map<string, string>();
  for (const { item } of items) {
    const words = sameLine(item.text);
    if (!known.has(words)) known.set(words, item.same ?? item.id);
  }
  const lines = draft.sections.flatMap((section) => section.items.map((item) => ({ item, section: section.title })));
  const unmatched = [true, false].reduce(
    (open, inSection) =>
      open.filter(({ item, section }) => {
        const found = [...left].find(
          (one) =>
            sameLine(one.item.text) === sameLine(item.text) &&
            (!inSection || sameLine(one.section) === sameLine(section)),
        );
        return !(found && left.delete(found));
      }),
    lines,
  );
  const reworded: { item: Item; text: string }[] = [];
  const fresh = unmatched.filter(({ item }) => {
    const [best] = [...left]
      .map((one) => ({ one, alike: likeness(one.item.text, item.text) }))
      .filter(({ alike }) => alike >= likeEnough)
      .sort((a, b) => b.alike - a.alike);
    if (!best) return true;
    left.delete(best.one);
    reworded.push({ item: best.one.item, text: item.text });
    return false;
  });
  return { known, reworded, missing: [...left].map(({ item }) => item), fresh: bySection(fresh) };
}

function bySection(lines: readonly { readonly item: DraftItem; readonly section: string }[]): readonly DraftSection[] {
  const sections = new Map<string, DraftItem[]>();
  for (const { item, section } of lines) sections.set(section, [...(sections.get(section) ?? []), item]);
  return [...sections].map(([title, items]) => ({ title, items }));
}
