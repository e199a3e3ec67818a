import type { Tier } from './file-kind.ts';
import { matchesGlob } from './product/glob.ts';
import type { Profile } from './rules/rule.ts';
import type { Severity } from './severity.ts';

/** What `.seaworthy/config.json` and the editor's settings say; the same words in both. */
export interface Settings {
  /** Rule id -> its severity here, or `off`. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly profile: Profile;
  /** Glob -> tier; the last one that matches decides. */
  readonly tiers: Readonly<Record<string, Tier>>;
  /** Globs of files that are not read. */
  readonly exclude: readonly string[];
  /** Product id -> true (deployed here, whatever the files show) or false (not walked). */
  readonly products: Readonly<Record<string, boolean>>;
  /** The address that people reach the deployment by. */
  readonly publicUrl: string | undefined;
  /** Everything counts as this tier, whatever paths say (the command line's `--tier`). */
  readonly tier: Tier | undefined;
}

export const defaultSettings: Settings = {
  rules: {},
  profile: 'recommended',
  tiers: {},
  exclude: [],
  products: {},
  publicUrl: undefined,
  tier: undefined,
};

/** The tier that the settings give to a path; undefined leaves it to the path itself. */
export function configuredTier(path: string, { tiers, tier }: Settings): Tier | undefined {
  const matching = Object.entries(tiers).filter(([glob]) => matchesGlob(glob, path));
  return matching.at(-1)?.[1] ?? tier;
}

export const isExcluded = (path: string, { exclude }: Settings): boolean =>
  exclude.some((glob) => matchesGlob(glob, path));
