import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type { KubernetesObject } from './kubernetes.ts';

/** `gateway.networking.k8s.io` (https://gateway-api.sigs.k8s.io/reference/spec/): where a cluster listens. */
export interface ClusterGateway extends KubernetesObject {
  readonly className: Fact<string> | undefined;
  readonly listeners: readonly GatewayListener[];
}

export interface GatewayListener {
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined where it takes every name. */
  readonly hostname: Fact<string> | undefined;
  readonly port: Fact<number> | undefined;
  /** `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`. */
  readonly protocol: Fact<string> | undefined;
  readonly hasCertificate: boolean;
  /** TLS ends here, not at what is behind it. */
  readonly terminates: boolean;
  readonly span: Span;
}

/** Which requests go where. */
export interface HttpRoute extends KubernetesObject {
  readonly hostnames: readonly Fact<string>[];
  /** A template fills some of them in. */
  readonly hostsOpen: boolean;
  readonly parents: readonly RouteParent[];
  readonly rules: readonly HttpRouteRule[];
}

/** What it is attached to: all listeners of a Gateway, or one of them. */
export interface RouteParent {
  readonly name: Fact<string> | undefined;
  readonly namespace: string | undefined;
  readonly isGateway: boolean;
  readonly section: string | undefined;
  readonly port: number | undefined;
  readonly span: Span;
}

export interface HttpRouteRule {
  /** Without any it takes every path. */
  readonly paths: readonly { readonly text: string; readonly type: string; readonly span: Span }[];
  /** It asks for more than a path. */
  readonly isNarrowed: boolean;
  /** Types of its filters, those of its backends too. */
  readonly filters: readonly string[];
  /** Its list of filters, key to value. */
  readonly filtersEntry: Span | undefined;
  readonly redirectsToHttps: boolean;
  /** Of `ResponseHeaderModifier`. */
  readonly modifier: HeaderModifier | undefined;
  readonly services: readonly Fact<string>[];
  readonly span: Span;
}

export interface HeaderModifier {
  /** Names in lower case. */
  readonly sent: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  /** The mapping, key to value. */
  readonly entry: Span;
  /** Items of `set`. */
  readonly set: readonly Span[];
}
