import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import type { DeployedWorkload } from '../deployment/workload.ts';
import type { SourceFile } from '../model/source-file.ts';
import { dataFoldersOf, isMountedAt, startsServer } from '../product/data-path.ts';
import { type Edit, lineEnding } from '../text.ts';
import { insertServiceKeys } from './insert-entry.ts';
import type { DeploymentRule, Fix, Problem } from './rule.ts';

export const dataWithoutVolume: DeploymentRule = {
  id: 'data-without-volume',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'A database keeps its data inside of its container, with which it goes away.',
  why: `What a container writes outside of its volumes is thrown away with the container: at \`docker compose down\`, at an update, when a
pod moves to another node. Mount a named volume where the image keeps its data; an \`emptyDir\` lives no longer than its pod.`,
  bad: { 'compose.yaml': 'services:\n  db:\n    image: postgres:16.4\n' },
  good: {
    'compose.yaml':
      'services:\n  db:\n    image: postgres:16.4\n    volumes:\n      - db-data:/var/lib/postgresql/data\n\nvolumes:\n  db-data:\n',
  },
  references: [
    'https://docs.docker.com/engine/storage/volumes/',
    'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  ],

  *check({ deployment }) {
    for (const service of deployment.services) yield* inCompose(service, deployment);
    // A template may add what its text does not show.
    const literal = new Set(deployment.files.flatMap(({ path, kind }) => (kind === 'kubernetes' ? [path] : [])));
    for (const workload of deployment.workloads) if (literal.has(workload.path)) yield* inCluster(workload);
  },
};

/** Variables that move the folder. */
const moves = /^(?:PGDATA|MEILI_DB_PATH|QDRANT__STORAGE__STORAGE_PATH|path\.data)$/;

/** Where the image keeps its data: a setting may move it. */
function foldersOf(image: string | undefined, settings: DeployedService['settings']): readonly string[] {
  const known = dataFoldersOf(image);
  const moved = settings.find(({ key }) => moves.test(key))?.value;
  return known.length === 0 || moved === undefined ? known : [moved];
}

function* inCompose(service: DeployedService, { files, lends, services }: Deployment): Iterable<Problem> {
  const { name, path, definition, image, layers, settings, primary } = service;
  const folders = foldersOf(image?.value, settings);
  const [folder] = folders;
  const isOther = !primary && services.some((other) => other.primary && other.name === name);
  if (folder === undefined || isOther || lends) return;
  const known = layers.every(
    ({ service: { volumes, volumesFrom, extends: parent, command } }) =>
      volumesFrom.length === 0 &&
      parent?.file === undefined &&
      startsServer(command) &&
      !volumes.some(({ target }) => target === '' || /[$]/.test(target)),
  );
  const targets = layers.flatMap(({ service: { volumes, tmpfs } }) => [
    ...volumes.map(({ target }) => target),
    ...tmpfs.map(({ text }) => text),
  ]);
  // A folder below the image's own working folder is not known by its name alone.
  if (!known || !folder.startsWith('/') || targets.some((target) => folders.some((one) => isMountedAt(target, one))))
    return;
  const file = files.find((one) => one.path === path);
  const edits = file?.kind === 'compose' ? volumeEdits(file, service, folder) : undefined;
  const fixes: readonly Fix[] = edits ? [{ title: 'Keep the data on a volume', safe: false, edits }] : [];
  yield {
    path,
    span: definition.nameSpan,
    message: `Nothing is mounted where '${name}' keeps its data: it goes away with the container.`,
    fixes,
    subject: { service: name },
    pointer: `/services/${name}/volumes`,
  };
}

function volumeEdits(
  file: Extract<SourceFile, { kind: 'compose' }>,
  { name, definition }: DeployedService,
  folder: string,
): readonly Edit[] | undefined {
  const { path, text, model } = file;
  const target = folder === '/var/lib/postgresql' ? `${folder}/data` : folder;
  const volume = `${name}-data`;
  if (definition.volumes.length > 0 || model.volumes.some((known) => known.name === volume)) return undefined;
  const own = insertServiceKeys(file, definition, [
    [0, 'volumes:'],
    [1, `- ${volume}:${target}`],
  ]);
  if (!own) return undefined;
  const ending = lineEnding(text);
  const [first] = model.volumes;
  if (first) {
    const start = text.lastIndexOf('\n', first.nameSpan.start - 1) + 1;
    const lead = text.slice(start, first.nameSpan.start);
    if (!/^[ ]+$/.test(lead)) return undefined;
    return [own, { path, span: { start, end: start }, text: [`${lead}${volume}:${ending}`] }];
  }
  if (/^volumes[ \t]*:/m.test(text)) return undefined;
  const end = text.length;
  const lead = text.endsWith('\n') ? '' : ending;
  const words = `${lead}${ending}volumes:${ending}  ${volume}:${ending}`;
  return [own, { path, span: { start: end, end }, text: [words] }];
}

function* inCluster({ path, name, definition, containers, kind }: DeployedWorkload): Iterable<Problem> {
  if (/Job$/.test(kind)) return;
  for (const { container, definition: own, settings } of containers) {
    const folders = foldersOf(container.image?.value, settings);
    const [folder] = folders;
    if (folder === undefined || container.role === 'init') continue;
    if (!startsServer(own.command) || !folder.startsWith('/')) continue;
    const mount = own.mounts.find(({ path: mounted }) => folders.some((one) => isMountedAt(mounted, one)));
    const source = definition.volumes.find((volume) => volume.name === mount?.volume);
    if (mount && source?.source !== 'empty') continue;
    yield {
      path,
      span: source ? source.span : container.nameSpan,
      message: source
        ? `'${container.name}' of ${name} keeps its data on an emptyDir, which goes away with the pod.`
        : `Nothing is mounted where '${container.name}' of ${name} keeps its data: it goes away with the pod.`,
      subject: { service: name },
      pointer: `${container.pointer}/volumeMounts`,
    };
  }
}
