import type { ComposePort, ComposeText } from '../model/compose.ts';
import { isAnyAddress, isLoopbackAddress, readPortMapping } from '../model/port.ts';
import type { Span } from '../text.ts';
import type { DeployedService } from './deployment.ts';
import type { Segment } from './effective.ts';

/** A port of a service that the host offers, with the text where an address can be put before it. */
export interface PublishedPort {
  readonly path: string;
  readonly span: Span;
  readonly pointer: string;
  readonly first: number;
  readonly last: number;
  readonly target: number;
  readonly reach: 'all' | 'loopback' | 'address';
  /** Where `127.0.0.1:` is put in, or what it replaces; undefined where the entry is not written so. */
  readonly address: { readonly span: Span; readonly text: string } | undefined;
  /** A long entry without `host_ip`: where one goes, behind `published`. */
  readonly missingIp: { readonly offset: number; readonly flow: boolean } | undefined;
  /** The layer's definition. */
  readonly service: string;
}

export type ResolveText = (text: ComposeText) => {
  readonly value: string | undefined;
  readonly segments: readonly Segment[];
};

const literal: ResolveText = ({ text, template }) => ({
  value: template.parts.every((part) => typeof part === 'string') ? text : undefined,
  segments: [],
});

export function publishedPorts(
  { name, layers }: Pick<DeployedService, 'name' | 'layers'>,
  resolve: ResolveText = literal,
): readonly PublishedPort[] {
  return layers.flatMap(({ path, service }) =>
    service.networkMode === 'host' ? [] : service.ports.flatMap((port) => readPublished(port, path, name, resolve)),
  );
}

function readPublished(
  port: ComposePort,
  path: string,
  service: string,
  resolve: ResolveText,
): readonly PublishedPort[] {
  if (port.short) {
    const { short } = port;
    const value = resolve(short).value;
    const mapping = value === undefined ? undefined : readPortMapping(value);
    if (!mapping?.published) return [];
    const [first, last] = mapping.published;
    const hostText = mapping.hostIp;
    // With a reference in the text the parsed offsets are not the file's; the address goes in front only where none was written.
    const plain = short.exact && value === short.text;
    const own = mapping.spans.hostIp;
    const start = short.span.start;
    const address =
      short.exact && own === undefined
        ? { span: { start, end: start }, text: '127.0.0.1:' }
        : plain && own
          ? { span: { start: start + own.start, end: start + own.end }, text: '127.0.0.1:' }
          : undefined;
    return [
      {
        path,
        pointer: port.pointer,
        service,
        span: port.span,
        first,
        last,
        target: mapping.target[0],
        reach: reachOf(hostText),
        address,
        missingIp: undefined,
      },
    ];
  }
  if (!port.long?.published || !port.long.target) return [];
  const { published, target, hostIp, flow } = port.long;
  const range = /^(\d+)(?:-(\d+))?$/.exec(resolve(published).value ?? '');
  const inside = Number(resolve(target).value);
  const ip = hostIp === undefined ? '' : resolve(hostIp).value;
  if (!range || !Number.isInteger(inside) || ip === undefined) return [];
  const first = Number(range[1]);
  const address = hostIp ? { span: hostIp.span, text: '127.0.0.1' } : undefined;
  const missingIp = hostIp ? undefined : { offset: published.setting.span.end, flow };
  return [
    {
      path,
      pointer: port.pointer,
      service,
      span: published.setting.span,
      first,
      last: Number(range[2] ?? first),
      target: inside,
      reach: reachOf(ip),
      address,
      missingIp,
    },
  ];
}

export const reachOf = (hostIp: string | undefined): PublishedPort['reach'] =>
  isAnyAddress(hostIp) ? 'all' : isLoopbackAddress(hostIp ?? '') ? 'loopback' : 'address';
