import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings, type Settings } from '../core/config.ts';
import { type ConfigProblem, readConfig } from '../core/read-config.ts';
import { lineIndex } from '../core/text.ts';
import { readText } from './workspace-files.ts';

const configPath = '.seaworthy/config.json';

export interface LoadedConfig {
  readonly settings: Settings;
  readonly failOn: ReturnType<typeof readConfig>['failOn'];
  /** One line each, with the place in the file. */
  readonly mistakes: readonly string[];
}

/** Reads the workspace's configuration, or `file` in its place. The file wins over `base`, so that editor and CI agree. */
export function loadConfig(root: string, file: string | undefined, base: Settings = defaultSettings): LoadedConfig {
  const path = file ?? join(root, configPath);
  if (file === undefined && !existsSync(path)) return { settings: base, failOn: undefined, mistakes: [] };
  const shown = file ?? configPath;
  if (!existsSync(path)) return { settings: base, failOn: undefined, mistakes: [`${shown}: no such file`] };
  const result = readText(path);
  if (!('text' in result))
    return {
      settings: base,
      failOn: undefined,
      mistakes: [`${shown}: ${'fault' in result ? result.fault : result.skipped}`],
    };
  const { settings, failOn, problems } = readConfig(result.text, base);
  const lines = lineIndex(result.text);
  const place = ({ span, message }: ConfigProblem): string => {
    const { line, character } = lines.position(span.start);
    return `${shown}:${line + 1}:${character + 1}: ${message}`;
  };
  return { settings, failOn, mistakes: problems.map(place) };
}
