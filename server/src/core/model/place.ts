import type { Span } from '../text.ts';

/** A place in one of the deployment's files. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}
