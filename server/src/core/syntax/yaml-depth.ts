import { lineFeed, type Span } from '../text.ts';

export const maxDepth = 200;

/** Where brackets, or dashes and indentation, nest deeper than anyone writes; found before the library recurses into it. */
export function tooDeep(text: string): Span | undefined {
  let brackets = 0;
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) {
      if (++brackets > maxDepth && isNested(text, at)) return { start: at, end: at + 1 };
    } else if (code === 93 || code === 125) brackets = Math.max(0, brackets - 1);
    else if (code === 10) {
      lineStart = at + 1;
      if (isCompactNest(text, lineStart)) return { start: lineStart, end: lineStart + 1 };
    }
  }
  if (isCompactNest(text, 0)) return { start: 0, end: 1 };
  return deepIndentation(text);
}

/** Nesting on one line: `- - - - x`, `? ? ? x`. */
function isCompactNest(text: string, lineStart: number): boolean {
  const form = / *(?:[-?:] ){200}/y;
  form.lastIndex = lineStart;
  return form.test(text);
}

/** Many opening brackets in scalars and comments are text; two hundred of them unclosed in a row of tokens are not. */
const isNested = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - 4000), at + 1);
  return (before.match(/[[{]/g)?.length ?? 0) > maxDepth / 2;
};

function deepIndentation(text: string): Span | undefined {
  const stack: number[] = [];
  for (let start = 0; start < text.length; start = lineFeed(text, start) + 1) {
    let at = start;
    while (text.charCodeAt(at) === 32) at++;
    const width = at - start;
    // Blank lines and comments nest nothing, and neither does what stands at the margin.
    if (width === 0 || /[\s#]/.test(text[at] ?? '#')) continue;
    while ((stack.at(-1) ?? 0) >= width) stack.pop();
    stack.push(width);
    if (stack.length > maxDepth) return { start, end: at };
  }
  return undefined;
}
