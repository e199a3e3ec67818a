/** How Caddy reads the address of a site (https://caddyserver.com/docs/caddyfile/concepts#addresses). */

const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]*)(\/.*)?$/is;

/** Why Caddy refuses the address; undefined where it takes it. */
export function addressMistake(text: string): string | undefined {
  const match = parts.exec(text.trim());
  const scheme = match?.[1]?.toLowerCase();
  const authority = match?.[2] ?? '';
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return /^wss?$/.test(scheme)
      ? `${scheme}:// is for browsers; a site is ${scheme === 'ws' ? 'http' : 'https'}://.`
      : `A site is http:// or https://, not ${scheme}://.`;
  }
  const port = portOf(authority);
  if (port === undefined || port === '') return undefined;
  if (!/^-?\d+$/.test(port)) return `${port} is no port number.`;
  return Number(port) < 0 || Number(port) > 65_535 ? `Port ${port} is out of range.` : undefined;
}

/** What follows the only colon, or the bracket of an IPv6 address. */
function portOf(authority: string): string | undefined {
  const bracket = authority.lastIndexOf(']');
  const rest = bracket < 0 ? authority : authority.slice(bracket + 1);
  const colon = rest.indexOf(':');
  return colon < 0 || colon !== rest.lastIndexOf(':') ? undefined : rest.slice(colon + 1);
}

/** Equal for addresses that Caddy cannot tell apart. */
export function sameSite(text: string): string {
  const [, scheme = '', authority = '', path = ''] = parts.exec(text.trim()) ?? [];
  return `${scheme.toLowerCase()}://${authority.toLowerCase()}${path === '/' ? '' : path}`;
}
