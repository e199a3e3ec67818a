import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { DotenvModel } from '../core/model/dotenv.ts';
import type { SourceFile } from '../core/model/source-file.ts';
import type { CaddyBlock, CaddyfileTree } from '../core/syntax/caddyfile.ts';
import type { NginxDirective } from '../core/syntax/nginx.ts';
import { type LineIndex, lineIndex, type Span } from '../core/text.ts';
import type { Located } from './locate.ts';

/** First and last line, both inside. */
interface Lines {
  readonly first: number;
  readonly last: number;
  readonly isComment?: boolean;
}

/** What an editor cannot tell by itself. YAML, JSON and scripts are left to it. */
export function foldingRanges({ folder, path }: Located): FoldingRange[] | null {
  const file = folder.analysis().files.get(path);
  if (!file) return null;
  const index = lineIndex(file.text);
  const folds = foldsOf(file, index);
  if (!folds) return null;
  // Editors take one fold for each first line: the widest.
  const byFirst = new Map<number, Lines>();
  for (const fold of folds) {
    if (fold.last > fold.first && fold.last > (byFirst.get(fold.first)?.last ?? -1)) byFirst.set(fold.first, fold);
  }
  return [...byFirst.values()]
    .sort((a, b) => a.first - b.first)
    .map(({ first, last, isComment }) => ({
      startLine: first,
      endLine: last,
      ...(isComment && { kind: FoldingRangeKind.Comment }),
    }));
}

function foldsOf(file: SourceFile, index: LineIndex): readonly Lines[] | undefined {
  const { text } = file;
  switch (file.kind) {
    case 'dotenv':
      return dotenvFolds(file.model, index, text);
    case 'caddyfile':
      return caddyFolds(file.model.tree, index, text);
    case 'nginx': {
      const { comments, directives } = file.model.tree;
      return [...commentBlocks(comments, index, text), ...nginxFolds(directives, index)];
    }
    case 'dockerfile': {
      const { tree, stages } = file.model;
      const parts = [...stages, ...tree.instructions].map(({ span }) => linesOf(span, index));
      return [...commentBlocks(tree.comments, index, text), ...parts];
    }
    case 'systemd': {
      const { tree } = file.model;
      const parts = tree.sections.flatMap((section) => [section, ...section.entries]);
      return [...commentBlocks(tree.comments, index, text), ...parts.map(({ span }) => linesOf(span, index))];
    }
    default:
      return undefined;
  }
}

/** The closing brace stays in sight; an argument over several lines folds as well. */
const nginxFolds = (directives: readonly NginxDirective[], index: LineIndex): readonly Lines[] =>
  directives.flatMap(({ span, block }) => {
    const { first, last } = linesOf(span, index);
    return [{ first, last: block?.close ? last - 1 : last }, ...(block ? nginxFolds(block.directives, index) : [])];
  });

const linesOf = ({ start, end }: Span, index: LineIndex): Lines => ({
  first: index.position(start).line,
  last: index.position(end).line,
});

/** Comments on lines of their own, those on neighbouring lines together. */
function commentBlocks(
  comments: readonly Span[],
  index: LineIndex,
  text: string,
): readonly (Lines & { readonly span: Span })[] {
  const blocks: (Lines & { span: Span })[] = [];
  for (const span of comments) {
    const { line, character } = index.position(span.start);
    if (text.slice(span.start - character, span.start).trim() !== '') continue;
    const previous = blocks.at(-1);
    if (previous && previous.last === line - 1)
      blocks[blocks.length - 1] = { ...previous, last: line, span: { start: previous.span.start, end: span.end } };
    else blocks.push({ first: line, last: line, isComment: true, span });
  }
  return blocks;
}

/** `# ----` and the like: a heading above the headings without one. */
const rule = /[=\-#*~_\u2500-\u257f]{3,}/;

function dotenvFolds({ tree }: DotenvModel, index: LineIndex, text: string): readonly Lines[] {
  const comments = commentBlocks(tree.comments, index, text);
  const entries = tree.entries.map(({ span }) => linesOf(span, index));
  const taken = new Set([...comments, ...entries].map(({ last }) => last));
  const headings = comments
    .filter(({ first }) => !taken.has(first - 1))
    .map((block) => ({ ...block, isMajor: rule.test(text.slice(block.span.start, block.span.end)) }));
  let minor = Number.POSITIVE_INFINITY;
  let major = Number.POSITIVE_INFINITY;
  const sections: Lines[] = [];
  for (const { first, isMajor } of headings.toReversed()) {
    const end = isMajor ? major : Math.min(minor, major);
    const last = lastBefore(entries, end);
    if (last > first) sections.push({ first, last });
    if (isMajor) major = first;
    minor = first;
  }
  return [...comments, ...entries, ...sections];
}

/** The last line of the last entry that begins before a line; -1 where there is none. */
function lastBefore(entries: readonly Lines[], line: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.first ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1]?.last ?? -1;
}

function caddyFolds(tree: CaddyfileTree, index: LineIndex, text: string): readonly Lines[] {
  const blocks: Lines[] = [];
  const visit = ({ open, close, span, directives }: CaddyBlock): void => {
    // The closing brace stays in sight; a block that is still being typed has none.
    const { first, last } = linesOf({ start: open.start, end: span.end }, index);
    blocks.push({ first, last: close ? last - 1 : last });
    for (const { block } of directives) if (block) visit(block);
  };
  for (const { block, braces } of tree.blocks) {
    if (braces) visit(block);
    else for (const { block: inner } of block.directives) if (inner) visit(inner);
  }
  const values = tree.tokens.filter(({ quote }) => quote !== '').map(({ span }) => linesOf(span, index));
  return [...commentBlocks(tree.comments, index, text), ...blocks, ...values];
}
