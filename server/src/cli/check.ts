import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { type Analysis, analyze } from '../core/analyze.ts';
import { type Baseline, baselineEntry, staleEntries } from '../core/baseline.ts';
import { isExcluded, type Settings } from '../core/config.ts';
import { fileKind } from '../core/file-kind.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { folderOf } from '../core/model/path.ts';
import { isOwnProduct, ownProductsFolder } from '../core/product/catalogue.ts';
import { nearest } from '../core/product/nearest.ts';
import type { Product } from '../core/product/product.ts';
import type { InputFile } from '../core/read-source.ts';
import { rules as catalogue } from '../core/rules/index.ts';
import type { Finding } from '../core/rules/rule.ts';
import { type LoadedBaseline, loadBaseline, readBaselineText } from '../host/baseline-file.ts';
import { loadConfig, readConfigText } from '../host/config-file.ts';
import { changedFiles } from '../host/git-index.ts';
import { loadFiles } from '../host/load.ts';
import { mistakeLines } from '../host/mistake-lines.ts';
import { nodeFiles, pathIn, readText } from '../host/node-files.ts';
import type { ReadFault, Skipped, WorkspaceFiles } from '../host/workspace-files.ts';
import { type ReportOptions, UsageError } from './args.ts';

export interface CheckResult {
  readonly root: string;
  readonly settings: Settings;
  readonly failOn: ReportOptions['failOn'];
  readonly analysis: Analysis;
  /** Asked for on the command line; files beside it are read for what they tell about it. */
  readonly reported: (path: string) => boolean;
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly faults: readonly ReadFault[];
  /** The baseline that counted, and the entries of it that no finding needs any more. */
  readonly baseline: Baseline;
  readonly stale: Baseline;
  /** Mistakes in the configuration, the baseline and own products: reported on stderr, exit code 2. */
  readonly mistakes: readonly string[];
}

/** So many take longer to judge than anybody waits without a word, and nothing can be said in between. */
const manyFiles = 200;

/** What a run needs of the process around it. */
export interface Surroundings {
  readonly cwd: string;
  stdin(): string;
  progress?(text: string, isLong?: boolean): void;
}

/** Reads and judges what the command line names. Files that cannot be read are in the result; the others are still judged. */
export function runCheck(
  paths: readonly string[],
  options: ReportOptions,
  products: readonly Product[],
  { cwd, stdin, progress = () => undefined }: Surroundings,
): CheckResult {
  const target = targetOf(
    paths.length > 0 ? paths : options.stdinPath === undefined ? ['.'] : [options.stdinPath],
    cwd,
    options.stdinPath,
  );
  const files = nodeFiles(target.root);
  const named = options.config === undefined ? undefined : resolve(cwd, options.config);
  const config = named === undefined ? loadConfig(files) : readConfigText(readText(named), named);
  const settings = withOptions(config.settings, options);
  const accepted = baselineFor(options, files, cwd);
  let count = 0;
  const loaded = loadFiles(target.folders ? files : shallow(files, target), (path) => {
    if (++count % 100 === 0) progress(`${count} files read`);
    return (target.near(path) || isOwnProduct(path)) && !isExcluded(path, settings);
  });
  const input = new Map<string, InputFile>(loaded.files);
  const faults = [...loaded.faults];
  const unknown: Skipped[] = [];
  for (const path of target.files) {
    if (
      input.has(path) ||
      path === target.stdin ||
      loaded.skipped.some((skipped) => skipped.path === path) ||
      faults.some((fault) => fault.path === path)
    )
      continue;
    const result = readText(resolve(target.root, path));
    if ('text' in result && fileKind(path, result.text) === undefined) unknown.push({ path, why: unknownKind });
    else if ('text' in result) input.set(path, { path, text: result.text });
    else faults.push({ path, reason: 'fault' in result ? result.fault : result.skipped });
  }
  if (target.stdin !== undefined) input.set(target.stdin, { path: target.stdin, text: stdin() });
  const { baseline } = accepted;
  const git = files.tracked?.();
  const modes = [...(options.host ? input.keys() : [])].map((path) => [path, files.mode?.(path)] as const);
  progress(`${input.size} files are judged`, input.size > manyFiles);
  const analysis = analyze(undefined, input, {
    settings,
    products,
    baseline,
    ...(git && { git }),
    ...(options.host && {
      host: { modes: new Map(modes.flatMap(([path, mode]) => (mode === undefined ? [] : [[path, mode]]))) },
    }),
  });
  progress('');
  const crashed = analysis.faults.map(({ path, rule, reason }) => ({
    path: path === '' ? '.' : path,
    reason: `rule ${rule} failed: ${reason}`,
  }));
  const isIn = options.shard ? inShard(analysis, options.shard) : () => true;
  const isChanged = options.changed ? changedBelow(target.root) : () => true;
  const reported = (path: string): boolean => target.isAsked(path) && isIn(path) && isChanged(path);
  return {
    root: target.root,
    settings,
    failOn: options.failOn ?? config.failOn,
    analysis,
    reported,
    findings: analysis.findings.filter(({ path }) => reported(path)),
    skipped: [...loaded.skipped.filter(({ path }) => reported(path)), ...unknown],
    faults: [...faults, ...crashed],
    baseline,
    stale: staleEntries(baseline, presentEntries(analysis), (path) => reported(path) && analysis.files.has(path)),
    mistakes: [...config.mistakes, ...accepted.mistakes, ...productMistakes(analysis)],
  };
}

/** What is wrong in the workspace's own product files, one line each. */
const productMistakes = ({ catalogue: { own, mistakes } }: Analysis): readonly string[] =>
  own.flatMap(({ path, text }) =>
    mistakeLines(
      path,
      text,
      mistakes.filter((mistake) => mistake.path === path),
    ),
  );

function changedBelow(root: string): (path: string) => boolean {
  const changed = changedFiles(root);
  if ('missing' in changed) throw new UsageError(`--changed: ${changed.missing}`);
  return changed;
}

/** While a new baseline is written nothing counts as accepted. */
function baselineFor({ baseline, writeBaseline }: ReportOptions, files: WorkspaceFiles, cwd: string): LoadedBaseline {
  if (writeBaseline) return { baseline: [], mistakes: [] };
  if (baseline === undefined) return loadBaseline(files);
  const file = resolve(cwd, baseline);
  return readBaselineText(readText(file), baseline);
}

/** What a baseline written now would hold for the files that were read. */
export const presentEntries = ({ findings, suppressed, files }: Analysis): Baseline =>
  [
    ...findings,
    ...suppressed.flatMap(({ finding, suppression }) => (suppression.from === 'baseline' ? [finding] : [])),
  ].map((finding) => baselineEntry(finding, files.get(finding.path)?.text ?? ''));

/** Whole deployments, each in one part only, the same for every run. */
function inShard(
  { deployments }: Analysis,
  { index, count }: { readonly index: number; readonly count: number },
): (path: string) => boolean {
  const homes = new Map<string, string>();
  for (const { deployment } of deployments)
    for (const { path } of deployment.files) if (!homes.has(path)) homes.set(path, deployment.root);
  return (path) =>
    Number.parseInt(fingerprint('shard', homes.get(path) ?? '', '').slice(0, 8), 16) % count === index - 1;
}

const unknownKind =
  'no kind of file that is read: neither its name nor its content is that of an env, Compose, Caddy or JSON config file';

interface Target {
  readonly root: string;
  /** Single files that were named. */
  readonly files: readonly string[];
  /** A folder was named: everything below the root is walked. */
  readonly folders: boolean;
  readonly stdin: string | undefined;
  /** Read at all: asked for, or beside something asked for. */
  readonly near: (path: string) => boolean;
  readonly isAsked: (path: string) => boolean;
}

function targetOf(paths: readonly string[], cwd: string, stdinPath: string | undefined): Target {
  const wanted = paths.map((path) => {
    const absolute = resolve(cwd, path);
    if (!existsSync(absolute) && path !== stdinPath) throw new UsageError(`${path}: no such file or folder`);
    return { absolute, isFolder: existsSync(absolute) && statSync(absolute).isDirectory() };
  });
  const [only] = wanted;
  const inside = wanted.every(({ absolute }) => absolute === resolve(cwd) || pathIn(cwd, absolute) !== undefined);
  const root =
    only && wanted.length === 1 && only.isFolder
      ? only.absolute
      : inside
        ? resolve(cwd)
        : commonFolder(wanted.map(({ absolute, isFolder }) => (isFolder ? absolute : dirname(absolute))));
  const relativeTo = (absolute: string): string => relative(root, absolute).split(sep).join('/');
  const folders = wanted.filter(({ isFolder }) => isFolder).map(({ absolute }) => relativeTo(absolute));
  const files = wanted.filter(({ isFolder }) => !isFolder).map(({ absolute }) => relativeTo(absolute));
  const stdin = stdinPath === undefined ? undefined : relativeTo(resolve(cwd, stdinPath));
  const isAsked = (path: string): boolean =>
    files.includes(path) || path === stdin || folders.some((folder) => folder === '' || path.startsWith(`${folder}/`));
  const neighbours = new Set([...files, ...(stdin === undefined ? [] : [stdin])].map(folderOf));
  return {
    root,
    files,
    folders: folders.length > 0,
    stdin,
    isAsked,
    near: (path) => isAsked(path) || neighbours.has(folderOf(path)),
  };
}

/** Lists only the folders of the files that were named: one file's neighbours tell what decides its values. */
function shallow(files: WorkspaceFiles, { root, files: named }: Target): WorkspaceFiles {
  // The path given for a text on stdin need not exist.
  const folders = [...new Set([...named.map(folderOf), ownProductsFolder])].filter((folder) =>
    existsSync(resolve(root, folder)),
  );
  return { ...files, list: () => files.list(folders) };
}

function commonFolder(folders: readonly string[]): string {
  const [first = '/', ...rest] = folders.map((folder) => folder.split(sep));
  const split = typeof first === 'string' ? [first] : first;
  let length = split.length;
  for (const other of rest) {
    let index = 0;
    while (index < length && split[index] === other[index]) index++;
    length = index;
  }
  return split.slice(0, length).join(sep) || sep;
}

function withOptions(settings: Settings, { rules, tier, profile, product }: ReportOptions): Settings {
  const unknown = Object.keys(rules).find((id) => !catalogue.some((rule) => rule.id === id));
  if (unknown)
    throw new UsageError(
      `--rule: unknown rule ${unknown}; ${nearest(
        unknown,
        catalogue.map(({ id }) => id),
      )}`,
    );
  return {
    ...settings,
    rules: { ...settings.rules, ...rules },
    profile: profile ?? settings.profile,
    tier: tier ?? settings.tier,
    products: product === undefined ? settings.products : { ...settings.products, [product]: true },
  };
}
