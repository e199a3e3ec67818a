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

/** The text of a patch, or the path of its file. */
export interface KustomizePatch extends Fact<string> {
  /** The only kind of object that it changes, where `target` says one. */
  readonly target?: string;
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface KustomizeModel {
  /** `resources`, and the `bases` and `components` of other folders. */
  readonly resources: readonly Fact<string>[];
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
  /** It gives all objects other names (`namePrefix`, `nameSuffix`). */
  readonly renames: boolean;
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly Duplicate[];
  readonly comments: readonly Span[];
}
