import { composeShape } from '../syntax/compose-shape.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import { shapeProblems } from '../syntax/shape-problems.ts';
import { interpolationProblems } from '../syntax/yaml-interpolation.ts';
import { strictnessProblems } from '../syntax/yaml-strictness.ts';
import { valueAt, type YamlNode, type YamlTree } from '../syntax/yaml-tree.ts';
import { composeValueProblems } from './compose-values.ts';

/**
 * What Docker Compose objects to in one file, in the order in which it looks: YAML, references, shape, values. Where the YAML
 * itself is broken the rest would be said of what is not written yet.
 */
export function composeProblems(text: string, tree: YamlTree): readonly SyntaxProblem[] {
  if (tree.problems.some(({ verdict }) => verdict === 'refused')) return tree.problems;
  const root = tree.documents[0]?.root;
  const before = [...tree.problems, ...strictnessProblems(tree), ...interpolationProblems(text, tree)];
  if (!root || isBlank(root)) return before;
  if (isFirstVersion(root))
    return [
      ...before,
      {
        span: root.entries[0]?.key.span ?? root.span,
        message: 'Services stand below `services:`; Docker Compose no longer reads files of its first version.',
        verdict: 'refused',
      },
    ];
  const shape = shapeProblems(root, composeShape, isOverlay(root));
  const told = new Set([...before, ...shape].map(({ span }) => span.start));
  return [...before, ...shape, ...composeValueProblems(root).filter(({ span }) => !told.has(span.start))];
}

/** A service without an image lays on another file's, and Compose looks at what the two are together. */
const isOverlay =
  (root: YamlNode) =>
  ([top, name, key]: readonly string[]): boolean => {
    if (top !== 'services' || name === undefined || (key !== 'depends_on' && key !== 'ulimits')) return false;
    const service = valueAt(valueAt(root, 'services'), name);
    return !['image', 'build', 'extends', 'provider'].some((own) => valueAt(service, own) !== undefined);
  };

const isBlank = (root: YamlNode): boolean => root.type === 'scalar' && root.text === '';

/** The form of Compose before `version`: each top-level key is a service. */
export const isFirstVersion = (root: YamlNode): root is Extract<YamlNode, { type: 'map' }> =>
  root.type === 'map' &&
  root.entries.some(({ key }) => !key.text.startsWith('x-')) &&
  !root.entries.some(({ key }) => ['services', 'version', 'include', 'name'].includes(key.text)) &&
  root.entries.every(
    ({ key, value }) =>
      key.text.startsWith('x-') ||
      (/^[\w.-]+$/.test(key.text) &&
        value?.type === 'map' &&
        value.entries.some((entry) => ['image', 'build', 'extends'].includes(entry.key.text) && !entry.merged)),
  );
