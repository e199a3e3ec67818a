import type { Span } from '../text.ts';
import type { DockerfileWord } from './dockerfile-words.ts';
import type { InterpolationOperator, Reference, Template } from './interpolation.ts';
import type { SyntaxProblem } from './problem.ts';

/** A word as the builder reads it: without quotes and escapes, with its references. */
export interface ShellValue {
  /** References stay as written. */
  readonly text: string;
  readonly template: Template;
  /** Inside of the quotes, where one pair encloses all of it. */
  readonly span: Span;
  /** The file at `span` equals `text`. */
  readonly exact: boolean;
  readonly problems: readonly SyntaxProblem[];
}

const maxDepth = 20;

/**
 * Reads a word as BuildKit does (frontend/dockerfile/shell/lex.go;
 * https://docs.docker.com/reference/dockerfile/#environment-replacement). A reference that cuts or replaces by a pattern has
 * the whole expression as its name: nothing sets that, so that its outcome counts as unknown.
 */
export function readShellWord(word: DockerfileWord, escapeSign: string): ShellValue {
  const quote = word.text[0] ?? '';
  const isQuoted = (quote === '"' || quote === "'") && word.text.length > 1 && closes(word.text, quote, escapeSign);
  const [from, to] = isQuoted ? [1, word.text.length - 1] : [0, word.text.length];
  const span = word.exact ? { start: word.span.start + from, end: word.span.start + to } : word.span;
  const source: Source = { word, escapeSign, problems: [], isOpen: false };
  const { template, text } = readParts(source, from, to, isQuoted ? quote : '', 0);
  return {
    text,
    template: { ...template, span },
    span,
    exact: word.exact && word.text.slice(from, to) === text,
    problems: source.problems,
  };
}

/** The quote at the start ends with the word. */
function closes(text: string, quote: string, escapeSign: string): boolean {
  let at = 1;
  while (at < text.length && text[at] !== quote) at += text[at] === escapeSign && quote === '"' ? 2 : 1;
  return at === text.length - 1;
}

interface Source {
  readonly word: DockerfileWord;
  readonly escapeSign: string;
  readonly problems: SyntaxProblem[];
  /** A reference ran to the end: what follows is not searched for its brace once more. */
  isOpen: boolean;
}

const placeIn = ({ word }: Source, from: number, to: number): Span =>
  word.exact ? { start: word.span.start + from, end: word.span.start + to } : word.span;

function readParts(
  source: Source,
  from: number,
  to: number,
  outer: string,
  depth: number,
): { readonly template: Template; readonly text: string } {
  const { text } = source.word;
  const parts: (string | Reference)[] = [];
  let literal = '';
  let whole = '';
  let quote = outer;
  let at = from;
  while (at < to) {
    const char = text[at] ?? '';
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (outer === '' && char === quote) quote = '';
    else if (char === source.escapeSign && quote !== "'") {
      const next = text[at + 1] ?? '';
      const kept = quote === '"' && next !== '"' && next !== '$' && next !== source.escapeSign ? char : '';
      literal += kept + next;
      whole += kept + next;
      at++;
    } else if (char === '$' && quote !== "'") {
      const reference = readReference(source, at, to, depth);
      if (reference) {
        if (literal !== '') parts.push(literal);
        literal = '';
        parts.push(reference.reference);
        whole += text.slice(at, reference.end);
        at = reference.end;
        continue;
      }
      literal += char;
      whole += char;
    } else {
      literal += char;
      whole += char;
    }
    at++;
  }
  if (literal !== '') parts.push(literal);
  return { template: { parts, span: placeIn(source, from, to) }, text: whole };
}

function readReference(
  source: Source,
  at: number,
  to: number,
  depth: number,
): { readonly reference: Reference; readonly end: number } | undefined {
  const { text } = source.word;
  const make = (
    nameFrom: number,
    nameTo: number,
    end: number,
    operator: InterpolationOperator,
    operand?: Template,
  ) => ({
    reference: {
      name: text.slice(nameFrom, nameTo),
      nameSpan: placeIn(source, nameFrom, nameTo),
      operator,
      span: placeIn(source, at, end),
      braced: text[at + 1] === '{',
      ...(operand && { operand }),
    },
    end,
  });
  if (text[at + 1] !== '{') {
    const plain = /[A-Za-z_]\w*|[0-9@*#]/y;
    plain.lastIndex = at + 1;
    const name = plain.exec(text)?.[0];
    return name === undefined || at + 1 + name.length > to
      ? undefined
      : make(at + 1, at + 1 + name.length, at + 1 + name.length, '');
  }
  const form = /[A-Za-z_]\w*|[0-9@*#]/y;
  form.lastIndex = at + 2;
  const name = form.exec(text)?.[0];
  const after = at + 2 + (name?.length ?? 0);
  const refuse = (message: string): undefined => {
    source.problems.push({ span: placeIn(source, at, Math.min(after + 1, to)), message, verdict: 'refused' });
    return undefined;
  };
  if (name === undefined) return refuse('The name of a variable has to follow `${`.');
  if (text[after] === '}') return make(at + 2, after, after + 1, '');
  const operator = /:[-+?]|[-+?]|##?|%%?|\/\/?/y;
  operator.lastIndex = after;
  const sign = operator.exec(text)?.[0];
  if (sign === undefined || after >= to)
    return refuse(
      after >= to ? 'The `${` is never closed.' : 'The builder knows no such sign behind the name in `${…}`.',
    );
  const close = source.isOpen ? undefined : closingBrace(source, after + sign.length, to);
  if (close === undefined) {
    if (source.isOpen) return undefined;
    source.isOpen = true;
    return refuse('The `${` is never closed.');
  }
  if (sign.startsWith('/') && !/(?:^|[^\\])\//.test(text.slice(after + sign.length, close)))
    return refuse('The replacement is missing behind the pattern.');
  if (!/^:?[-+?]$/.test(sign)) return make(at + 2, close, close + 1, '');
  if (depth >= maxDepth) return undefined;
  const operand = readParts(source, after + sign.length, close, '', depth + 1).template;
  return make(at + 2, after, close + 1, sign as InterpolationOperator, operand);
}

/** The brace that ends a reference; quotes, escapes and inner references hold theirs. */
function closingBrace({ word: { text }, escapeSign }: Source, from: number, to: number): number | undefined {
  let open = 0;
  let quote = '';
  for (let at = from; at < to; at++) {
    const char = text[at];
    if (char === escapeSign && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '$' && text[at + 1] === '{') open++;
    else if (char === '}' && open-- === 0) return at;
  }
  return undefined;
}
