import type { Expression, Program } from 'acorn';
import * as acorn from 'acorn';
import { parse as parseLoose } from 'acorn-loose';
import type { Span } from '../text.ts';
import type { DataNode } from './data.ts';
import { scriptValues } from './javascript-values.ts';
import type { SyntaxProblem } from './problem.ts';

export interface ScriptTree {
  /** What the file exports, read as data; nothing of it is ever run. */
  readonly root: DataNode | undefined;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

/** Deeper than any configuration; the libraries recurse. */
const maxDepth = 200;

/** acorn-loose looks far ahead at every broken place, so that large broken texts are left. */
const maxBroken = 50_000;

/** A script or module that exports data: `module.exports = …`, `exports.name = …`, `export default …`. */
export function parseScript(text: string): ScriptTree {
  const comments: Span[] = [];
  const read = (sourceType: 'module' | 'script'): Program =>
    acorn.parse(text, {
      ecmaVersion: 'latest',
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      onComment: (_block, _text, start, end) => {
        // A second reading, as a module, finds the same ones again.
        if (start > (comments.at(-1)?.start ?? -1)) comments.push({ start, end });
      },
    });
  return guarded(text, comments, () => {
    try {
      return read('script');
    } catch {
      return read('module');
    }
  });
}

/** A text that is one expression, as PM2 reads JSON: comments, single quotes and bare names are fine. */
export function parseScriptExpression(text: string): ScriptTree {
  const comments: Span[] = [];
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  // The first character is taken by the parenthesis that PM2 puts around the file.
  const padded = `(${text.slice(bom)}\n)`;
  const moved = (at: number): number => Math.min(Math.max(at - 1 + bom, 0), text.length);
  const tree = guarded(
    padded,
    comments,
    () =>
      acorn.parse(padded, {
        ecmaVersion: 'latest',
        sourceType: 'script',
        onComment: (_block, _text, start, end) => comments.push({ start, end }),
      }),
    true,
  );
  const shift = ({ start, end }: Span): Span => ({ start: moved(start), end: moved(end) });
  return {
    root: tree.root && shiftNode(tree.root, shift),
    comments: tree.comments.map(shift),
    problems: tree.problems.map((problem) => ({ ...problem, span: shift(problem.span) })),
  };
}

function guarded(text: string, comments: readonly Span[], read: () => Program, isExpression = false): ScriptTree {
  const deep = tooDeep(text);
  const refuse = (at: number, message: string): SyntaxProblem => {
    const start = Math.min(at, Math.max(text.length - 1, 0));
    return { span: { start, end: Math.min(start + 1, text.length) }, message, verdict: 'refused' };
  };
  if (deep !== undefined)
    return { root: undefined, comments: [], problems: [refuse(deep, `Nesting is deeper than ${maxDepth} levels.`)] };
  try {
    return { root: exportedBy(read(), text, isExpression), comments, problems: [] };
  } catch (error) {
    const at = error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number' ? error.pos : 0;
    const problems = [refuse(at, 'JavaScript does not allow this here.')];
    if (text.length > maxBroken) return { root: undefined, comments, problems };
    try {
      const loose = parseLoose(text, { ecmaVersion: 'latest', sourceType: 'module' });
      const root = exportedBy(loose, text, isExpression);
      // acorn-loose may end a node one character behind the text.
      const inside = (at: number): number => Math.min(at, text.length);
      return {
        root: root && shiftNode(root, ({ start, end }) => ({ start: inside(start), end: inside(end) })),
        comments,
        problems,
      };
    } catch {
      return { root: undefined, comments, problems };
    }
  }
}

function tooDeep(text: string): number | undefined {
  let depth = 0;
  let operators = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth = Math.max(depth - 1, 0);
    // A chain of signs nests without any bracket.
    operators = /[!~+\-?=>:|&*.`]/.test(char) ? operators + 1 : /[;,\n]/.test(char) ? 0 : operators;
    if (depth > maxDepth || operators > maxDepth * 4) return at;
  }
  return undefined;
}

/** The last assignment to `module.exports`, else the members that are given to `exports`, else the default export. */
function exportedBy({ body }: Program, text: string, isExpression: boolean): DataNode | undefined {
  const { dataOf, mapOf } = scriptValues(body, text);
  const [first] = body;
  if (isExpression) return first?.type === 'ExpressionStatement' ? dataOf(first.expression) : undefined;
  let whole: Expression | undefined;
  const members: { key: string; keySpan: Span; value: Expression; span: Span }[] = [];
  for (const statement of body) {
    if (statement.type === 'ExportDefaultDeclaration' && 'properties' in statement.declaration)
      whole = statement.declaration;
    else if (statement.type === 'ExportDefaultDeclaration' && statement.declaration.type === 'Identifier')
      whole = statement.declaration;
    else if (statement.type === 'ExportNamedDeclaration' && statement.declaration?.type === 'VariableDeclaration') {
      for (const { id, init, start, end } of statement.declaration.declarations) {
        if (id.type === 'Identifier' && init)
          members.push({ key: id.name, keySpan: { start: id.start, end: id.end }, value: init, span: { start, end } });
      }
    }
    if (statement.type !== 'ExpressionStatement') continue;
    for (
      let assignment = statement.expression;
      assignment.type === 'AssignmentExpression' && assignment.operator === '=';
      assignment = assignment.right
    ) {
      const { left } = assignment;
      if (left.type !== 'MemberExpression' || left.property.type !== 'Identifier') continue;
      const { property, object } = left;
      let value = assignment.right;
      while (value.type === 'AssignmentExpression') value = value.right;
      const isModule = object.type === 'Identifier' && object.name === 'module' && property.name === 'exports';
      const isExports =
        (object.type === 'Identifier' && object.name === 'exports') ||
        (object.type === 'MemberExpression' &&
          object.object.type === 'Identifier' &&
          object.object.name === 'module' &&
          object.property.type === 'Identifier' &&
          object.property.name === 'exports');
      if (isModule) whole = value;
      else if (isExports)
        members.push({
          key: property.name,
          keySpan: { start: property.start, end: property.end },
          value,
          span: { start: statement.start, end: statement.end },
        });
    }
  }
  if (whole) return dataOf(whole);
  return members.length > 0 ? mapOf(members) : undefined;
}

function shiftNode(node: DataNode, shift: (span: Span) => Span): DataNode {
  switch (node.type) {
    case 'map':
      return {
        ...node,
        span: shift(node.span),
        members: node.members.map((member) => ({
          ...member,
          keySpan: shift(member.keySpan),
          span: shift(member.span),
          value: member.value && shiftNode(member.value, shift),
        })),
      };
    case 'list':
      return { ...node, span: shift(node.span), items: node.items.map((item) => shiftNode(item, shift)) };
    case 'scalar':
      return { ...node, span: shift(node.span), content: shift(node.content) };
    case 'expression': {
      const { variable } = node;
      const moved = variable && {
        ...variable,
        span: shift(variable.span),
        fallback: variable.fallback && shiftNode(variable.fallback, shift),
      };
      return { ...node, span: shift(node.span), variable: moved };
    }
  }
}
