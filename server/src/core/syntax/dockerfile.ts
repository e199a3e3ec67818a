import type { Span } from '../text.ts';
import { instructionProblems } from './dockerfile-checks.ts';
import { type Heredoc, heredocsIn, readHeredoc } from './dockerfile-heredoc.ts';
import { logicalLineAt, type ParserDirective, physicalLines, readDirectives } from './dockerfile-lines.ts';
import {
  argumentPairs,
  builderFlags,
  type DockerfilePair,
  type DockerfileWord,
  jsonWords,
  namedValues,
  plainWords,
  trimmed,
  wordAt,
} from './dockerfile-words.ts';
import type { JoinedText } from './joined-text.ts';
import type { SyntaxProblem } from './problem.ts';

export interface DockerfileInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** `--name=value` before the arguments. */
  readonly flags: readonly DockerfileWord[];
  /** As BuildKit cuts them: words, the strings of a JSON array, or for a shell command the whole text. */
  readonly args: readonly DockerfileWord[];
  /** The arguments are a JSON array: no shell runs. */
  readonly json: boolean;
  /** Of `ENV`, `LABEL` and `ARG`. */
  readonly pairs: readonly DockerfilePair[];
  readonly heredocs: readonly Heredoc[];
  /** What `ONBUILD` holds. */
  readonly trigger: DockerfileInstruction | undefined;
  /** Keyword to last argument. */
  readonly span: Span;
  /** Zero-based, heredocs included. */
  readonly lines: { readonly first: number; readonly last: number };
}

export interface DockerfileTree {
  readonly instructions: readonly DockerfileInstruction[];
  readonly directives: readonly ParserDirective[];
  readonly escapeSign: '\\' | '`';
  /** With their `#`, parser directives among them. */
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

const namedForms = new Set(['ENV', 'LABEL']);
const wholeForms = new Set(['USER', 'WORKDIR', 'STOPSIGNAL', 'MAINTAINER']);
const commandForms = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL']);
const listForms = new Set(['ADD', 'COPY', 'VOLUME']);

/**
 * Reads a Dockerfile as BuildKit does (frontend/dockerfile/parser). Our own reader and not `dockerfile-ast`: that library knows
 * neither BuildKit's arguments nor what it refuses, gives lines and columns for offsets, and takes a file apart anew for every
 * instruction that it is asked about.
 */
export function parseDockerfile(text: string): DockerfileTree {
  const lines = physicalLines(text);
  const { directives, escapeSign, problems: first } = readDirectives(lines);
  const instructions: DockerfileInstruction[] = [];
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [...first];
  for (let index = 0; index < lines.length; ) {
    const line = logicalLineAt(lines, index, escapeSign, comments);
    if (!line) {
      index++;
      continue;
    }
    let next = line.last + 1;
    if (line.joined.text.trim() === '') {
      index = next;
      continue;
    }
    const read = readInstruction(line.joined, 0, escapeSign, problems);
    const heredocs: Heredoc[] = [];
    for (const start of heredocStarts(read, line.joined.text)) {
      const { heredoc, next: after } = readHeredoc(start, lines, next, text.length);
      heredocs.push(heredoc);
      next = after;
      if (!heredoc.closed)
        problems.push({ span: read.span, message: `The heredoc ${heredoc.name} is never closed.`, verdict: 'refused' });
    }
    instructions.push({ ...read, heredocs, lines: { first: index, last: next - 1 } });
    index = next;
  }
  return {
    instructions,
    directives,
    escapeSign,
    comments,
    problems: isTemplate(text) ? [] : [...problems, ...instructionProblems(instructions, escapeSign, text)],
  };
}

/** Lines of a template engine, and placeholders of devcontainers, that another program turns into the Dockerfile. */
const isTemplate = (text: string): boolean => /^[ \t]*(?:\{\{|\{%|<%)|\$\{templateOption:/m.test(text);

/** A heredoc makes sense where files or commands stand; a JSON array has none. */
function heredocStarts({ keyword, json, trigger }: DockerfileInstruction, text: string) {
  const inner = trigger ?? { keyword, json };
  if (!text.includes('<<') || inner.json || !/^(?:ADD|COPY|RUN)$/.test(inner.keyword)) return [];
  return heredocsIn(text);
}

function readInstruction(
  joined: JoinedText,
  from: number,
  escapeSign: string,
  problems: SyntaxProblem[],
): DockerfileInstruction {
  const { text } = joined;
  const [start, end] = trimmed(text, from);
  let cut = start;
  while (cut < end && !/[\t\v\f\r ]/.test(text[cut] ?? '')) cut++;
  const keyword = text.slice(start, cut).toUpperCase();
  const { flags, end: argsFrom } = builderFlags(joined, cut, escapeSign);
  const whole = joined.place(start, end);
  const common = {
    keyword,
    keywordSpan: joined.place(start, cut),
    flags,
    heredocs: [],
    span: whole,
    lines: { first: 0, last: 0 },
  };
  const refuse = (span: Span, message: string): void => {
    problems.push({ span, message, verdict: 'refused' });
  };
  const parts = readArguments(keyword, joined, argsFrom, escapeSign, refuse);
  if (keyword !== 'ONBUILD') return { ...common, ...parts, trigger: undefined };
  const [inner] = trimmed(text, argsFrom);
  // One trigger alone: `ONBUILD ONBUILD` is refused, and is not read any deeper.
  const trigger =
    inner < end && !/^ONBUILD\b/i.test(text.slice(inner))
      ? readInstruction(joined, inner, escapeSign, problems)
      : undefined;
  return { ...common, ...parts, trigger };
}

function readArguments(
  keyword: string,
  joined: JoinedText,
  from: number,
  escapeSign: string,
  refuse: (span: Span, message: string) => void,
): Pick<DockerfileInstruction, 'args' | 'json' | 'pairs'> {
  const plain = { json: false, pairs: [] };
  const [start, end] = trimmed(joined.text, from);
  const rest = start < end ? [wordAt(joined, start, end)] : [];
  if (namedForms.has(keyword)) {
    const { pairs, problem, at } = namedValues(joined, from, escapeSign);
    if (problem !== undefined && at) refuse(at, problem);
    return { json: false, pairs, args: pairs.flatMap(({ name, value }) => [name, value]) };
  }
  if (keyword === 'ARG') {
    const read = argumentPairs(joined, from, escapeSign);
    return {
      json: false,
      pairs: read.flatMap((one) => ('separator' in one ? [one] : [])),
      args: read.map((one) => ('separator' in one ? joinPair(one) : one)),
    };
  }
  if (wholeForms.has(keyword) || keyword === 'ONBUILD') return { ...plain, args: rest };
  if (commandForms.has(keyword) || listForms.has(keyword)) {
    const words = jsonWords(joined, from);
    if (words === 'not-strings') {
      refuse(joined.place(start, end), 'A JSON array holds strings only here.');
      return { json: true, pairs: [], args: rest };
    }
    if (words) return { json: true, pairs: [], args: words };
    return { ...plain, args: commandForms.has(keyword) ? rest : plainWords(joined, from) };
  }
  if (keyword === 'HEALTHCHECK') return readHealthcheck(joined, start, end);
  return { ...plain, args: plainWords(joined, from) };
}

const joinPair = ({ name, value, span }: DockerfilePair): DockerfileWord => ({
  text: `${name.text}=${value.text}`,
  span,
  exact: name.exact && value.exact && value.span.end - name.span.start === name.text.length + value.text.length + 1,
});

/** `NONE`, or `CMD` with a command behind it. */
function readHealthcheck(
  joined: JoinedText,
  start: number,
  end: number,
): Pick<DockerfileInstruction, 'args' | 'json' | 'pairs'> {
  if (start === end) return { args: [], json: false, pairs: [] };
  const { text } = joined;
  let cut = start;
  while (cut < end && !/\s/.test(text[cut] ?? '')) cut++;
  const kind = { ...wordAt(joined, start, cut), text: text.slice(start, cut).toUpperCase() };
  const [from] = trimmed(text, cut, end);
  const words = kind.text === 'CMD' ? jsonWords(joined, from) : undefined;
  if (words && words !== 'not-strings') return { args: [kind, ...words], json: true, pairs: [] };
  return { args: from < end ? [kind, wordAt(joined, from, end)] : [kind], json: false, pairs: [] };
}
