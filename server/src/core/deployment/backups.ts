import { baseNameOf } from '../model/path.ts';
import { type BackupJob, jobsIn } from './backup-job.ts';
import { type BackupScript, type ReadScript, type ShellFile, scriptOf } from './backup-script.ts';
import { insideService, namesOfSettings, type Source, type Started } from './backup-source.ts';
import { serviceMounting, sourcesOf } from './backup-sources.ts';
import { isPodOf, serviceNamed } from './container-named.ts';
import { lastSettings } from './environment.ts';
import { imageJobs } from './image-jobs.ts';
import { isAboutBackups } from './saved-files.ts';
import { scriptNamed } from './script-named.ts';
import type { Inside } from './shell-prefix.ts';
import { type Run, runsIn } from './shell-run.ts';
import { known, type Names, told } from './told.ts';

/** What the files say of backups. */
export interface Backups {
  readonly jobs: readonly BackupJob[];
  readonly scripts: readonly BackupScript[];
}

/** A script that something runs. */
interface Call {
  readonly file: ShellFile;
  readonly run: Run;
}

/** The commands that save data, in scripts and schedules of production, and what starts them. */
export function backupsOf(
  started: Omit<Started, 'environmentOf' | 'project'> & { readonly projectEnv: string | undefined },
  isLive: (one: { readonly path: string }) => boolean,
): Backups {
  const files = started.files.filter(isLive);
  const dotenvFiles = files.filter((file) => file.kind === 'dotenv');
  const namesIn = (file: (typeof dotenvFiles)[number] | undefined): Names => {
    const settings = file && lastSettings(file);
    return (name) => {
      const setting = settings?.get(name);
      const isPlain = setting?.template.parts.every((part) => typeof part === 'string') ?? false;
      return setting && isPlain ? told(setting.text) : undefined;
    };
  };
  const environmentOf = (inside: Inside): Names => {
    const service = serviceNamed(inside, started.services);
    if (service) return namesOfSettings(service.settings);
    const pod = known(inside.name);
    const workload = inside.kind === 'pod' ? started.workloads.find(({ name }) => isPodOf(pod, name)) : undefined;
    return namesOfSettings(workload?.containers.flatMap(({ settings }) => settings) ?? []);
  };
  const project = namesIn(dotenvFiles.find(({ path }) => path === started.projectEnv));
  // One with a profile starts when somebody asks for it.
  const running = started.services.filter((service) => service.primary && !service.optional && isLive(service));
  const workloads = started.workloads.filter(isLive);
  const sources = sourcesOf({ ...started, files, services: running, workloads, environmentOf, project });
  const scripts = files.filter((file) => file.kind === 'shell');
  const callsOf = (runs: readonly Run[], from: string): readonly Call[] =>
    runs.flatMap((run) => {
      const [first, second] = run.words;
      const word = first && /^(?:\.|source)$/.test(first.text) ? second : first;
      const file = word && scriptNamed(word, scripts, from);
      return file ? [{ file, run }] : [];
    });
  const called = new Map(sources.map((source) => [source, callsOf(source.runs, source.path)] as const));
  const read = scripts.map((file): ReadScript => {
    const call = [...called.values()].flat().find((one) => one.file === file)?.run;
    const host = call ? undefined : serviceMounting(file.path, started.services);
    const around = call?.names ?? (host ? namesOfSettings(host.settings) : () => undefined);
    const sourced = dotenvFiles.filter((env) => mentions(file, baseNameOf(env.path))).map(namesIn);
    const names: Names = (name) => around(name) ?? sourced.map((one) => one(name)).find((one) => one !== undefined);
    const inside = call?.inside ?? (host && insideService(host.name));
    const runs = runsIn(file.model.commands, { names, inside, environmentOf });
    return { file, runs, calls: callsOf(runs, file.path).map((one) => one.file), inside };
  });
  const startersOf = (file: ShellFile): readonly Source[] => {
    const reached = new Set([file]);
    for (const one of reached) for (const { file: caller, calls } of read) if (calls.includes(one)) reached.add(caller);
    return sources.filter((source) => called.get(source)?.some((one) => reached.has(one.file)));
  };
  const jobs = [
    ...sources.flatMap((source) => jobsIn(source.runs, source.path, undefined, [source], isAboutBackups(source.path))),
    ...read.flatMap(({ file, runs }) =>
      jobsIn(runs, file.path, file.path, startersOf(file), isAboutBackups(baseNameOf(file.path))),
    ),
    ...running.flatMap((service) => imageJobs(service, started.services)),
  ];
  return {
    jobs,
    scripts: read.flatMap((one) => scriptOf(one, jobs, startersOf(one.file))),
  };
}

/** A script reads an env file by `source`, `.`, or by cutting it up itself. */
const mentions = ({ model }: ShellFile, name: string): boolean => {
  const holds = (text: string): boolean =>
    text === name || text.endsWith(`/${name}`) || text.includes(` ${name}`) || text.includes(`/${name} `);
  return model.commands.some(({ words, redirections }) =>
    [...words, ...redirections.flatMap(({ target }) => target ?? [])].some(({ parts }) =>
      parts.some((part) => (typeof part === 'string' ? holds(part) : 'script' in part && holds(part.script))),
    ),
  );
};
