import type { Span } from '../text.ts';
import type { SyntaxProblem } from './problem.ts';

/** https://docs.docker.com/reference/compose-file/interpolation/ */
export type InterpolationOperator = '' | ':-' | '-' | ':?' | '?' | ':+' | '+';

export interface Reference {
  readonly name: string;
  readonly nameSpan: Span;
  readonly operator: InterpolationOperator;
  readonly operand?: Template;
  /** `${...}` or `$NAME`. */
  readonly span: Span;
  readonly braced: boolean;
}

/** Literal text and references in turn; `$$` stands as one `$` in a literal part. */
export interface Template {
  readonly parts: readonly (string | Reference)[];
  readonly span: Span;
}

const nameForm = /[A-Za-z_][A-Za-z0-9_]*/y;
const maxDepth = 50;

/**
 * Reads the text as Compose does (compose-go, template/template.go); places are offsets plus `base`. A `$` that starts no
 * reference is text to it; a `${` that starts none makes it refuse the file, and stays literal here beside its problem.
 */
export function parseTemplate(
  text: string,
  base: number,
): { readonly template: Template; readonly problems: readonly SyntaxProblem[] } {
  if (!text.includes('$'))
    return {
      template: { parts: text === '' ? [] : [text], span: { start: base, end: base + text.length } },
      problems: [],
    };
  const problems: SyntaxProblem[] = [];
  const { template } = readTemplate({ text, base, problems, isOpen: false }, 0, 0);
  return { template, problems };
}

/**
 * What Compose refuses in a value that stands at a place, with the places of what is written there: escapes and indentation
 * move the offsets, and where the written text reads otherwise than the value, the whole place is pointed at.
 */
export function templateProblems(value: string, written: string, place: Span): readonly SyntaxProblem[] {
  if (!value.includes('${')) return [];
  const { problems } = parseTemplate(value, place.start);
  if (value === written || problems.length === 0) return problems;
  const own = parseTemplate(written, place.start).problems;
  return own.length === problems.length ? own : problems.map((problem) => ({ ...problem, span: place }));
}

interface Source {
  readonly text: string;
  readonly base: number;
  readonly problems: SyntaxProblem[];
  /** A reference ran to the end of the text: whatever encloses it has no end either, and is not read once more. */
  isOpen: boolean;
}

/** Inside of a reference, where `depth` is not 0, the text ends at its `}`; braces of the text itself come in pairs there. */
function readTemplate(source: Source, from: number, depth: number): { template: Template; end: number } {
  const { text, base } = source;
  const parts: (string | Reference)[] = [];
  let literal = '';
  let at = from;
  let open = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (depth > 0 && char === '}' && open-- === 0) break;
    if (char === '{') open++;
    if (char !== '$') {
      literal += char;
      at++;
      continue;
    }
    if (text[at + 1] === '$') {
      literal += '$';
      at += 2;
      continue;
    }
    const reference = readReference(source, at, depth);
    if (reference) {
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(reference);
      at = reference.span.end - base;
    } else {
      const end = source.isOpen ? text.length : at + 1;
      literal += text.slice(at, end);
      at = end;
    }
  }
  if (literal !== '') parts.push(literal);
  return { template: { parts, span: { start: base + from, end: base + at } }, end: at };
}

function readReference(source: Source, at: number, depth: number): Reference | undefined {
  const { text, base } = source;
  const braced = text[at + 1] === '{';
  const start = at + (braced ? 2 : 1);
  nameForm.lastIndex = start;
  const name = nameForm.exec(text)?.[0];
  if (name === undefined)
    return braced ? refuse(source, at, start, 'The name of a variable has to follow `${`.') : undefined;
  const after = start + name.length;
  const nameSpan = { start: base + start, end: base + after };
  const upTo = (end: number) => ({ start: base + at, end: base + end });
  if (!braced) return { name, nameSpan, operator: '', span: upTo(after), braced };
  if (text[after] === '}') return { name, nameSpan, operator: '', span: upTo(after + 1), braced };
  if (after >= text.length) return refuse(source, at, after, unclosed);
  const operator = operatorAt(text, after);
  if (operator === undefined)
    return refuse(source, at, after, 'Behind the name in `${…}` only `:-`, `-`, `:?`, `?`, `:+` and `+` are known.');
  if (depth >= maxDepth) {
    source.problems.push({ span: upTo(after), message: `References nest deeper than ${maxDepth}.`, verdict: 'odd' });
    return undefined;
  }
  const { template, end } = readTemplate(source, after + operator.length, depth + 1);
  if (text[end] !== '}') return refuse(source, at, after, unclosed);
  return { name, nameSpan, operator, operand: template, span: upTo(end + 1), braced };
}

const unclosed = 'The `${` is never closed.';

/** The place ends with the reference's own brace, or else where reading stopped: a problem never covers more of a value. */
function refuse(source: Source, start: number, stopped: number, message: string): undefined {
  const { text, base, problems } = source;
  if (source.isOpen) return undefined;
  source.isOpen = message === unclosed;
  const close = message === unclosed ? undefined : /^[^\s{}]*\}/.exec(text.slice(stopped, stopped + 200))?.[0].length;
  const end = Math.min(stopped + (close ?? 0), text.length);
  problems.push({ span: { start: base + start, end: base + end }, message, verdict: 'refused' });
  return undefined;
}

function operatorAt(text: string, at: number): InterpolationOperator | undefined {
  const two = text.slice(at, at + 2);
  if (two === ':-' || two === ':?' || two === ':+') return two;
  const one = text[at];
  return one === '-' || one === '?' || one === '+' ? one : undefined;
}

/** All references, those inside fallbacks too. */
export function referencesIn({ parts }: Template): readonly Reference[] {
  const found: Reference[] = [];
  for (const part of parts) {
    if (typeof part === 'string') continue;
    found.push(part);
    if (part.operand) found.push(...referencesIn(part.operand));
  }
  return found;
}
