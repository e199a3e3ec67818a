import { type Frequency, frequencyOfDuration } from '../model/frequency.ts';
import type { Place } from '../model/place.ts';
import type { Scheduler, Source } from './backup-source.ts';
import { type Saved, savedBy } from './saved.ts';
import { type Inside, programIn } from './shell-prefix.ts';
import type { Run } from './shell-run.ts';
import { known, type Told } from './told.ts';

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

/** The jobs among what a script or a schedule runs; `about` as for {@link savedBy}. */
export function jobsIn(
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

/** When a source runs a command: by its own time, or again and again in a loop of the script. */
export function scheduleBy(
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
