import { joinPath } from '../model/path.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { put } from '../multimap.ts';
import { type Lookup, resolve, type Segment } from './effective.ts';
import { type ComposeFile, inclusionsOf, type LayeredService } from './stack.ts';

export type DotenvFile = Extract<SourceFile, { kind: 'dotenv' }>;

/** The entries of an env file that count: the last of each name. */
export function lastSettings({ model }: DotenvFile): ReadonlyMap<string, Setting> {
  return new Map(model.settings.map((setting) => [setting.key, setting]));
}

/** Longer chains, and values of more parts, are unknown: nobody writes them but to exhaust a reader. */
const maxChain = 100;
const maxSegments = 1000;

/**
 * What `${NAME}` means inside the project: the last entry of that name in its env file, each resolved from those that stand
 * before it, as Compose reads them. A name that stands only below is unknown: the shell may set it.
 */
export const lookupIn = (file: DotenvFile | undefined): Lookup =>
  file ? lookupAmong(file.path, file.model.settings) : () => undefined;

/** The same of any entries that stand in one file, each after those that it may refer to. */
export function lookupAmong(path: string, settings: readonly Setting[]): Lookup {
  const places = new Map<string, number[]>();
  for (const [index, { key }] of settings.entries()) {
    put(places, key, index);
  }
  const known = new Map<Setting, readonly Segment[] | undefined>();
  let depth = 0;
  const segmentsOf = (setting: Setting, index: number): readonly Segment[] | undefined => {
    if (known.has(setting)) return known.get(setting);
    if (depth >= maxChain) return undefined;
    depth++;
    const before: Lookup = (name) => find(name, index);
    const resolution = resolve(setting.template, { path, setting }, before);
    depth--;
    const blank: Segment = {
      path,
      span: setting.valueSpan,
      text: '',
      kind: 'variable',
      setting,
      exact: true,
    };
    const segments = resolution.segments.length > 0 ? resolution.segments : [blank];
    const result =
      resolution.value === undefined || segments.length > maxSegments
        ? undefined
        : segments.map((segment): Segment => ({ ...segment, kind: 'variable' }));
    known.set(setting, result);
    return result;
  };
  /** The last entry of the name before that index. */
  const find = (name: string, end: number): readonly Segment[] | undefined => {
    const index = lastBelow(places.get(name) ?? [], end);
    const setting = index === undefined ? undefined : settings[index];
    return setting && index !== undefined && !setting.inherited ? segmentsOf(setting, index) : undefined;
  };
  return (name) => find(name, settings.length);
}

/**
 * What `${NAME}` means in a Compose file: the project's environment, and for included files then their own
 * (https://docs.docker.com/reference/compose-file/include/).
 */
export function lookupsIn(
  composeFiles: readonly ComposeFile[],
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
  project: Lookup,
): (path: string) => Lookup {
  const own = new Map<string, readonly Lookup[]>();
  for (const { paths, envPaths } of composeFiles.flatMap(inclusionsOf)) {
    const lookups = envPaths.flatMap((path) => dotenvFiles.get(path) ?? []).map(lookupIn);
    for (const path of paths) own.set(path, lookups.toReversed());
  }
  return (path) => {
    const lookups = own.get(path) ?? [];
    if (lookups.length === 0) return project;
    return (name) => [project, ...lookups].map((lookup) => lookup(name)).find((found) => found !== undefined);
  };
}

/** The last of the ascending numbers that is less. */
function lastBelow(sorted: readonly number[], end: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

export interface Environment {
  /** Name -> the entry that decides it, and the file it stands in. */
  readonly entries: ReadonlyMap<string, { readonly path: string; readonly setting: Setting }>;
  /** False where an env file or a parent service is not among the files: more names may be set. */
  readonly complete: boolean;
  readonly envFiles: readonly string[];
}

/**
 * The environment of a service before interpolation: its env files in order, then `environment`, higher layers over lower
 * (https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/).
 */
export function environmentOf(
  { layers, whole }: LayeredService,
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
): Environment {
  const entries = new Map<string, { path: string; setting: Setting }>();
  const envFiles: string[] = [];
  let complete = whole;
  for (const { path, service } of layers) {
    for (const { text, raw } of service.envFiles) {
      const target = joinPath(path, text.text);
      const file = target === undefined ? undefined : dotenvFiles.get(target);
      // An optional env file may exist where the deployment runs, so a missing one leaves its names unknown as well.
      if (!file) {
        complete = false;
        continue;
      }
      envFiles.push(file.path);
      const settings = raw ? file.model.rawSettings : file.model.settings;
      for (const setting of settings) entries.set(setting.key, { path: file.path, setting });
    }
  }
  for (const { path, service } of layers) {
    for (const setting of service.environment) entries.set(setting.key, { path, setting });
  }
  return { entries, complete, envFiles };
}
