import type { Deployment } from '../deployment/deployment.ts';
import type { Process } from '../deployment/processes.ts';
import type { DeployedContainer } from '../deployment/workload.ts';
import { isManifest } from '../deployment/workload.ts';
import { commentsOf } from '../model/comments.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Span } from '../text.ts';
import { isGivenByShell, isSaidToBeGiven } from './given-names.ts';
import type { Problem } from './rule.ts';

/** What systemd itself sets for a service (systemd.exec(5), "Environment variables set or propagated by the service manager"). */
const fromManager =
  /^(?:MAINPID|MANAGERPID|INVOCATION_ID|LISTEN_\w+|NOTIFY_SOCKET|WATCHDOG_\w+|\w+_DIRECTORY|JOURNAL_STREAM|EXIT_\w+|SERVICE_RESULT|MONITOR_\w+|PIDFILE|REMOTE_\w+|MEMORY_PRESSURE_\w+|TRIGGER_\w+)$/;

/** `${NAME}` anywhere and `$NAME` as a word of its own, in the commands of services whose whole environment is known. */
export function* undefinedInUnits({ files, processes }: Deployment): Iterable<Problem> {
  for (const unit of processes) {
    const file = files.find(({ path }) => path === unit.path);
    if (unit.kind !== 'systemd' || !unit.complete || file?.kind !== 'systemd') continue;
    const names = new Set([...unit.settings.map(({ key }) => key), ...file.model.environment.map(({ key }) => key)]);
    for (const { span } of file.model.execStart) yield* undefinedInCommand(file, span, names, unit);
  }
}

function* undefinedInCommand(
  file: SourceFile,
  command: Span,
  names: ReadonlySet<string>,
  { name: unit }: Process,
): Iterable<Problem> {
  const text = file.text.slice(command.start, command.end);
  const seen = new Set<string>();
  for (const { 0: whole, 1: braced, 2: bare, index } of text.matchAll(
    /(?<!\$)(?:\$\{([A-Za-z_]\w*)\}|(?<=\s)\$([A-Za-z_]\w*)(?=\s|$))/g,
  )) {
    const name = braced ?? bare ?? '';
    if (names.has(name) || seen.has(name) || isGivenByShell(name) || fromManager.test(name)) continue;
    seen.add(name);
    const span = { start: command.start + index, end: command.start + index + whole.length };
    if (isSaidToBeGiven(name, { text: file.text, comments: commentsOf(file) }, span)) continue;
    yield {
      path: file.path,
      span,
      message: `Nothing that ${unit} reads sets ${name}, so that an empty text takes its place.`,
      subject: { service: unit },
      pointer: `undefined:${name}`,
    };
  }
}

/** `$(NAME)` that the container does not have, and entries that a Secret or ConfigMap among the files does not hold. */
export function* undefinedInClusters(deployment: Deployment): Iterable<Problem> {
  const { workloads, files } = deployment;
  // A chart's templates and the patches of Kustomize may add what no file shows.
  const isPatched = files.some(
    ({ kind }) => kind === 'kustomize' || kind === 'helm-template' || kind === 'helm-values',
  );
  for (const { path, containers, namespace } of workloads) {
    const file = files.find((one) => one.path === path);
    if (file?.kind !== 'kubernetes' || isPatched) continue;
    for (const container of containers) {
      yield* unresolved(file, container);
      yield* missingEntries(file, container, namespace, deployment);
    }
  }
}

function* unresolved(file: SourceFile, { container, definition, service }: DeployedContainer): Iterable<Problem> {
  const { environment, references, imports } = definition;
  // What a whole Secret or ConfigMap brings in is not all named here.
  if (imports.length > 0) return;
  const names = new Set([...environment, ...references].map(({ key }) => key));
  const { start, end } = container.span;
  const seen = new Set<string>();
  for (const { 0: whole, 1: name = '', index } of file.text
    .slice(start, end)
    .matchAll(/(?<!\$)\$\(([A-Z][A-Z0-9_]*)\)/g)) {
    // Kubernetes gives each container the addresses of the services around it.
    if (names.has(name) || seen.has(name) || /_(?:SERVICE_HOST|(?:SERVICE_)?PORT(?:_\w+)?)$/.test(name)) continue;
    seen.add(name);
    const span = { start: start + index, end: start + index + whole.length };
    if (commentsOf(file).some((comment) => comment.start <= span.start && span.end <= comment.end)) continue;
    yield {
      path: file.path,
      span,
      message: `Container ${container.name} has no variable ${name}, so that $(${name}) stays as it is.`,
      subject: { service },
      pointer: `${container.pointer}/undefined:${name}`,
    };
  }
}

function* missingEntries(
  file: SourceFile,
  { container, definition, service }: DeployedContainer,
  namespace: string | undefined,
  { files }: Deployment,
): Iterable<Problem> {
  for (const { key, from, name, item, optional, span } of definition.references) {
    if (optional || name === '' || item === '' || (from !== 'secret' && from !== 'config')) continue;
    const objects = files.flatMap((one) =>
      isManifest(one) ? [...(from === 'secret' ? one.model.secrets : one.model.configMaps)] : [],
    );
    const named = objects.filter(
      (object) =>
        object.name === name &&
        (object.namespace === undefined || namespace === undefined || object.namespace.value === namespace),
    );
    if (named.every(({ settings }) => settings.length === 0)) continue;
    if (named.some(({ settings }) => settings.some((setting) => setting.key === item))) continue;
    // Kinds with a type of their own are filled by whoever issues what they hold.
    if (named.some((object) => 'type' in object && object.type && object.type.value !== 'Opaque')) continue;
    yield {
      path: file.path,
      span,
      message: `${key} comes from ${item} of ${from === 'secret' ? 'Secret' : 'ConfigMap'} ${name}, which has no such entry: the container does not start.`,
      subject: { setting: key, service },
      pointer: `${container.pointer}/env/${key}/missing:${item}`,
    };
  }
}
