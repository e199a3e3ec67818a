import { nearest } from '../product/nearest.ts';
import type { Item, Product } from '../product/product.ts';
import { list, type Mistake, object, type Shape, text } from '../product/shape.ts';
import { parseYaml } from '../syntax/yaml.ts';
import { quoted } from '../syntax/yaml-quote.ts';
import type { Span } from '../text.ts';
import { type Checklist, type ItemResult, summaryOf } from './checklist.ts';

/** Where sign-offs are kept, from the workspace's folder (design page on checklists). */
export const signOffPath = '.seaworthy/attestations.yaml';

/** A person's word for one line. Days are written as ISO 8601 dates, so that their order as texts is their order in time. */
export interface SignOff {
  readonly item: string;
  readonly by: string;
  readonly on: string;
  /** The last day on which it holds; forever without one. */
  readonly expires?: string;
  readonly note?: string;
  /** The entry's place in its file. */
  readonly span: Span;
}

const day: Shape<string> = {
  read(node, mistakes) {
    const written = node.type === 'scalar' ? node.text : '';
    if (isDay(written)) return written;
    mistakes.push({ span: node.span, message: 'This has to be a day, such as 2026-11-22.' });
    return undefined;
  },
  schema: { type: 'string', format: 'date' },
};

const entry: Shape<SignOff> = object(
  { item: text, by: text, on: day, expires: day, note: text },
  ['item', 'by', 'on'],
  ({ item, by, on, expires, note }, span) => {
    if (item === undefined || by === undefined || on === undefined) return undefined;
    return { item, by, on, ...(expires !== undefined && { expires }), ...(note !== undefined && { note }), span };
  },
);

const entries = list(entry);

/** Whether it is a day of the calendar, as `YYYY-MM-DD`. */
export function isDay(day: string): boolean {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return last !== undefined && date >= 1 && date <= last;
}

/**
 * Reads the sign-offs of a workspace. A malformed entry, a line that no product has and a second word for the same line on the
 * same day are mistakes; the other entries count. Without `products` nobody can tell which lines there are.
 */
export function readSignOffs(
  source: string,
  products: readonly Product[] | undefined,
): { readonly signOffs: readonly SignOff[]; readonly mistakes: readonly Mistake[] } {
  const { documents, problems } = parseYaml(source);
  const mistakes: Mistake[] = problems.map(({ span, message }) => ({ span, message }));
  const root = documents[0]?.root;
  // An empty file, or one of comments alone, signs nothing.
  if (!root || (root.type === 'scalar' && root.value === null)) return { signOffs: [], mistakes };
  if (root.type !== 'seq') {
    mistakes.push({ span: root.span, message: 'This has to be a list of sign-offs, each with item, by and on.' });
    return { signOffs: [], mistakes };
  }
  const known = products && linesOf(products).map(({ id }) => id);
  const read = entries.read(root, mistakes) ?? [];
  const signOffs = read.filter(({ item, span }) => {
    const isKnown = !known || known.includes(item);
    if (known && !isKnown)
      mistakes.push({ span, message: `${item} is no line of a checklist; ${nearest(item, known)}` });
    return isKnown;
  });
  for (const [index, one] of signOffs.entries()) {
    if (signOffs.slice(0, index).some(({ item, on }) => item === one.item && on === one.on)) {
      mistakes.push({ span: one.span, message: `${one.item} is signed twice on ${one.on}; the later entry counts.` });
    }
  }
  return { signOffs, mistakes };
}

/** The walked checklists with the people's word: what is open becomes `attested`, what fails stays so. `today` is a day. */
export function withSignOffs(
  checklists: readonly Checklist[],
  signOffs: readonly SignOff[],
  today: string,
): readonly Checklist[] {
  if (signOffs.length === 0) return checklists;
  return checklists.map((checklist) => {
    const single = checklist.items.map((one) => signed(one, signOffs, today));
    const items = single.map((one) => signedByParts(one, single));
    return { ...checklist, items, summary: summaryOf(items) };
  });
}

/** A line that repeats another one is signed with it. */
function signed(result: ItemResult, signOffs: readonly SignOff[], today: string): ItemResult {
  const { item, state, reasons } = result;
  if (state !== 'unknown' && state !== 'ask') return result;
  const own = signOffs.filter((one) => one.item === item.id || one.item === item.same);
  const latest = own.reduce<SignOff | undefined>((best, one) => (best && best.on > one.on ? best : one), undefined);
  if (!latest) return result;
  const { by, on, expires, note } = latest;
  if (expires !== undefined && expires < today) {
    return { ...result, reasons: [`The sign-off of ${by} of ${on} expired on ${expires}.`, ...reasons] };
  }
  const until = expires === undefined ? '' : `, until ${expires}`;
  const words = `Signed off by ${by} on ${on}${until}${note === undefined ? '.' : `: ${note}`}`;
  return { ...result, state: 'attested', reasons: [words], remedy: undefined };
}

/** A line that sums up others is signed where each of them that was open is. */
function signedByParts(result: ItemResult, all: readonly ItemResult[]): ItemResult {
  const { item, state } = result;
  if (item.sums === undefined || (state !== 'unknown' && state !== 'ask')) return result;
  const parts = all.filter((one) => item.sums?.includes(one.item.id));
  if (parts.some((one) => one.state === 'unknown' || one.state === 'ask' || one.state === 'fail')) return result;
  const words = parts.filter((one) => one.state === 'attested').flatMap(({ reasons }) => reasons);
  return { ...result, state: 'attested', reasons: [...new Set(words)], remedy: undefined };
}

/** How many days an answer to the line holds, where its product says so (`every: 90d`); undefined where it holds forever. */
export function daysOf(id: string, products: readonly Product[]): number | undefined {
  const lines = linesOf(products);
  const line = lines.find((one) => one.id === id);
  const standsFor = line?.sums ?? [line?.same ?? id];
  const days = lines
    .filter((one) => standsFor.includes(one.id))
    .flatMap(({ evidence }) => evidence)
    .flatMap((one) => (one.type === 'ask' && one.every !== undefined ? [Number.parseInt(one.every, 10)] : []));
  return days.length === 0 ? undefined : Math.min(...days);
}

/** Every line of every checklist. */
export const linesOf = (products: readonly Product[]): readonly Item[] =>
  products.flatMap(({ sections }) => sections.flatMap(({ items }) => items));

/** The file with one more entry at its end: what stands there is kept letter by letter. */
export function appendSignOff(source: string, { item, by, on, expires, note }: Omit<SignOff, 'span'>): string {
  const end = source.includes('\r\n') ? '\r\n' : '\n';
  const rows = [
    `- item: ${quoted(item)}`,
    `  by: ${quoted(by)}`,
    `  on: ${on}`,
    ...(expires === undefined ? [] : [`  expires: ${expires}`]),
    ...(note === undefined ? [] : [`  note: ${quoted(note)}`]),
  ];
  const gap = source === '' || source.endsWith('\n') ? '' : end;
  return `${source}${gap}${rows.join(end)}${end}`;
}
