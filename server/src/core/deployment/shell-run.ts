import { parseShell } from '../syntax/shell.ts';
import type { ShellAssignment, ShellCommand, ShellRedirection } from '../syntax/shell-command.ts';
import { literalOf, type ShellPart } from '../syntax/shell-word.ts';
import type { Span } from '../text.ts';
import { type Inside, seeThrough } from './shell-prefix.ts';
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
  /** The programs in the same pipe. */
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

/** What these commands run when they are started from their top. */
export function runsIn(commands: readonly ShellCommand[], scene: Scene, place?: Span, depth = 0): readonly Run[] {
  const names = namesOf(assignmentsIn(commands), scene.names);
  const functions = new Set(commands.flatMap(({ within }) => within ?? []));
  const reached = reachedIn(commands, functions, names);
  const pipes = new Map<number, ShellCommand[]>();
  for (const command of reached) {
    const pipe = pipes.get(command.pipeline) ?? [];
    pipe.push(command);
    pipes.set(command.pipeline, pipe);
  }
  const runs: Run[] = [];
  for (const command of reached) {
    const pipe = pipes.get(command.pipeline) ?? [];
    const output = outputOf(pipe.slice(pipe.indexOf(command)), names);
    const own = new Map(command.assignments.map(({ name, values }) => [name, values] as const));
    const here: Names = own.size === 0 ? names : namesOf(own, names);
    // What expands to nothing outside of quotes is no word.
    const words = command.words.flatMap(({ parts, quoted }) => {
      const word = tell(parts, names);
      return word.text === '' && !quoted ? [] : [word];
    });
    // Its body's commands are among the others.
    if (words[0] && functions.has(words[0].text)) continue;
    const span = place ?? command.span;
    const seen = seeThrough(words, here, scene);
    if (seen.script !== undefined && depth < maxDepth) {
      const inner = { ...scene, names: seen.names, inside: seen.inside };
      for (const run of runsIn(parseShell(seen.script).commands, inner, span, depth + 1))
        runs.push({ ...run, output: run.output ?? output, looped: run.looped || command.looped });
    } else if (seen.words.length > 0) {
      runs.push({
        words: seen.words,
        names: seen.names,
        inside: seen.inside,
        output,
        input: command.redirections.map((one) => one.body ?? bodyOf(one)).join('\n'),
        pipe: pipe
          .filter((one) => one !== command)
          .flatMap(({ words: [first] }) => (first ? (literalOf(first.parts) ?? []) : [])),
        looped: command.looped,
        handed: seen.handed,
        span,
      });
    }
  }
  return runs;
}

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

/** The file that a pipe's end writes. */
function outputOf(pipe: readonly ShellCommand[], names: Names): Told | undefined {
  const last = pipe.at(-1);
  const written = last?.redirections.find(({ operator }) => /^(?:>>?|>\||&>>?)$/.test(operator))?.target;
  const [program, ...rest] = last?.words ?? [];
  const tee =
    program && literalOf(program.parts) === 'tee'
      ? rest.find(({ parts }) => !literalOf(parts)?.startsWith('-'))
      : undefined;
  const target = written ?? tee;
  return target && tell(target.parts, names);
}

const declaring = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

function assignmentsIn(commands: readonly ShellCommand[]): ReadonlyMap<string, readonly (readonly ShellPart[])[]> {
  const assigned = new Map<string, (readonly ShellPart[])[]>();
  const add = (name: string, values: ShellAssignment['values']): void => {
    assigned.set(name, [...(assigned.get(name) ?? []), ...values]);
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
  const called = new Set<string>();
  const isReached = ({ within }: ShellCommand): boolean => within === undefined || called.has(within);
  for (let before = -1; before !== called.size; ) {
    before = called.size;
    for (const command of top.filter(isReached))
      for (const { parts } of command.words) {
        const word = known(tell(parts, names));
        // As an argument too: `trap finish EXIT`, `retry 3 dump`.
        if (word !== undefined && functions.has(word)) called.add(word);
      }
  }
  return top.filter(isReached);
}
