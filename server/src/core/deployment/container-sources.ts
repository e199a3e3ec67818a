import type { ComposeText } from '../model/compose.ts';
import { frequencyOfCron } from '../model/frequency.ts';
import type { Place } from '../model/place.ts';
import { parseShell } from '../syntax/shell.ts';
import type { Span } from '../text.ts';
import { insideService, namesOfSettings, repeatsBy, type Source, type Started } from './backup-source.ts';
import type { DeployedService } from './deployment.ts';
import type { Inside } from './shell-prefix.ts';
import { type Run, runsIn, runsOfWords, type Scene } from './shell-run.ts';
import { type Names, type Told, told, unknownSign } from './told.ts';
import type { DeployedWorkload } from './workload.ts';

/** The command of a service, and the jobs in its labels. */
export function composeSources(service: DeployedService, started: Started): readonly Source[] {
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
      target === undefined
        ? undefined
        : { kind: container === undefined ? 'service' : 'container', name: told(target), mounts: [] };
    return [{ span, schedule: of(job, 'schedule')?.value ?? '', script: value, within }];
  });
}

/** The commands of a workload's containers; a CronJob runs them again and again. */
export function clusterSources(workload: DeployedWorkload, { environmentOf }: Started): readonly Source[] {
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
