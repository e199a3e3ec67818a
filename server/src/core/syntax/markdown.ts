import { type ListMarker, readListMarker, splitRow } from './markdown-line.ts';

/**
 * What a checklist is written in, line by line. Tolerant of what a browser leaves of a page that was copied: `•` for list marks,
 * headings without their signs. Nothing here is nested: `indent` tells what belongs under what.
 */
export type MarkdownBlock =
  | { readonly type: 'heading'; readonly level: number; readonly text: string }
  | ListItem
  | { readonly type: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'code'; readonly indent: number; readonly text: string; readonly touches: boolean }
  | {
      readonly type: 'paragraph';
      readonly indent: number;
      readonly text: string;
      /** One line between blank ones. */
      readonly alone: boolean;
    }
  | { readonly type: 'rule' };

export interface ListItem {
  readonly type: 'item';
  /** Columns before its mark. */
  readonly indent: number;
  readonly ordered: boolean;
  /** A box to tick, or a tick, stands before the text. */
  readonly box: ListMarker['box'];
  readonly text: string;
}

export interface Markdown {
  /** `title` of the front matter. */
  readonly title: string | undefined;
  readonly blocks: readonly MarkdownBlock[];
}

/** Reads a text with `\n` between its lines. Inline marks stay in the texts. */
export function readMarkdown(source: string): Markdown {
  const { title, body } = splitFrontMatter(source);
  const lines = withoutComments(body).split('\n').map(unwrapHtml);
  const blocks: MarkdownBlock[] = [];
  let isBlankBefore = true;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      isBlankBefore = true;
      at++;
      continue;
    }
    const taken =
      takeFence(lines, at, !isBlankBefore) ??
      (isCommentOfCode(lines, at) ? undefined : takeHeading(line)) ??
      takeRule(line) ??
      takeTable(lines, at) ??
      undefined;
    const { block, next } = taken ?? takeText(lines, at, isBlankBefore);
    if (block) blocks.push(block);
    at = next ?? at + 1;
    isBlankBefore = false;
  }
  return { title, blocks };
}

interface Taken {
  readonly block: MarkdownBlock | undefined;
  /** The line after it; the very next one where it is left out. */
  readonly next?: number;
}

function splitFrontMatter(source: string): { readonly title: string | undefined; readonly body: string } {
  const match = /^\s*(---|\+\+\+)[ \t]*\n([\s\S]*?)\n\1[ \t]*(?:\n|$)/.exec(source);
  if (!match) return { title: undefined, body: source };
  const title = /^title[ \t]*[:=][ \t]*(.+?)[ \t]*$/im.exec(match[2] ?? '')?.[1];
  return { title: title?.replace(/^(["'])(.*)\1$/, '$2'), body: source.slice(match[0].length) };
}

/** Outside of fences, which show what somebody is to write. */
function withoutComments(body: string): string {
  return body.replace(/^[ \t]*(```+|~~~+)[\s\S]*?^[ \t]*\1|<!--[\s\S]*?-->/gm, (found, fence: string | undefined) =>
    fence === undefined ? found.replace(/[^\n]/g, '') : found,
  );
}

/** Lists, headings and boxes that are written as HTML, as Markdown; quotation marks of a quoted list are taken off. */
const unwrapHtml = (line: string): string =>
  line
    .replace(/^(?:[ \t]{0,3}>[ \t]?)+/, '')
    .replace(/^(\s*)<li\b[^>]*>/i, '$1- ')
    .replace(
      /^\s*<h([1-6])\b[^>]*>(.*?)<\/h\1>\s*$/i,
      (_, level: string, text: string) => `${'#'.repeat(Number(level))} ${text}`,
    )
    .replace(/^\s*(?:<details>\s*)?<summary>(.*?)<\/summary>\s*$/i, '###### $1')
    .replace(/<input\b[^>]*\btype=["']?checkbox["']?[^>]*>/i, '[ ]');

const indentOf = (line: string): number => {
  let columns = 0;
  for (const letter of line) {
    if (letter === '\t') columns += 4 - (columns % 4);
    else if (letter === ' ' || letter === '\u00a0') columns++;
    else break;
  }
  return columns;
};

function takeFence(lines: readonly string[], start: number, touches: boolean): Taken | undefined {
  const open = /^[ \t]*(`{3,}|~{3,})([^`]*)$/.exec(lines[start] ?? '');
  if (!open) return undefined;
  const [, mark = ''] = open;
  const isEnd = (line: string): boolean => {
    const trimmed = line.trim();
    return trimmed.length >= mark.length && trimmed === (mark[0] ?? '').repeat(trimmed.length);
  };
  const length = lines.slice(start + 1).findIndex(isEnd);
  const end = length < 0 ? lines.length : start + 1 + length;
  const text = lines
    .slice(start + 1, end)
    .join('\n')
    .trim();
  return { block: { type: 'code', indent: indentOf(lines[start] ?? ''), text, touches }, next: end + 1 };
}

function takeHeading(line: string): Taken | undefined {
  const match = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line);
  if (!match) return undefined;
  const [, marks = '', text = ''] = match;
  return { block: text === '' ? undefined : { type: 'heading', level: marks.length, text } };
}

/** A `#` in the midst of running text: a page that was copied has lost the fence around its code. */
function isCommentOfCode(lines: readonly string[], at: number): boolean {
  const isText = (line = ''): boolean =>
    line.trim() !== '' && !readListMarker(line.trim()) && !/^[ \t]*(?:#|`{3}|~{3}|[-=*_|<>]|!?\[)/.test(line);
  return isText(lines[at - 1]) && isText(lines[at + 1]);
}

/** Three of `-`, `*` or `_`; a fence of colons, and an import of a component, are marks of the site's generator. */
function takeRule(line: string): Taken | undefined {
  if (/^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(line)) return { block: { type: 'rule' } };
  return /^[ \t]*:{2,}|^(?:import|export) .*(?:from |[{;])/.test(line) ? { block: undefined } : undefined;
}

const separator = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

function takeTable(lines: readonly string[], start: number): Taken | undefined {
  const [first = '', second = ''] = lines.slice(start, start + 2);
  if (!first.includes('|') || !second.includes('|') || !separator.test(second)) return undefined;
  let next = start + 2;
  while (lines[next]?.includes('|')) next++;
  const rows = lines.slice(start + 2, next).map(splitRow);
  return { block: { type: 'table', header: splitRow(first), rows }, next };
}

/** A list item or a paragraph, with the lines that go on with it. */
function takeText(lines: readonly string[], start: number, isBlankBefore: boolean): Taken {
  const line = lines[start] ?? '';
  const indent = indentOf(line);
  const marker = readListMarker(line.trim());
  const more: string[] = [];
  let next = start + 1;
  for (; next < lines.length && isContinued(lines, next); next++) more.push((lines[next] ?? '').trim());
  const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(lines[next] ?? '');
  if (!marker && more.length === 0 && underline) {
    const level = underline[1]?.startsWith('=') ? 1 : 2;
    return { block: { type: 'heading', level, text: line.trim() }, next: next + 1 };
  }
  if (marker) {
    const text = [marker.text, ...more].join(' ').trim();
    return { block: { type: 'item', indent, ordered: marker.ordered, box: marker.box, text }, next };
  }
  const isBlankAfter = (lines[next] ?? '').trim() === '';
  const alone = isBlankBefore && isBlankAfter && more.length === 0;
  return { block: { type: 'paragraph', indent, text: [line.trim(), ...more].join(' '), alone }, next };
}

/** Whether the line goes on with the text before it: no blank line, and no block of its own begins with it. */
function isContinued(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return (
    line.trim() !== '' &&
    !/^[ \t]*(?:`{3,}|~{3,})/.test(line) &&
    !/^ {0,3}=+[ \t]*$/.test(line) &&
    !/^ {0,3}-{2,}[ \t]*$/.test(line) &&
    (isCommentOfCode(lines, at) || !takeHeading(line)) &&
    !takeRule(line) &&
    !takeTable(lines, at) &&
    !readListMarker(line.trim())
  );
}
