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
  /** Glob -> rules that have another severity in these files; the last glob that names the rule decides. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, Severity | 'off'>>>>;
  /** Findings that are accepted in files that can hold no comment. */
  readonly ignore: readonly IgnoredFinding[];
  /** Everything counts as this tier, whatever paths say (the command line's `--tier`). */
  readonly tier: Tier | undefined;
}

/** An entry of the configuration's `ignore`. */
export interface IgnoredFinding {
  /** A glob. */
  readonly path: string;
  /** The structural path of the finding; every place in the file where it is left out. */
  readonly pointer?: string;
  readonly rule: string;
  readonly reason: string;
}

export const defaultSettings: Settings = {
  rules: {},
  profile: 'recommended',
  tiers: {},
  exclude: [],
  products: {},
  publicUrl: undefined,
  overrides: {},
  ignore: [],
  tier: undefined,
};

/** The tier that the settings give to a path; undefined leaves it to the path itself. */
export function configuredTier(path: string, { tiers, tier }: Settings): Tier | undefined {
  const matching = Object.entries(tiers).filter(([glob]) => matchesGlob(glob, path));
  return matching.at(-1)?.[1] ?? tier;
}

export const isExcluded = (path: string, { exclude }: Settings): boolean =>
  exclude.some((glob) => matchesGlob(glob, path));

/** What is set for a rule in a file; undefined leaves it to the rule itself. */
export function ruleSettingAt(
  rule: string,
  path: string,
  { rules, overrides }: Settings,
): Severity | 'off' | undefined {
  const matching = Object.entries(overrides).filter(
    ([glob, own]) => own[rule] !== undefined && matchesGlob(glob, path),
  );
  return matching.at(-1)?.[1][rule] ?? rules[rule];
}
