import { commentsOf } from '../model/comments.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Span } from '../text.ts';

/** `# seaworthy-ignore rule-id, other-rule -- reason` or `# seaworthy-ignore-file ...`, as it stands in a comment. */
export interface Directive {
  /** The whole comment. */
  readonly span: Span;
  /** The word itself: what is underlined where the directive as a whole is wrong. */
  readonly word: Span;
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  /** Empty where none is given; then the directive does not count. */
  readonly reason: string;
  /** Where ` -- reason` belongs. */
  readonly end: number;
  readonly wholeFile: boolean;
}

const opening = /^(?:#+|\/\/+|\/\*+)[ \t]*(seaworthy-ignore(-file)?)(?=\s|$)/;
const identifiers = /^\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?=\s|$)/;

export function directivesIn(file: SourceFile): readonly Directive[] {
  if (!file.text.includes('seaworthy-ignore')) return [];
  return commentsOf(file).flatMap((span) => readDirective(file.text, span) ?? []);
}

function readDirective(text: string, span: Span): Directive | undefined {
  const written = text.slice(span.start, span.end);
  const comment = written.trimStart();
  const lead = written.length - comment.length;
  const match = opening.exec(comment);
  const word = match?.[1];
  if (!match || word === undefined) return undefined;
  const start = span.start + lead;
  const body = comment.slice(0, /\s*(?:\*\/)?\s*$/.exec(comment)?.index);
  const wordEnd = match[0].length;
  const list = identifiers.exec(body.slice(wordEnd));
  const rest = body.slice(wordEnd + (list?.[0].length ?? 0));
  const reason = /^\s+--\s+(\S.*)$/s.exec(rest)?.[1] ?? '';
  const listStart = start + wordEnd + (list ? list[0].length - (list[1] ?? '').length : 0);
  const rules = [...(list?.[1] ?? '').matchAll(/[\w-]+/g)].map(({ 0: id, index }) => ({
    id,
    span: { start: listStart + index, end: listStart + index + id.length },
  }));
  // `-- reason` without a rule reads as a rule called `--`.
  const named = rules.filter(({ id }) => /\w/.test(id));
  return {
    span,
    word: { start: start + wordEnd - word.length, end: start + wordEnd },
    rules: named,
    reason: named.length === rules.length ? reason : '',
    end: start + (reason === '' ? wordEnd + (list?.[0].length ?? 0) : body.length),
    wholeFile: match[2] !== undefined,
  };
}
