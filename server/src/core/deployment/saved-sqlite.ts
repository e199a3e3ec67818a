import type { Saved } from './saved.ts';
import type { Run } from './shell-run.ts';
import { type Told, told } from './told.ts';

/** Its own copy of a database in use, or its text; a query of another sort saves nothing. */
export function readSqlite(args: readonly Told[], { input, output }: Run): Saved | undefined {
  const words: Told[] = [];
  const commands: Told[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? told('');
    if (/^-{1,2}(?:cmd|init|separator|newline|nullvalue|mmap|vfs)$/.test(word.text)) {
      const next = args[++at];
      if (/cmd$/.test(word.text) && next) commands.push(next);
    } else if (!word.text.startsWith('-')) words.push(word);
  }
  const [file, ...queries] = words;
  const asked = [...commands, ...queries, told(input)];
  for (const { text, sure } of asked) {
    const copy = /^\s*\.(?:backup|save|clone)\s+(?:(?:-\S+|main)\s+)*(?:'([^']*)'|"([^"]*)"|(\S+))/m.exec(text);
    const vacuum = /\bvacuum\s+(?:main\s+)?into\s+(?:'([^']*)'|"([^"]*)")/i.exec(text);
    const [, ...targets] = copy ?? vacuum ?? [];
    const to = targets.find((one) => one !== undefined);
    if (copy || vacuum)
      return { kind: 'sqlite', tool: 'sqlite3', file, to: to === undefined ? undefined : { text: to, sure } };
    if (/^\s*\.dump\b/m.test(text)) return { kind: 'sqlite', tool: 'sqlite3', file, to: output };
  }
  return undefined;
}
