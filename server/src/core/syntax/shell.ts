import type { Span } from '../text.ts';
import type { ShellAssignment, ShellCommand, ShellTree } from './shell-command.ts';
import { literalOf, readShellWord, type ShellPart, type ShellWord } from './shell-word.ts';

type Frame = 'if' | 'loop' | 'each' | 'case' | 'pattern' | '(' | '{' | { readonly function: string };

interface Building {
  words: ShellWord[];
  assignments: ShellAssignment[];
  redirections: { operator: string; target: ShellWord | undefined; body: string | undefined }[];
  start: number;
  end: number;
}

interface Parser {
  readonly text: string;
  readonly commands: ShellCommand[];
  readonly comments: Span[];
  readonly frames: Frame[];
  /** Here-documents whose lines come behind the next line break. */
  readonly pending: { readonly redirection: Building['redirections'][number]; readonly strips: boolean }[];
  current: Building | undefined;
  pipeline: number;
  /** Behind `&&` or `||`. */
  chained: boolean;
  /** The name of a function whose body comes next. */
  declared: string | undefined;
  /** What `for`, `case` and `function` still wait for. */
  expects: 'name' | 'in' | 'values' | 'subject' | 'function' | undefined;
  loop: { readonly name: string; readonly values: (readonly ShellPart[])[]; readonly span: Span } | undefined;
}

/** Deeper blocks are taken for their parents' own lines. */
const maxFrames = 200;

const operators = /&&|\|\||;;&?|;&|\|&|[;&|()\n]/y;
const redirections = /\d*(?:<<<|<<-?|<>|>>|>\||>&|<&|&>>|&>|[<>])/y;
const assignment = /^([A-Za-z_]\w*)\+?=/;

/**
 * The commands of a script of sh or bash, as far as their grammar goes without running anything (POSIX.1-2024, Shell Command
 * Language). Texts that no shell takes give the commands that can be seen in them.
 */
export function parseShell(text: string): ShellTree {
  const parser: Parser = {
    text,
    commands: [],
    comments: [],
    frames: [],
    pending: [],
    current: undefined,
    pipeline: 0,
    chained: false,
    declared: undefined,
    expects: undefined,
    loop: undefined,
  };
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) at = readToken(parser, at);
  endCommand(parser);
  return { commands: parser.commands, comments: parser.comments };
}

function readToken(parser: Parser, at: number): number {
  const { text } = parser;
  const char = text[at] ?? '';
  if (char === '\\' && text[at + 1] === '\n') return at + 2;
  if (char === ' ' || char === '\t' || char === '\r') return at + 1;
  if (char === '#') {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    parser.comments.push({ start: at, end: text[end - 1] === '\r' ? end - 1 : end });
    return end;
  }
  redirections.lastIndex = at;
  const redirection = redirections.exec(text)?.[0];
  // `<(…)` and `>(…)` are words to the command; their scripts are not looked into.
  if (redirection !== undefined && !/^[<>]$/.test(redirection)) return readRedirection(parser, at, redirection);
  if (redirection !== undefined && text[at + 1] !== '(') return readRedirection(parser, at, redirection);
  operators.lastIndex = at;
  const operator = operators.exec(text)?.[0];
  if (operator !== undefined) {
    const end = at + operator.length;
    readOperator(parser, operator, at);
    return operator === '\n' ? readBodies(parser, end) : end;
  }
  const word = readShellWord(text, at);
  if (word.span.end === at) return at + 1;
  takeWord(parser, word);
  return word.span.end;
}

function readRedirection(parser: Parser, at: number, written: string): number {
  const operator = written.replace(/^\d+/, '');
  let from = at + written.length;
  while (parser.text[from] === ' ' || parser.text[from] === '\t') from++;
  const word = readShellWord(parser.text, from);
  const target = word.span.end > from ? word : undefined;
  const redirection = { operator, target, body: undefined };
  const current = begin(parser, at);
  current.redirections.push(redirection);
  current.end = word.span.end;
  if (operator === '<<' || operator === '<<-') parser.pending.push({ redirection, strips: operator === '<<-' });
  return Math.max(word.span.end, from);
}

/** The lines of here-documents, which come behind the line that names them. */
function readBodies(parser: Parser, from: number): number {
  const { text } = parser;
  let at = from;
  for (const { redirection, strips } of parser.pending.splice(0)) {
    const delimiter = literalOf(redirection.target?.parts ?? []) ?? '';
    const start = at;
    let stop = text.length;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(at, end).replace(/\r$/, '');
      const isLast = (strips ? line.replace(/^\t+/, '') : line) === delimiter;
      if (isLast) stop = at;
      at = Math.min(end + 1, text.length);
      if (isLast) break;
    }
    redirection.body = text.slice(start, stop);
  }
  return at;
}

function begin(parser: Parser, at: number): Building {
  parser.current ??= { words: [], assignments: [], redirections: [], start: at, end: at };
  return parser.current;
}

function readOperator(parser: Parser, operator: string, at: number): void {
  const top = parser.frames.at(-1);
  if (operator === '(' && parser.current?.words.length === 1 && parser.text[at + 1] === ')') {
    const [name] = parser.current.words;
    parser.declared = name && literalOf(name.parts);
    parser.current = undefined;
    return;
  }
  if (operator === ')' && top === 'pattern') {
    parser.current = undefined;
    parser.frames.pop();
    parser.frames.push('case');
    return;
  }
  if (top === 'pattern' && operator !== '\n') {
    parser.current = undefined;
    return;
  }
  if (parser.loop && (operator === ';' || operator === '\n')) endLoopHead(parser);
  endCommand(parser);
  if (operator === '(') {
    if (parser.frames.length < maxFrames)
      parser.frames.push(parser.declared === undefined ? '(' : { function: parser.declared });
    parser.declared = undefined;
  }
  if (operator === ')' && (top === '(' || typeof top === 'object')) parser.frames.pop();
  if (operator.startsWith(';;') || operator === ';&') {
    if (top === 'case') parser.frames[parser.frames.length - 1] = 'pattern';
  }
  if (operator !== '|' && operator !== '|&') parser.pipeline++;
  parser.chained =
    operator === '&&' || operator === '||' || (parser.chained && /^(?:\|&?|\n)$/.test(operator) && isChain(parser, at));
}

/** A pipe keeps what `&&` said of its first command, and so does the line break right behind the `&&`. */
const isChain = ({ text }: Parser, at: number): boolean =>
  text[at] === '|' || /(?:&&|\|\|)[ \t\r]*$/.test(text.slice(Math.max(at - 40, 0), at));

function endLoopHead(parser: Parser): void {
  const { loop } = parser;
  if (!loop) return;
  const { name, values, span } = loop;
  const current = begin(parser, span.start);
  current.assignments.push({ name, values, span });
  parser.loop = undefined;
  parser.expects = undefined;
}

function endCommand(parser: Parser): void {
  const { current } = parser;
  parser.current = undefined;
  if (!current) return;
  const { words, assignments, redirections: own, start, end } = current;
  if (words.length === 0 && assignments.length === 0 && own.length === 0) return;
  const within = parser.frames.findLast((frame) => typeof frame === 'object');
  parser.commands.push({
    words,
    assignments,
    redirections: own,
    pipeline: parser.pipeline,
    within: within?.function,
    looped: parser.frames.includes('loop'),
    conditional: parser.chained || parser.frames.some((frame) => typeof frame === 'string' && frame !== '{'),
    span: { start, end },
  });
}

/** Words that hold nothing back and start nothing: what follows is a command. */
const passing = new Set(['then', 'else', 'elif', 'do', 'time', '!']);
const opening: Readonly<Record<string, Frame>> = {
  if: 'if',
  while: 'loop',
  until: 'loop',
  for: 'each',
  select: 'each',
  '{': '{',
};
const closingWords = new Set(['fi', 'done', '}']);

function takeWord(parser: Parser, word: ShellWord): void {
  const literal = word.quoted ? undefined : literalOf(word.parts);
  if (parser.frames.at(-1) === 'pattern' && literal !== 'esac') return;
  if (parser.expects !== undefined) {
    takeExpected(parser, word, literal);
    return;
  }
  if (!parser.current && literal !== undefined && takeReserved(parser, literal)) return;
  const current = begin(parser, word.span.start);
  current.end = word.span.end;
  const [first] = word.parts;
  const named = current.words.length === 0 && typeof first === 'string' ? assignment.exec(first) : null;
  if (named) {
    const [whole, name = ''] = named;
    const rest = first === undefined || typeof first !== 'string' ? '' : first.slice(whole.length);
    const value = [...(rest === '' ? [] : [rest]), ...word.parts.slice(1)];
    current.assignments.push({ name, values: [value], span: word.span });
  } else current.words.push(word);
}

function takeReserved(parser: Parser, literal: string): boolean {
  if (passing.has(literal)) return true;
  if (closingWords.has(literal) || literal === 'esac') {
    parser.frames.pop();
    return true;
  }
  if (literal === 'case') {
    parser.expects = 'subject';
    return true;
  }
  if (literal === 'function') {
    parser.expects = 'function';
    return true;
  }
  const frame = Object.hasOwn(opening, literal) ? opening[literal] : undefined;
  if (frame === undefined) return false;
  if (frame === '{' && parser.declared !== undefined) {
    parser.frames.push({ function: parser.declared });
    parser.declared = undefined;
  } else if (parser.frames.length < maxFrames) parser.frames.push(frame);
  if (frame === 'each') parser.expects = 'name';
  return true;
}

function takeExpected(parser: Parser, word: ShellWord, literal: string | undefined): void {
  switch (parser.expects) {
    case 'function':
      parser.declared = literal ?? '';
      parser.expects = undefined;
      return;
    case 'subject':
      parser.expects = 'in';
      return;
    case 'name':
      parser.loop = { name: literal ?? '', values: [], span: word.span };
      parser.expects = 'values';
      return;
    case 'in':
      parser.expects = undefined;
      if (literal === 'in') parser.frames.push('pattern');
      return;
    default:
      if (literal !== 'in' || (parser.loop && parser.loop.values.length > 0)) parser.loop?.values.push(word.parts);
  }
}
