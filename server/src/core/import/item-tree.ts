import type { ListItem, MarkdownBlock } from '../syntax/markdown.ts';

/** A list item with what stands under it. */
export interface ItemNode {
  readonly item: ListItem;
  readonly children: readonly ItemNode[];
  /** Paragraphs and code below it, as written. */
  readonly details: readonly string[];
}

type Growing = ItemNode & { readonly children: Growing[]; readonly details: string[] };

/** The list that begins at a block: its items nested by their indentation, and where it ends. */
export function readList(
  blocks: readonly MarkdownBlock[],
  start: number,
): { readonly nodes: readonly ItemNode[]; readonly next: number } {
  const nodes: Growing[] = [];
  const open: Growing[] = [];
  let at = start;
  for (; at < blocks.length; at++) {
    const block = blocks[at];
    if (block?.type === 'item') {
      while (open.length > 0 && (open.at(-1)?.item.indent ?? 0) >= block.indent) open.pop();
      const node: Growing = { item: block, children: [], details: [] };
      (open.at(-1)?.children ?? nodes).push(node);
      open.push(node);
    } else if (block?.type === 'paragraph' || block?.type === 'code') {
      const owner = open.findLast(({ item }) => block.indent > item.indent);
      // A command right under a line shows how to do it, indented or not.
      const held = owner ?? (block.type === 'code' && block.touches ? open.at(-1) : undefined);
      if (!held) break;
      if (block.text !== '') held.details.push(block.text);
    } else break;
  }
  return { nodes, next: at };
}

/** Whether something in the tree has a box; `ticks` count where the list around them has boxes. */
export const hasBox = ({ item, children }: ItemNode, ticks = false): boolean =>
  item.box === 'box' || (ticks && item.box === 'tick') || children.some((child) => hasBox(child, ticks));

/** All that stands under an item, one text a point. */
export const detailsBelow = ({ details, children }: ItemNode): readonly string[] => [
  ...details,
  ...children.flatMap((child) => [child.item.text, ...detailsBelow(child)]),
];
