import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Duplicate } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type { Setting } from './setting.ts';

export interface KustomizeImage {
  /** The image as the resources write it. */
  readonly name: Fact<string>;
  readonly newName: Fact<string> | undefined;
  readonly newTag: Fact<string> | undefined;
  readonly digest: Fact<string> | undefined;
  readonly span: Span;
  readonly pointer: string;
}

/** A Secret or ConfigMap that Kustomize makes. */
export interface KustomizeGenerator {
  readonly kind: 'secret' | 'config';
  readonly name: Fact<string> | undefined;
  /** `create`, which counts where nothing is written, `merge`, `replace`. */
  readonly behavior: string;
  /** `literals: [NAME=value]`. */
  readonly settings: readonly Setting[];
  /** Env files. */
  readonly envs: readonly Fact<string>[];
  readonly files: readonly Fact<string>[];
  readonly span: Span;
}

/** The objects that a patch changes; what is left out any of them has. */
export interface KustomizeTarget {
  /** A pattern, which has to match the whole of it. */
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /** Labels or annotations choose among them. */
  readonly selects: boolean;
}

/** The text of a patch, or the path of its file. */
export interface KustomizePatch extends Fact<string> {
  readonly target?: KustomizeTarget;
  /** Of a text that stands in the kustomization as it will be read, but for its indentation. */
  readonly inside?: Span;
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface KustomizeModel {
  /** `resources`, and the `bases` and `components` of other folders. */
  readonly resources: readonly Fact<string>[];
  /** Those of `resources` that change what stands beside them. */
  readonly components: readonly Fact<string>[];
  readonly images: readonly KustomizeImage[];
  readonly replicas: readonly { readonly name: string; readonly count: Fact<number> }[];
  /** Patches that stand in the file itself, as text. */
  readonly inlinePatches: readonly KustomizePatch[];
  /** Files with patches. */
  readonly patches: readonly KustomizePatch[];
  readonly generators: readonly KustomizeGenerator[];
  readonly namespace: Fact<string> | undefined;
  /** It puts labels on all objects and selectors (`commonLabels`, `labels`). */
  readonly labels: boolean;
  /** What stands before and behind the names of all that it builds. */
  readonly affixes: { readonly prefix: string; readonly suffix: string };
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly Duplicate[];
  readonly comments: readonly Span[];
}
