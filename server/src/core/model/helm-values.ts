import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Duplicate } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import { baseNameOf } from './path.ts';
import type { Setting } from './setting.ts';

/** An image as charts write it: `image: name:tag`, or `image: {registry, repository, tag, digest}`. */
export interface HelmImage {
  readonly registry: Fact<string> | undefined;
  /** The whole reference where one text holds it. */
  readonly repository: Fact<string>;
  readonly tag: Fact<string> | undefined;
  readonly digest: Fact<string> | undefined;
  /** One text holds all of the reference. */
  readonly whole: boolean;
  readonly pointer: string;
  readonly span: Span;
}

export interface HelmResources {
  readonly keySpan: Span;
  /** Names below `limits` that have a value. */
  readonly limits: readonly string[];
  readonly pointer: string;
}

/** A chart's values (https://helm.sh/docs/chart_template_guide/values_files/). */
export interface HelmValuesModel {
  /** Every leaf, named by its last key; elements of a list by the list's key, `{name, value}` by the name. */
  readonly settings: readonly Setting[];
  readonly images: readonly HelmImage[];
  /** `resources` as charts hand it through to a container. */
  readonly resources: readonly HelmResources[];
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly Duplicate[];
  readonly comments: readonly Span[];
}

/** Helm reads it by itself, below all that `-f` names. */
export const isChartDefault = (path: string): boolean => /^values\.ya?ml$/.test(baseNameOf(path));
