import type { Saved } from './saved.ts';
import type { Run } from './shell-run.ts';
import { type Told, told, unknownSign } from './told.ts';

/** Words that say that a copy is kept: in the name of a script, a folder, a variable. */
export const isAboutBackups = (text: string): boolean =>
  /back-?up|snapshot|(?:^|[^a-z])(?:bak|bkp|bkup)(?:[^a-z]|$)/i.test(text);

/** Copies and archives. */
export function readCopy(program: string, args: readonly Told[], run: Run, about: boolean): Saved | undefined {
  const plain = (words: readonly Told[]): readonly Told[] => words.filter(({ text }) => !text.startsWith('-'));
  const files = (paths: readonly Told[], to: Told | undefined): Saved => ({
    kind: 'files',
    tool: program,
    paths,
    excluded: excludedIn(args),
    to,
  });
  switch (program) {
    case 'tar':
      return readTar(args, run, about);
    case 'restic':
    case 'kopia':
    case 'borg':
    case 'borgmatic':
    case 'duplicity': {
      const words = plain(withoutValues(args));
      const at = words.findIndex(({ text }) => /^(?:backup|create|snapshot)$/.test(text));
      if (program === 'duplicity') return files(words.slice(0, -1), words.at(-1));
      if (program === 'borgmatic') return files([{ text: unknownSign, sure: false }], undefined);
      // The first word behind `borg create` is the archive, of the others the repository is an option.
      const from =
        program === 'kopia' && words[at + 1]?.text === 'create' ? at + 2 : program === 'borg' ? at + 2 : at + 1;
      return at < 0 ? undefined : files(words.slice(from), undefined);
    }
    case 'cp':
    case 'rsync':
    case 'rclone':
    case 'scp': {
      const words = plain(withoutValues(args)).slice(program === 'rclone' ? 1 : 0);
      const to = words.at(-1);
      const isKept = about || (to !== undefined && isAboutBackups(`${to.text} ${to.name ?? ''}`));
      return to && words.length > 1 && isKept ? files(words.slice(0, -1), to) : undefined;
    }
    case 'docker':
    case 'podman':
    case 'docker-compose': {
      // Out of a container: `docker cp app:/data/app.db .`
      const words = plain(args);
      const at = words.findIndex(({ text }) => text === 'cp');
      const [from, to] = words.slice(at + 1);
      const path = from && /^[\w.-]+:(\/.+)$/.exec(from.text)?.[1];
      const isKept = about || (to !== undefined && isAboutBackups(to.text));
      return at >= 0 && path !== undefined && isKept
        ? files([{ text: path, sure: from?.sure === true }], to)
        : undefined;
    }
    case 'zip': {
      const [to, ...paths] = plain(args);
      return to && paths.length > 0 && (about || isAboutBackups(to.text)) ? files(paths, to) : undefined;
    }
    default:
      return undefined;
  }
}

/** The word behind an option that takes one. */
const withoutValues = (args: readonly Told[]): readonly Told[] =>
  args.filter(
    (_, index) =>
      !/^(?:-[efTrt]|--(?:exclude|exclude-from|exclude-file|tag|repo|password-file|password-command|files-from|rsh|compression|stats|host|keep-\w+|link-dest|config|log-file))$/.test(
        args[index - 1]?.text ?? '',
      ),
  );

const excludedIn = (args: readonly Told[]): readonly Told[] =>
  args.flatMap((word, index) => {
    const inline = /^--exclude=(.*)$/s.exec(word.text)?.[1];
    if (inline !== undefined) return [{ text: inline.replace(/^["']|["']$/g, ''), sure: word.sure }];
    const next = args[index + 1];
    return word.text === '--exclude' && next ? [next] : [];
  });

/** GNU's and BSD's tar(1) where they create an archive; names are in the folder of the last `-C`. */
function readTar(args: readonly Told[], { output }: Run, about: boolean): Saved | undefined {
  const [first] = args;
  const bundle = first && /^-?([a-zA-Z]+)$/.exec(first.text)?.[1];
  const creates =
    (bundle?.includes('c') ?? false) ||
    args.some(({ text }) => text === '--create' || /^-[a-zA-Z]*c[a-zA-Z]*$/.test(text));
  if (!creates) return undefined;
  const paths: Told[] = [];
  let to: Told | undefined;
  let folder: Told | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? told('');
    const next = args[at + 1];
    const isBundle = at === 0 && bundle !== undefined;
    const file = /^--file=(.*)$/s.exec(word.text)?.[1];
    const inside = /^--directory=(.*)$/s.exec(word.text)?.[1];
    if (file !== undefined) to = { text: file, sure: word.sure };
    else if (inside !== undefined) folder = { text: inside, sure: word.sure };
    else if ((isBundle || /^-[a-zA-Z]+$/.test(word.text)) && /[fCXTI]$/.test(word.text)) {
      if (/f$/.test(word.text)) to = next;
      if (/C$/.test(word.text)) folder = next;
      at++;
    } else if (
      /^--(?:file|directory|exclude|exclude-from|files-from|use-compress-program|transform)$/.test(word.text)
    ) {
      if (word.text === '--file') to = next;
      if (word.text === '--directory') folder = next;
      at++;
    } else if (!isBundle && !word.text.startsWith('-')) paths.push(inFolder(folder, word));
  }
  const target = to?.text === '-' ? output : (to ?? output);
  const isKept = about || (target !== undefined && isAboutBackups(`${target.text} ${target.name ?? ''}`));
  return isKept ? { kind: 'files', tool: 'tar', paths, excluded: excludedIn(args), to: target } : undefined;
}

function inFolder(folder: Told | undefined, word: Told): Told {
  if (!folder || /^[/~]/.test(word.text)) return word;
  if (/^\.\/?$/.test(word.text)) return folder;
  return {
    text: `${folder.text.replace(/\/$/, '')}/${word.text.replace(/^\.\//, '')}`,
    sure: folder.sure && word.sure,
  };
}
