import { programIn } from './shell-prefix.ts';
import type { Run } from './shell-run.ts';

/** What a program gives back, or looks at to see whether it could. */
export function checksOrRestores(run: Run): 'restores' | 'checks' | undefined {
  const program = programIn(run);
  if (program === undefined) return undefined;
  const has = (...words: readonly string[]): boolean => run.words.some(({ text }) => words.includes(text));
  const args = run.words.slice(1).map(({ text }) => text);
  switch (program) {
    case 'pg_restore':
      return has('-l', '--list') ? 'checks' : 'restores';
    case 'psql':
    case 'mysql':
    case 'mongorestore':
      return 'restores';
    case 'pg_verifybackup':
    case 'sha256sum':
    case 'sha512sum':
    case 'shasum':
    case 'md5sum':
    case 'cmp':
      return 'checks';
    case 'gzip':
    case 'gunzip':
    case 'zstd':
    case 'xz':
      return args.some((text) => /^-\w*t\w*$|^--test$/.test(text)) ? 'checks' : undefined;
    case 'sqlite3':
      if (args.some((text) => /integrity_check|quick_check/i.test(text))) return 'checks';
      return args.some((text) => /^\s*\.(?:restore|read)\b/.test(text)) ? 'restores' : undefined;
    case 'tar': {
      const bundle = args[0] ?? '';
      if (/^-?\w*x/.test(bundle) || has('--extract')) return 'restores';
      return /^-?[a-z]*t/.test(bundle) || has('--list') ? 'checks' : undefined;
    }
    case 'unzip':
    case 'cp':
    case 'rsync':
    case 'rclone':
    case 'mv':
      return 'restores';
    case 'litestream':
      return has('restore') ? 'restores' : undefined;
    case 'restic':
    case 'borg':
    case 'kopia':
    case 'pgbackrest':
    case 'wal-g':
    case 'barman':
      if (has('check', 'verify')) return 'checks';
      return has('restore', 'extract', 'backup-fetch', 'recover') ? 'restores' : undefined;
    default:
      return undefined;
  }
}
