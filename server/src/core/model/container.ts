import type { Template } from '../syntax/interpolation.ts';
import type { Span } from '../text.ts';
import type { Setting } from './setting.ts';

/** A scalar of a definition, with its places. */
export interface Fact<T> {
  readonly value: T;
  /** As written, without quotes. */
  readonly text: string;
  /** Inside the quotes. */
  readonly span: Span;
  /** Key to value, or the item of a list: what goes when the fact goes. */
  readonly entry: Span;
}

export type HostNamespace = 'network' | 'pid' | 'ipc' | 'uts' | 'user' | 'cgroup';

/** A path of the host's file system that a container sees. */
export interface HostMount {
  /** As written, with a reference's fallback in its place. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** The whole entry. */
  readonly span: Span;
  readonly pointer: string;
  /** As it stands, where it refers to variables. */
  readonly written?: { readonly template: Template; readonly setting: Setting };
}

/**
 * What one container may do and what keeps it in bounds, whichever file kind says it (a Compose service, a container of a
 * Kubernetes pod): rules about containers read this alone. A part that the file does not say is undefined or empty.
 */
export interface Container {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** `/services/web`, or the JSON pointer inside of its document behind the object's kind and name. */
  readonly pointer: string;
  /** Kubernetes runs init containers to their end before the others start. */
  readonly role: 'app' | 'init';
  readonly image: Fact<string> | undefined;
  /** Built from this workspace, so that its tag names nothing that a registry has. */
  readonly built: boolean;
  readonly privileged: Fact<boolean> | undefined;
  /** `allowPrivilegeEscalation`; the contrary of `no-new-privileges`. */
  readonly escalation: Fact<boolean> | undefined;
  /** Upper case, without `CAP_`. */
  readonly addedCapabilities: readonly Fact<string>[];
  readonly droppedCapabilities: readonly Fact<string>[];
  /** `seccomp`, `apparmor`, `label`, `systempaths` that are switched off: the value names which. */
  readonly unconfined: readonly Fact<string>[];
  readonly hostNamespaces: readonly Fact<HostNamespace>[];
  readonly hostMounts: readonly HostMount[];
  /** Name or number, possibly with a group behind a colon. */
  readonly user: Fact<string> | undefined;
  /** Its first group: `runAsGroup`, or what stands behind the colon of the user. */
  readonly group: Fact<string> | undefined;
  /** `runAsNonRoot`: the kubelet refuses to start it as root. */
  readonly nonRoot: Fact<boolean> | undefined;
  readonly readOnlyRoot: Fact<boolean> | undefined;
  readonly limits: {
    readonly memory?: Fact<string> | undefined;
    readonly cpus?: Fact<string> | undefined;
    readonly pids?: Fact<string> | undefined;
  };
  /** A healthcheck or probe that is not switched off; its entry. */
  readonly healthcheck: { readonly span: Span; readonly disabled: boolean } | undefined;
  /** The policy's word: `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly restart: Fact<string> | undefined;
}
