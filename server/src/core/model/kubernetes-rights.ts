import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type { KubernetesObject } from './kubernetes.ts';

export interface KubernetesServiceAccount extends KubernetesObject {
  readonly mountsToken: Fact<boolean> | undefined;
}

/** What one rule of a role allows: every verb on every resource of every group that it names. */
export interface KubernetesRight {
  readonly verbs: readonly Fact<string>[];
  /** `pods`, `pods/exec`; `*` stands for all of them. */
  readonly resources: readonly Fact<string>[];
  /** Empty text is the core group. */
  readonly groups: readonly Fact<string>[];
  /** It holds for single objects only. */
  readonly isNamed: boolean;
  readonly span: Span;
}

export interface KubernetesRole extends KubernetesObject {
  readonly rules: readonly KubernetesRight[];
  /** `aggregationRule`: the cluster writes its rules. */
  readonly isAggregated: boolean;
}

export interface KubernetesBinding extends KubernetesObject {
  readonly role: { readonly kind: Fact<string> | undefined; readonly name: Fact<string> | undefined };
  readonly subjects: readonly {
    readonly kind: Fact<string> | undefined;
    readonly name: Fact<string> | undefined;
    readonly namespace: Fact<string> | undefined;
    readonly span: Span;
  }[];
}
