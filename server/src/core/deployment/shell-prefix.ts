import type { Scene } from './shell-run.ts';
import { known, type Names, type Told, told, unknownSign } from './told.ts';

/** A container that commands are run in: by its own name, by its service's, a new one of an image, or a pod's. */
export interface Inside {
  readonly kind: 'container' | 'service' | 'run' | 'image' | 'pod';
  readonly name: Told;
  /** `source:target` of the mounts that the command gives. */
  readonly mounts: readonly Told[];
}

/** What is left of a command. */
export interface SeenThrough {
  readonly words: readonly Told[];
  /** A script that is handed to a shell instead of words. */
  readonly script: string | undefined;
  readonly names: Names;
  readonly inside: Inside | undefined;
  /** A shell was told to read the program as a script. */
  readonly handed: boolean;
}

/** Options that take the next word as their value, by program; what holds `=` holds its value. */
const valued = {
  sudo: 'ugCDRThprt',
  doas: 'uC',
  env: 'uCS',
  nice: 'n',
  ionice: 'cnpPu',
  timeout: 'ks',
  flock: 'wE',
  xargs: 'aEIdLnPs',
  exec: 'a',
  stdbuf: 'ioe',
  taskset: '',
  chrt: 'p',
  su: 'sgGw',
  runuser: 'sguGw',
  ssh: 'bcDEeFIiJLlmOopQRSWw',
  docker: 'HclL',
  dockerExec: 'ewu',
  dockerRun: 'aceuvwlmph',
  compose: 'fp',
  kubectl: 'cnsf',
} as const;

const longValued =
  /^--(?:user|group|env|env-file|workdir|detach-keys|index|volume|mount|network|net|name|entrypoint|publish|link|volumes-from|hostname|label|memory|cpus|platform|restart|add-host|cap-add|cap-drop|log-driver|log-opt|pull|file|project-name|project-directory|profile|ansi|parallel|context|host|config|log-level|container|namespace|kubeconfig|cluster|pod-running-timeout|timeout|signal|kill-after|adjustment|class|classdata|conflict-exit-code|shell|command|unset|chdir|max-args|max-procs|replace|delimiter)$/;

/** How many words are options, and the values of some of them. */
function options(
  words: readonly Told[],
  from: number,
  valuedLetters: string,
): { readonly end: number; readonly given: readonly (readonly [string, Told])[] } {
  const given: (readonly [string, Told])[] = [];
  let at = from;
  for (; at < words.length; at++) {
    const word = words[at]?.text ?? '';
    if (word === '--') return { end: at + 1, given };
    if (!word.startsWith('-') || word === '-') break;
    const next = words[at + 1];
    const equals = word.indexOf('=');
    if (word.startsWith('--') && equals > 0)
      given.push([word.slice(0, equals), { text: word.slice(equals + 1), sure: words[at]?.sure === true }]);
    else if (word.startsWith('--')) {
      if (longValued.test(word) && next) {
        given.push([word, next]);
        at++;
      }
    } else {
      // The first letter of a bundle that takes a value ends it.
      const letter = [...word.slice(1)].findIndex((one) => valuedLetters.includes(one));
      if (letter < 0) continue;
      const name = `-${word[letter + 1]}`;
      const rest = word.slice(letter + 2);
      if (rest !== '') given.push([name, { text: rest, sure: words[at]?.sure === true }]);
      else if (next) {
        given.push([name, next]);
        at++;
      }
    }
  }
  return { end: at, given };
}

const programOf = (word: Told | undefined): string => word?.text.replace(/^.*\//s, '') ?? '';

const passing = new Set([
  'nohup',
  'setsid',
  'time',
  'command',
  'builtin',
  'chronic',
  'cronic',
  'caffeinate',
  'unbuffer',
  'busybox',
]);
const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh']);
const maxPrefixes = 24;

/** Takes what only starts another program from the front of a command, until that program is left. */
export function seeThrough(all: readonly Told[], names: Names, scene: Scene): SeenThrough {
  let seen: SeenThrough = { words: all, script: undefined, names, inside: scene.inside, handed: false };
  for (let count = 0; count < maxPrefixes; count++) {
    const next = seen.script === undefined && !seen.handed ? strip(seen, scene) : undefined;
    if (!next) return seen;
    seen = next;
  }
  return seen;
}

const joined = (words: readonly Told[]): string => words.map(({ text }) => text).join(' ');

function withNames(names: Names, words: readonly Told[]): Names {
  if (words.length === 0) return names;
  const given = new Map(
    words.map(({ text, sure }) => {
      const equals = text.indexOf('=');
      // Without a value it is handed on.
      return equals < 0
        ? ([text, names(text)] as const)
        : ([text.slice(0, equals), { text: text.slice(equals + 1), sure }] as const);
    }),
  );
  return (name) => (given.has(name) ? given.get(name) : names(name));
}

const isAssignment = ({ text }: Told): boolean => /^[A-Za-z_]\w*=/.test(text);

function strip(seen: SeenThrough, scene: Scene): SeenThrough | undefined {
  const { words, names } = seen;
  const [first] = words;
  if (!first || first.text.startsWith(unknownSign)) return undefined;
  const program = programOf(first);
  const rest = (from: number): SeenThrough => ({ ...seen, words: words.slice(from) });
  if (program === 'env' || program === 'sudo' || program === 'doas') {
    const { end, given } = options(words, 1, valued[program]);
    const split = program === 'env' ? given.find(([name]) => name === '-S')?.[1] : undefined;
    if (split) return { ...seen, script: joined([split, ...words.slice(end)]) };
    const count = words.slice(end).findIndex((word) => !isAssignment(word));
    const stop = count < 0 ? words.length : end + count;
    return { ...rest(stop), names: withNames(names, words.slice(end, stop)) };
  }
  if (passing.has(program)) return rest(options(words, 1, '').end);
  if (program === 'nice' || program === 'ionice' || program === 'stdbuf' || program === 'exec' || program === 'xargs')
    return rest(options(words, 1, valued[program]).end);
  if (program === 'timeout') return rest(options(words, 1, valued.timeout).end + 1);
  if (program === 'gosu' || program === 'su-exec' || program === 'setpriv') return rest(options(words, 1, '').end + 1);
  if (program === 'flock') {
    const { end } = options(words, 1, valued.flock);
    const after = options(words, end + 1, '').end;
    return words[end + 1]?.text === '-c' ? { ...seen, script: joined(words.slice(end + 2)) } : rest(after);
  }
  if (program === 'su' || program === 'runuser') return switchUser(seen, program);
  if (program === 'eval') return { ...seen, script: joined(words.slice(1)) };
  if (shells.has(program)) return startShell(seen);
  if (program === 'ssh') return overSsh(seen, scene);
  if (program === 'docker' || program === 'podman' || program === 'docker-compose' || program === 'podman-compose')
    return intoContainer(seen, scene, program);
  return program === 'kubectl' || program === 'oc' ? intoPod(seen, scene) : undefined;
}

function switchUser(seen: SeenThrough, program: 'su' | 'runuser'): SeenThrough | undefined {
  const { words } = seen;
  const command = words.findIndex(({ text }) => text === '-c' || text === '--command');
  const script = command < 0 ? undefined : words[command + 1];
  if (script) return { ...seen, script: script.text };
  const { end } = options(words, 1, valued[program]);
  return program === 'runuser' && end < words.length ? { ...seen, words: words.slice(end) } : undefined;
}

function startShell(seen: SeenThrough): SeenThrough | undefined {
  const { words } = seen;
  let at = 1;
  let isScript = false;
  for (; at < words.length; at++) {
    const { text } = words[at] ?? told('');
    if (!/^[-+]/.test(text)) break;
    if (/^-[a-z]*c[a-z]*$/.test(text)) isScript = true;
    if (/^-[a-z]*o$/.test(text)) at++;
  }
  const script = words[at];
  if (isScript && script) return { ...seen, script: script.text };
  return script ? { ...seen, words: words.slice(at), handed: true } : undefined;
}

function overSsh(seen: SeenThrough, scene: Scene): SeenThrough | undefined {
  const { words } = seen;
  const { end } = options(words, 1, valued.ssh);
  const after = options(words, end + 1, valued.ssh).end;
  // The other machine has an environment of its own.
  return after < words.length
    ? { ...seen, names: scene.environmentOf(elsewhere), script: joined(words.slice(after)) }
    : undefined;
}

const elsewhere: Inside = { kind: 'image', name: { text: unknownSign, sure: false }, mounts: [] };

function intoContainer(seen: SeenThrough, scene: Scene, program: string): SeenThrough | undefined {
  const { words } = seen;
  let at = options(words, 1, valued.docker).end;
  const isCompose = program.endsWith('-compose') || words[at]?.text === 'compose';
  if (isCompose) at = options(words, program.endsWith('-compose') ? 1 : at + 1, valued.compose).end;
  else if (words[at]?.text === 'container') at++;
  // Options in a variable without quotes.
  while (words[at]?.text === unknownSign) at++;
  const verb = words[at]?.text;
  if (verb !== 'exec' && verb !== 'run') return undefined;
  const { end, given } = options(words, at + 1, verb === 'exec' ? valued.dockerExec : valued.dockerRun);
  const name = words[end];
  if (!name) return undefined;
  const kind = isCompose ? (verb === 'exec' ? 'service' : 'run') : verb === 'exec' ? 'container' : 'image';
  const of = (...options: readonly string[]) =>
    given.flatMap(([option, value]) => (options.includes(option) ? [value] : []));
  const inside: Inside = { kind, name, mounts: of('-v', '--volume', '--mount') };
  const entrypoint = of('--entrypoint');
  return {
    words: [...entrypoint, ...words.slice(end + 1)],
    script: undefined,
    names: withNames(
      scene.environmentOf(inside),
      of('-e', '--env').map((one) => handedOn(one, seen.names)),
    ),
    inside,
    handed: false,
  };
}

/** `-e NAME` takes the value from outside. */
const handedOn = (entry: Told, names: Names): Told => {
  const value = /^[A-Za-z_]\w*$/.test(entry.text) ? names(entry.text) : undefined;
  return value ? { text: `${entry.text}=${value.text}`, sure: value.sure } : entry;
};

function intoPod(seen: SeenThrough, scene: Scene): SeenThrough | undefined {
  const { words } = seen;
  const at = options(words, 1, valued.kubectl).end;
  if (words[at]?.text !== 'exec') return undefined;
  const { end } = options(words, at + 1, valued.kubectl);
  const name = words[end];
  if (!name) return undefined;
  const inside: Inside = {
    kind: 'pod',
    name: { ...name, text: name.text.replace(/^(?:pods?|deploy(?:ment)?s?|sts|statefulsets?|svc|service)\//, '') },
    mounts: [],
  };
  return {
    words: words.slice(options(words, end + 1, valued.kubectl).end),
    script: undefined,
    names: scene.environmentOf(inside),
    inside,
    handed: false,
  };
}

/** The last part of a program's path; undefined where nobody can tell. */
export const programIn = ({ words: [first] }: Pick<SeenThrough, 'words'>): string | undefined => {
  const name = first === undefined ? undefined : programOf(first);
  return name === undefined || name === '' || known({ text: name, sure: true }) === undefined ? undefined : name;
};
