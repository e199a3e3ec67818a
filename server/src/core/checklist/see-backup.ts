import type { BackupJob, BackupScript, Schedule } from '../deployment/backups.ts';
import type { DeployedService } from '../deployment/deployment.ts';
import { known, type Told, unknownSign } from '../deployment/told.ts';
import type { NginxScope } from '../model/nginx.ts';
import { baseNameOf, folderOf, isWithin } from '../model/path.ts';
import type { BackupPart } from '../product/condition.ts';
import { matchesText } from '../product/glob.ts';
import type { Context } from './context.ts';
import { likenessOf, valuesOf } from './own-database.ts';
import { settingsNamed } from './see-setting.ts';
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

/** What is to be said of a job. */
interface Verdict {
  readonly value: string | undefined;
  readonly words: string;
}

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

/** A volume that a server of PostgreSQL keeps its data on. */
const copiesPostgres = ({ volumes, stops }: BackupJob, { services }: Context): boolean =>
  !stops &&
  volumes.some((volume) =>
    services.some((service) =>
      mountsOf(service).some(
        ({ source, target }) => source === volume && /^\/var\/lib\/postgresql(?:\/|$)/.test(target),
      ),
    ),
  );

const mountsOf = ({
  layers,
}: DeployedService): readonly { readonly source: string | undefined; readonly target: string }[] =>
  layers.flatMap(({ service: { volumes } }) => volumes.map(({ source, target }) => ({ source: source?.text, target })));

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

/** Where a backup lies that is lost together with what it saves, or that everybody can fetch. */
function whereTo(job: BackupJob, file: string | undefined, context: Context): Verdict | undefined {
  const { saved, inside } = job;
  const to = saved.kind === 'other' ? undefined : saved.to;
  const folder = to && folderOfTold(to);
  if (folder !== undefined && rootsOf(context).some((root) => isWithin(folder, root)))
    return { value: 'web-root', words: `It writes to ${folder}, which a site serves.` };
  const host = inside && context.services.find(({ name }) => inside.kind === 'run' && name === known(inside.name));
  if (host && saved.kind === 'postgres') {
    const held = mountsOf(host).find(({ target }) =>
      folder === undefined ? /^\/backups?(?:\/|$)/.test(target) : isWithin(folder, target),
    );
    const isData = context.services.some((service) =>
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
  if (folder !== undefined && file !== undefined && onSameVolume(file, folder, host ?? context.running[0]))
    return { value: 'same-volume', words: `It writes to ${folder}, on the volume of the database itself.` };
  return undefined;
}

/** The folder in front of anything that nobody knows. */
function folderOfTold({ text }: Told): string | undefined {
  const clear = text.slice(0, text.includes(unknownSign) ? text.indexOf(unknownSign) : undefined);
  const folder = clear.slice(0, Math.max(clear.lastIndexOf('/'), 0));
  return folder === '' ? undefined : folder;
}

/** By the mounts of the container that has both; without them by whether one folder lies in the other. */
function onSameVolume(file: string, folder: string, service: DeployedService | undefined): boolean {
  const mounts = (service ? mountsOf(service) : []).toSorted((a, b) => b.target.length - a.target.length);
  const mountOf = (path: string) => mounts.find(({ target }) => isWithin(path, target.replace(/\/$/, '')));
  const [one, other] = [mountOf(file), mountOf(folder)];
  if (one && other) return one === other || (one.source !== undefined && one.source === other.source);
  return !one && !other && folderOf(file) !== '' && isWithin(folder, folderOf(file));
}

/** Folders whose files the proxies give to everybody. */
function rootsOf({ deployment }: Context): readonly string[] {
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
function whenOf({ schedules, path }: BackupJob, place: Verdict | undefined): Verdict {
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
  return { value: undefined, words: `Nothing in the files runs ${path}.` };
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

/** Braces as alternatives: `{a,b}/c` is `a` or `b`, then `c`. */
const alternatives = (path: string): readonly (readonly string[])[] =>
  path.split(/\/(?![^{]*\})/).map((part) => {
    const match = /^([^{]*)\{([^}]*)\}(.*)$/.exec(part);
    return match ? (match[2] ?? '').split(',').map((one) => `${match[1]}${one}${match[3]}`) : [part];
  });

/**
 * For each path whether backups of files take it, by the names in it: who takes a folder takes what is below it, wherever that
 * lies. A path is missing only where its neighbours are taken by name and no other word could hold it.
 */
export function seeCovered(wanted: readonly string[], { deployment }: Context): Sightings {
  const jobs = deployment.backups.jobs.filter(({ saved }) => saved.kind === 'files');
  const [first] = jobs;
  if (!first) return { found: [], complete: false, name: names.files };
  const taken = jobs.flatMap(({ saved, volumes }) =>
    saved.kind === 'files'
      ? [...saved.paths, ...volumes.map((volume): Told => ({ text: `${volume}${unknownSign}`, sure: false }))]
      : [],
  );
  const excluded = jobs.flatMap(({ saved }) => (saved.kind === 'files' ? saved.excluded : []));
  const nameOf = ({ text }: Told): string => baseNameOf(text.replace(/\/\*?$/, ''));
  const holds = (names: readonly string[], word: Told): boolean =>
    names.some((name) => matchesText(name, nameOf(word)));
  const paths = wanted.map((path) => ({ path, parts: alternatives(path) }));
  const isMeant = (word: Told): boolean => paths.some(({ parts }) => parts.some((part) => holds(part, word)));
  const isOpen = taken.length === 0 || !taken.every(isMeant);
  const found = paths.map(({ path, parts }): Sighting => {
    const last = parts.at(-1) ?? [];
    const isLeft = excluded.some((word) => holds(last, word));
    const isTaken = !isLeft && taken.some((word) => parts.some((part) => holds(part, word)));
    const name = last.join(' or ');
    return {
      name: path,
      value: isTaken ? 'taken' : isOpen && !isLeft ? undefined : 'missing',
      ...(!isTaken && isOpen && !isLeft
        ? { open: `The files do not tell whether ${name} is in the backup.` }
        : { words: isTaken ? `The backup takes ${name}.` : `The backup leaves out ${name}.` }),
      places: [{ path: first.path, span: first.span }],
      tellable: true,
    };
  });
  return { found, complete: true, name: names.files };
}

/** Whether two paths of the product lie on one volume. */
export function seeApart(variables: readonly string[], context: Context): Sightings {
  const [one, other] = variables.map((name) => ({ name, setting: settingsNamed(name, context)[0] }));
  const name = variables.join(' and ');
  const none: Sightings = { found: [], complete: false, name };
  if (!one?.setting || !other?.setting) return none;
  const { decided } = one.setting;
  const place = { path: decided.path, span: decided.span };
  const [path, file] = [one.setting.value, other.setting.value];
  const isTold = path?.startsWith('/') && file?.startsWith('/');
  const isSame = isTold && path !== undefined && file !== undefined && onSameVolume(file, path, context.running[0]);
  return {
    found: [
      {
        name,
        value: isTold ? (isSame ? 'same' : 'different') : undefined,
        ...(isTold ? {} : { open: `The files do not tell where ${name} lie.` }),
        words: isSame ? `${one.name} lies on the volume of ${other.name}.` : `${one.name} and ${other.name} lie apart.`,
        places: [place],
        tellable: true,
      },
    ],
    complete: true,
    name,
    home: place,
  };
}
