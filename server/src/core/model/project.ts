import type { Span } from '../text.ts';

/** A mistake in one of our own files, with the word that may be meant. */
export interface ProjectMistake {
  readonly span: Span;
  readonly message: string;
  readonly instead?: { readonly span: Span; readonly text: string };
}

/** A file below `.seaworthy`: it says how to judge the deployment and is no part of it. */
export interface ProjectModel {
  readonly mistakes: readonly ProjectMistake[];
  readonly comments: readonly Span[];
}
