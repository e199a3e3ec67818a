import { type Frequency, frequencyOfCron, frequencyOfDuration } from '../model/frequency.ts';
import { readImage } from '../model/image.ts';
import { dumpImages, volumeImage } from './backup-images.ts';
import type { BackupJob, Schedule } from './backup-job.ts';
import { insideService, namesOfSettings } from './backup-source.ts';
import type { DeployedService } from './deployment.ts';
import { known, type Told, told } from './told.ts';

/** What a service does whose image is made for backups. */
export function imageJobs(service: DeployedService, services: readonly DeployedService[]): readonly BackupJob[] {
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
