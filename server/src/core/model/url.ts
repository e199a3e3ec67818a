import type { Span } from '../text.ts';

/**
 * A URL or DSN taken apart with the place of each part: offsets in the text that was read. The core has no `URL` of a
 * platform, and that one gives no places. RFC 3986, section 3; `jdbc:` in front is allowed.
 */
export interface Url {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Lower case, without brackets. */
  readonly host: string;
  readonly port: string | undefined;
  /** With its slash; `''` where there is none. */
  readonly path: string;
  readonly query: string;
  readonly spans: {
    readonly scheme: Span;
    readonly user: Span | undefined;
    readonly password: Span | undefined;
    readonly host: Span;
  };
}

const pattern =
  /^(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^:@/?#\s]*)(?::([^@/?#\s]*))?@)?(\[[0-9A-Fa-f:.]+\]|[^:/?#\s@[\]]*)(?::(\d+))?(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/;

/** Undefined where the text is no URL with an authority. A `/` in a password ends the authority, as it does for its reader. */
export function readUrl(text: string): Url | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, scheme = '', user, password, host = '', port, path = '', query = ''] = match;
  const schemeStart = text.startsWith('jdbc:') ? 5 : 0;
  const userStart = schemeStart + scheme.length + 3;
  const passwordStart = userStart + (user?.length ?? 0) + 1;
  const hostStart =
    userStart + (user === undefined ? 0 : user.length + 1 + (password === undefined ? 0 : password.length + 1));
  return {
    scheme: scheme.toLowerCase(),
    user,
    password,
    host: host.replace(/^\[|\]$/g, '').toLowerCase(),
    port,
    path,
    query,
    spans: {
      scheme: { start: schemeStart, end: schemeStart + scheme.length },
      user: user === undefined ? undefined : { start: userStart, end: userStart + user.length },
      password: password === undefined ? undefined : { start: passwordStart, end: passwordStart + password.length },
      host: { start: hostStart, end: hostStart + host.length },
    },
  };
}

/** `http://host` with a port only where it is not the scheme's own; what browsers send as `Origin`. */
export function originOf({ scheme, host, port }: Pick<Url, 'scheme' | 'host' | 'port'>): string {
  const standard = (scheme === 'https' && port === '443') || (scheme === 'http' && port === '80');
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}${port === undefined || standard ? '' : `:${port}`}`;
}

const privateName =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|arpa|svc|cluster\.local|docker|ts\.net)$/;

/** Names and addresses that the public internet cannot reach: loopback, RFC 1918, link-local, single labels, reserved names (RFC 6761, RFC 8375). */
export function isPublicHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === '' || /[\s${}<>*]/.test(name)) return false;
  if (name.includes(':')) return !/^(?:::1?$|f[cd]|fe[89ab])/.test(name);
  const v4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(name);
  if (v4) {
    const [a, b] = [Number(v4[1]), Number(v4[2])];
    const isPrivate = a === 0 || a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
    return !(isPrivate || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128));
  }
  return name.includes('.') && !privateName.test(name);
}
