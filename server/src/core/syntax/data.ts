import type { Span } from '../text.ts';
import type { YamlNode } from './yaml-tree.ts';

/** What YAML, TOML and scripts that only state data have in common: one tree, so that a model is read from it once. */
export type DataNode = DataMap | DataList | DataScalar | DataExpression;

export interface DataMap {
  readonly type: 'map';
  /** In order, duplicates kept: the last of a name counts. */
  readonly members: readonly DataMember[];
  /** More may be in it: something is spread into it that the file does not show. */
  readonly open: boolean;
  readonly span: Span;
}

export interface DataMember {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: DataNode | undefined;
  readonly span: Span;
}

export interface DataList {
  readonly type: 'list';
  readonly items: readonly DataNode[];
  readonly span: Span;
}

export interface DataScalar {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  /** As text; `''` for null. */
  readonly text: string;
  readonly span: Span;
  /** Inside of the quotes. */
  readonly content: Span;
  /** The source at `content` equals `text`. */
  readonly exact: boolean;
}

/** A value that only running the file would tell. */
export interface DataExpression {
  readonly type: 'expression';
  /** `process.env.NAME`, with what stands behind `||` or `??`. */
  readonly variable:
    | { readonly name: string; readonly span: Span; readonly fallback: DataNode | undefined; readonly blank: boolean }
    | undefined;
  readonly span: Span;
}

export function dataOfYaml(node: YamlNode | undefined): DataNode | undefined {
  if (!node) return undefined;
  if (node.type === 'scalar') {
    const { value, text, span, content, exact } = node;
    return { type: 'scalar', value, text, span, content, exact };
  }
  if (node.type === 'seq')
    return { type: 'list', items: node.items.flatMap((item) => dataOfYaml(item) ?? []), span: node.span };
  return {
    type: 'map',
    members: node.entries.map(({ key, value, span }) => ({
      key: key.text,
      keySpan: key.span,
      value: dataOfYaml(value),
      span,
    })),
    open: false,
    span: node.span,
  };
}

export const membersOf = (node: DataNode | undefined): readonly DataMember[] =>
  node?.type === 'map' ? node.members : [];

export const memberOf = (node: DataNode | undefined, key: string): DataMember | undefined =>
  membersOf(node).findLast((member) => member.key === key);

/** Items of a list, or the one value that stands for a list of one. */
export const itemsOf = (node: DataNode | undefined): readonly DataNode[] =>
  node === undefined ? [] : node.type === 'list' ? node.items : [node];
