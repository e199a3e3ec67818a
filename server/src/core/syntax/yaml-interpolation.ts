import { textAt } from '../text.ts';
import { parseTemplate, type Reference, referencesIn, templateProblems } from './interpolation.ts';
import type { SyntaxProblem } from './problem.ts';
import type { YamlNode, YamlScalar, YamlTree } from './yaml-tree.ts';

/**
 * What Compose objects to when it replaces `${NAME}`: it does so in every scalar value of the file, extensions and anchors
 * too, and in no key (compose-go, interpolation/interpolation.go).
 */
export function interpolationProblems(text: string, { documents }: YamlTree): readonly SyntaxProblem[] {
  if (!text.includes('${')) return [];
  return valuesIn(documents).flatMap((node) => templateProblems(node.text, textAt(text, node.content), node.content));
}

/** All references of the file with the places where they are written, those inside of fallbacks behind their own. */
export function interpolationReferences(text: string, { documents }: YamlTree): readonly Reference[] {
  if (!text.includes('$')) return [];
  return valuesIn(documents).flatMap(({ content }) => {
    const written = textAt(text, content);
    return written.includes('$') ? referencesIn(parseTemplate(written, content.start).template) : [];
  });
}

function valuesIn(documents: YamlTree['documents']): readonly YamlScalar[] {
  const seen = new Set<YamlNode>();
  const values: YamlScalar[] = [];
  const visit = (node: YamlNode | undefined): void => {
    // Aliases and merge keys share what they refer to.
    if (!node || seen.has(node)) return;
    seen.add(node);
    if (node.type === 'scalar') values.push(node);
    else if (node.type === 'seq') node.items.forEach(visit);
    else for (const { value } of node.entries) visit(value);
  };
  for (const { root } of documents) visit(root);
  return values;
}
