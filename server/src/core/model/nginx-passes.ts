import type { NginxProxyPass, NginxScope } from './nginx.ts';

/** Each `proxy_pass` of a server with the level that holds it, however deep. */
export const scopesIn = (scope: NginxScope): readonly NginxScope[] => [
  scope,
  ...[...scope.locations, ...scope.conditions].flatMap(scopesIn),
];

export const passesIn = (scope: NginxScope): readonly NginxProxyPass[] =>
  scopesIn(scope).flatMap(({ proxyPasses }) => proxyPasses);
