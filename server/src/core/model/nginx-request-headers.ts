import type { NginxHeader, NginxScope, NginxValue } from './nginx.ts';
import { readIncludes } from './nginx-scope.ts';

/** The request headers that a level sends on: one with an empty value is not passed at all (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header). */
export const sentHeaders = ({ proxyHeaders }: Pick<NginxScope, 'proxyHeaders'>): readonly NginxHeader[] =>
  proxyHeaders.filter(({ value }) => value !== '');

/** A `Connection` under which a connection becomes a WebSocket: the word, or what a variable makes of it. */
export const letsUpgrade = ({ name, value = '' }: NginxHeader): boolean =>
  name.toLowerCase() === 'connection' && /\$|upgrade/i.test(value);

/** Files that nobody followed which may bring request headers: a level with some of its own inherits none. */
export const openHeaderIncludes = ({ proxyHeaders, includes, directives }: NginxScope): readonly NginxValue[] =>
  proxyHeaders.some(({ inherited }) => !inherited) ? readIncludes(directives) : includes;
