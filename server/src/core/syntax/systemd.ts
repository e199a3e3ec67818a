import type { Span } from '../text.ts';
import { type JoinedPiece, type JoinedText, joinText } from './joined-text.ts';
import type { SyntaxProblem } from './problem.ts';

export interface SystemdEntry {
  readonly key: string;
  readonly keySpan: Span;
  /** Lines that go on are put together with a blank between them. */
  readonly value: JoinedText;
  readonly valueSpan: Span;
  /** Key to the end of the value. */
  readonly span: Span;
}

export interface SystemdSection {
  readonly name: string;
  readonly nameSpan: Span;
  readonly entries: readonly SystemdEntry[];
  readonly span: Span;
}

export interface SystemdTree {
  readonly sections: readonly SystemdSection[];
  readonly comments: readonly Span[];
  /** systemd warns about such lines and reads on: none of them is a refusal. */
  readonly problems: readonly SyntaxProblem[];
}

/** systemd.syntax(7). A section may come again, and goes on then; keys may repeat. */
export function parseSystemd(text: string): SystemdTree {
  const sections: { name: string; nameSpan: Span; entries: SystemdEntry[]; span: Span }[] = [];
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const lines = linesOf(text);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (!line) break;
    const { start, end } = line;
    if (start === end) continue;
    const first = text[start];
    if (first === '#' || first === ';') {
      comments.push({ start, end });
      continue;
    }
    if (first === '[') {
      const close = text.slice(start, end).endsWith(']') ? end - 1 : end;
      if (close === end)
        problems.push({ span: { start, end }, message: 'The name of the section is never closed.', verdict: 'odd' });
      const nameSpan = { start: start + 1, end: close };
      sections.push({ name: text.slice(nameSpan.start, close), nameSpan, entries: [], span: { start, end } });
      continue;
    }
    const last = lastLine(text, lines, index, comments);
    const entry = readEntry(text, lines.slice(index, last + 1));
    index = last;
    const section = sections.at(-1);
    if (!entry)
      problems.push({ span: { start, end }, message: 'A line is NAME=value; this one has no `=`.', verdict: 'odd' });
    else if (!section)
      problems.push({ span: entry.span, message: 'No section stands before this line.', verdict: 'odd' });
    else {
      section.entries.push(entry);
      section.span = { start: section.span.start, end: entry.span.end };
    }
  }
  return { sections, comments, problems };
}

/** Without the blanks around. */
function linesOf(text: string): readonly Span[] {
  const lines: Span[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline;
    let [start, end] = [at, next];
    while (start < end && /\s/.test(text[start] ?? '')) start++;
    while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
    lines.push({ start, end });
    at = next + 1;
  }
  return lines;
}

const isComment = (text: string, { start, end }: Span): boolean =>
  end > start && (text[start] === '#' || text[start] === ';');

/** A backslash at the end goes on in the next line; comments between are left out. */
function lastLine(text: string, lines: readonly Span[], first: number, comments: Span[]): number {
  let last = first;
  let goesOn = true;
  while (goesOn) {
    const line = lines[last];
    if (!line) break;
    const skipped = last > first && isComment(text, line);
    if (skipped) comments.push(line);
    goesOn = (skipped || text[line.end - 1] === '\\') && last + 1 < lines.length && line.end > line.start;
    if (goesOn) last++;
  }
  return last;
}

function readEntry(text: string, lines: readonly Span[]): SystemdEntry | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const equals = text.slice(first.start, first.end).indexOf('=');
  if (equals < 0) return undefined;
  let keyEnd = first.start + equals;
  while (keyEnd > first.start && /\s/.test(text[keyEnd - 1] ?? '')) keyEnd--;
  const pieces: JoinedPiece[] = [];
  let end = first.start + equals + 1;
  for (const [index, line] of lines.entries()) {
    if (index > 0 && isComment(text, line)) continue;
    let start = index === 0 ? first.start + equals + 1 : line.start;
    while (start < line.end && /\s/.test(text[start] ?? '')) start++;
    const goesOn = index < lines.length - 1 && text[line.end - 1] === '\\';
    const stop = goesOn ? line.end - 1 : line.end;
    if (pieces.length > 0) pieces.push({ text: ' ', offset: Math.max(start - 1, 0) });
    if (stop > start) pieces.push({ text: text.slice(start, stop), offset: start });
    end = Math.max(end, stop);
  }
  const value = joinText(pieces, end);
  return {
    key: text.slice(first.start, keyEnd),
    keySpan: { start: first.start, end: keyEnd },
    value,
    valueSpan: value.place(0, value.text.length),
    span: { start: first.start, end },
  };
}
