import { type Markdown, type MarkdownBlock, readMarkdown } from '../syntax/markdown.ts';
import { plainText, readListMarker } from '../syntax/markdown-line.ts';
import { isRecurring, readCheckTable } from './check-table.ts';
import { type ChecklistLine, type ChecklistSection, lineOf, type PublishedChecklist } from './checklist-line.ts';
import { detailsBelow, hasBox, type ItemNode, readList } from './item-tree.ts';
import { repairMojibake } from './mojibake.ts';
import { promoteHeadings } from './promote-headings.ts';
import {
  announcement,
  announcesChecklist,
  bareHeading,
  isAsideHeading,
  isChecklistHeading,
  isImperative,
} from './words.ts';

/**
 * The lines of a checklist as people publish it. Boxes and tables with a column to fill in are lines wherever they stand. Lists
 * without boxes are lines where the heading above them, or the document's title, says that it is a checklist, and their own
 * announcement does not say otherwise; beside boxes, in one section, they are words about them.
 */
export function readChecklist(source: string): PublishedChecklist {
  const text = repairMojibake(source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  const read = readMarkdown(text);
  const blocks = promoteHeadings(read.blocks);
  const walk = makeWalk({ ...read, blocks });
  for (let at = 0; at < blocks.length; ) at = walk.take(at);
  const sections = walk.sections();
  // A guide without any list: each instruction that is a heading is a line.
  return { title: walk.title, sections: sections.length > 0 ? sections : headingsAsLines({ ...read, blocks }) };
}

interface Heading {
  readonly level: number;
  readonly text: string;
}

interface Growing {
  readonly title: string;
  readonly parent: string | undefined;
  readonly lines: ChecklistLine[];
}

function makeWalk({ title: given, blocks }: Markdown) {
  const title = given ?? titleIn(blocks);
  const sections: Growing[] = [];
  const chain: Heading[] = [];
  const boxedSections = sectionsWithBoxes(blocks);
  const hasChecks =
    boxedSections.size > 0 || blocks.some((block) => block.type === 'table' && readCheckTable(block)?.checks === true);
  let leadIn: string | undefined;
  /** The last announcement in this section, without its colon. */
  let announced: string | undefined;
  let section = 0;
  /** Set while paragraphs are the steps that a sentence announced. */
  let isStepping = false;

  const isUnderChecklist = (): boolean => [title ?? '', ...chain.map(({ text }) => text)].some(isChecklistHeading);
  const isAside = (): boolean => chain.some(({ text }) => isAsideHeading(text));

  const add = (line: ChecklistLine, group?: string): void => {
    if (line.text === '') return;
    const [own, above] = [chain.at(-1)?.text, chain.at(-2)?.text];
    // Where the document's title is the only heading, what announces the list says more.
    const named = own === undefined || own === title ? announced : own;
    const name = group ?? named ?? own ?? title ?? 'Checklist';
    const last = sections.at(-1);
    const parent = group === undefined ? above : own;
    if (last && last.title === name && last.parent === parent) last.lines.push(line);
    else sections.push({ title: name, parent, lines: [line] });
  };

  const isPlainListTaken = (): boolean => {
    if (isAside() || boxedSections.has(section)) return false;
    const says = announcement(leadIn);
    if (!isUnderChecklist()) return !hasChecks && announcesChecklist(leadIn);
    return hasChecks ? says !== 'others' : says !== 'others' || announcesChecklist(leadIn) || leadIn === undefined;
  };

  const takeNode = (node: ItemNode, isTaken: boolean, prefix = '', group?: string): void => {
    const { item, children, details } = node;
    const ticks = boxedSections.has(section);
    const boxed = item.box === 'box' || (ticks && item.box === 'tick');
    const below = (inner: string, name?: string): void => {
      for (const child of children) takeNode(child, isTaken || boxed, inner, name ?? group);
    };
    if (!boxed && !isTaken) {
      if (children.some((child) => hasBox(child, ticks))) below('', bareHeading(plainText(item.text)));
      return;
    }
    if (!boxed && isLinkAlone(item.text)) return;
    const announces = children.length > 0 && /[:：]\s*$/.test(plainText(item.text));
    if (announces) {
      below(`${prefix}${item.text.trim()} `);
      return;
    }
    if (!boxed && !item.ordered && children.length > 0 && isName(item.text)) {
      below('', bareHeading(plainText(item.text)));
      return;
    }
    const own = children.filter((child) => hasBox(child, ticks));
    const words = children.filter((child) => !own.includes(child));
    add(
      lineOf(`${prefix}${item.text}`, [...details, ...words.flatMap((one) => [one.item.text, ...detailsBelow(one)])]),
      group,
    );
    for (const child of own) takeNode(child, false, '', group);
  };

  const takeHeading = ({ level, text }: Heading): void => {
    section++;
    leadIn = undefined;
    announced = undefined;
    isStepping = false;
    while (chain.length > 0 && (chain.at(-1)?.level ?? 0) >= level) chain.pop();
    const marker = readListMarker(text);
    // The document's own title names no section of it.
    const name = bareHeading(plainText(marker?.box ? marker.text : text));
    // `## [ ] 1. Rotate keys`: the number orders the document and is no part of the line.
    if (marker?.box === 'box') add(lineOf(marker.text.replace(/^\d+(?:\.\d+)*[.)]\s+/, '')));
    else if (name !== '' && (name !== title || level > 1)) chain.push({ level, text: name });
  };

  const takeParagraph = (text: string): void => {
    const [first = '', rest = ''] = splitSentence(text);
    if (isStepping && isImperative(plainText(text))) {
      add(lineOf(first, rest === '' ? [] : [rest]));
      return;
    }
    const plain = plainText(text);
    const announces = /[:：]$/.test(plain);
    isStepping = announces && isUnderChecklist() && !isAside() && /\b(?:steps|following)\b/i.test(plain);
    leadIn = announces ? plain : undefined;
    if (announces && plain.length <= 80) announced = bareHeading(plain);
  };

  const take = (at: number): number => {
    const block = blocks[at];
    if (block?.type === 'heading') takeHeading(block);
    else if (block?.type === 'paragraph') takeParagraph(block.text);
    else if (block?.type === 'table') {
      const table = readCheckTable(block);
      const counts = isUnderChecklist() && !isAside() && (isRecurring(block) || !hasChecks);
      if (table && (table.checks || counts)) for (const { line, group } of table.lines) add(line, group);
      leadIn = undefined;
    } else if (block?.type === 'item') {
      const { nodes, next } = readList(blocks, at);
      const isTaken = isPlainListTaken();
      for (const node of nodes) takeNode(node, isTaken);
      leadIn = undefined;
      isStepping = false;
      return next;
    } else if (block?.type === 'rule') isStepping = false;
    return at + 1;
  };

  return { take, title, sections: (): readonly ChecklistSection[] => named(sections) };
}

/** Numbers, from 0, of the sections between headings that have a box in them. */
function sectionsWithBoxes(blocks: readonly MarkdownBlock[]): ReadonlySet<number> {
  const found = new Set<number>();
  let section = 0;
  for (const block of blocks) {
    if (block.type === 'heading') section++;
    if (block.type === 'item' && block.box === 'box') found.add(section);
  }
  return found;
}

/** The first heading of the highest level; of a page without levels, the first that is a checklist's. */
function titleIn(blocks: readonly MarkdownBlock[]): string | undefined {
  const headings = blocks.flatMap((block) => (block.type === 'heading' ? [block] : []));
  const first = headings[0];
  const early = headings.slice(0, 3);
  const chosen =
    early.find(({ level }) => level === 1) ??
    early.find(({ text, level }) => level === first?.level && isChecklistHeading(text)) ??
    first;
  return chosen && bareHeading(plainText(chosen.text));
}

/** Sections of one name are told apart by the heading above them. */
function named(sections: readonly Growing[]): readonly ChecklistSection[] {
  const count = (title: string): number => sections.filter((one) => one.title === title).length;
  return sections.map(({ title, parent, lines }) => ({
    title: count(title) > 1 && parent !== undefined && parent !== title ? `${parent}: ${title}` : title,
    lines,
  }));
}

function headingsAsLines({ title, blocks }: Markdown): readonly ChecklistSection[] {
  const name = title ?? titleIn(blocks);
  if (name === undefined || !isChecklistHeading(name)) return [];
  const lines: ChecklistLine[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'heading') continue;
    const text = bareHeading(plainText(block.text));
    if (text === name || isAsideHeading(text) || !isImperative(text)) continue;
    const end = blocks.findIndex((later, at) => at > index && later.type === 'heading');
    const below = blocks.slice(index + 1, end < 0 ? undefined : end);
    lines.push(
      lineOf(
        bareHeading(block.text),
        below.flatMap((one) => ('text' in one ? [one.text] : [])),
      ),
    );
  }
  return lines.length > 0 ? [{ title: name, lines }] : [];
}

/** A few words without an end: the name of a group. */
const isName = (text: string): boolean => {
  const plain = plainText(text);
  return !/[.!?]$/.test(plain) && plain.split(' ').length <= 5 && !isImperative(plain);
};

/** A way to another page, or an address, with or without words about it. */
const isLinkAlone = (text: string): boolean =>
  /^\[[^\]]*\]\([^)]*\)\s*(?:$|[-–—:])/.test(text) ||
  /^\S[^:]{0,40}:?\**\s+<?(?:https?:\/\/\S+|[\w.+-]+@[\w.-]+)>?$/.test(text) ||
  /^<?https?:\/\/\S+>?$/.test(text);

/** The first sentence, without the marks that begin and end in it, and the others. */
function splitSentence(text: string): readonly [string, string] {
  const match = /^(.+?[.!?](?:\*\*|__)?)\s+(?=[\p{Lu}`*_"'(])([\s\S]+)$/u.exec(text);
  return [match?.[1] ?? text, match?.[2] ?? ''];
}
