import { type CompletionItem, CompletionItemKind, type Hover, type Position } from 'vscode-languageserver';
import { isOwnProduct } from '../core/product/catalogue.ts';
import { completeProduct, explainProduct, type Proposal } from '../core/product/complete.ts';
import { lineIndex } from '../core/text.ts';
import type { Located } from './locate.ts';

const kinds: Readonly<Record<Proposal['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
};

/** Words for a product file of the workspace; null in any other file. */
export function completion({ folder, path }: Located, position: Position): CompletionItem[] | null {
  const text = isOwnProduct(path) ? folder.analysis().files.get(path)?.text : undefined;
  if (text === undefined) return null;
  const lines = lineIndex(text);
  const found = completeProduct(text, lines.offset(position));
  if (!found) return [];
  const range = lines.range(found.span);
  return found.proposals.map(({ label, kind, words, insert }) => ({
    label,
    kind: kinds[kind],
    ...(words !== undefined && { documentation: words }),
    textEdit: { range, newText: insert },
  }));
}

/** What a key of a product file means. */
export function explanation({ folder, path }: Located, position: Position): Hover | null {
  const text = isOwnProduct(path) ? folder.analysis().files.get(path)?.text : undefined;
  if (text === undefined) return null;
  const lines = lineIndex(text);
  const found = explainProduct(text, lines.offset(position));
  return found ? { contents: { kind: 'markdown', value: found.words }, range: lines.range(found.span) } : null;
}
