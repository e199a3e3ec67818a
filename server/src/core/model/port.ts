import type { Span } from '../text.ts';

/** A Compose port in its short form: `[[host_ip:]published:]target[/protocol]`, ports possibly as ranges. */
export interface PortMapping {
  readonly hostIp: string | undefined;
  /** First and last published port; undefined where the engine picks one. */
  readonly published: readonly [number, number] | undefined;
  readonly target: readonly [number, number];
  readonly protocol: string;
  /** Offsets in the text: where an address goes in front, and the address with its colon if there is one. */
  readonly spans: { readonly published: Span; readonly hostIp: Span | undefined };
}

const range = (text: string): readonly [number, number] | undefined => {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= 65535 && last <= 65535 && first <= last ? [first, last] : undefined;
};

/**
 * Reads a short port (https://docs.docker.com/reference/compose-file/services/#short-syntax-4); undefined where it is not
 * one, or still holds a reference.
 */
export function readPortMapping(text: string): PortMapping | undefined {
  const match =
    /^(?:(\[[0-9A-Fa-f:.]+\]|[^:[\]]*|[0-9A-Fa-f]*:[0-9A-Fa-f:]+):)?(?:(\d+(?:-\d+)?)?:)?(\d+(?:-\d+)?)(?:\/(\w+))?$/.exec(
      text,
    );
  if (!match) return undefined;
  let [, address, publishedText] = match;
  const target = range(match[3] ?? '');
  if (!target) return undefined;
  // `8080:80` has a published port and no address; the pattern cannot tell it from an address alone.
  if (address !== undefined && publishedText === undefined && /^\d+(?:-\d+)?$/.test(address)) {
    publishedText = address;
    address = undefined;
  }
  const published = publishedText === undefined ? undefined : range(publishedText);
  const start = address === undefined ? 0 : address.length + 1;
  return {
    hostIp: address === undefined || address === '' ? undefined : address.replace(/^\[|\]$/g, ''),
    published,
    target,
    protocol: match[4] ?? 'tcp',
    spans: {
      published: { start, end: start + (publishedText?.length ?? 0) },
      hostIp: address === undefined ? undefined : { start: 0, end: start },
    },
  };
}

/** True for addresses that only the machine itself can reach. */
export const isLoopbackAddress = (address: string): boolean =>
  /^127\.\d+\.\d+\.\d+$/.test(address) || /^\[?::1\]?$/.test(address) || address.toLowerCase() === 'localhost';

/** True where every network of the host can reach the port. */
export const isAnyAddress = (address: string | undefined): boolean =>
  address === undefined || address === '' || address === '0.0.0.0' || address === '::' || address === '*';
