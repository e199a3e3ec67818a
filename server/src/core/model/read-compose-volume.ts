import { entryOf, valueAt, type YamlEntry, type YamlNode, type YamlScalar } from '../syntax/yaml-tree.ts';
import type { ComposeText, ComposeVolume } from './compose.ts';
import { composeText, isScalar, scalarText, textOf } from './compose-scalar.ts';
import { splitVolume } from './compose-text.ts';

/** The pointer of a volume is its target, so that it stays when others come and go; the same target again is counted. */
export function readVolumes(entry: YamlEntry | undefined, pointer: string): readonly ComposeVolume[] {
  const node = entry?.value;
  if (!entry || node?.type !== 'seq') return [];
  const counts = new Map<string, number>();
  return node.items.map((item) => {
    const read = isScalar(item) ? shortVolume(item) : longVolume(item);
    const count = counts.get(read.target) ?? 0;
    counts.set(read.target, count + 1);
    const place = `${pointer}/${read.target}${count > 0 ? `#${count}` : ''}`;
    return {
      list: entry.span,
      only: node.items.length === 1,
      flow: node.flow,
      kind: read.kind,
      target: read.target,
      readOnly: read.readOnly,
      span: item.span,
      pointer: place,
      source: read.source(place),
    };
  });
}

type Read = Pick<ComposeVolume, 'kind' | 'target' | 'readOnly'> & {
  readonly source: (pointer: string) => ComposeText | undefined;
};

/** `[source:]target[:mode]`; a text that is none stands as it is. */
function shortVolume(item: YamlScalar): Read {
  const parts = splitVolume(item.text) ?? item.text.split(':');
  const [first = '', second, mode = ''] = parts;
  if (second === undefined) return { kind: 'volume', target: first, readOnly: false, source: () => undefined };
  return {
    kind: /^(?:[./~\\]|[A-Za-z]:)/.test(first) ? 'bind' : first.includes('$') ? undefined : 'volume',
    target: second,
    readOnly: mode.split(',').includes('ro'),
    source: (pointer) => sourceText(item, first, pointer),
  };
}

function longVolume(item: YamlNode): Read {
  const kind = textOf(valueAt(item, 'type'));
  return {
    kind: kinds.find((known) => known === kind),
    target: textOf(valueAt(item, 'target') ?? valueAt(item, 'destination') ?? valueAt(item, 'dst')) ?? '',
    readOnly: textOf(valueAt(item, 'read_only')) === 'true',
    source: (pointer) => composeText(entryOf(item, 'source') ?? entryOf(item, 'src'), pointer),
  };
}

const kinds = ['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'] as const;

/** The part of a short volume before its first colon, with the place of that part alone. */
function sourceText(item: YamlScalar, source: string, pointer: string): ComposeText {
  const content = item.exact ? { start: item.content.start, end: item.content.start + source.length } : item.content;
  const part = { text: source, content, exact: item.exact, value: item.value };
  return scalarText(part, 'volumes', item.span, pointer);
}
