import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

export interface YamlScalar {
  readonly type: 'scalar';
  /** The content as text: `yes` for a plain `yes`, `''` for null. */
  readonly text: string;
  /** As the core schema of YAML 1.2 reads it. */
  readonly value: string | number | boolean | null;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** With the quotes. */
  readonly span: Span;
  /** Inside the quotes. */
  readonly content: Span;
  /** The source at `content` equals `text`, so that offsets in one are offsets in the other. */
  readonly exact: boolean;
  readonly tag?: string;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
  /** Start of the key to the end of the value. */
  readonly span: Span;
  /** Came through `<<`. */
  readonly merged: boolean;
}

export interface YamlMap {
  readonly type: 'map';
  /** The map's own, in order, duplicates kept; then merged ones that it does not override. */
  readonly entries: readonly YamlEntry[];
  readonly flow: boolean;
  readonly span: Span;
  readonly tag?: string;
}

export interface YamlSeq {
  readonly type: 'seq';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly span: Span;
  readonly tag?: string;
}

export type YamlNode = YamlScalar | YamlMap | YamlSeq;

/** With its `#`, to the end of the line. */
export interface YamlComment {
  readonly span: Span;
}

export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly span: Span;
}

export interface Duplicate {
  readonly first: Span;
  readonly key: Span;
  readonly entry: Span;
  readonly name: string;
}

export interface YamlTree {
  readonly documents: readonly YamlDocument[];
  /** Found when first asked for. */
  readonly comments: readonly YamlComment[];
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly Duplicate[];
}

/** The last of the map's own entries of that name, else the one that a merge key brings. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.type !== 'map') return undefined;
  let own: YamlEntry | undefined;
  for (const entry of node.entries) {
    if (entry.key.text !== key) continue;
    // Merged entries stand behind the map's own.
    if (entry.merged) return own ?? entry;
    own = entry;
  }
  return own;
}

export const valueAt = (node: YamlNode | undefined, key: string): YamlNode | undefined => entryOf(node, key)?.value;
