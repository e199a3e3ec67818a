import type { NginxScope } from '../model/nginx.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, indentationAt, lineEnding, type TextPart } from '../text.ts';

/**
 * Directives at a level of an nginx configuration, in the file's own indentation: behind the names and listeners of a server,
 * else at the start of the block.
 */
export function insertDirectives(
  scope: NginxScope,
  { path, text }: SourceFile,
  lines: readonly (string | readonly TextPart[])[],
): Edit {
  const parts = (before: string): readonly TextPart[] =>
    lines.flatMap((line) => (typeof line === 'string' ? [before + line] : [before, ...line]));
  const { block, directives, keyword } = scope;
  const own = directives.filter(({ span }) => span.start > block.open.start && span.end <= block.span.end);
  const [first] = own;
  const isOneLine = first !== undefined && !text.slice(block.open.end, first.span.start).includes('\n');
  if (isOneLine) {
    const at = block.open.end;
    return { path, span: { start: at, end: at }, text: parts(' ') };
  }
  const indent = first ? indentationAt(text, first.span.start) : `${indentationAt(text, keyword.start)}${unitOf(text)}`;
  const anchor = own.findLast(({ name }) => name.text === 'listen' || name.text === 'server_name');
  const at = endOfLine(text, anchor?.span.end ?? block.open.end);
  return { path, span: { start: at, end: at }, text: parts(`${lineEnding(text)}${indent}`) };
}

/** Behind a comment on the same line, but never behind another directive. */
function endOfLine(text: string, from: number): number {
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(from))?.[0];
  return from + (rest?.length ?? 0);
}

/** One step of indentation as the file writes it. */
const unitOf = (text: string): string => /^(?:\t|(?: {2}){1,2})(?=\S)/m.exec(text)?.[0] ?? '    ';
