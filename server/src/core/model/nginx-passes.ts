import type { NginxDirective } from '../syntax/nginx.ts';
import type { NginxLocation, NginxProxyPass, NginxScope } from './nginx.ts';

/** Each `proxy_pass` of a server with the level that holds it, however deep. */
export const scopesIn = (scope: NginxScope): readonly NginxScope[] => [
  scope,
  ...[...scope.locations, ...scope.conditions].flatMap(scopesIn),
];

export const passesIn = (scope: NginxScope): readonly NginxProxyPass[] =>
  scopesIn(scope).flatMap(({ proxyPasses }) => proxyPasses);

/** All directives of a file, however deep they stand. */
export function* everyDirective(directives: readonly NginxDirective[]): Iterable<NginxDirective> {
  for (const directive of directives) {
    yield directive;
    if (directive.block) yield* everyDirective(directive.block.directives);
  }
}

export const isLocation = (scope: NginxScope): scope is NginxLocation => 'modifier' in scope;
