/** The parts of a site's address (https://caddyserver.com/docs/caddyfile/concepts#addresses). */
export interface CaddyAddressParts {
  readonly scheme: string | undefined;
  /** Lower case; `''` for `:port` alone, which takes every name. */
  readonly host: string;
  readonly port: string | undefined;
}

export function readAddress(text: string): CaddyAddressParts {
  const match = /^(?:([a-z0-9+.-]+):\/\/)?(\[[^\]]*\]|[^:/]*)(?::([^/]*))?(?:\/.*)?$/is.exec(text.trim());
  const port = match?.[3];
  return {
    scheme: match?.[1]?.toLowerCase(),
    host: (match?.[2] ?? '').replace(/^\[|\]$/g, '').toLowerCase(),
    port: port === '' ? undefined : port,
  };
}
