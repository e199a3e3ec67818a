import type { MarkdownBlock } from '../syntax/markdown.ts';
import { plainText } from '../syntax/markdown-line.ts';

/**
 * Headings that are not marked as such: a line in bold, which ends in a colon only where there are no others, and in a page that
 * was copied from a browser a short line by itself.
 */
export function promoteHeadings(blocks: readonly MarkdownBlock[]): readonly MarkdownBlock[] {
  const isMarked = blocks.some(({ type }) => type === 'heading');
  const hasBold = blocks.some((block) => boldLine(block, false) !== undefined);
  const firstMarked = blocks.findIndex(({ type }) => type === 'heading');
  return blocks.map((block, index): MarkdownBlock => {
    const bold = boldLine(block, !isMarked);
    if (bold !== undefined) return { type: 'heading', level: 7, text: bold };
    const copied = (isMarked && index > firstMarked) || hasBold ? undefined : lonelyLine(block);
    return copied === undefined ? block : { type: 'heading', level: 2, text: copied };
  });
}

function boldLine(block: MarkdownBlock, mayAnnounce: boolean): string | undefined {
  if (block.type !== 'paragraph' || !block.alone) return undefined;
  const text = /^(\*\*|__)(?=\S)((?:(?!\1).)+)\1(:?)$/.exec(block.text);
  const words = text?.[2] ?? '';
  const announces = text?.[3] === ':' || words.endsWith(':');
  const isSentence = /[.!?]$/.test(words) || words.length > 80;
  return words === '' || isSentence || (announces && !mayAnnounce) ? undefined : words.replace(/:$/, '');
}

function lonelyLine(block: MarkdownBlock): string | undefined {
  if (block.type !== 'paragraph' || !block.alone || block.indent > 0) return undefined;
  const text = plainText(block.text);
  const isHeading = /^[\p{Lu}\p{N}]/u.test(text) && !/[.:;,!?{}=]$/.test(text) && text.length <= 60;
  return isHeading && /^[^{}=;<>|]+$/.test(text) ? text : undefined;
}
