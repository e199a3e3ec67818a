import type { Expression, ModuleDeclaration, Property, SpreadElement, Statement } from 'acorn';
import type { Span } from '../text.ts';
import type { DataExpression, DataMember, DataNode, DataScalar } from './data.ts';

interface NamedExpression {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Expression;
  readonly span: Span;
}

/** Names that refer to each other may unfold to any size; no configuration has as many values. */
const maxValues = 20_000;
const maxChain = 50;

/** Reads expressions of a script as data: literals, and names that the file itself gives one. */
export function scriptValues(
  body: readonly (Statement | ModuleDeclaration)[],
  text: string,
): {
  readonly dataOf: (expression: Expression) => DataNode;
  readonly mapOf: (members: readonly NamedExpression[]) => DataNode;
} {
  const constants = constantsIn(body);
  let left = maxValues;
  let chain = 0;
  const spanOf = ({ start, end }: { readonly start: number; readonly end: number }): Span => ({ start, end });
  const unknown = (place: { readonly start: number; readonly end: number }): DataExpression => ({
    type: 'expression',
    variable: undefined,
    span: spanOf(place),
  });

  function dataOf(expression: Expression): DataNode {
    if (left-- <= 0) return unknown(expression);
    switch (expression.type) {
      case 'Literal':
        return literal(expression.value, expression) ?? unknown(expression);
      case 'TemplateLiteral': {
        const [quasi] = expression.quasis;
        return expression.expressions.length === 0 && typeof quasi?.value.cooked === 'string'
          ? scalar(quasi.value.cooked, quasi.value.cooked, expression, 1)
          : unknown(expression);
      }
      case 'UnaryExpression': {
        const inner = expression.operator === '-' ? dataOf(expression.argument) : undefined;
        return inner?.type === 'scalar' && typeof inner.value === 'number'
          ? scalar(-inner.value, text.slice(expression.start, expression.end), expression, 0)
          : unknown(expression);
      }
      case 'ParenthesizedExpression':
        return dataOf(expression.expression);
      case 'ArrayExpression':
        return {
          type: 'list',
          items: expression.elements.flatMap((element): readonly DataNode[] => {
            if (!element) return [];
            if (element.type !== 'SpreadElement') return [dataOf(element)];
            const spread = dataOf(element.argument);
            return spread.type === 'list' ? spread.items : [unknown(element)];
          }),
          span: spanOf(expression),
        };
      case 'ObjectExpression':
        return objectValue(expression.properties, spanOf(expression));
      case 'Identifier': {
        const constant = constants.get(expression.name);
        if (!constant || chain >= maxChain) return unknown(expression);
        chain++;
        const value = dataOf(constant);
        chain--;
        return value;
      }
      case 'LogicalExpression': {
        const { operator, left: first, right } = expression;
        const name = environmentName(first);
        if (name === undefined || operator === '&&') return unknown(expression);
        return {
          type: 'expression',
          variable: { name, span: spanOf(first), fallback: dataOf(right), blank: operator === '??' },
          span: spanOf(expression),
        };
      }
      case 'MemberExpression': {
        const name = environmentName(expression);
        return name === undefined
          ? unknown(expression)
          : {
              type: 'expression',
              variable: { name, span: spanOf(expression), fallback: undefined, blank: true },
              span: spanOf(expression),
            };
      }
      default:
        return unknown(expression);
    }
  }

  function literal(value: unknown, place: { readonly start: number; readonly end: number }): DataScalar | undefined {
    if (typeof value === 'string') return scalar(value, value, place, 1);
    if (typeof value === 'number' || typeof value === 'boolean') return scalar(value, String(value), place, 0);
    return value === null ? scalar(null, '', place, 0) : undefined;
  }

  function scalar(
    value: DataScalar['value'],
    written: string,
    { start, end }: { readonly start: number; readonly end: number },
    quote: number,
  ): DataScalar {
    const content = { start: start + quote, end: Math.max(end - quote, start + quote) };
    return {
      type: 'scalar',
      value,
      text: written,
      span: { start, end },
      content,
      exact: text.slice(content.start, content.end) === written,
    };
  }

  function objectValue(properties: readonly (Property | SpreadElement)[], span: Span): DataNode {
    const members: DataMember[] = [];
    let open = false;
    for (const property of properties) {
      if (property.type === 'SpreadElement') {
        const spread = dataOf(property.argument);
        if (spread.type === 'map') members.push(...spread.members);
        if (spread.type !== 'map' || spread.open) open = true;
        continue;
      }
      const { key, value, kind, computed } = property;
      const name = computed
        ? undefined
        : key.type === 'Identifier'
          ? key.name
          : key.type === 'Literal'
            ? key.value
            : '';
      if (kind !== 'init' || typeof name === 'object' || name === undefined) {
        open = true;
        continue;
      }
      members.push({ key: String(name), keySpan: spanOf(key), value: dataOf(value), span: spanOf(property) });
    }
    return { type: 'map', members, open, span };
  }

  return {
    dataOf,
    mapOf: (members) => ({
      type: 'map',
      members: members.map(({ key, keySpan, value, span }) => ({ key, keySpan, value: dataOf(value), span })),
      open: false,
      span: { start: members[0]?.span.start ?? 0, end: members.at(-1)?.span.end ?? 0 },
    }),
  };
}

/** Top-level names that get a value where they are declared; `let` and `var` may get another, so they count as unknown. */
function constantsIn(body: readonly (Statement | ModuleDeclaration)[]): ReadonlyMap<string, Expression> {
  const constants = new Map<string, Expression>();
  for (const statement of body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue;
    for (const { id, init } of declared.declarations)
      if (id.type === 'Identifier' && init) constants.set(id.name, init);
  }
  return constants;
}

/** `process.env.NAME` and `process.env['NAME']`. */
function environmentName(expression: Expression): string | undefined {
  if (expression.type !== 'MemberExpression') return undefined;
  const { object, property } = expression;
  const isEnvironment =
    object.type === 'MemberExpression' &&
    object.object.type === 'Identifier' &&
    object.object.name === 'process' &&
    object.property.type === 'Identifier' &&
    object.property.name === 'env';
  if (!isEnvironment) return undefined;
  if (property.type === 'Identifier' && !expression.computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}
