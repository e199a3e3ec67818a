import { parseShell } from '../syntax/shell.ts';
import type { ShellAssignment, ShellCommand, ShellRedirection } from '../syntax/shell-command.ts';
import { literalOf, type ShellPart } from '../syntax/shell-word.ts';
import type { Span } from '../text.ts';
import { type Inside, programIn, type SeenThrough, seeThrough } from './shell-prefix.ts';
import { known, type Names, namesOf, type Told, tell } from './told.ts';

/** A program that a script runs, with what stands before it seen through. */
export interface Run {
  /** The program and its arguments. */
  readonly words: readonly Told[];
  /** Variables of the place where it runs. */
  readonly names: Names;
  /** The container that it runs in. */
  readonly inside: Inside | undefined;
  /** Where its output goes, or that of the pipe behind it. */
  readonly output: Told | undefined;
  /** Lines that it reads from the script itself. */
  readonly input: string;
  /** The programs that its output goes through. */
  readonly pipe: readonly string[];
  readonly looped: boolean;
  /** A shell was told to read the program as a script. */
  readonly handed: boolean;
  readonly span: Span;
}

/** What is known of the place where commands run. */
export interface Scene {
  readonly names: Names;
  readonly inside: Inside | undefined;
  /** The environment of a container. */
  readonly environmentOf: (inside: Inside) => Names;
}

const maxDepth = 6;
/** Of longer pipes only the end counts. */
const maxPipe = 20;

/** What these commands run when they are started from their top. */
export function runsIn(commands: readonly ShellCommand[], scene: Scene, place?: Span, depth = 0): readonly Run[] {
  const names = namesOf(assignmentsIn(commands), scene.names);
  const functions = new Set(commands.flatMap(({ within }) => within ?? []));
  const reached = reachedIn(commands, functions, names);
  const read = reached.flatMap((command): readonly Started[] => {
    const own = new Map(command.assignments.map(({ name, values }) => [name, values] as const));
    // What expands to nothing outside of quotes is no word.
    const words = command.words.flatMap(({ parts, quoted }) => {
      const word = tell(parts, names);
      return word.text === '' && !quoted ? [] : [word];
    });
    // The commands of a function's body are among the others.
    if (words[0] && functions.has(words[0].text)) return [];
    return [{ command, seen: seeThrough(words, own.size === 0 ? names : namesOf(own, names), scene) }];
  });
  const pipes = new Map<number, Started[]>();
  for (const one of read)
    pipes.set(one.command.pipeline, [...(pipes.get(one.command.pipeline) ?? []).slice(-maxPipe), one]);
  return read.flatMap((started): readonly Run[] => {
    const { command, seen } = started;
    const whole = pipes.get(command.pipeline) ?? [];
    const behind = whole.slice(whole.indexOf(started) + 1);
    const output = outputOf(behind.at(-1)?.command ?? command, names);
    const pipe = behind.flatMap((one) => programsOf(one.seen));
    const span = place ?? command.span;
    const { inside, handed } = seen;
    if (seen.script !== undefined && depth < maxDepth) {
      const inner = { ...scene, names: seen.names, inside };
      return runsIn(parseShell(seen.script).commands, inner, span, depth + 1).map((run) => ({
        ...run,
        output: run.output ?? output,
        pipe: [...run.pipe, ...pipe],
        looped: run.looped || command.looped,
      }));
    }
    if (seen.words.length === 0) return [];
    const input = command.redirections.map((one) => one.body ?? bodyOf(one)).join('\n');
    return [
      { words: seen.words, names: seen.names, inside, output, input, pipe, looped: command.looped, handed, span },
    ];
  });
}

interface Started {
  readonly command: ShellCommand;
  readonly seen: SeenThrough;
}

/** The program that is left of a command; those of the script where it is handed one. */
const programsOf = (seen: SeenThrough): readonly string[] =>
  seen.script === undefined
    ? [programIn(seen) ?? '']
    : parseShell(seen.script).commands.flatMap(({ words: [first] }) => (first ? (literalOf(first.parts) ?? []) : []));

/** What a list of words runs, as containers and units start it. */
export function runsOfWords(words: readonly Told[], scene: Scene, place: Span): readonly Run[] {
  const seen = seeThrough(words, scene.names, scene);
  if (seen.script !== undefined)
    return runsIn(parseShell(seen.script).commands, { ...scene, names: seen.names, inside: seen.inside }, place, 1);
  if (seen.words.length === 0) return [];
  const { names, inside, handed } = seen;
  return [
    { words: seen.words, handed, names, inside, output: undefined, input: '', pipe: [], looped: false, span: place },
  ];
}

const bodyOf = ({ operator, target }: ShellRedirection): string =>
  operator === '<<<' ? (literalOf(target?.parts ?? []) ?? '') : '';

/** The file that a command writes, which is the last of its pipe. */
function outputOf({ redirections, words: [program, ...rest] }: ShellCommand, names: Names): Told | undefined {
  const written = redirections.find(({ operator }) => /^(?:>>?|>\||&>>?)$/.test(operator))?.target;
  const isTee = program && literalOf(program.parts) === 'tee';
  const target = written ?? (isTee ? rest.find(({ parts }) => !literalOf(parts)?.startsWith('-')) : undefined);
  return target && tell(target.parts, names);
}

const declaring = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

function assignmentsIn(commands: readonly ShellCommand[]): ReadonlyMap<string, readonly (readonly ShellPart[])[]> {
  const assigned = new Map<string, (readonly ShellPart[])[]>();
  const add = (name: string, values: ShellAssignment['values']): void => {
    const known = assigned.get(name) ?? [];
    known.push(...values);
    assigned.set(name, known);
  };
  for (const { words, assignments } of commands) {
    const [first, ...rest] = words;
    // In front of a command it holds for that command alone.
    if (!first) for (const { name, values } of assignments) add(name, values);
    const word = first && literalOf(first.parts);
    if (word !== undefined && declaring.has(word))
      for (const { parts } of rest) {
        const [head, ...tail] = parts;
        const match = typeof head === 'string' ? /^([A-Za-z_]\w*)=/.exec(head) : null;
        if (match?.[1] !== undefined && typeof head === 'string') {
          const left = head.slice(match[0].length);
          add(match[1], [[...(left === '' ? [] : [left]), ...tail]]);
        }
      }
    if (word === 'read' || word === 'mapfile' || word === 'readarray')
      for (const { parts } of rest) {
        const name = literalOf(parts);
        if (name !== undefined && /^[A-Za-z_]\w*$/.test(name)) add(name, [[{ script: '' }]]);
      }
  }
  return assigned;
}

/** Commands on the way from the top: none behind an `exit` that nothing decides, and of functions those that are called. */
function reachedIn(
  commands: readonly ShellCommand[],
  functions: ReadonlySet<string>,
  names: Names,
): readonly ShellCommand[] {
  const leaves = commands.findIndex(
    ({ words: [first], within, conditional, pipeline }, index) =>
      first !== undefined &&
      within === undefined &&
      !conditional &&
      pipeline !== commands[index + 1]?.pipeline &&
      literalOf(first.parts) === 'exit',
  );
  const top = leaves < 0 ? commands : commands.slice(0, leaves);
  if (functions.size === 0) return top;
  const calls = new Map<string | undefined, Set<string>>();
  for (const { within, words } of top)
    for (const { parts } of words) {
      const word = known(tell(parts, names));
      // As an argument too: `trap finish EXIT`, `retry 3 dump`.
      if (word === undefined || !functions.has(word)) continue;
      const own = calls.get(within) ?? new Set();
      calls.set(within, own.add(word));
    }
  const called = new Set(calls.get(undefined));
  for (const name of called) for (const next of calls.get(name) ?? []) called.add(next);
  return top.filter(({ within }) => within === undefined || called.has(within));
}
