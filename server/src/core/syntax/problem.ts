import type { Span } from '../text.ts';

/** What a parser noticed. Parsers return problems beside the tree; they never throw. */
export interface SyntaxProblem {
  readonly span: Span;
  /** One sentence that names the thing in the file; never a value. */
  readonly message: string;
  /**
   * `refused`: the file's consumer would not read the file. `odd`: it reads it, but not as written.
   */
  readonly verdict: 'refused' | 'odd';
}
