import type { Span } from '../text.ts';
import { type JoinedPiece, type JoinedText, joinText } from './joined-text.ts';
import type { SyntaxProblem } from './problem.ts';

/** One line of a file, without its line break. */
export interface PhysicalLine {
  readonly text: string;
  readonly start: number;
}

/** `\n` ends a line and `\r` before it goes with it, as BuildKit splits files. */
export function physicalLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    lines.push({ text: text.slice(start, end).replace(/\r+$/, ''), start });
    start = end + 1;
  }
  return lines;
}

/** `# escape=`, `# syntax=`, `# check=` at the head of a Dockerfile. */
export interface ParserDirective {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  readonly valueSpan: Span;
}

/** An instruction's lines put together; heredocs are not among them. */
export interface LogicalLine {
  readonly joined: JoinedText;
  /** Indices of the first and the last line; the next instruction or heredoc begins behind the last. */
  readonly first: number;
  readonly last: number;
}

const directiveForm = /^#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(.*?)[ \t]*$/;

/** https://docs.docker.com/reference/dockerfile/#parser-directives: the first line that is none ends them. */
export function readDirectives(lines: readonly PhysicalLine[]): {
  readonly directives: readonly ParserDirective[];
  readonly escapeSign: '\\' | '`';
  readonly problems: readonly SyntaxProblem[];
} {
  const directives: ParserDirective[] = [];
  const problems: SyntaxProblem[] = [];
  for (const { text, start } of lines) {
    const match = text.length > 2000 ? null : directiveForm.exec(text.trimStart());
    const [, name = '', value = ''] = match ?? [];
    if (!match || value === '' || !/^(?:escape|syntax|check)$/i.test(name)) break;
    const at = start + text.trimEnd().length - value.length;
    const valueSpan = { start: at, end: at + value.length };
    if (directives.some((other) => other.name === name.toLowerCase()))
      problems.push({
        span: valueSpan,
        message: `Only one ${name.toLowerCase()} directive can be used.`,
        verdict: 'refused',
      });
    else if (/^escape$/i.test(name) && value !== '`' && value !== '\\')
      problems.push({ span: valueSpan, message: 'The escape sign is ` or \\.', verdict: 'refused' });
    directives.push({ name: name.toLowerCase(), value, valueSpan });
  }
  const escapeSign = directives.find(({ name }) => name === 'escape')?.value === '`' ? '`' : '\\';
  return { directives, escapeSign, problems };
}

const isComment = ({ text }: PhysicalLine): boolean => /^\s*#/.test(text);

export const commentSpan = ({ text, start }: PhysicalLine): Span => ({
  start: start + text.length - text.trimStart().length,
  end: start + text.trimEnd().length,
});

/** The text before an escape sign that ends a line; undefined where the line ends with the line. */
function beforeContinuation(text: string, escapeSign: string): string | undefined {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end > 0 && text[end - 1] === escapeSign && (end === 1 || text[end - 2] !== escapeSign)
    ? text.slice(0, end - 1)
    : undefined;
}

/**
 * The instruction that begins at a line, or undefined where the line is blank or a comment; escape signs alone make a
 * blank one. Comments and blank lines inside of
 * it are left out, as BuildKit does (frontend/dockerfile/parser/parser.go).
 */
export function logicalLineAt(
  lines: readonly PhysicalLine[],
  first: number,
  escapeSign: string,
  comments: Span[],
): LogicalLine | undefined {
  const head = lines[first];
  if (!head) return undefined;
  if (isComment(head)) {
    comments.push(commentSpan(head));
    return undefined;
  }
  const lead = head.text.length - head.text.trimStart().length;
  const pieces: JoinedPiece[] = [];
  const add = (text: string, offset: number): void => {
    if (text !== '') pieces.push({ text, offset });
  };
  let text = head.text.slice(lead);
  let rest = beforeContinuation(text, escapeSign);
  if (rest === undefined && text === '') return undefined;
  add(rest ?? text, head.start + lead);
  let last = first;
  while (rest !== undefined && last + 1 < lines.length) {
    const line = lines[++last];
    if (!line) break;
    if (isComment(line)) {
      comments.push(commentSpan(line));
      continue;
    }
    if (line.text.trim() === '') continue;
    text = line.text;
    rest = beforeContinuation(text, escapeSign);
    add(rest ?? text, line.start);
  }
  const joined = joinText(pieces, head.start + head.text.length);
  return { joined, first, last };
}
