import type { Span } from '../text.ts';
import type { Fact, HostNamespace } from './container.ts';
import type { KubernetesObject } from './kubernetes.ts';

/** How the API server writes objects to etcd; of several entries the first of a resource counts. */
export interface ClusterEncryption extends KubernetesObject {
  readonly entries: readonly {
    readonly resources: readonly Fact<string>[];
    /** `identity`, `aescbc`, `kms`, ...: what is new is written by the first. */
    readonly providers: readonly Fact<string>[];
  }[];
}

/** What the API server tells its admission plugins. */
export interface ClusterAdmission extends KubernetesObject {
  readonly plugins: readonly Fact<string>[];
}

/** What the API server records; of its rules the first that matches counts. */
export interface ClusterAuditPolicy extends KubernetesObject {
  /** The list, where an absence is reported. */
  readonly rulesSpan: Span;
  readonly rules: readonly AuditRule[];
}

export interface AuditRule {
  /** `None`, `Metadata`, `Request`, `RequestResponse`. */
  readonly level: Fact<string> | undefined;
  /** Groups with the resources that are meant of them; none stands for all. */
  readonly resources: readonly { readonly group: string; readonly names: readonly string[] }[];
  /** It holds for some people, verbs, namespaces, objects or paths only. */
  readonly isPartial: boolean;
}

/** What pods a cluster admits: a PodSecurityPolicy, or SecurityContextConstraints of OpenShift. */
export interface PodAdmission extends KubernetesObject {
  readonly privileged: Fact<boolean> | undefined;
  /** Undefined is true. */
  readonly escalation: Fact<boolean> | undefined;
  readonly hostNamespaces: readonly Fact<HostNamespace>[];
  /** Upper case, without `CAP_`; `*` is all of them. Both what pods may ask for and what they are given. */
  readonly capabilities: readonly Fact<string>[];
  readonly droppedCapabilities: readonly Fact<string>[];
  /** Mounts of `/proc` without its mask. */
  readonly unmasked: Fact<string> | undefined;
  /** Pods may choose their own profile of system calls, or need none: the word for it, where one stands. */
  readonly seccomp: Fact<string> | undefined;
  /** The rule by which user 0 is let in; a group's rule likewise. */
  readonly root: readonly Fact<string>[];
  readonly readOnlyRoot: Fact<boolean> | undefined;
  /** Paths of the host that pods may write to; any of them where none is named. */
  readonly hostPaths: readonly { readonly fact: Fact<unknown>; readonly path: string | undefined }[];
  readonly unsafeSysctls: readonly Fact<string>[];
}
