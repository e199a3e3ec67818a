import { ignoredBy } from '../model/ignore.ts';
import type { SourceFile } from '../model/source-file.ts';

type IgnoreFile = Extract<SourceFile, { kind: 'ignore' }>;

/** What version control says of the workspace, as far as its files and git's index tell. */
export interface Versioning {
  /** Paths in git's index; undefined where there is none or it cannot be read. */
  readonly tracked: ReadonlySet<string> | undefined;
  /** Of those, the ones that are checked out with the executable bit; undefined where nobody told. */
  readonly executable?: ReadonlySet<string>;
  readonly ignoreFiles: readonly IgnoreFile[];
}

/** What git's index holds. */
export interface GitFacts {
  readonly tracked: ReadonlySet<string>;
  /** Of those, the ones that are checked out with the executable bit. */
  readonly executable?: ReadonlySet<string>;
}

/** The previous one where nothing of it changed, so that what was judged with it still counts. */
export function versioningOf(
  files: readonly SourceFile[],
  git: GitFacts | undefined,
  previous: Versioning | undefined,
): Versioning {
  const ignoreFiles = files.filter((file) => file.kind === 'ignore');
  const isSame =
    previous?.tracked === git?.tracked &&
    previous?.executable === git?.executable &&
    previous?.ignoreFiles.length === ignoreFiles.length &&
    ignoreFiles.every((file, index) => file === previous.ignoreFiles[index]);
  return previous && isSame
    ? previous
    : { tracked: git?.tracked, ignoreFiles, ...(git?.executable && { executable: git.executable }) };
}

/** The ignore files of git. */
export const gitIgnores = ({ ignoreFiles }: Versioning): readonly IgnoreFile[] =>
  ignoreFiles.filter(({ model }) => model.form === 'git');

/** Whether git leaves the path out; undefined where the workspace has no ignore file of git. */
export function isIgnored(versioning: Versioning, path: string): boolean | undefined {
  const files = gitIgnores(versioning);
  return files.length === 0
    ? undefined
    : ignoredBy(
        files.map(({ model }) => model),
        path,
      );
}

/** Not in the repository: git ignores it and has no earlier version of it. */
export const isLeftOut = (versioning: Versioning, path: string): boolean =>
  isIgnored(versioning, path) === true && versioning.tracked?.has(path) !== true;
