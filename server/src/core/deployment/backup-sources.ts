import type { ComposeText } from '../model/compose.ts';
import { type Frequency, frequencyOfCalendar, frequencyOfCron, frequencyOfDuration } from '../model/frequency.ts';
import { baseNameOf, folderOf, isWithin, joinPath } from '../model/path.ts';
import type { Place } from '../model/place.ts';
import type { SourceFile } from '../model/source-file.ts';
import { joinText } from '../syntax/joined-text.ts';
import { parseShell } from '../syntax/shell.ts';
import { systemdWords } from '../syntax/systemd-words.ts';
import type { Span } from '../text.ts';
import type { DeployedService } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';
import type { Process } from './processes.ts';
import type { Inside } from './shell-prefix.ts';
import { type Run, runsIn, runsOfWords, type Scene } from './shell-run.ts';
import { type Names, type Told, told, unknownSign } from './told.ts';
import type { DeployedWorkload } from './workload.ts';

export type Scheduler = 'cron' | 'systemd' | 'kubernetes' | 'compose' | 'launchd' | 'workflow';

/** Something that starts programs without a person. */
export interface Source extends Place {
  readonly by: Scheduler;
  /** When it starts them again; undefined where it starts them once and lets them run. */
  readonly repeats: { readonly frequency: Frequency | undefined } | undefined;
  /** It is written and does not count: a comment, a job that is suspended. */
  readonly off: boolean;
  readonly runs: readonly Run[];
  readonly names: Names;
  readonly inside: Inside | undefined;
}

/** What the sources of a deployment are read from. */
export interface Started {
  readonly files: readonly SourceFile[];
  readonly services: readonly DeployedService[];
  readonly workloads: readonly DeployedWorkload[];
  readonly processes: readonly Process[];
  readonly environmentOf: Scene['environmentOf'];
  readonly project: Names;
}

const nothing: Names = () => undefined;

/** A value that cannot be resolved is set all the same. */
export const namesOfSettings = (settings: readonly EffectiveSetting[]): Names => {
  const values = new Map(settings.map(({ key, value }) => [key, value]));
  return (name) =>
    values.has(name) ? { text: values.get(name) ?? unknownSign, sure: values.get(name) !== undefined } : undefined;
};

export const insideService = (name: string): Inside => ({ kind: 'run', name: told(name), mounts: [] });

export function sourcesOf(started: Started): readonly Source[] {
  return [
    ...started.files.flatMap((file) => sourcesIn(file, started)),
    ...started.services.filter(({ primary }) => primary).flatMap((service) => composeSources(service, started)),
    ...started.workloads.flatMap((workload) => clusterSources(workload, started)),
  ];
}

/** The service that mounts a file of the workspace, or a folder with it. */
export const serviceMounting = (path: string, services: readonly DeployedService[]): DeployedService | undefined =>
  services.find(({ layers }) =>
    layers.some((layer) =>
      layer.service.volumes.some(({ source }) => {
        const mounted = source && /^\.{1,2}\//.test(source.text) ? joinPath(layer.path, source.text) : undefined;
        return mounted !== undefined && mounted !== '' && isWithin(path, mounted);
      }),
    ),
  );

function sourcesIn(file: SourceFile, started: Started): readonly Source[] {
  const { path } = file;
  const { environmentOf } = started;
  switch (file.kind) {
    case 'cron': {
      const host = serviceMounting(path, started.services);
      const given = new Map(file.model.variables.map(({ name, value }) => [name, told(value)]));
      const around = host ? namesOfSettings(host.settings) : nothing;
      const names: Names = (name) => given.get(name) ?? around(name);
      const inside = host && insideService(host.name);
      return file.model.entries.map((entry) => ({
        by: 'cron',
        path,
        span: entry.commandSpan,
        repeats: repeatsBy(entry.schedule),
        off: entry.commentedOut,
        runs: runsIn(parseShell(entry.command).commands, { names, inside, environmentOf }, entry.commandSpan),
        names,
        inside,
      }));
    }
    case 'launchd': {
      const { words, environment, schedule, disabled } = file.model;
      const [first, last] = [words[0], words.at(-1)];
      if (!first || !last) return [];
      const given = new Map(environment.map(({ name, value }) => [name, told(value)]));
      const names: Names = (name) => given.get(name);
      const span = { start: first.span.start, end: last.span.end };
      const scene = { names, inside: undefined, environmentOf };
      const runs = runsOfWords(
        words.map(({ text }) => told(text)),
        scene,
        span,
      );
      return [{ by: 'launchd', path, span, repeats: schedule, off: disabled, runs, names, inside: undefined }];
    }
    case 'workflow': {
      const frequencies = file.model.schedules.flatMap(({ value }) => frequencyOfCron(value) ?? []);
      if (file.model.schedules.length === 0) return [];
      const frequency = frequencies.includes('daily') ? 'daily' : frequencies[0];
      // Its variables come from the forge, and it runs on another machine.
      const scene = { names: nothing, inside: undefined, environmentOf };
      return file.model.scripts.map(({ value, span }) => ({
        by: 'workflow',
        path,
        span,
        repeats: { frequency },
        off: false,
        runs: runsIn(parseShell(value).commands, scene, span),
        names: nothing,
        inside: undefined,
      }));
    }
    case 'systemd':
      return systemdSources(file, started);
    case 'shell':
      return folderSource(file, started);
    default:
      return [];
  }
}

const repeatsBy = (schedule: string): Source['repeats'] => {
  const frequency = frequencyOfCron(schedule);
  return frequency === undefined ? undefined : { frequency };
};

/** Scripts in `cron.daily` and its like are run as they lie there. */
function folderSource(file: Extract<SourceFile, { kind: 'shell' }>, { environmentOf }: Started): readonly Source[] {
  const folder = /(?:^|\/)cron\.(hourly|daily|weekly|monthly)\/[^/]+$/.exec(file.path)?.[1];
  if (folder === undefined) return [];
  const span = file.model.shebang ?? { start: 0, end: Math.min(file.text.length, 1) };
  const frequency: Frequency = folder === 'hourly' || folder === 'daily' ? 'daily' : 'rarer';
  const runs = runsOfWords([told(file.path)], { names: nothing, inside: undefined, environmentOf }, span);
  return [
    { by: 'cron', path: file.path, span, repeats: { frequency }, off: false, runs, names: nothing, inside: undefined },
  ];
}

type SystemdFile = Extract<SourceFile, { kind: 'systemd' }>;

/** A service, and where timers start it one for each of them. A timer without `[Install]` is started by nothing. */
function systemdSources(file: SystemdFile, started: Started): readonly Source[] {
  if (!file.model.isService) return [];
  const { environmentOf } = started;
  const name = baseNameOf(file.path);
  const process = started.processes.find(({ path }) => path === file.path);
  const names = namesOfSettings(process?.settings ?? []);
  const scene: Scene = { names, inside: undefined, environmentOf };
  const runs = file.model.execStart.flatMap(({ value, span }) => execRuns(value, span, scene));
  const [first] = file.model.execStart;
  if (!first) return [];
  const service: Source = {
    by: 'systemd',
    path: file.path,
    span: first.span,
    repeats: undefined,
    off: false,
    runs,
    names,
    inside: undefined,
  };
  const timers = started.files.flatMap((one): readonly Source[] => {
    if (one.kind !== 'systemd' || !one.model.timer || !one.model.installed) return [];
    const { calendars, intervals, unit } = one.model.timer;
    const runsIt = unit ? unit.value === name : baseNameOf(one.path).replace(/\.timer\b/, '.service') === name;
    const [at] = [...calendars, ...intervals];
    if (!runsIt || !at) return [];
    const frequencies = [
      ...calendars.map(({ value }) => frequencyOfCalendar(value)),
      ...intervals.map(({ value }) => frequencyOfDuration(value)),
    ];
    const frequency =
      frequencies.find((found) => found === 'daily') ?? frequencies.find((found) => found !== undefined);
    return [{ ...service, path: one.path, span: at.span, repeats: { frequency } }];
  });
  return timers.length > 0 ? timers : [service];
}

/** `ExecStart=` takes signs in front of the program (systemd.service(5)) and starts no shell. */
function execRuns(value: string, span: Span, scene: Scene): readonly Run[] {
  const words = systemdWords(joinText([{ text: value, offset: span.start }], span.end)).map(
    ({ template }, index): Told => {
      const text = template.parts.map((part) => (typeof part === 'string' ? part : unknownSign)).join('');
      const own = index === 0 ? text.replace(/^[-@:+!|]+/, '') : text;
      const named = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(own)?.[1];
      return named === undefined ? told(own) : (scene.names(named) ?? { text: unknownSign, sure: false, name: named });
    },
  );
  return runsOfWords(words, scene, span);
}

function composeSources(service: DeployedService, started: Started): readonly Source[] {
  const names = namesOfSettings(service.settings);
  const inside = insideService(service.name);
  const scene: Scene = { names, inside, environmentOf: started.environmentOf };
  const { path } = service;
  const command = commandOf(service, started.project, scene);
  return [
    ...(command ? [{ by: 'compose', ...command, repeats: undefined, off: false, names, inside } as const] : []),
    ...labelledJobs(service, started).map(({ span, schedule, script, within }) => {
      const target = within ?? inside;
      const own = within ? started.environmentOf(within) : names;
      return {
        by: 'compose',
        path,
        span,
        repeats: repeatsBy(schedule),
        off: false,
        runs: runsIn(parseShell(script).commands, { ...scene, names: own, inside: target }, span),
        names: own,
        inside: target,
      } as const;
    }),
  ];
}

/** A word of Compose as the container gets it. */
function textOf({ template, text }: ComposeText, project: Names): Told {
  if (template.parts.length === 0) return told(text);
  let sure = true;
  const parts = template.parts.map((part) => {
    if (typeof part === 'string') return part;
    const found = project(part.name);
    const fallback = part.operand?.parts.every((one) => typeof one === 'string')
      ? part.operand.parts.join('')
      : undefined;
    if (found) return found.text;
    sure = false;
    return part.operator.endsWith('-') && fallback !== undefined ? fallback : unknownSign;
  });
  return { text: parts.join(''), sure };
}

function commandOf(
  service: DeployedService,
  project: Names,
  scene: Scene,
): (Place & { readonly runs: readonly Run[] }) | undefined {
  const layer = service.layers.findLast(({ service: { commandSpan } }) => commandSpan !== undefined);
  const span = layer?.service.commandSpan;
  if (!layer || !span) return undefined;
  // A command in one text is cut into words as a shell would cut it.
  const words = (texts: readonly ComposeText[], follows: string | undefined): readonly Told[] => {
    const [only, second] = texts.map((text) => textOf(text, project));
    const isScript = follows !== undefined && /^-[a-z]*c$/.test(follows);
    if (!only || second || isScript || !/\s/.test(only.text)) return texts.map((text) => textOf(text, project));
    const [first] = parseShell(only.text).commands;
    return (first?.words ?? []).map(({ parts }) => ({
      text: parts.map((part) => (typeof part === 'string' ? part : unknownSign)).join(''),
      sure: only.sure,
    }));
  };
  const { entrypointWords, commandWords } = layer.service;
  const program = words(entrypointWords, undefined);
  const rest = words(commandWords, program.at(-1)?.text);
  return { path: layer.path, span, runs: runsOfWords([...program, ...rest], scene, span) };
}

interface LabelledJob {
  readonly span: Span;
  readonly schedule: string;
  readonly script: string;
  /** The service that it runs in, where that is another. */
  readonly within: Inside | undefined;
}

/** Jobs of Ofelia (https://github.com/mcuadros/ofelia) in the labels of the service that they run in. */
function labelledJobs({ labels, name }: DeployedService, { services }: Started): readonly LabelledJob[] {
  // Without the program itself nobody reads them.
  if (!services.some(({ image }) => /(?:^|\/)(?:ofelia|chadburn)(?:[:@]|$)/.test(image?.value ?? ''))) return [];
  const of = (job: string, part: string) => labels.find(({ key }) => key === `${job}.${part}`);
  return labels.flatMap(({ key, value, span }): readonly LabelledJob[] => {
    const [, job, kind] = /^((?:ofelia|chadburn)\.job-(exec|run)\.[\w.-]+)\.command$/.exec(key) ?? [];
    if (job === undefined || value === undefined) return [];
    const container = of(job, 'container')?.value;
    const target = container ?? (kind === 'exec' ? name : undefined);
    const within: Inside | undefined =
      target === undefined ? undefined : { kind: 'container', name: told(target), mounts: [] };
    return [{ span, schedule: of(job, 'schedule')?.value ?? '', script: value, within }];
  });
}

function clusterSources(workload: DeployedWorkload, { environmentOf }: Started): readonly Source[] {
  const { schedule, suspended } = workload.definition;
  return workload.containers.flatMap(({ definition, settings }) => {
    const [first, last] = [definition.commandWords[0], definition.commandWords.at(-1)];
    if (!first || !last) return [];
    const names = namesOfSettings(settings);
    const inside: Inside = { kind: 'image', name: told(workload.name), mounts: [] };
    const span = { start: first.span.start, end: last.span.end };
    // `$(NAME)` is replaced before the program starts.
    const words = definition.commandWords.map(({ value }) =>
      told(value.replace(/\$\((\w+)\)/g, (_, name: string) => names(name)?.text ?? unknownSign)),
    );
    return [
      {
        by: 'kubernetes',
        path: workload.path,
        span,
        repeats: schedule && { frequency: frequencyOfCron(schedule.value) },
        off: suspended?.value === true,
        runs: runsOfWords(words, { names, inside, environmentOf }, span),
        names,
        inside,
      } as const,
    ];
  });
}

/** Where a written path lies, without what nobody knows in front of it. */
export const tailOf = (text: string): readonly string[] =>
  text
    .slice(text.lastIndexOf(unknownSign) + 1)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');

/** The script of the workspace that a word names, by the end of its path. */
export function scriptNamed<F extends { readonly path: string }>(
  word: Told,
  files: readonly F[],
  from: string,
): F | undefined {
  const wanted = tailOf(word.text);
  const name = wanted.at(-1);
  if (name === undefined) return undefined;
  const likeness = ({ path }: F): number => {
    const parts = path.split('/').reverse();
    const own = wanted.toReversed();
    const differs = parts.findIndex((part, index) => part !== own[index]);
    return differs < 0 ? parts.length : differs;
  };
  const candidates = files.filter(({ path }) => baseNameOf(path) === name);
  const beside = candidates.find(({ path }) => folderOf(path) === folderOf(from));
  const best = candidates.toSorted((a, b) => likeness(b) - likeness(a));
  const [first, second] = best;
  if (!first) return undefined;
  return second && likeness(first) === likeness(second) ? beside : first;
}
