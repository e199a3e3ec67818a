import { parseTemplate } from './interpolation.ts';
import type { SyntaxProblem } from './problem.ts';
import type { YamlNode, YamlScalar, YamlTree } from './yaml-tree.ts';

/**
 * What Compose objects to when it replaces `${NAME}`: it does so in every scalar value of the file, extensions and anchors
 * too, and in no key (compose-go, interpolation/interpolation.go).
 */
export function interpolationProblems(text: string, { documents }: YamlTree): readonly SyntaxProblem[] {
  if (!text.includes('${')) return [];
  const seen = new Set<YamlNode>();
  const problems: SyntaxProblem[] = [];
  const visit = (node: YamlNode | undefined): void => {
    // Aliases and merge keys share what they refer to.
    if (!node || seen.has(node)) return;
    seen.add(node);
    if (node.type === 'scalar') problems.push(...problemsIn(text, node));
    else if (node.type === 'seq') node.items.forEach(visit);
    else for (const { value } of node.entries) visit(value);
  };
  for (const { root } of documents) visit(root);
  return problems;
}

function problemsIn(text: string, { text: value, content, span, exact }: YamlScalar): readonly SyntaxProblem[] {
  if (!value.includes('${')) return [];
  const { problems } = parseTemplate(value, content.start);
  if (exact || problems.length === 0) return problems;
  // Escapes and indentation move the offsets; what is written tells the places, unless it reads otherwise.
  const written = parseTemplate(text.slice(content.start, content.end), content.start).problems;
  return written.length === problems.length ? written : problems.map((problem) => ({ ...problem, span }));
}
