import type { Span } from '../text.ts';
import type { DockerfileInstruction } from './dockerfile.ts';
import { readShellWord } from './dockerfile-shell.ts';
import type { SyntaxProblem } from './problem.ts';

/** Flags of each instruction; a leading `?` marks a switch (frontend/dockerfile/instructions/parse.go). */
const knownFlags: Readonly<Record<string, readonly string[]>> = {
  FROM: ['platform'],
  ADD: ['from', 'chown', 'chmod', '?link', '?keep-git-dir', 'checksum', '?unpack', 'exclude'],
  COPY: ['from', 'chown', 'chmod', '?link', '?parents', 'exclude'],
  RUN: ['mount', 'network', 'security', 'device'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  ENV: [],
  LABEL: [],
  ARG: [],
  CMD: [],
  ENTRYPOINT: [],
  EXPOSE: [],
  USER: [],
  WORKDIR: [],
  VOLUME: [],
  STOPSIGNAL: [],
  SHELL: [],
  ONBUILD: [],
  MAINTAINER: [],
};

/** Whose arguments have their references replaced. */
const expands = /^(?:ADD|COPY|ENV|EXPOSE|FROM|LABEL|STOPSIGNAL|USER|VOLUME|WORKDIR|ARG)$/;

/** What BuildKit refuses once it has cut a file into instructions. */
export function instructionProblems(
  instructions: readonly DockerfileInstruction[],
  escapeSign: string,
  text: string,
): readonly SyntaxProblem[] {
  if (instructions.length === 0)
    return text === '' ? [] : [refused({ start: 0, end: text.length }, 'The file has no instructions.')];
  const problems: SyntaxProblem[] = [];
  let hasStage = false;
  for (const instruction of instructions) {
    const { keyword, keywordSpan } = instruction;
    const isKnown = knownFlags[keyword] !== undefined;
    if (isKnown && keyword !== 'FROM' && keyword !== 'ARG' && !hasStage) {
      problems.push(refused(keywordSpan, `No FROM stands before this ${keyword}.`));
      hasStage = true;
    }
    if (keyword === 'FROM') hasStage = true;
    problems.push(...problemsOf(instruction, escapeSign));
  }
  if (!hasStage && problems.length === 0)
    problems.push(refused(instructions[0]?.keywordSpan ?? { start: 0, end: 0 }, 'The file has no FROM.'));
  return problems;
}

const refused = (span: Span, message: string): SyntaxProblem => ({ span, message, verdict: 'refused' });

function problemsOf(instruction: DockerfileInstruction, escapeSign: string): readonly SyntaxProblem[] {
  const { keyword, keywordSpan, args, trigger } = instruction;
  const known = knownFlags[keyword];
  if (!known) return [refused(keywordSpan, 'This is no instruction of a Dockerfile.')];
  const shape = shapeProblem(instruction);
  const words = expands.test(keyword) ? args : [];
  return [
    ...flagProblems(instruction, known),
    ...(shape === undefined ? [] : [refused(keywordSpan, shape)]),
    ...(keyword === 'ONBUILD' ? triggerProblems(instruction) : []),
    ...(trigger ? problemsOf(trigger, escapeSign) : []),
    ...words.flatMap((word) => (word.text.includes('${') ? readShellWord(word, escapeSign).problems : [])),
  ];
}

function flagProblems({ keyword, flags }: DockerfileInstruction, known: readonly string[]): readonly SyntaxProblem[] {
  return flags.flatMap(({ text, span }) => {
    const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    const isSwitch = known.includes(`?${name}`);
    if (!isSwitch && !known.includes(name)) return [refused(span, `${keyword} knows no flag of this name.`)];
    if (!isSwitch && value === undefined) return [refused(span, `The flag ${name} needs a value.`)];
    return isSwitch && value !== undefined && !/^(?:true|false)$/i.test(value)
      ? [refused(span, `The flag ${name} is true or false.`)]
      : [];
  });
}

function triggerProblems({ args, trigger }: DockerfileInstruction): readonly SyntaxProblem[] {
  const [whole] = args;
  if (!whole) return [];
  if (!trigger) return [refused(whole.span, 'ONBUILD holds no other ONBUILD.')];
  return /^(?:FROM|MAINTAINER)$/.test(trigger.keyword)
    ? [refused(trigger.keywordSpan, `ONBUILD holds no ${trigger.keyword}.`)]
    : [];
}

/** A stage's name, after lower-casing. */
const stageName = /^[a-z][a-z0-9-_.]*$/;

function shapeProblem({
  keyword,
  keywordSpan,
  span,
  args,
  pairs,
  json,
  heredocs,
}: DockerfileInstruction): string | undefined {
  switch (keyword) {
    case 'FROM': {
      const [, as, name] = args;
      if (args.length !== 1 && (args.length !== 3 || as?.text.toLowerCase() !== 'as'))
        return 'FROM takes an image, or an image, AS and a name.';
      return name && !stageName.test(name.text.toLowerCase()) ? 'This is no name of a stage.' : undefined;
    }
    case 'ADD':
    case 'COPY': {
      if (args.length < 2) return `${keyword} takes a source and a destination.`;
      const isInline = !json && heredocs.length > 0 && /^\d*<</.test(args.at(-1)?.text ?? '');
      return isInline ? `${keyword} takes no heredoc as its destination.` : undefined;
    }
    case 'MAINTAINER':
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return args.length === 1 ? undefined : `${keyword} takes one argument.`;
    case 'EXPOSE':
    case 'VOLUME':
    case 'ONBUILD':
    case 'ARG':
      return args.length === 0 ? `${keyword} takes at least one argument.` : undefined;
    case 'ENV':
    case 'LABEL':
      if (span.end === keywordSpan.end) return `${keyword} takes at least one name and value.`;
      return pairs.some(({ name }) => name.text === '') ? `A name of ${keyword} is blank.` : undefined;
    case 'SHELL':
      return json && args.length > 0 ? undefined : 'SHELL takes a JSON array.';
    case 'HEALTHCHECK': {
      const [kind, command] = args;
      if (!kind) return 'HEALTHCHECK takes NONE, or CMD and a command.';
      if (kind.text === 'NONE') return command ? 'HEALTHCHECK NONE takes no arguments.' : undefined;
      if (kind.text !== 'CMD') return 'HEALTHCHECK takes NONE, or CMD and a command.';
      return command ? undefined : 'The command is missing behind HEALTHCHECK CMD.';
    }
    default:
      return undefined;
  }
}
