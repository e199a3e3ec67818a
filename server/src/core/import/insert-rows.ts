import type { Product } from '../product/product.ts';
import { parseYaml } from '../syntax/yaml.ts';
import { quoted } from '../syntax/yaml-quote.ts';
import { valueAt, type YamlNode } from '../syntax/yaml-tree.ts';
import { indentationAt, lineEnding } from '../text.ts';
import type { DraftItem, DraftSection } from './draft.ts';
import type { NamedVariable } from './named.ts';
import { sameLine } from './words.ts';
import { indented, variableRow } from './write-yaml.ts';

/** Whole rows, with their indentation, before the line that begins at an offset. */
export interface Insertion {
  readonly at: number;
  readonly rows: readonly string[];
}

export interface NewRows {
  readonly fresh: readonly DraftSection[];
  readonly rowsOf: (item: DraftItem) => readonly string[];
  readonly variables: readonly NamedVariable[];
}

/** The text with the rows, in the line ending that it has; insertions at one place keep their order. */
export function withInsertions(source: string, insertions: readonly Insertion[]): string {
  const end = lineEnding(source);
  const parts: string[] = [];
  let last = 0;
  for (const { at, rows } of [...insertions].sort((a, b) => a.at - b.at)) {
    const before = source.slice(last, at);
    const needsEnd = at > 0 && at !== last && source[at - 1] !== '\n';
    parts.push(before, needsEnd ? end : '', rows.map((row) => row + end).join(''));
    last = at;
  }
  return parts.concat(source.slice(last)).join('');
}

/** Where the new rows go; undefined where the file is written in a way that has no place for rows. */
export function insertions(
  source: string,
  product: Product,
  { fresh, rowsOf, variables }: NewRows,
): readonly Insertion[] | undefined {
  const root = parseYaml(source).documents[0]?.root;
  if (fresh.length === 0 || root?.type !== 'map') return fresh.length === 0 ? [] : undefined;
  const list = valueAt(root, 'sections');
  if (list && (list.type !== 'seq' || list.flow)) return undefined;
  const sections = list?.type === 'seq' ? list.items : [];
  const found: Insertion[] = [];
  const asNew: DraftSection[] = [];
  for (const section of fresh) {
    const items = sections.map((one) => ({ title: valueAt(one, 'title'), items: valueAt(one, 'items') }));
    const target = items.find(
      ({ title }) => title?.type === 'scalar' && sameLine(title.text) === sameLine(section.title),
    )?.items;
    const last = target?.type === 'seq' && !target.flow ? target.items.at(-1) : undefined;
    if (!last || target?.type !== 'seq') asNew.push(section);
    else {
      const columns = columnOfDash(source, target.items[0] ?? last);
      found.push({ at: endOfRows(source, last), rows: indented(section.items.flatMap(rowsOf), columns) });
    }
  }
  if (asNew.length > 0) {
    const first = sections[0];
    const columns = first ? columnOfDash(source, first) : 2;
    const rows = asNew.flatMap(({ title, items }) => [
      `- title: ${quoted(title)}`,
      '  items:',
      ...indented(items.flatMap(rowsOf), 4),
    ]);
    const last = sections.at(-1);
    const head = list ? [] : ['sections:'];
    found.push({ at: last ? endOfRows(source, last) : source.length, rows: [...head, ...indented(rows, columns)] });
  }
  const named = variableInsertion(source, product, root, fresh, variables);
  return named && [...named, ...found];
}

/** Variables that the new lines look at and the file does not know. */
function variableInsertion(
  source: string,
  product: Product,
  root: YamlNode,
  fresh: readonly DraftSection[],
  variables: readonly NamedVariable[],
): readonly Insertion[] | undefined {
  const looked = new Set(
    fresh.flatMap(({ items }) => items.flatMap(({ evidence }) => evidence.map(({ setting }) => setting))),
  );
  const known = { ...product.variables, ...product.ignored, ...product.renamed };
  const missing = variables.filter(({ name }) => looked.has(name) && !(name in known));
  if (missing.length === 0) return [];
  const map = valueAt(root, 'variables');
  const rows = missing.map(variableRow);
  if (!map) {
    const at =
      root.type === 'map' ? root.entries.find(({ key }) => key.text === 'sections')?.key.span.start : undefined;
    return [{ at: at ?? source.length, rows: ['variables:', ...indented(rows, 2)] }];
  }
  const last = map.type === 'map' && !map.flow ? map.entries.at(-1) : undefined;
  const first = map.type === 'map' ? map.entries[0] : undefined;
  if (!last || !first) return undefined;
  const columns = indentationAt(source, first.key.span.start).length;
  return [{ at: endOfRows(source, last), rows: indented(rows, columns) }];
}

/** Behind the last line of a node. A block's span may reach into the blank lines and comments below it. */
function endOfRows(source: string, node: { readonly span: { readonly start: number; readonly end: number } }): number {
  const written = source.slice(0, node.span.end).replace(/(?:\n[ \t]*(?:#[^\n]*)?)*\s*$/, '').length;
  const lineEnd = source.indexOf('\n', Math.max(written, node.span.start));
  return lineEnd < 0 ? source.length : lineEnd + 1;
}

/** The column of the `-` before an item of a block sequence. */
function columnOfDash(source: string, node: YamlNode): number {
  const before = source.slice(source.lastIndexOf('\n', node.span.start - 1) + 1, node.span.start);
  return Math.max(before.lastIndexOf('-'), 0);
}
