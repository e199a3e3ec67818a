import { lineIndex } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

/**
 * True for a file that becomes YAML only when Jinja, Go templates or the like have gone over it: one of its lines that is no
 * YAML holds a `{%` or `{{` outside of quotes. Its mistakes are those of another language, and its branches repeat names.
 */
export function isTemplate(text: string, problems: readonly SyntaxProblem[]): boolean {
  if (problems.length === 0 || !/\{[{%]/.test(text)) return false;
  const index = lineIndex(text);
  const lineAt = (offset: number): string => {
    const { line } = index.position(offset);
    const start = index.offset({ line, character: 0 });
    return text.slice(start, index.offset({ line: line + 1, character: 0 }));
  };
  return problems.some(({ span }) => [span.start, span.end].some((offset) => hasTag(lineAt(offset))));
}

const hasTag = (line: string): boolean => /\{[{%]/.test(line.replace(/"(?:\\.|[^"\\])*"|'[^']*'|(?:^|\s)#.*/g, ''));
