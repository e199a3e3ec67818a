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

/** Reads the text; places are offsets plus `base`. What is no reference stays literal and is a problem where Compose refuses it. */
export function parseTemplate(
  text: string,
  base: number,
): { readonly template: Template; readonly problems: readonly SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  const { template } = readTemplate(text, 0, base, false, problems, 0);
  return { template, problems };
}

function readTemplate(
  text: string,
  from: number,
  base: number,
  nested: boolean,
  problems: SyntaxProblem[],
  depth: number,
): { template: Template; end: number } {
  const parts: (string | Reference)[] = [];
  let literal = '';
  let at = from;
  const flush = (): void => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  while (at < text.length) {
    const char = text[at];
    if (nested && char === '}') break;
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
    const reference = depth < 50 ? readReference(text, at, base, problems, depth) : undefined;
    if (reference) {
      flush();
      parts.push(reference);
      at = reference.span.end - base;
    } else {
      problems.push({
        span: { start: base + at, end: base + at + 1 },
        message: 'A `$` that starts no reference has to be written `$$`.',
        verdict: 'refused',
      });
      literal += '$';
      at++;
    }
  }
  flush();
  return { template: { parts, span: { start: base + from, end: base + at } }, end: at };
}

function readReference(
  text: string,
  at: number,
  base: number,
  problems: SyntaxProblem[],
  depth: number,
): Reference | undefined {
  const braced = text[at + 1] === '{';
  const start = at + (braced ? 2 : 1);
  nameForm.lastIndex = start;
  const name = nameForm.exec(text)?.[0];
  if (name === undefined) return undefined;
  const after = start + name.length;
  const nameSpan = { start: base + start, end: base + after };
  if (!braced) return { name, nameSpan, operator: '', span: { start: base + at, end: base + after }, braced };
  if (text[after] === '}')
    return { name, nameSpan, operator: '', span: { start: base + at, end: base + after + 1 }, braced };
  const operator = operatorAt(text, after);
  if (operator === undefined) return undefined;
  const { template, end } = readTemplate(text, after + operator.length, base, true, problems, depth + 1);
  if (text[end] !== '}') return undefined;
  return { name, nameSpan, operator, operand: template, span: { start: base + at, end: base + end + 1 }, braced };
}

function operatorAt(text: string, at: number): InterpolationOperator | undefined {
  const two = text.slice(at, at + 2);
  if (two === ':-' || two === ':?' || two === ':+') return two;
  const one = text[at];
  return one === '-' || one === '?' || one === '+' ? one : undefined;
}

/** All references, those inside fallbacks too. */
export function referencesIn({ parts }: Template): readonly Reference[] {
  return parts.flatMap((part) =>
    typeof part === 'string' ? [] : [part, ...(part.operand ? referencesIn(part.operand) : [])],
  );
}
