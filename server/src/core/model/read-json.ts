import { type JsonDialect, type JsonNode, parseJson } from '../syntax/json.ts';
import type { Span } from '../text.ts';
import type { JsonModel } from './json.ts';
import { escapePointer } from './pointer.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting } from './setting.ts';

export function readJson(text: string, dialect: JsonDialect): JsonModel {
  const tree = parseJson(text, dialect);
  const settings: Setting[] = [];
  const visit = (node: JsonNode | undefined, key: string, keySpan: Span, pointer: string, whole: Span): void => {
    if (!node) return;
    if (node.type === 'object') {
      for (const member of node.members) {
        visit(member.value, member.key, member.keySpan, `${pointer}/${escapePointer(member.key)}`, member.span);
      }
    } else if (node.type === 'array') {
      for (const [index, item] of node.items.entries()) visit(item, key, keySpan, `${pointer}/${index}`, item.span);
    } else {
      const isText = node.type === 'string';
      const value = isText ? node.value : node.type === 'null' ? '' : String(node.value);
      settings.push(
        makeSetting({
          key,
          keySpan,
          text: value,
          valueSpan: isText ? node.content : node.span,
          exact: isText ? node.exact : true,
          source: 'json',
          pointer,
          span: whole,
          type: node.type,
          // Many JSON readers know no references; those that do write `${NAME}`, and then it is no value to judge.
          interpolated: isText && value.includes('${'),
        }),
      );
    }
  };
  visit(tree.root, '', { start: 0, end: 0 }, '', { start: 0, end: text.length });
  return { tree, settings };
}
