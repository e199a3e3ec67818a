import type { DataNode } from '../syntax/data.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';

/** A named part of the configuration. */
export interface TraefikNamed {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
}

/** https://doc.traefik.io/traefik/routing/entrypoints/ */
export interface TraefikEntryPoint extends TraefikNamed {
  /** `:443`, `127.0.0.1:8080/tcp`. */
  readonly address: Fact<string> | undefined;
  /** Undefined where the address cannot be read. */
  readonly port: number | undefined;
  /** The entry point, and the scheme, that all requests are redirected to. */
  readonly redirectTo: Fact<string> | undefined;
  readonly redirectScheme: Fact<string> | undefined;
  readonly forwardedHeaders: TraefikTrust;
  readonly proxyProtocol: TraefikTrust;
  /** Routers here are served with TLS by default. */
  readonly tls: boolean;
  readonly certResolver: Fact<string> | undefined;
  /** Of all routers here, before their own. */
  readonly middlewares: readonly Fact<string>[];
  /** `asDefault`: routers that name no entry point are served here. */
  readonly isDefault: boolean;
}

/** Whose word about the client's address is taken. */
export interface TraefikTrust {
  readonly trustedIps: readonly Fact<string>[];
  readonly insecure: Fact<boolean> | undefined;
}

export interface TraefikRouter extends TraefikNamed {
  readonly protocol: 'http' | 'tcp' | 'udp';
  readonly rule: Fact<string> | undefined;
  /** Routers of a greater one are tried first; the length of the rule where none is written. */
  readonly priority: Fact<string> | undefined;
  /** Of `Host` and `HostSNI` in the rule, lower case; without those that a pattern gives. */
  readonly hosts: readonly Fact<string>[];
  readonly entryPoints: readonly Fact<string>[];
  /** `tls` is there and not false. */
  readonly tls: boolean;
  readonly tlsOptions: Fact<string> | undefined;
  readonly certResolver: Fact<string> | undefined;
  readonly middlewares: readonly Fact<string>[];
  readonly service: Fact<string> | undefined;
}

export interface TraefikService extends TraefikNamed {
  readonly protocol: 'http' | 'tcp' | 'udp';
  /** `http://app:3000`, or `app:5432` of TCP. */
  readonly servers: readonly Fact<string>[];
  /** In labels the port alone stands there. */
  readonly port: Fact<string> | undefined;
  readonly scheme: Fact<string> | undefined;
  readonly serversTransport: Fact<string> | undefined;
  /** Services that it hands requests on to: `weighted`, `mirroring`, `failover`. */
  readonly shares: readonly Fact<string>[];
}

export interface TraefikMiddleware extends TraefikNamed {
  readonly protocol: 'http' | 'tcp' | 'udp';
  /** As the manual writes it, whatever the file's case: `headers`, `ipAllowList`, `basicAuth`, `rateLimit`. */
  readonly type: string;
  readonly typeSpan: Span;
  readonly headers: TraefikHeaders | undefined;
  /** `sourceRange` of `ipAllowList`. */
  readonly sourceRange: readonly Fact<string>[];
  /** `ipStrategy` of `ipAllowList`: the address is one that a header tells. */
  readonly readsHeader: boolean;
  /** `prefixes` of `stripPrefix`. */
  readonly prefixes: readonly Fact<string>[];
  /** `scheme` of `redirectScheme`. */
  readonly scheme: Fact<string> | undefined;
  /** Middlewares of a `chain`. */
  readonly chain: readonly Fact<string>[];
  /** Users of `basicAuth` and `digestAuth`: `name:hash`. */
  readonly users: readonly Fact<string>[];
  /** The file, or in a cluster the Secret, that holds more of them. */
  readonly usersFile: Fact<string> | undefined;
}

/** https://doc.traefik.io/traefik/middlewares/http/headers/ */
export interface TraefikHeaders {
  /** Custom response headers and those that options stand for, by lower-case name; an empty value removes one. */
  readonly response: readonly (Fact<string> & { readonly name: string })[];
  readonly request: readonly (Fact<string> & { readonly name: string })[];
  readonly stsSeconds: Fact<number> | undefined;
  readonly stsIncludeSubdomains: Fact<boolean> | undefined;
  readonly allowOrigins: readonly Fact<string>[];
  readonly allowOriginPatterns: readonly Fact<string>[];
  readonly allowCredentials: Fact<boolean> | undefined;
}

export interface TraefikTlsOptions extends TraefikNamed {
  /** `VersionTLS12` and the like. */
  readonly minVersion: Fact<string> | undefined;
  readonly maxVersion: Fact<string> | undefined;
  readonly cipherSuites: readonly Fact<string>[];
  readonly sniStrict: Fact<boolean> | undefined;
  /** `NoClientCert`, `RequireAndVerifyClientCert` and what is between. */
  readonly clientAuthType: Fact<string> | undefined;
}

/** What only the start reads; undefined or empty where the file says nothing of it. */
export interface TraefikStatic {
  readonly entryPoints: readonly TraefikEntryPoint[];
  readonly api: {
    readonly entry: Span | undefined;
    readonly insecure: Fact<boolean> | undefined;
    readonly dashboard: Fact<boolean> | undefined;
    readonly debug: Fact<boolean> | undefined;
  };
  readonly logLevel: Fact<string> | undefined;
  readonly accessLog: Span | undefined;
  readonly metrics: Span | undefined;
  /** Where Prometheus reads, if the file says it. */
  readonly metricsEntryPoint: Fact<string> | undefined;
  readonly ping: Span | undefined;
  /** `providers.docker`, where it is there. */
  readonly docker: { readonly entry: Span; readonly exposedByDefault: Fact<boolean> | undefined } | undefined;
  /** `providers.file`: there are dynamic files. */
  readonly readsFiles: boolean;
  readonly insecureSkipVerify: Fact<boolean> | undefined;
  readonly certificateResolvers: readonly TraefikNamed[];
}

/** What providers give while it runs: files and labels. */
export interface TraefikDynamic {
  readonly routers: readonly TraefikRouter[];
  readonly services: readonly TraefikService[];
  readonly middlewares: readonly TraefikMiddleware[];
  readonly tlsOptions: readonly TraefikTlsOptions[];
  /** It brings certificates of its own, or a default one. */
  readonly hasCertificates: boolean;
  readonly serversTransports: readonly (TraefikNamed & { readonly insecureSkipVerify: Fact<boolean> | undefined })[];
}

export interface TraefikModel {
  readonly root: DataNode | undefined;
  readonly static: TraefikStatic;
  readonly dynamic: TraefikDynamic;
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly {
    readonly first: Span;
    readonly key: Span;
    readonly entry: Span;
    readonly name: string;
  }[];
  readonly comments: readonly Span[];
}

/** The labels of one container. */
export interface TraefikLabels {
  readonly enable: Fact<boolean> | undefined;
  readonly dynamic: TraefikDynamic;
}
