import type { SyntaxProblem } from '../syntax/problem.ts';
import { parseShell } from '../syntax/shell.ts';
import type { ShellCommand } from '../syntax/shell-command.ts';
import type { Span } from '../text.ts';

/** A script of sh or bash, as far as backups look at it. */
export interface ShellModel {
  /** In their order, those of functions and blocks among them. */
  readonly commands: readonly ShellCommand[];
  /** The line that says which program runs it. */
  readonly shebang: Span | undefined;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

export function readShell(text: string): ShellModel {
  const { commands, comments } = parseShell(text);
  const line = /^#![^\r\n]*/.exec(text)?.[0];
  return {
    commands,
    shebang: line === undefined ? undefined : { start: 0, end: line.length },
    comments,
    problems: [],
  };
}
