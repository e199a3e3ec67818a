import { defaultSettings, type Settings } from '../core/config.ts';
import { readConfig } from '../core/read-config.ts';
import { configPath } from '../core/read-project-file.ts';
import { mistakeLines } from './mistake-lines.ts';
import type { ReadResult, WorkspaceFiles } from './workspace-files.ts';

export interface LoadedConfig {
  readonly settings: Settings;
  readonly failOn: ReturnType<typeof readConfig>['failOn'];
  /** One line each, with the place in the file. */
  readonly mistakes: readonly string[];
}

/** Reads the workspace's configuration where it has one. The file wins over `base`, so that editor and CI agree. */
export function loadConfig(files: WorkspaceFiles, base: Settings = defaultSettings): LoadedConfig {
  const result = files.read(configPath);
  return 'fault' in result && result.missing
    ? { settings: base, failOn: undefined, mistakes: [] }
    : readConfigText(result, configPath, base);
}

/** Reads a configuration that was named; `shown` is its name in mistakes. */
export function readConfigText(result: ReadResult, shown: string, base: Settings = defaultSettings): LoadedConfig {
  if ('skipped' in result) return { settings: base, failOn: undefined, mistakes: [`${shown}: ${result.skipped}`] };
  if ('fault' in result) {
    const why = result.missing ? 'no such file' : result.fault;
    return { settings: base, failOn: undefined, mistakes: [`${shown}: ${why}`] };
  }
  const { settings, failOn, problems } = readConfig(result.text, base);
  return { settings, failOn, mistakes: mistakeLines(shown, result.text, problems) };
}
