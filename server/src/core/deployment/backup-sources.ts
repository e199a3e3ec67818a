import { type Frequency, frequencyOfCron } from '../model/frequency.ts';
import { isWithin, joinPath } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { parseShell } from '../syntax/shell.ts';
import { insideService, namesOfSettings, repeatsBy, type Source, type Started } from './backup-source.ts';
import { clusterSources, composeSources } from './container-sources.ts';
import type { DeployedService } from './deployment.ts';
import { runsIn, runsOfWords } from './shell-run.ts';
import { type Names, told } from './told.ts';
import { systemdSources } from './unit-sources.ts';

const nothing: Names = () => undefined;

/** All that starts programs by itself, as far as the files say it. */
export function sourcesOf(started: Started): readonly Source[] {
  return [
    ...started.files.flatMap((file) => sourcesIn(file, started)),
    ...started.services.flatMap((service) => composeSources(service, started)),
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
