import type { BackupJob } from '../deployment/backup-job.ts';
import type { BackupScript } from '../deployment/backup-script.ts';
import { known, type Told } from '../deployment/told.ts';
import { baseNameOf, folderOf, isWithin } from '../model/path.ts';
import type { BackupPart } from '../product/parts.ts';
import { mountsOf, type Verdict, whenOf, whereTo } from './backup-verdict.ts';
import type { Context } from './context.ts';
import { likenessOf, valuesOf } from './own-database.ts';
import type { Sighting, Sightings } from './sighting.ts';

const names: Readonly<Record<BackupPart, string>> = {
  postgres: 'a command that dumps PostgreSQL',
  sqlite: 'a command that saves the SQLite database',
  files: 'a command that saves files',
  script: 'a script that makes a backup',
  restore: 'a script that restores a backup',
  check: 'a script that checks a backup',
};

/** What the files say of backups. That they show none proves nothing: a table of cron may stand on the host alone. */
export function seeBackup(part: BackupPart, database: readonly string[], context: Context): Sightings {
  const { jobs, scripts } = context.deployment.backups;
  const found =
    part === 'postgres'
      ? jobs.flatMap((job) => seeDump(job, database, context))
      : part === 'sqlite'
        ? seeSqlite(jobs, database, context)
        : part === 'files'
          ? jobs.flatMap((job) => (job.saved.kind === 'files' ? [sightingOf(job, judgeFiles(job, context))] : []))
          : scripts.flatMap((script) => (doing[script.does] === part ? [seeScript(script, context)] : []));
  return { found, complete: false, name: names[part] };
}

const doing: Readonly<Record<BackupScript['does'], BackupPart>> = {
  saves: 'script',
  restores: 'restore',
  checks: 'check',
};

const sightingOf = (job: BackupJob, { value, words }: Verdict): Sighting => ({
  name: `The backup by ${job.saved.tool}`,
  value,
  ...(value === undefined ? { open: words } : { words }),
  places: [{ path: job.path, span: job.span }, ...job.schedules.map(({ path, span }) => ({ path, span }))],
  tellable: true,
});

function seeDump(job: BackupJob, database: readonly string[], context: Context): readonly Sighting[] {
  const { saved } = job;
  if (saved.kind === 'files') return copiesPostgres(job, context) ? [sightingOf(job, copied)] : [];
  if (saved.kind !== 'postgres') return [];
  const { is, words } = likenessOf({ ...job, saved }, database, context);
  return [sightingOf(job, is === 'own' ? whenOf(job, whereTo(job, undefined, context)) : { value: is, words })];
}

/** Somebody else's files may be saved as well. */
function judgeFiles(job: BackupJob, context: Context): Verdict {
  return isAboutProduct(job, context)
    ? whenOf(job, whereTo(job, undefined, context))
    : {
        value: undefined,
        words: `The files do not tell whether it saves files of ${context.product.name ?? context.product.id}.`,
      };
}

function isAboutProduct({ saved, script, volumes }: BackupJob, { product, running }: Context): boolean {
  if (saved.kind !== 'files') return false;
  const names = [product.id, ...product.detect.weak.services, ...product.detect.strong.services];
  const words = [
    ...saved.paths.map(({ text, name = '' }) => `${text} ${name}`),
    script === undefined ? '' : baseNameOf(script),
  ];
  return (
    words.some((word) => names.some((name) => word.toLowerCase().includes(name))) ||
    volumes.some((volume) => running.some((service) => mountsOf(service).some(({ source }) => source === volume)))
  );
}

const copied: Verdict = { value: 'copy', words: 'It copies the files of a database that goes on writing.' };

/** The volume or the folder that a server of PostgreSQL keeps its data in. */
const copiesPostgres = ({ volumes, stops, inside, saved }: BackupJob, { services }: Context): boolean =>
  !stops &&
  ((inside !== undefined &&
    saved.kind === 'files' &&
    saved.paths.some(({ text }) => isWithin(text, '/var/lib/postgresql'))) ||
    volumes.some((volume) =>
      services.some((service) =>
        mountsOf(service).some(
          ({ source, target }) => source === volume && /^\/var\/lib\/postgresql(?:\/|$)/.test(target),
        ),
      ),
    ));

function seeSqlite(jobs: readonly BackupJob[], database: readonly string[], context: Context): readonly Sighting[] {
  const files = valuesOf(database, context).flatMap(
    (value) => known(value)?.replace(/^(?:sqlite|file):(?:\/\/)?/, '') ?? [],
  );
  const seen = jobs.flatMap((job) => {
    const verdict = judgeSqlite(job, files, database, context);
    return verdict ? [{ job, verdict }] : [];
  });
  // The copy that a script packs is the one that it made a moment before.
  const consistent = new Set(
    seen.flatMap(({ job, verdict }) => (verdict.value !== 'copy' ? [job.script ?? job.path] : [])),
  );
  return seen
    .filter(({ job, verdict }) => verdict.value !== 'copy' || !consistent.has(job.script ?? job.path))
    .map(({ job, verdict }) => sightingOf(job, verdict));
}

function judgeSqlite(
  job: BackupJob,
  files: readonly string[],
  variables: readonly string[],
  context: Context,
): Verdict | undefined {
  const { saved } = job;
  const isNamed = ({ name, text }: Told): boolean =>
    (name !== undefined && variables.includes(name)) ||
    files.some((file) => baseNameOf(file) === baseNameOf(text) && baseNameOf(text) !== '');
  if (saved.kind === 'sqlite') {
    const { file } = saved;
    if (file && isNamed(file)) return whenOf(job, whereTo(job, known(file) ?? files[0], context));
    const path = file && known(file);
    if (path === undefined || !file?.sure || files.length === 0)
      return { value: undefined, words: 'The files do not tell which database it saves.' };
    return { value: 'other-database', words: `It saves ${path}; the product's database is ${files.join(' or ')}.` };
  }
  if (saved.kind !== 'files') return undefined;
  const isVolume = job.volumes.some((volume) =>
    context.running.some((service) =>
      mountsOf(service).some(({ source, target }) => source === volume && files.some((file) => isWithin(file, target))),
    ),
  );
  const takes =
    isVolume ||
    saved.paths.some(
      (path) =>
        isNamed(path) || files.some((file) => folderOf(file) !== '' && folderOf(file) === path.text.replace(/\/$/, '')),
    );
  if (!takes) return undefined;
  return job.stops ? whenOf(job, whereTo(job, files[0], context)) : copied;
}

function seeScript(script: BackupScript, context: Context): Sighting {
  const { versioning, product, deployment } = context;
  const { path, span, does, works, shebang, handed } = script;
  const tracked = versioning.tracked?.has(path);
  const value = ((): Verdict => {
    if (works === false) return { value: 'empty', words: `${path} ${empty[does]}.` };
    const own = deployment.backups.jobs.filter((job) => job.script === path);
    const isOwn =
      baseNameOf(path).includes(product.id) || own.length === 0 || own.some((job) => isAboutProduct(job, context));
    if (works === undefined || !isOwn) return { value: undefined, words: `The files do not tell what ${path} does.` };
    if (handed) return { value: 'runnable', words: `${path} is handed to a shell.` };
    if (!shebang)
      return {
        value: 'no-shebang',
        words: `${path} does not begin with #!, so that nothing says which program runs it.`,
      };
    if (tracked !== true || !versioning.executable)
      return { value: 'present', words: `${path} is there; git does not tell its mode.` };
    return versioning.executable.has(path)
      ? { value: 'runnable', words: `${path} is executable.` }
      : { value: 'not-executable', words: `Git has ${path} without the executable bit.` };
  })();
  return {
    name: path,
    value: value.value,
    ...(value.value === undefined ? { open: value.words } : { words: value.words }),
    places: [{ path, span }],
    tellable: true,
  };
}

const empty: Readonly<Record<BackupScript['does'], string>> = {
  saves: 'saves nothing',
  restores: 'restores nothing',
  checks: 'checks nothing',
};
