import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { DockerfileInstruction } from '../syntax/dockerfile.ts';
import type { Span } from '../text.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule, Problem } from './rule.ts';

export const duplicateKey: FileRule = {
  id: 'duplicate-key',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'syntax',
  summary: 'A name is set twice, and only one of the values counts.',
  why: `Env files and JSON keep the last value without a word, so the line that people edit may be the one that nobody reads.
Docker Compose refuses a mapping with the same key twice, which \`syntax-error\` reports. Of two \`CMD\` or \`ENTRYPOINT\` in a stage, and of two
stages of one name, the last counts as well.`,
  bad: { '.env': 'PORT=3000\nPORT=8080\n' },
  good: { '.env': 'PORT=8080\n' },
  references: ['https://www.rfc-editor.org/rfc/rfc8259#section-4', 'https://yaml.org/spec/1.2.2/#3213-node-comparison'],

  *check({ file }) {
    if (file.kind === 'dotenv') return yield* repeated(file, file.model.settings, 'the later line counts');
    const duplicates = duplicatesIn(file);
    const outcome = file.kind === 'traefik' ? 'Traefik refuses the file' : 'the later one counts';
    for (const { first, key, name } of duplicates) {
      yield {
        path: file.path,
        span: key,
        message: `${name} is set twice here; ${outcome}.`,
        related: [{ path: file.path, span: first, message: 'set here first' }],
        fixes: [],
        tag: 'unused',
        pointer: `${name}#${duplicates.filter((other) => other.name === name && other.key.start < key.start).length}`,
      };
    }
    if (file.kind === 'compose') {
      for (const { environment } of file.model.services)
        yield* repeated(file, environment.filter(isListEntry), 'the later entry counts');
    }
    if (file.kind === 'dockerfile') yield* inDockerfile(file, file.model.tree.instructions);
    if (file.kind === 'kubernetes') {
      for (const { environment, references, container } of file.model.workloads.flatMap(
        ({ containers }) => containers,
      )) {
        const entries = [...environment, ...references]
          .map(({ key, keySpan, span }) => ({ key, keySpan, span, pointer: `${container.pointer}/env/${key}` }))
          .toSorted((a, b) => a.span.start - b.span.start);
        yield* repeated(file, entries, 'the later entry counts');
      }
    }
  },
};

/** A mapping with the same key twice is refused by Compose: the syntax rule says so. */
const duplicatesIn = ({ model }: SourceFile) =>
  'duplicates' in model ? model.duplicates : 'tree' in model && 'duplicates' in model.tree ? model.tree.duplicates : [];

/** `- NAME=value`: in list form a name may come twice; of a mapping the parser has said so already. */
const isListEntry = ({ keySpan, valueSpan, inherited }: Setting): boolean =>
  inherited ? valueSpan.start === keySpan.end : valueSpan.start === keySpan.end + 1;

type Entry = Pick<Setting, 'key' | 'keySpan' | 'span' | 'pointer'>;

function* repeated(file: SourceFile, settings: readonly Entry[], outcome: string): Iterable<Problem> {
  const last = new Map(settings.map((setting) => [setting.key, setting]));
  const counts = new Map<string, number>();
  for (const setting of settings) {
    const winner = last.get(setting.key);
    if (!winner || winner === setting) continue;
    const count = counts.get(setting.key) ?? 0;
    counts.set(setting.key, count + 1);
    const edit = removeLines(file.path, file.text, setting.span);
    yield {
      path: file.path,
      span: setting.keySpan,
      message: `${setting.key} is set again below; ${outcome}.`,
      related: [{ path: file.path, span: winner.keySpan, message: 'this one counts' }],
      fixes: edit ? [{ title: 'Remove the line that does not count', safe: true, edits: [edit] }] : [],
      tag: 'unused',
      subject: { setting: setting.key },
      pointer: `${setting.pointer}#${count}`,
    };
  }
}

/** Of several in a stage the last one counts (https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/). */
const single = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function* inDockerfile(file: SourceFile, instructions: readonly DockerfileInstruction[]): Iterable<Problem> {
  const stages = new Map<string, Span>();
  let last = new Map<string, DockerfileInstruction>();
  let stage = 0;
  for (const instruction of instructions) {
    const { keyword, args, keywordSpan } = instruction;
    if (keyword === 'FROM') {
      stage++;
      last = new Map();
      const name = args[2];
      const key = name?.text.toLowerCase();
      const first = key === undefined ? undefined : stages.get(key);
      if (!name || key === undefined) continue;
      if (first)
        yield {
          path: file.path,
          span: name.span,
          message: `Two stages are called ${name.text}; the later one counts.`,
          related: [{ path: file.path, span: first, message: 'the first of the name' }],
          pointer: `/stages/${stage - 1}/name`,
        };
      stages.set(key, name.span);
    }
    if (!single.has(keyword)) continue;
    const before = last.get(keyword);
    last.set(keyword, instruction);
    if (!before) continue;
    const edit = removeLines(file.path, file.text, before.span);
    yield {
      path: file.path,
      span: before.keywordSpan,
      message: `${keyword} is set again below in the same stage; the later one counts.`,
      related: [{ path: file.path, span: keywordSpan, message: 'this one counts' }],
      fixes: edit ? [{ title: 'Remove the instruction that does not count', safe: false, edits: [edit] }] : [],
      tag: 'unused',
      pointer: `/stages/${stage - 1}/${keyword}`,
    };
  }
}
