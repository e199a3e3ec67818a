import { baseNameOf } from '../model/path.ts';
import type { Place } from '../model/place.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type BackupJob, type Schedule, scheduleBy } from './backup-job.ts';
import type { Source } from './backup-source.ts';
import { checksOrRestores } from './restored.ts';
import { type Inside, programIn } from './shell-prefix.ts';
import type { Run } from './shell-run.ts';

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

export type ShellFile = Extract<SourceFile, { kind: 'shell' }>;

/** A script with what it runs. */
export interface ReadScript {
  readonly file: ShellFile;
  readonly runs: readonly Run[];
  readonly calls: readonly ShellFile[];
  readonly inside: Inside | undefined;
}

/** Programs and words of the shell that neither save nor restore anything, whatever their arguments are. */
const inert = new Set(
  'echo printf set shift exit return true false : test [ [[ date mkdir chmod chown cd pwd export local readonly declare typeset unset sleep logger trap umask read ls find rm du wc head tail grep awk sed cut sort cat tee basename dirname command type which exec'.split(
    ' ',
  ),
);

/** What kind of script it is; none where neither its name nor its commands are about backups. */
export function scriptOf(
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
