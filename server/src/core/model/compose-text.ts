/** The small grammars inside of Compose's scalars. None of them is asked about a text with a reference in it. */

const portRange = (text: string): readonly [number, number] | undefined => {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? first);
  return first <= last && last <= 65535 ? [first, last] : undefined;
};

const isAddress = (text: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text) ||
  (/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text) && !/:::/.test(text));

/**
 * What keeps a short port from being one, or undefined (github.com/docker/go-connections, nat/nat.go, `ParsePortSpec`):
 * `[[host_ip:][published]:]target[/protocol]` with ranges of one length, or many published ones for one target.
 */
export function portFault(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  const protocol = slash < 0 ? 'tcp' : text.slice(slash + 1);
  const parts = (slash < 0 ? text : text.slice(0, slash)).split(':');
  if (!/^(?:tcp|udp|sctp)$/i.test(protocol)) return 'the protocol has to be tcp, udp or sctp';
  const target = portRange(parts.at(-1) ?? '');
  if (!target) return 'the container’s port is no port';
  const hostText = parts.at(-2) ?? '';
  const published = hostText === '' ? undefined : portRange(hostText);
  if (hostText !== '' && !published) return 'the published port is no port';
  const address = parts.slice(0, -2).join(':');
  if (address !== '' && !isAddress(address.replace(/^\[(.*)\]$/, '$1'))) return 'the address is no IP address';
  const width = target[1] - target[0];
  if (published && published[1] - published[0] !== width && width > 0) return 'the two ranges differ in length';
  return undefined;
}

/** `90s`, `1m30s`, `1d` (https://docs.docker.com/reference/compose-file/extension/#specifying-durations). */
export const isDuration = (text: string): boolean =>
  /^[-+]?(?:0|(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h|d|w))+)$/.test(text);

/** `512m`, `1.5gb`, `1024` (https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values). */
export const isByteSize = (text: string): boolean => /^-?\d+(?:\.\d+)? ?(?:[kmgtp]i?)?b?$/i.test(text);

/**
 * A short volume cut at its colons: source and target, or a target alone, then the mode; undefined where a part is blank or
 * there are too many. A colon inside of `${…}` and behind a drive letter cuts nothing (compose-go, format/volume.go).
 */
export function splitVolume(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const char of text) {
    if (char === '{' && (depth > 0 || part.endsWith('$'))) depth++;
    else if (char === '}' && depth > 0) depth--;
    if (char !== ':' || depth > 0) part += char;
    else if (/^[A-Za-z]$/.test(part)) part += char;
    else {
      parts.push(part);
      part = '';
    }
  }
  parts.push(part);
  return parts.length <= 3 && parts.every((piece) => piece !== '') ? parts : undefined;
}
