import type { BackupJob, Schedule } from '../deployment/backup-job.ts';
import type { DeployedService } from '../deployment/deployment.ts';
import { known, type Told, unknownSign } from '../deployment/told.ts';
import type { NginxScope } from '../model/nginx.ts';
import { folderOf, isWithin } from '../model/path.ts';
import type { Context } from './context.ts';

/** What is to be said of a job. */
export interface Verdict {
  readonly value: string | undefined;
  readonly words: string;
}

/** A volume, or a path of the host, that a container sees. */
interface Mount {
  readonly source: string | undefined;
  readonly target: string;
}

export const mountsOf = ({ layers }: DeployedService): readonly Mount[] =>
  layers.flatMap(({ service: { volumes } }) => volumes.map(({ source, target }) => ({ source: source?.text, target })));

/** Where a backup lies that is lost together with what it saves, or that everybody can fetch. */
export function whereTo(job: BackupJob, file: string | undefined, context: Context): Verdict | undefined {
  const { saved, inside } = job;
  const to = saved.kind === 'other' ? undefined : saved.to;
  const folder = to && folderOfTold(to);
  if (folder !== undefined && rootsOf(context).some((root) => isWithin(folder, root)))
    return { value: 'web-root', words: `It writes to ${folder}, which a site serves.` };
  const { services } = context.deployment;
  const host = inside && services.find(({ name }) => inside.kind === 'run' && name === known(inside.name));
  if (host && saved.kind === 'postgres') {
    const held = mountsOf(host).find(({ target }) =>
      folder === undefined ? /^\/backups?(?:\/|$)/.test(target) : isWithin(folder, target),
    );
    const isData = services.some((service) =>
      mountsOf(service).some(
        ({ source, target }) =>
          source !== undefined && source === held?.source && target.startsWith('/var/lib/postgresql'),
      ),
    );
    if (isData)
      return { value: 'same-volume', words: `It writes to ${held?.source ?? ''}, the volume of the database itself.` };
  }
  if (folder !== undefined && saved.kind === 'postgres' && isWithin(folder, '/var/lib/postgresql'))
    return { value: 'same-volume', words: `It writes to ${folder}, where the database itself lies.` };
  if (
    folder !== undefined &&
    file !== undefined &&
    onSameVolume(file, folder, host ? mountsOf(host) : ownMounts(context))
  )
    return { value: 'same-volume', words: `It writes to ${folder}, on the volume of the database itself.` };
  return undefined;
}

/** The folder in front of anything that nobody knows. */
function folderOfTold({ text }: Told): string | undefined {
  const clear = text.slice(0, text.includes(unknownSign) ? text.indexOf(unknownSign) : undefined);
  const folder = clear.slice(0, Math.max(clear.lastIndexOf('/'), 0));
  return folder === '' ? undefined : folder;
}

/** What the product's own container sees, of Compose or of a cluster. */
export function ownMounts({ running, deployment, product }: Context): readonly Mount[] {
  const [service] = running;
  if (service) return mountsOf(service);
  const pods = deployment.workloads.flatMap(({ containers }) => containers.filter((pod) => pod.product === product));
  return (pods[0]?.definition.mounts ?? []).map(({ volume, path }) => ({ source: volume, target: path }));
}

/** By the mounts of the container that has both; without them by whether one folder lies in the other. */
export function onSameVolume(file: string, folder: string, given: readonly Mount[]): boolean {
  const mounts = given.toSorted((a, b) => b.target.length - a.target.length);
  const mountOf = (path: string) => mounts.find(({ target }) => isWithin(path, target.replace(/\/$/, '')));
  const [one, other] = [mountOf(file), mountOf(folder)];
  if (one && other) return one === other || (one.source !== undefined && one.source === other.source);
  return !one && !other && folderOf(file) !== '' && isWithin(folder, folderOf(file));
}

/** Folders whose files the proxies give to everybody. */
export function rootsOf({ deployment }: Context): readonly string[] {
  const rootsIn = (scope: NginxScope): readonly string[] => [
    ...scope.directives.flatMap(({ name, args }) =>
      name.text === 'root' || name.text === 'alias' ? (args[0]?.text ?? []) : [],
    ),
    ...[...scope.locations, ...scope.conditions].flatMap(rootsIn),
  ];
  const caddy = deployment.sites.flatMap(({ site }) =>
    site.directives.flatMap(({ name, args }) => (name.text === 'root' ? (args.at(-1)?.text ?? []) : [])),
  );
  return [
    ...deployment.nginx.flatMap(({ server }) => rootsIn(server)),
    ...caddy,
    '/var/www/html',
    '/usr/share/nginx/html',
  ]
    .map((root) => root.replace(/\/$/, ''))
    .filter((root) => root.startsWith('/') && root.length > 1);
}

/** How often the files run it. */
export function whenOf({ schedules, script }: BackupJob, place: Verdict | undefined): Verdict {
  if (place) return place;
  const active = schedules.filter(({ off }) => !off);
  const daily = active.find(({ frequency }) => frequency === 'daily');
  if (daily) return { value: 'daily', words: `${by(daily)} runs it every day.` };
  const rarer = active.find(({ frequency }) => frequency === 'rarer');
  if (rarer) return { value: 'scheduled', words: `${by(rarer)} runs it, but not every day.` };
  const [some] = active;
  if (some) return { value: undefined, words: `${by(some)} runs it; the files do not tell how often.` };
  const [off] = schedules;
  if (off)
    return {
      value: 'off',
      words:
        off.by === 'cron' ? `The entry in ${off.path} that would run it is a comment.` : `${by(off)} is switched off.`,
    };
  return {
    value: undefined,
    words:
      script === undefined ? 'Nothing in the files runs it again and again.' : `Nothing in the files runs ${script}.`,
  };
}

const runners: Readonly<Record<Schedule['by'], string>> = {
  cron: 'The table',
  systemd: 'The timer',
  kubernetes: 'The CronJob in',
  compose: 'The service in',
  launchd: 'The job',
  workflow: 'The workflow',
};

const by = (schedule: Schedule): string => `${runners[schedule.by]} ${schedule.path}`;
