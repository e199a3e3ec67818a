import { type DockerfileInstruction, parseDockerfile } from '../syntax/dockerfile.ts';
import { readShellWord } from '../syntax/dockerfile-shell.ts';
import type { DockerfilePair, DockerfileWord } from '../syntax/dockerfile-words.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type {
  DockerfileBase,
  DockerfileCommand,
  DockerfileCopy,
  DockerfileModel,
  DockerfilePort,
  DockerfileSource,
  DockerfileStage,
} from './dockerfile.ts';
import { baseNameOf } from './path.ts';
import type { Setting } from './setting.ts';

/** Reads the stages of a Dockerfile; what stands before any `FROM`, other than `ARG`, belongs to none. */
export function readDockerfile(text: string): DockerfileModel {
  const tree = parseDockerfile(text);
  const { instructions, escapeSign } = tree;
  const args: Setting[] = [];
  const groups: DockerfileInstruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') groups.push([instruction]);
    else if (groups.length > 0) groups.at(-1)?.push(instruction);
    else if (instruction.keyword === 'ARG') args.push(...argSettings(instruction, '/args', escapeSign));
  }
  const stages: DockerfileStage[] = [];
  /** Name in lower case -> index of the last stage before that has it. */
  const named = new Map<string, number>();
  for (const group of groups) {
    const stage = readStage(group, stages.length, named, escapeSign);
    if (!stage) continue;
    if (stage.name !== undefined) named.set(stage.name.toLowerCase(), stage.index);
    stages.push(stage);
  }
  return { tree, args, stages };
}

const settingOf = (
  { name, value, span }: DockerfilePair,
  pointer: string,
  escapeSign: string,
  inherited = false,
): Setting => {
  const read = readShellWord(value, escapeSign);
  return {
    key: name.text,
    keySpan: name.span,
    text: read.text,
    valueSpan: read.span,
    exact: read.exact,
    template: read.template,
    source: 'dockerfile-env',
    pointer: `${pointer}/${name.text}`,
    inherited,
    type: 'string',
    lead: '',
    span,
  };
};

const pairSettings = ({ pairs }: DockerfileInstruction, pointer: string, escapeSign: string): readonly Setting[] =>
  pairs.map((pair) => settingOf(pair, pointer, escapeSign));

/** A name without a default is given by whoever builds. */
const argSettings = ({ args, pairs }: DockerfileInstruction, pointer: string, escapeSign: string): readonly Setting[] =>
  args.map((word) => {
    const pair = pairs.find(({ span }) => span.start === word.span.start);
    if (pair) return settingOf(pair, pointer, escapeSign);
    const end = { start: word.span.end, end: word.span.end };
    const value = { text: '', span: end, exact: true };
    return {
      ...settingOf({ name: word, value, separator: '', span: word.span }, pointer, escapeSign, true),
      lead: '=',
    };
  });

const factOf = (word: DockerfileWord, entry: Span, escapeSign: string): Fact<string> => {
  const { text, span } = readShellWord(word, escapeSign);
  return { value: text, text, span, entry };
};

/** Text is taken as it stands: strings of a JSON array and flags. */
const plainFact = ({ text, span }: DockerfileWord, entry: Span): Fact<string> => ({ value: text, text, span, entry });

function flagOf({ flags }: DockerfileInstruction, name: string): Fact<string> | undefined {
  const flag = flags.find(({ text }) => text.startsWith(`--${name}=`));
  if (!flag) return undefined;
  const text = flag.text.slice(name.length + 3);
  const span = flag.exact ? { start: flag.span.start + name.length + 3, end: flag.span.end } : flag.span;
  return { value: text, text, span, entry: flag.span };
}

function readStage(
  group: readonly DockerfileInstruction[],
  index: number,
  named: ReadonlyMap<string, number>,
  escapeSign: string,
): DockerfileStage | undefined {
  const [from] = group;
  const [image, , alias] = from?.args ?? [];
  if (!from || !image) return undefined;
  const pointer = `/stages/${index}`;
  const all = (keyword: string): readonly DockerfileInstruction[] =>
    group.filter((instruction) => instruction.keyword === keyword);
  const last = (keyword: string): DockerfileInstruction | undefined =>
    group.findLast((instruction) => instruction.keyword === keyword);
  const lastFact = (keyword: string): Fact<string> | undefined => {
    const instruction = last(keyword);
    const [word] = instruction?.args ?? [];
    return instruction && word && factOf(word, instruction.span, escapeSign);
  };
  const command = (keyword: string): DockerfileCommand | undefined => {
    const instruction = last(keyword);
    return instruction && commandOf(instruction, instruction.args);
  };
  const health = last('HEALTHCHECK');
  return {
    index,
    name: alias?.text,
    nameSpan: alias?.span,
    base: readBase(from, image, named, pointer, escapeSign),
    from: from.span,
    span: { start: from.span.start, end: group.at(-1)?.span.end ?? from.span.end },
    env: all('ENV').flatMap((one) => pairSettings(one, `${pointer}/env`, escapeSign)),
    args: all('ARG').flatMap((one) => argSettings(one, `${pointer}/args`, escapeSign)),
    labels: all('LABEL').flatMap((one) => pairSettings(one, `${pointer}/labels`, escapeSign)),
    user: lastFact('USER'),
    exposes: all('EXPOSE').flatMap(({ args }) => args.map((word) => readPort(word, escapeSign))),
    healthcheck: health && {
      disabled: health.args[0]?.text === 'NONE',
      command: health.args.length > 1 ? commandOf(health, health.args.slice(1)) : undefined,
      span: health.span,
    },
    copies: group.flatMap((one) => readCopy(one, escapeSign)),
    runs: all('RUN').map((one) => commandOf(one, one.args)),
    command: command('CMD'),
    entrypoint: command('ENTRYPOINT'),
    workdir: lastFact('WORKDIR'),
    volumes: all('VOLUME').flatMap(({ args, span, json }) =>
      args.map((word) => (json ? plainFact(word, span) : factOf(word, span, escapeSign))),
    ),
  };
}

/** https://docs.docker.com/reference/dockerfile/#from */
function readBase(
  from: DockerfileInstruction,
  image: DockerfileWord,
  named: ReadonlyMap<string, number>,
  pointer: string,
  escapeSign: string,
): DockerfileBase {
  const name = { ...image, text: 'FROM', span: from.keywordSpan };
  const reference = settingOf({ name, value: image, separator: '', span: from.span }, pointer, escapeSign);
  const stage = named.get(reference.text.toLowerCase());
  return {
    reference,
    kind: stage !== undefined ? 'stage' : reference.text === 'scratch' ? 'scratch' : 'registry',
    stage,
    platform: flagOf(from, 'platform'),
  };
}

function commandOf(
  { json, flags, span, heredocs }: DockerfileInstruction,
  args: readonly DockerfileWord[],
): DockerfileCommand {
  return {
    text: args.map(({ text }) => text).join(' '),
    shell: !json,
    flags: flags.map((flag) => plainFact(flag, flag.span)),
    span,
    heredocs: heredocs.map(({ content }) => content),
    argsSpan: { start: args[0]?.span.start ?? span.end, end: args.at(-1)?.span.end ?? span.end },
  };
}

/** `80`, `53/udp`, `3000-3005`: of a range the first counts. */
function readPort(word: DockerfileWord, escapeSign: string): DockerfilePort {
  const { text, span } = readShellWord(word, escapeSign);
  const match = /^(\d+)(?:-\d+)?(?:\/(\w+))?$/.exec(text);
  return {
    port: match ? Number(match[1]) : undefined,
    protocol: match?.[2]?.toLowerCase() ?? 'tcp',
    text,
    span,
  };
}

/** Certificates share the ending of keys; `.pub` and files of examples hold none. */
const secretName =
  /^(?:\.env(?:\.(?!(?:example|sample|template|dist|defaults?)$).+)?|id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:pem|key|p12|pfx|jks|keystore)|\.npmrc|\.pypirc|\.netrc|\.pgpass|\.htpasswd|\.git-credentials|kubeconfig|credentials(?:\.json)?|secrets?\.(?:json|ya?ml|toml))$/i;

function readCopy(instruction: DockerfileInstruction, escapeSign: string): readonly DockerfileCopy[] {
  const { keyword, args, flags, span, json } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  const fact = (word: DockerfileWord): Fact<string> =>
    json ? plainFact(word, word.span) : factOf(word, word.span, escapeSign);
  const target = args.at(-1);
  return [
    {
      keyword,
      from: flagOf(instruction, 'from'),
      sources: args.slice(0, -1).map((word): DockerfileSource => {
        const source = fact(word);
        const kind = sourceKind(source.text, keyword, json);
        return { ...source, kind, secret: kind === 'path' && secretName.test(baseNameOf(source.text)) };
      }),
      target: target && args.length > 1 ? fact(target) : undefined,
      flags: flags.map((flag) => plainFact(flag, flag.span)),
      span,
    },
  ];
}

/** https://docs.docker.com/reference/dockerfile/#add */
function sourceKind(text: string, keyword: 'COPY' | 'ADD', json: boolean): DockerfileSource['kind'] {
  if (!json && /^\d*<</.test(text)) return 'inline';
  if (keyword !== 'ADD') return 'path';
  if (/^(?:git@|git:\/\/|ssh:\/\/)|\.git(?:#|$)/i.test(text)) return 'git';
  return /^https?:\/\//i.test(text) ? 'url' : 'path';
}
