import { type Frequency, frequencyOfCron } from '../model/frequency.ts';
import type { Place } from '../model/place.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { DeployedService } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';
import type { Process } from './processes.ts';
import type { Inside } from './shell-prefix.ts';
import type { Run, Scene } from './shell-run.ts';
import { type Names, told, unknownSign } from './told.ts';
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

/** A value that cannot be resolved is set all the same. */
export const namesOfSettings = (settings: readonly EffectiveSetting[]): Names => {
  const values = new Map(settings.map(({ key, value }) => [key, value]));
  return (name) =>
    values.has(name) ? { text: values.get(name) ?? unknownSign, sure: values.get(name) !== undefined } : undefined;
};

export const insideService = (name: string): Inside => ({ kind: 'run', name: told(name), mounts: [] });

export const repeatsBy = (schedule: string): Source['repeats'] => {
  const frequency = frequencyOfCron(schedule);
  return frequency === undefined ? undefined : { frequency };
};
