import type { ProxySite } from '../deployment/deployment.ts';
import type { NginxHost } from '../deployment/nginx-host.ts';
import type { NginxScope } from '../model/nginx.ts';
import { scopesIn } from '../model/nginx-passes.ts';
import type { Product } from '../product/product.ts';

/** Response headers that protect the people who use a site, in lower case. */
export const securityHeaders: ReadonlySet<string> = new Set([
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'content-security-policy',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
]);

const generic: readonly (readonly [string, string])[] = [
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
];

/** Name and value of the headers that a site needs and does not send: its product's, without those that the product itself sends. */
export function missingHeaders(
  present: readonly { readonly name: string; readonly value: string | undefined }[],
  product: Product | undefined,
): readonly (readonly [string, string])[] {
  const sent = new Set(product?.sentHeaders.map((name) => name.toLowerCase()));
  const wanted = product ? Object.entries(product.headers).filter(([name]) => !sent.has(name.toLowerCase())) : generic;
  const framed = present.some(
    ({ name, value }) => name.toLowerCase() === 'content-security-policy' && /frame-ancestors/.test(value ?? ''),
  );
  return wanted.filter(
    ([name]) =>
      !present.some((header) => header.name.toLowerCase() === name.toLowerCase()) &&
      !(framed && name === 'X-Frame-Options'),
  );
}

/** `a, b and c` */
export const listOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** A site of Caddy that has something of its own to send: an application or files. */
export const answersItself = ({ site }: ProxySite): boolean =>
  site.directives.some(({ name }) =>
    /^(?:reverse_proxy|php_fastcgi|file_server|php_server|templates)$/.test(name.text),
  );

const answering = /^(?:proxy_pass|fastcgi_pass|uwsgi_pass|scgi_pass|grpc_pass|root|alias|try_files)$/;

/** The levels of a server that answer requests with something of their own: applications and files, not redirects. */
export const answeringScopes = ({ server }: NginxHost): readonly NginxScope[] =>
  scopesIn(server).filter(({ directives }) => directives.some(({ name }) => answering.test(name.text)));
