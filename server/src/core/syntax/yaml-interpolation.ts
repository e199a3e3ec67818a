import { textAt } from '../text.ts';
import { templateProblems } from './interpolation.ts';
import type { SyntaxProblem } from './problem.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';

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
    if (node.type === 'scalar') problems.push(...templateProblems(node.text, textAt(text, node.content), node.content));
    else if (node.type === 'seq') node.items.forEach(visit);
    else for (const { value } of node.entries) visit(value);
  };
  for (const { root } of documents) visit(root);
  return problems;
}
