import type { Hover, Position } from 'vscode-languageserver';
import { lineIndex } from '../core/text.ts';
import { explanation } from './completion.ts';
import type { Located } from './locate.ts';

/** What is wrong, why it matters, what to do: the rule's own words; or what a key of a product file means. Never a value. */
export function hover(at: Located, position: Position, withMessages: boolean): Hover | null {
  const { folder, path } = at;
  const text = folder.analysis().files.get(path)?.text;
  if (text === undefined) return null;
  const lines = lineIndex(text);
  const offset = lines.offset(position);
  const found = folder.findingsIn(path).filter(({ span }) => span.start <= offset && offset <= span.end);
  const [first] = found;
  if (!first) return explanation(at, position);
  const sections = found.map(({ rule, message, fixes = [] }) => {
    const remedy = fixes.map(({ title }) => title).join(' · ');
    return `**${rule.id}**${withMessages ? ` · ${message}` : ''}\n\n${rule.why}${remedy === '' ? '' : `\n\n_Quick fix: ${remedy}_`}`;
  });
  return { contents: { kind: 'markdown', value: sections.join('\n\n---\n\n') }, range: lines.range(first.span) };
}
