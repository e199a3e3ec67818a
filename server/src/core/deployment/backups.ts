import { type Frequency, frequencyOfCron, frequencyOfDuration } from '../model/frequency.ts';
import { readImage } from '../model/image.ts';
import { baseNameOf } from '../model/path.ts';
import type { Place } from '../model/place.ts';
import type { SourceFile } from '../model/source-file.ts';
import { dumpImages, volumeImage } from './backup-images.ts';
import {
  insideService,
  namesOfSettings,
  type Scheduler,
  type Source,
  type Started,
  scriptNamed,
  serviceMounting,
  sourcesOf,
} from './backup-sources.ts';
import type { DeployedService } from './deployment.ts';
import { lastSettings } from './environment.ts';
import { checksOrRestores, isAboutBackups, type Saved, savedBy } from './saved.ts';
import { type Inside, programIn } from './shell-prefix.ts';
import { type Run, runsIn } from './shell-run.ts';
import { known, type Names, type Told, told } from './told.ts';

/** When something starts a job, at the place that says so. */
export interface Schedule extends Place {
  readonly by: Scheduler;
  /** Undefined where it repeats and nobody can tell how often. */
  readonly frequency: Frequency | undefined;
  /** It is written and does not count: a comment, a job that is suspended. */
  readonly off: boolean;
}

/** A command that puts data aside. */
export interface BackupJob extends Place {
  readonly saved: Saved;
  /** The container that it runs in, as the command says. */
  readonly inside: Inside | undefined;
  /** The script that holds it; undefined for a command of a schedule itself. */
  readonly script: string | undefined;
  /** Volumes, by name or path on the host, that it sees as a whole. */
  readonly volumes: readonly string[];
  /** Something is stopped before it runs. */
  readonly stops: boolean;
  readonly schedules: readonly Schedule[];
}

/** A script that saves data, gives it back or looks whether it could, by what it runs, or by its name alone. */
export interface BackupScript extends Place {
  readonly does: 'saves' | 'restores' | 'checks';
  /** `false` where only its name says so and nothing that it runs could; undefined where nobody can tell. */
  readonly works: boolean | undefined;
  readonly shebang: boolean;
  /** All that start it hand it to a shell, so that it need not be executable. */
  readonly handed: boolean;
  readonly schedules: readonly Schedule[];
}

/** What the files say of backups. */
export interface Backups {
  readonly jobs: readonly BackupJob[];
  readonly scripts: readonly BackupScript[];
}

type ShellFile = Extract<SourceFile, { kind: 'shell' }>;

interface ReadScript {
  readonly file: ShellFile;
  readonly runs: readonly Run[];
  readonly calls: readonly ShellFile[];
  readonly inside: Inside | undefined;
}

/** The commands that save data, in scripts and schedules of production, and what starts them. */
export function backupsOf(
  started: Omit<Started, 'environmentOf' | 'project'> & { readonly projectEnv: string | undefined },
  isLive: (file: SourceFile) => boolean,
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
  const sources = sourcesOf({ ...started, files, environmentOf, project });
  const scripts = files.filter((file) => file.kind === 'shell');
  const callsOf = (runs: readonly Run[], from: string): readonly ShellFile[] =>
    runs.flatMap(({ words }) => {
      const [first, second] = words;
      const word = first && /^(?:\.|source)$/.test(first.text) ? second : first;
      return (word && scriptNamed(word, scripts, from)) ?? [];
    });
  const called = new Map(sources.map((source) => [source, callsOf(source.runs, source.path)] as const));
  const read = scripts.map((file): ReadScript => {
    const caller = sources.find((source) => called.get(source)?.includes(file));
    const host = caller ? undefined : serviceMounting(file.path, started.services);
    const around = caller?.names ?? (host ? namesOfSettings(host.settings) : () => undefined);
    const sourced = dotenvFiles.filter((env) => mentions(file, baseNameOf(env.path))).map(namesIn);
    const names: Names = (name) => around(name) ?? sourced.map((one) => one(name)).find((one) => one !== undefined);
    const inside = caller?.inside ?? (host && insideService(host.name));
    const runs = runsIn(file.model.commands, { names, inside, environmentOf });
    return { file, runs, calls: callsOf(runs, file.path), inside };
  });
  const startersOf = (file: ShellFile): readonly Source[] => {
    const reached = new Set([file]);
    for (const one of reached) for (const { file: caller, calls } of read) if (calls.includes(one)) reached.add(caller);
    return sources.filter((source) => called.get(source)?.some((one) => reached.has(one)));
  };
  const jobs = [
    ...sources.flatMap((source) => jobsIn(source.runs, source.path, undefined, [source], isAboutBackups(source.path))),
    ...read.flatMap(({ file, runs }) =>
      jobsIn(runs, file.path, file.path, startersOf(file), isAboutBackups(baseNameOf(file.path))),
    ),
    ...started.services.filter(({ primary }) => primary).flatMap((service) => imageJobs(service, started.services)),
  ];
  return {
    jobs,
    scripts: read.flatMap((one) => scriptOf(one, jobs, startersOf(one.file))),
  };
}

/** `postgres-0` and `postgres-5d8f-x` are pods of `postgres`. */
export const isPodOf = (pod: string | undefined, workload: string): boolean =>
  pod !== undefined &&
  (pod === workload || (pod.startsWith(`${workload}-`) && /^-[a-z0-9-]+$/.test(pod.slice(workload.length))));

/** The service that a command means by its name, the name of its container, or the one that Compose makes of them. */
export function serviceNamed(
  { kind, name }: Inside,
  services: readonly DeployedService[],
): DeployedService | undefined {
  const text = known(name);
  if (text === undefined || kind === 'image' || kind === 'pod') return undefined;
  const primary = services.filter((service) => service.primary);
  const byService = primary.find((service) => service.name === text);
  if (kind !== 'container') return byService;
  const containers = (service: DeployedService): readonly string[] =>
    service.layers.flatMap(({ service: { containerName } }) => containerName ?? []);
  return (
    primary.find((service) => containers(service).includes(text)) ??
    // Compose calls it `project-service-1` where nothing else is said.
    primary.find(
      (service) =>
        containers(service).length === 0 && new RegExp(`^[a-z0-9_-]+[-_]${escaped(service.name)}[-_]\\d+$`).test(text),
    ) ??
    (byService && containers(byService).length === 0 ? byService : undefined)
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

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

function jobsIn(
  runs: readonly Run[],
  path: string,
  script: string | undefined,
  starters: readonly Source[],
  about: boolean,
): readonly BackupJob[] {
  const loop = loopOf(runs);
  return runs.flatMap((run, index): readonly BackupJob[] => {
    const saved = savedBy(run, about);
    if (!saved) return [];
    return [
      {
        path,
        span: run.span,
        saved,
        inside: run.inside,
        script,
        volumes: run.inside?.mounts.flatMap((mount) => sourceOfMount(mount) ?? []) ?? [],
        stops: runs.slice(0, index).some(isStop),
        schedules: starters.flatMap((source) => scheduleBy(source, run.looped ? loop : undefined)),
      },
    ];
  });
}

function scheduleBy(
  source: Source,
  loop: { readonly frequency: Frequency | undefined } | undefined,
): readonly Schedule[] {
  const repeats = loop ?? source.repeats;
  const { by, path, span, off } = source;
  return repeats ? [{ by, path, span, frequency: repeats.frequency, off }] : [];
}

/** How long a loop sleeps between its rounds. */
function loopOf(runs: readonly Run[]): { readonly frequency: Frequency | undefined } | undefined {
  const sleep = runs.find((run) => run.looped && programIn(run) === 'sleep');
  if (!sleep) return undefined;
  const time = known(sleep.words[1]);
  return { frequency: time === undefined ? undefined : frequencyOfDuration(time) };
}

const isStop = (run: Run): boolean => {
  const words = run.words.map(({ text }) => text);
  return (
    /^(?:docker|docker-compose|podman|systemctl|service|pm2|supervisorctl|launchctl|kubectl)$/.test(
      programIn(run) ?? '',
    ) && words.some((word) => /^(?:stop|down|pause|kill|scale|unload|bootout)$/.test(word))
  );
};

/** `-v source:target`, `--mount type=volume,src=source,dst=target`. */
const sourceOfMount = ({ text }: Told): string | undefined =>
  /(?:^|,)(?:src|source)=([^,]+)/.exec(text)?.[1] ?? /^([^:,=]+):/.exec(text)?.[1];

function imageJobs(service: DeployedService, services: readonly DeployedService[]): readonly BackupJob[] {
  const repository = service.image?.value === undefined ? undefined : readImage(service.image.value)?.name;
  if (!service.image || repository === undefined) return [];
  const last = repository.split('/').slice(-2).join('/').toLowerCase();
  const names = namesOfSettings(service.settings);
  const { path, span } = service.image.decided;
  const inside = insideService(service.name);
  const scheduled = (frequency: Frequency | undefined): readonly Schedule[] => [
    { by: 'compose', path, span, frequency, off: false },
  ];
  const base = { path, span, inside, script: undefined, stops: false } as const;
  if (last === volumeImage) {
    const cron = known(names('BACKUP_CRON_EXPRESSION')) ?? '@daily';
    const mounts = service.layers
      .flatMap(({ service: { volumes } }) => volumes)
      .filter(({ target }) => /^\/backup(?:\/|$)/.test(target));
    const stops = services.some(({ labels }) =>
      labels.some(({ key, value }) => /^docker-volume-backup\.stop-during-backup$/.test(key) && value !== 'false'),
    );
    return [
      {
        ...base,
        stops,
        saved: {
          kind: 'files',
          tool: volumeImage,
          paths: mounts.flatMap(({ source }) => (source ? [told(source.text)] : [])),
          excluded: [],
          to: undefined,
        },
        volumes: mounts.flatMap(({ source }) => source?.text ?? []),
        schedules: scheduled(frequencyOfCron(cron)),
      },
    ];
  }
  const facts = Object.hasOwn(dumpImages, last) ? dumpImages[last] : undefined;
  if (!facts) return [];
  const first = (keys: readonly string[]): Told | undefined =>
    keys.map(names).find((one) => one !== undefined && one.text !== '');
  const sort = facts.sort && first(facts.sort);
  if (facts.sort && !/^(?:pgsql|postgres(?:ql)?)$/i.test(known(sort) ?? '')) return [];
  const cron = first(facts.schedule);
  const interval = facts.interval && first(facts.interval);
  const when =
    cron !== undefined
      ? frequencyOfCron(known(cron) ?? '')
      : interval !== undefined
        ? frequencyOfDuration(/^\d+$/.test(interval.text) ? `${interval.text}m` : interval.text)
        : facts.unset === undefined
          ? undefined
          : frequencyOfCron(facts.unset);
  const repeats = cron !== undefined || interval !== undefined || facts.unset !== undefined;
  const wanted = first(facts.database);
  // Several names in one variable: the tool dumps each.
  const databases = wanted?.text.split(/[\s,]+/).filter((one) => one !== '') ?? [];
  const dump = (database: Told | undefined): BackupJob => ({
    ...base,
    saved: {
      kind: 'postgres',
      tool: last,
      database,
      whole: false,
      user: first(facts.user),
      host: first(facts.host),
      to: undefined,
    },
    volumes: [],
    schedules: repeats ? scheduled(when) : [],
  });
  return databases.length === 0
    ? [dump(undefined)]
    : databases.map((text) => dump({ text, sure: wanted?.sure ?? false }));
}

/** Programs and words of the shell that neither save nor restore anything, whatever their arguments are. */
const inert = new Set(
  'echo printf set shift exit return true false : test [ [[ date mkdir chmod chown cd pwd export local readonly declare typeset unset sleep logger trap umask read ls find rm du wc head tail grep awk sed cut sort cat tee basename dirname command type which exec'.split(
    ' ',
  ),
);

function scriptOf(
  { file, runs }: ReadScript,
  jobs: readonly BackupJob[],
  starters: readonly Source[],
): readonly BackupScript[] {
  const { path, model } = file;
  const name = baseNameOf(path);
  const own = jobs.filter(({ script }) => script === path);
  const does = kindOf(name, own.length > 0);
  if (!does) return [];
  const isInert = runs.every(
    (run) => inert.has(programIn(run) ?? '') && !run.pipe.some((program) => !inert.has(program)),
  );
  const works = does === 'saves' ? own.length > 0 : runs.some((run) => checksOrRestores(run) !== undefined);
  const active = starters.filter(({ off }) => !off);
  const handed = active.length > 0 && active.every((source) => isHanded(source, name));
  const { shebang } = model;
  const schedules = own[0]?.schedules ?? starters.flatMap((source) => scheduleBy(source, undefined));
  return [
    {
      path,
      span: shebang ?? { start: 0, end: Math.min(Math.max(file.text.indexOf('\n'), 1), file.text.length) },
      does,
      works: works ? true : isInert ? false : undefined,
      shebang: shebang !== undefined,
      handed,
      schedules,
    },
  ];
}

/** The source names a shell in front of the script. */
const isHanded = ({ runs }: Source, name: string): boolean =>
  runs.some(({ words: [first], handed }) => handed && first?.text.endsWith(name) === true);

function kindOf(name: string, saves: boolean): BackupScript['does'] | undefined {
  if (/restore|recover/i.test(name) && !/valid|verif|check|test/i.test(name)) return 'restores';
  if (
    /(?:valid|verif|check|test)\w*[-_.]?(?:restore|back-?up|dump)|(?:restore|back-?up|dump)\w*[-_.]?(?:valid|verif|check|test)/i.test(
      name,
    )
  )
    return 'checks';
  if (saves || /back-?up|(?:^|[-_.])dump/i.test(name)) return 'saves';
  return undefined;
}
