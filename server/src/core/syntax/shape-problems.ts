import type { SyntaxProblem } from './problem.ts';
import type { Shape } from './shape.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml-tree.ts';

/** A node with the place to point at where it is empty: its key. */
interface Place {
  readonly node: YamlNode | undefined;
  readonly path: readonly string[];
  readonly key: YamlScalar | undefined;
}

/** Asked with the keys on the way from the root. */
type IsPartial = (path: readonly string[]) => boolean;

interface Judged {
  readonly problems: SyntaxProblem[];
  readonly isPartial: IsPartial;
}

/**
 * Where a tree is not of the shape. A partial mapping may lack what another file adds. Text with a `${NAME}` in it may become any scalar; extensions hold anything, and what
 * `!reset` takes away has no shape. Names of keys are told, values never.
 */
export function shapeProblems(root: YamlNode, shape: Shape, isPartial: IsPartial): readonly SyntaxProblem[] {
  const judged: Judged = { problems: [], isPartial };
  check({ node: root, path: [], key: undefined }, shape, judged);
  return judged.problems;
}

function check(place: Place, shape: Shape, judged: Judged): void {
  const { node } = place;
  if (node?.tag === '!reset') return;
  switch (shape.type) {
    case 'either': {
      const option = optionFor(node, shape.options);
      if (option) check(place, option, judged);
      else refuse(place, `has to be ${wordsOf(shape)}`, judged);
      return;
    }
    case 'list':
      if (node?.type !== 'seq') refuse(place, 'has to be a list', judged);
      else {
        for (const [index, item] of node.items.entries())
          check({ node: item, path: [...place.path, String(index)], key: undefined }, shape.of, judged);
      }
      return;
    case 'map':
    case 'object':
      if (node?.type === 'map') checkEntries(place, node, shape, judged);
      else refuse(place, 'has to be a mapping', judged);
      return;
    case 'words':
      if (!isOpen(node) && !(isString(node) && shape.words.includes(node.text)))
        refuse(place, `has to be one of ${shape.words.join(', ')}`, judged);
      return;
    default:
      if (!fits(node, shape)) refuse(place, `has to be ${wordsOf(shape)}`, judged);
  }
}

function checkEntries(
  place: Place,
  node: YamlMap,
  shape: Extract<Shape, { type: 'map' | 'object' }>,
  judged: Judged,
): void {
  for (const { key, value } of node.entries) {
    if (shape.type === 'object' && shape.extensions && key.text.startsWith('x-')) continue;
    const inner: Place = { node: value, path: [...place.path, key.text], key };
    if (shape.type === 'map') {
      if (shape.keys && !shape.keys.test(key.text))
        judged.problems.push(problemAt(key, `A name below '${pathOf(place)}' has a sign that names may not have.`));
      check(inner, shape.of, judged);
      continue;
    }
    const field = Object.hasOwn(shape.fields, key.text) ? shape.fields[key.text] : undefined;
    if (field) check(inner, field, judged);
    else judged.problems.push(problemAt(key, `Compose knows no '${shown(key.text)}' ${locationOf(place)}.`));
  }
  if (shape.type === 'map' || judged.isPartial(place.path)) return;
  for (const required of shape.required) {
    if (node.entries.some(({ key }) => key.text === required)) continue;
    refuse(place, `lacks '${required}'`, judged);
  }
}

/** The option that the node's own type picks. */
function optionFor(node: YamlNode | undefined, options: readonly Shape[]): Shape | undefined {
  return options.find((option): boolean => {
    switch (option.type) {
      case 'either':
        return optionFor(node, option.options) !== undefined;
      case 'list':
        return node?.type === 'seq';
      case 'map':
      case 'object':
        return node?.type === 'map';
      case 'words':
        return isOpen(node) || isString(node);
      default:
        return fits(node, option);
    }
  });
}

const isString = (node: YamlNode | undefined): node is YamlScalar =>
  node?.type === 'scalar' && typeof node.value === 'string';

/** A reference in it decides the type when the file is loaded. */
const isOpen = (node: YamlNode | undefined): boolean => isString(node) && /\$(?!\$)/.test(node.text);

function fits(node: YamlNode | undefined, { type }: Shape): boolean {
  if (node !== undefined && node.type !== 'scalar') return false;
  const value = node?.value ?? null;
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value) || isOpen(node);
    case 'number':
    case 'boolean':
      return typeof value === type || isOpen(node);
    default:
      return typeof value === 'string';
  }
}

const nouns: Readonly<Record<Shape['type'], string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'empty',
  words: 'a certain word',
  list: 'a list',
  map: 'a mapping',
  object: 'a mapping',
  either: 'something else',
};

function wordsOf(shape: Shape): string {
  const options = shape.type === 'either' ? shape.options : [shape];
  const all = options.flatMap((option) => (option.type === 'either' ? option.options : [option]));
  return [...new Set(all.map(({ type }) => nouns[type]))].join(' or ');
}

/** Half-typed text may have swallowed a value: what does not look like a key is not repeated. */
const shown = (key: string): string => (/^[\w.-]{1,60}$/.test(key) ? key : '…');
const pathOf = ({ path }: Place): string => path.map(shown).join('.');
const locationOf = (place: Place): string => (place.path.length === 0 ? 'at the top level' : `in '${pathOf(place)}'`);

function refuse(place: Place, what: string, judged: Judged): void {
  const { node, key } = place;
  const isBlank = node === undefined || (node.type === 'scalar' && node.text === '');
  // A whole block would hide everything else in the editor.
  const target = key && (isBlank || node.type !== 'scalar') ? key : node;
  if (!target) return;
  const subject = place.path.length === 0 ? 'The file' : `'${pathOf(place)}'`;
  judged.problems.push(problemAt(target, `${subject} ${what}.`));
}

const problemAt = ({ span }: Pick<YamlEntry | YamlNode, 'span'>, message: string): SyntaxProblem => ({
  span,
  message,
  verdict: 'refused',
});
