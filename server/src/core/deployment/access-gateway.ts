import type { HttpRouteRule } from '../model/gateway-api.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Access, type AskedPath, probesOf } from './access.ts';
import type { GatewayHost } from './gateway-front.ts';
import { isManifest } from './workload.ts';

/** Objects beside the Gateway API that ask who somebody is; what they ask differs from one implementation to the next. */
const policies =
  /^(?:SecurityPolicy|AuthPolicy|AuthorizationPolicy|RequestAuthentication|AuthConfig|Middleware|KongPlugin|HTTPFilter|SnippetsFilter|EnvoyFilter|EnvoyPatchPolicy|EnvoyExtensionPolicy|TrafficPolicy|CiliumNetworkPolicy|GCPBackendPolicy|BackendTLSPolicy)$/;

/** What stands before a path of the application behind the Services that `isOwn` names: nothing, where no policy might. */
export function accessInGateways(
  hosts: readonly GatewayHost[],
  isOwn: (service: string, host: GatewayHost) => boolean,
  asked: AskedPath,
  files: readonly SourceFile[],
): readonly Access[] {
  const policy = files.some(
    (file) => isManifest(file) && file.model.objects.some(({ kind }) => policies.test(kind.value)),
  );
  const own = hosts.filter((host) => !host.redirectsOnly && host.services.some((service) => isOwn(service, host)));
  const found = own.flatMap((host) =>
    host.route.rules
      .filter((rule) => rule.services.some(({ value }) => isOwn(value, host)) && takes(rule, asked))
      .map((rule): Access => {
        const place = { path: host.path, span: host.route.nameSpan };
        const isOpen =
          policy ||
          rule.isNarrowed ||
          rule.filters.some((type) => /^(?:ExtensionRef|ExternalAuth|URLRewrite)$/.test(type)) ||
          rule.paths.some(({ type }) => type === 'RegularExpression');
        const open = `Nobody can tell what is asked for at HTTPRoute '${host.route.name}'.`;
        return isOpen ? { ...place, layer: undefined, open } : { ...place, layer: 'none' };
      }),
  );
  return found.length === 0 && own[0] ? [{ path: own[0].path, span: own[0].route.nameSpan, layer: 'closed' }] : found;
}

/** By whole parts of the path (https://gateway-api.sigs.k8s.io/reference/spec/#httppathmatch). */
function takes({ paths, filters }: HttpRouteRule, asked: AskedPath): boolean {
  if (paths.length === 0 || filters.includes('URLRewrite')) return true;
  return paths.some(({ text, type }) => {
    if (type === 'RegularExpression') return true;
    const whole = text.replace(/\/$/, '');
    return probesOf(asked, [text]).some((probe) =>
      type === 'Exact' ? probe === text : probe === whole || probe.startsWith(`${whole}/`),
    );
  });
}
