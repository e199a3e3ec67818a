import type { Container, Fact } from '../model/container.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Edit } from '../text.ts';
import { factProblem, missingProblem, type WholeContainer, wholeContainersIn } from './containers.ts';
import { type EntryLine, insertContainerKeys, insertInEntry, insertServiceKeys } from './insert-entry.ts';
import type { FileRule, Problem } from './rule.ts';

export const unlimitedResources: FileRule = {
  id: 'unlimited-resources',
  severity: 'information',
  confidence: 'high',
  profile: 'strict',
  scope: 'file',
  topic: 'container',
  summary: 'A container may take all memory, all processors or all process numbers of its host.',
  why: `A leak, a burst of requests or a fork bomb in one container stops all others, and often the way in to end it. A limit of memory
ends the one program that is to blame; a limit of processes costs nothing at all. Measure what the program needs at its busiest,
and set the limit above that.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n' },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    mem_limit: 512m\n    cpus: 1\n    pids_limit: 200\n',
  },
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
    'https://docs.docker.com/engine/containers/resource_constraints/',
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  ],

  *check(view) {
    const { file } = view;
    if (file.kind === 'helm-values') yield* inValues(file);
    for (const one of wholeContainersIn(view)) {
      const { layers, label, pod, service } = one;
      const written = layers.flatMap(({ limits }) => [limits.memory, limits.cpus, limits.pids]);
      const off = written.find((limit) => limit && isNoLimit(limit.value));
      const asked: readonly Part[] = pod ? ['memory', 'cpus'] : ['memory', 'cpus', 'pids'];
      const lacks = asked.filter((part) => !layers.some((layer) => isLimited(layer, part)));
      if (lacks.length === 0) continue;
      const edit = off ? undefined : service ? serviceLimits(file, one, lacks) : podLimits(file, one, lacks);
      const isWritten = off !== undefined && lacks.length === 1;
      yield {
        ...(isWritten ? factProblem(file, one, off, 'limits') : missingProblem(file, one, 'limits')),
        message: `${label} has no limit of ${listOf(lacks.map((part) => words[part]))}.`,
        fixes: edit ? [{ title: 'Set limits', safe: false, edits: [edit] }] : [],
      };
    }
  },
};

type Part = keyof Container['limits'];

const words: Readonly<Record<Part, string>> = { memory: 'memory', cpus: 'processors', pids: 'processes' };

/** What Docker takes for no limit at all. */
const isNoLimit = (value: string): boolean => /^(?:-1|0|0\.0+)$/.test(value.trim());

function isLimited({ limits }: Container, part: Part): boolean {
  const limit: Fact<string> | undefined = limits[part];
  return limit !== undefined && !isNoLimit(limit.value);
}

const listOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const serviceLines: Readonly<Record<Part, EntryLine>> = {
  memory: [0, 'mem_limit: ', { blank: '512m' }],
  cpus: [0, 'cpus: ', { blank: '1' }],
  pids: [0, 'pids_limit: ', { blank: '200' }],
};

const serviceLimits = (file: SourceFile, { service }: WholeContainer, lacks: readonly Part[]): Edit | undefined =>
  service &&
  insertServiceKeys(
    file,
    service,
    lacks.map((part) => serviceLines[part]),
  );

function podLimits(file: SourceFile, { pod, container }: WholeContainer, lacks: readonly Part[]): Edit | undefined {
  if (!pod || container.limits.memory || container.limits.cpus) return undefined;
  const lines: readonly EntryLine[] = [
    [0, 'limits:'],
    ...lacks.map(
      (part): EntryLine => (part === 'memory' ? [1, 'memory: ', { blank: '512Mi' }] : [1, 'cpu: ', { blank: '1' }]),
    ),
  ];
  const { resources } = pod.definition.entries;
  // With `limits:` there already, a second one would be a duplicate.
  if (resources)
    return /\blimits\b/.test(file.text.slice(resources.start, resources.end))
      ? undefined
      : insertInEntry(file, resources, lines);
  return insertContainerKeys(file, pod.definition, [
    [0, 'resources:'],
    ...lines.map(([depth, ...rest]): EntryLine => [depth + 1, ...rest]),
  ]);
}

function* inValues({ path, model }: Extract<SourceFile, { kind: 'helm-values' }>): Iterable<Problem> {
  for (const { keySpan, limits, pointer } of model.resources) {
    const lacks = (['memory', 'cpus'] as const).filter((part) => !limits.includes(part === 'cpus' ? 'cpu' : part));
    const [owner = ''] = pointer.split('/').slice(-2);
    if (lacks.length === 0) continue;
    yield {
      path,
      span: keySpan,
      message: `${owner === '' ? 'The chart’s container' : `'${owner}'`} has no limit of ${listOf(lacks.map((part) => words[part]))} in these values.`,
      pointer,
    };
  }
}
