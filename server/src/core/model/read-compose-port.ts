import { entryOf, type YamlNode } from '../syntax/yaml-tree.ts';
import type { ComposePort } from './compose.ts';
import { composeText, isScalar, itemsOf, scalarText } from './compose-scalar.ts';

/** The pointer of a port is what it says, so that it stays when others come and go; the same text again is counted. */
export function readPorts(node: YamlNode | undefined, pointer: string): readonly ComposePort[] {
  const counts = new Map<string, number>();
  return itemsOf(node).flatMap((item) => {
    const text = isScalar(item) ? item.text : longText(item);
    const count = counts.get(text) ?? 0;
    counts.set(text, count + 1);
    return readPort(item, `${pointer}/${text}${count > 0 ? `#${count}` : ''}`);
  });
}

const longText = (item: YamlNode): string =>
  ['host_ip', 'published', 'target', 'protocol']
    .map((key) => composeText(entryOf(item, key), '')?.text ?? '')
    .join(':');

function readPort(item: YamlNode, pointer: string): readonly ComposePort[] {
  if (isScalar(item)) {
    if (item.text === '') return [];
    return [{ span: item.span, short: scalarText(item, 'ports', item.span, pointer), long: undefined, pointer }];
  }
  if (item.type !== 'map') return [];
  const published = composeText(entryOf(item, 'published'), `${pointer}/published`);
  const target = composeText(entryOf(item, 'target'), `${pointer}/target`);
  const hostIp = composeText(entryOf(item, 'host_ip'), `${pointer}/host_ip`);
  const long = {
    ...(published && { published }),
    ...(target && { target }),
    ...(hostIp && { hostIp }),
    flow: item.flow,
  };
  return [{ span: item.span, short: undefined, long, pointer }];
}
