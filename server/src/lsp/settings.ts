import type { Baseline } from '../core/baseline.ts';
import { defaultSettings, type Settings } from '../core/config.ts';
import { readConfig } from '../core/read-config.ts';
import { loadBaseline } from '../host/baseline-file.ts';
import { loadConfig } from '../host/config-file.ts';
import type { Folder } from './workspace.ts';

/** Settings of the editor that are not the core's. */
const editorOnly = new Set(['trace', 'docsBase']);

/**
 * The editor's settings under the workspace's own file, which wins. Both are read by one reader, so an unknown key or a wrong
 * type is a mistake in either; `say` gets one line for each.
 */
export function settingsFor({ files }: Folder, editor: unknown, say: (mistake: string) => void): Settings {
  const chosen =
    typeof editor === 'object' && editor !== null
      ? Object.entries(editor).filter(([key, value]) => !editorOnly.has(key) && value !== null && value !== '')
      : [];
  const { settings, problems } = readConfig(JSON.stringify(Object.fromEntries(chosen)), defaultSettings);
  for (const { message } of problems) say(`settings: ${message}`);
  if (!files) return settings;
  const file = loadConfig(files, settings);
  for (const mistake of file.mistakes) say(mistake);
  return file.settings;
}

/** The workspace's accepted findings; `say` gets one line for each mistake in them. */
export function baselineFor({ files }: Folder, say: (mistake: string) => void): Baseline {
  if (!files) return [];
  const { baseline, mistakes } = loadBaseline(files);
  for (const mistake of mistakes) say(mistake);
  return baseline;
}
