import type { DataMap, DataMember, DataNode } from '../syntax/data.ts';
import type { Span } from '../text.ts';

/** One option by its path, as labels, flags and variables of the environment name it. */
export interface TraefikOption {
  readonly names: readonly string[];
  readonly text: string;
  readonly keySpan: Span;
  readonly valueSpan: Span;
  /** The source at `valueSpan` equals `text`. */
  readonly exact: boolean;
  readonly span: Span;
}

interface Branch {
  readonly option: TraefikOption;
  readonly names: Map<string, { readonly key: string; readonly branch: Branch }>;
  value: TraefikOption | undefined;
}

/** Deeper than any option of Traefik. */
const maxParts = 20;

/** The tree that a file would hold in place of the options; undefined where there are none. */
export function treeOfOptions(options: readonly TraefikOption[]): DataNode | undefined {
  const root: Branch | undefined = options[0] && newBranch(options[0]);
  for (const option of options) {
    let branch = root;
    for (const part of option.names.length > maxParts ? [] : option.names) {
      const name = part.toLowerCase();
      const next: Branch = branch?.names.get(name)?.branch ?? newBranch(option);
      branch?.names.set(name, { key: branch.names.get(name)?.key ?? part, branch: next });
      branch = next;
    }
    if (branch) branch.value = option;
  }
  return root && nodeOf(root);
}

const newBranch = (option: TraefikOption): Branch => ({ option, names: new Map(), value: undefined });

function nodeOf({ option, names, value }: Branch): DataNode {
  if (names.size === 0 && value)
    return {
      type: 'scalar',
      value: value.text,
      text: value.text,
      span: value.valueSpan,
      content: value.valueSpan,
      exact: value.exact,
    };
  const members = [...names.values()].map(
    ({ key, branch }): DataMember => ({
      key,
      keySpan: branch.option.keySpan,
      value: nodeOf(branch),
      span: branch.option.span,
    }),
  );
  return { type: 'map', members, open: false, span: option.span } satisfies DataMap;
}
