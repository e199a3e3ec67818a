import { parseShell } from '../syntax/shell.ts';
import { literalOf, type ShellPart } from '../syntax/shell-word.ts';

/** Stands in a text for what only the running shell knows. */
export const unknownSign = '\ue000';

/** A word of a command after its variables, as far as the files tell. */
export interface Told {
  /** With {@link unknownSign} where nobody can tell. */
  readonly text: string;
  /** False where a fallback stands in it that the environment may replace. */
  readonly sure: boolean;
  /** The variable that the word is, and nothing else, where the files do not set it. */
  readonly name?: string;
  /** What it names as a container: a service of Compose, whatever its container is called, or a part of a name. */
  readonly means?: 'service' | 'part';
}

/** What a variable holds; undefined where the files do not set it. */
export type Names = (name: string) => Told | undefined;

export const told = (text: string): Told => ({ text, sure: true });

/** The text where all of it is known. */
export const known = (word: Told | undefined): string | undefined =>
  word === undefined || word.text.includes(unknownSign) ? undefined : word.text;

const maxDepth = 10;
/** Variables made of variables are followed so far. */
const maxSteps = 40;
/** Longer words are no names and no paths. */
const maxLength = 10_000;

/** Puts values in the place of variables. */
export function tell(parts: readonly ShellPart[], names: Names, depth = 0): Told {
  let text = '';
  let sure = true;
  for (const part of parts) {
    if (text.length > maxLength) return { text: unknownSign, sure: false };
    if (typeof part === 'string') text += part;
    else if ('script' in part) text += containerNamed(part.script)?.text ?? unknownSign;
    else {
      const found = names(part.name);
      const fallback = found || !part.fallback || depth >= maxDepth ? undefined : tell(part.fallback, names, depth + 1);
      text += (found ?? fallback)?.text ?? unknownSign;
      sure = sure && found ? found.sure && sure : sure && part.fallback === undefined;
    }
  }
  const [only, second] = parts;
  const alone =
    only !== undefined && second === undefined && typeof only === 'object' && 'name' in only ? only : undefined;
  const given = alone && names(alone.name);
  const container =
    only !== undefined && second === undefined && typeof only === 'object' && 'script' in only
      ? containerNamed(only.script)
      : undefined;
  if (container) return container;
  if (given?.means) return given;
  const name = given ? given.name : alone?.name;
  return name === undefined ? { text, sure } : { text, sure, name };
}

/** `$(docker compose ps -q db)` and `$(docker ps -qf name=db)` are a container: its name tells as much as its id. */
function containerNamed(script: string): Told | undefined {
  if (!/\bdocker\b[\s\S]*\bps\b/.test(script.slice(0, 400))) return undefined;
  const [command, second] = parseShell(script).commands;
  if (!command || second) return undefined;
  const words = command.words.map(({ parts }) => literalOf(parts) ?? unknownSign);
  const at = words.indexOf('ps');
  const last = words.at(-1) ?? '';
  if (words[0] === 'docker-compose' || words[1] === 'compose') {
    const isNamed = words.length > at + 1 && /^[\w.-]+$/.test(last) && !last.startsWith('-');
    return isNamed ? { text: last, sure: true, means: 'service' } : undefined;
  }
  const filter = words.find((word) => word.includes('name='));
  const name = filter === undefined ? undefined : /name=\^?\/?([\w.-]+)\$?$/.exec(filter)?.[1];
  return name === undefined ? undefined : { text: name, sure: true, means: 'part' };
}

/** What assignments of a script say, each variable's last word where all of its values agree; then the environment's. */
export function namesOf(assigned: ReadonlyMap<string, readonly (readonly ShellPart[])[]>, environment: Names): Names {
  const known = new Map<string, Told | undefined>();
  let steps = 0;
  const lookup: Names = (name) => {
    const values = assigned.get(name);
    if (!values) return environment(name);
    if (steps > maxSteps) return { text: unknownSign, sure: false };
    if (!known.has(name)) {
      // While it is told it is what the environment says: `X="${X:-fallback}"`.
      known.set(name, environment(name));
      steps++;
      const given = values.map((value) => tell(value, lookup));
      steps--;
      const [first] = given;
      known.set(
        name,
        first && given.every(({ text }) => text === first.text) ? first : { text: unknownSign, sure: false },
      );
    }
    return known.get(name);
  };
  return lookup;
}
