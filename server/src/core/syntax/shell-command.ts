import type { Span } from '../text.ts';
import type { ShellPart, ShellWord } from './shell-word.ts';

export interface ShellAssignment {
  readonly name: string;
  /** Several where a loop goes through them. */
  readonly values: readonly (readonly ShellPart[])[];
  readonly span: Span;
}

export interface ShellRedirection {
  /** `>`, `>>`, `<`, `<<`, `<<<` and their like, without the number before them. */
  readonly operator: string;
  readonly target: ShellWord | undefined;
  /** The here-document's lines. */
  readonly body: string | undefined;
}

/** A command with what stands around it; an assignment alone is one without words. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
  /** Commands with the same number send their output from one to the next. */
  readonly pipeline: number;
  /** The function whose body it stands in: it runs only where that is called. */
  readonly within: string | undefined;
  /** In the body of `while` or `until`. */
  readonly looped: boolean;
  /** Something else decides whether it runs: `if`, `&&`, a loop, a subshell. */
  readonly conditional: boolean;
  readonly span: Span;
}

export interface ShellTree {
  /** In their order, those of functions and blocks among them. */
  readonly commands: readonly ShellCommand[];
  readonly comments: readonly Span[];
}
