import type { ClusterGateway, GatewayListener, HttpRoute } from '../model/gateway-api.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isPublicHost } from '../model/url.ts';
import { isManifest } from './workload.ts';

/** A listener that a route is attached to. */
export interface Attachment {
  readonly path: string;
  readonly gateway: ClusterGateway;
  readonly listener: GatewayListener;
}

/** A route of the Gateway API with the listeners that serve it. */
export interface GatewayHost {
  readonly path: string;
  readonly route: HttpRoute;
  /** Public host names, lower case: its own, else those of its listeners. */
  readonly names: readonly string[];
  readonly attachments: readonly Attachment[];
  /** Everything that it is attached to is among the files. */
  readonly complete: boolean;
  /** Served with TLS, and served without. */
  readonly tls: boolean;
  readonly plain: boolean;
  readonly redirectsOnly: boolean;
  /** Names of the Services behind it. */
  readonly services: readonly string[];
}

export function gatewayHosts(files: readonly SourceFile[]): readonly GatewayHost[] {
  const manifests = files.filter(isManifest);
  const gateways = manifests.flatMap(({ path, model }) => model.gateways.map((gateway) => ({ path, gateway })));
  return manifests.flatMap(({ path, model }) => model.httpRoutes.map((route) => readHost(path, route, gateways)));
}

function readHost(path: string, route: HttpRoute, gateways: readonly Omit<Attachment, 'listener'>[]): GatewayHost {
  const parents = route.parents.map((parent) => {
    const space = parent.namespace ?? route.namespace?.value;
    return gateways
      .filter(
        ({ gateway }) =>
          parent.isGateway &&
          gateway.name === parent.name?.value &&
          (space === undefined || gateway.namespace === undefined || gateway.namespace.value === space),
      )
      .flatMap(({ path: from, gateway }) =>
        gateway.listeners
          .filter(
            (listener) =>
              (parent.section === undefined || parent.section === listener.name) &&
              (parent.port === undefined || parent.port === listener.port?.value) &&
              /^HTTPS?$/.test(listener.protocol?.value ?? '') &&
              takes(listener, route),
          )
          .map((listener): Attachment => ({ path: from, gateway, listener })),
      );
  });
  const attachments = parents.flat();
  const own = route.hostnames.map(({ value }) => value);
  const written =
    own.length > 0 || route.hostsOpen ? own : attachments.flatMap(({ listener }) => listener.hostname?.value ?? []);
  const names = written.map((name) => name.toLowerCase()).filter((name) => isPublicHost(name.replace(/^\*\./, 'any.')));
  const speaks = (protocol: string): boolean =>
    attachments.some(({ listener }) => listener.protocol?.value === protocol && listener.terminates);
  return {
    path,
    route,
    names: [...new Set(names)],
    attachments,
    complete: parents.length > 0 && parents.every((found) => found.length > 0),
    tls: speaks('HTTPS'),
    plain: speaks('HTTP'),
    redirectsOnly: route.rules.length > 0 && route.rules.every(({ redirectsToHttps }) => redirectsToHttps),
    services: [...new Set(route.rules.flatMap(({ services }) => services.map(({ value }) => value)))],
  };
}

/** A listener takes a route whose names and its own have one in common (https://gateway-api.sigs.k8s.io/reference/spec/#listener). */
function takes({ hostname }: GatewayListener, { hostnames }: HttpRoute): boolean {
  if (!hostname || hostnames.length === 0) return true;
  return hostnames.some(({ value }) => covers(hostname.value, value) || covers(value, hostname.value));
}

const covers = (pattern: string, name: string): boolean =>
  pattern.toLowerCase() === name.toLowerCase() ||
  (pattern.startsWith('*.') && name.toLowerCase().endsWith(pattern.slice(1).toLowerCase()));
