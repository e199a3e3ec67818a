import type { SyntaxProblem } from './problem.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';

/**
 * What the YAML reader of Compose refuses and YAML itself allows (gopkg.in/yaml.v3 and compose-go's loader): keys that are no
 * strings, a key twice in one mapping, and aliases that make up nearly the whole of a large file.
 */
export function strictnessProblems({ documents, duplicates }: YamlTree): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = duplicates.map(({ key, name }) => ({
    span: key,
    message: `${/^[\w.-]{1,60}$/.test(name) ? name : 'The key'} is set twice here; Docker Compose refuses the file.`,
    verdict: 'refused',
  }));
  const sizes = new Map<YamlNode, number>();
  /** The number of nodes that the reader visits: an alias counts as what it stands for. */
  const visit = (node: YamlNode | undefined): number => {
    if (!node) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, 1);
    let size = 1;
    if (node.type === 'seq') for (const item of node.items) size += visit(item);
    if (node.type === 'map') {
      for (const { key, value, merged } of node.entries) {
        size += 1 + visit(value);
        if (merged || key.style !== 'plain' || typeof key.value === 'string') continue;
        problems.push({
          span: key.span,
          message: 'The key is no string: Compose wants it in quotes.',
          verdict: 'refused',
        });
      }
    }
    sizes.set(node, size);
    return size;
  };
  for (const { root } of documents) {
    if (!root) continue;
    sizes.clear();
    const visited = visit(root);
    const own = sizes.size;
    if (visited > 1000 && visited - own > 100 && (visited - own) / visited > allowedShare(visited))
      problems.push({
        span: { start: root.span.start, end: Math.min(root.span.start + 1, root.span.end) },
        message: 'Aliases expand to more than Compose reads.',
        verdict: 'refused',
      });
  }
  return problems;
}

/** yaml.v3, decode.go, `allowedAliasRatio`. */
function allowedShare(visited: number): number {
  if (visited <= 400_000) return 0.99;
  if (visited >= 4_000_000) return 0.1;
  return 0.99 - (0.89 * (visited - 400_000)) / 3_600_000;
}
