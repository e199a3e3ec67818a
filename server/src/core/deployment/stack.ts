import type { ComposeService } from '../model/compose.ts';
import { folderOf, isWithin, joinPath } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Layer, mergeLayers } from './merge-layers.ts';

export type ComposeFile = Extract<SourceFile, { kind: 'compose' }>;

/** Compose files that are started together, lowest layer first (https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/). */
export interface Stack {
  readonly files: readonly ComposeFile[];
  /** The stack that production runs: what it decides is the deployment; other stacks speak for their own file only. */
  readonly primary: boolean;
}

const baseNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();
const isBase = (path: string): boolean => baseNames.includes(nameOf(path));
/** One of its files is what `docker compose` reads by itself. */
export const hasBase = ({ files }: Stack): boolean => files.some(({ path }) => isBase(path));
const isOverride = (path: string): boolean => /^(?:docker-)?compose\.override\.ya?ml$/.test(nameOf(path));

/**
 * Lays on services of the base file without saying what they run, or takes away what they have, or extends them under their own
 * names.
 */
const isOverlay = (file: ComposeFile, base: ComposeFile): boolean => {
  const known = new Set(base.model.services.map(({ name }) => name));
  const isTheirs = ({ name, extends: parent }: ComposeService): boolean =>
    !parent || (parent.service === name && parent.file !== undefined && joinPath(file.path, parent.file) === base.path);
  return file.model.services.some(
    (service) =>
      known.has(service.name) &&
      isTheirs(service) &&
      ((!service.image && !service.built) || service.reset.size + service.override.size > 0),
  );
};

/**
 * The stacks of one folder. The base file is read with its `override` file, as `docker compose up` does; a file named for
 * production takes the override's place, as `-f base -f production` does. Any other file is an alternative. `taken` are files
 * that count in other folders: they are no stack of production here.
 */
export function stacksOf(known: readonly ComposeFile[], root: string, taken: readonly string[] = []): readonly Stack[] {
  // Files of other folders are here because one of these includes or extends them.
  const lent = new Set(known.flatMap((file) => partnersOf(file)));
  const files = known.filter(({ path }) => isOwn(path, root) || !lent.has(path));
  return alternatives(files, lent, taken).map((stack) => ({ ...stack, files: withIncluded(stack.files, known) }));
}

const isOwn = (path: string, root: string): boolean => folderOf(path) === root;

function alternatives(
  files: readonly ComposeFile[],
  lent: ReadonlySet<string>,
  taken: readonly string[],
): readonly Stack[] {
  const named = baseNames.flatMap((name) => files.find(({ path }) => nameOf(path) === name) ?? []);
  const base = named[0];
  if (!base) {
    const parts = new Set(partsOf(files));
    const isCircle = files.every(({ path }) => parts.has(path));
    return files.map((file) => ({
      files: [file],
      primary: !taken.includes(file.path) && (isCircle || !parts.has(file.path)),
    }));
  }
  const others = files.filter((file) => file !== base);
  const override = others.find(({ path }) => isOverride(path));
  const production = others.filter((file) => isProduction(file) && isOverlay(file, base));
  const layers = production.length > 0 ? production : override ? [override] : [];
  const rest = others.filter((file) => !layers.includes(file));
  return [
    { files: [base, ...layers], primary: !taken.includes(base.path) },
    ...rest.map((file): Stack => {
      const overlay = isOverlay(file, base) || isOverride(file.path);
      return {
        files: overlay ? [base, file] : [file],
        primary: !overlay && !lent.has(file.path) && !taken.includes(file.path) && file.tier === 'production',
      };
    }),
  ];
}

/** The files, and before them those that they include, however deep. */
function withIncluded(files: readonly ComposeFile[], known: readonly ComposeFile[]): readonly ComposeFile[] {
  const found = new Set<ComposeFile>(files);
  for (const file of found) {
    for (const path of includedBy(file)) {
      const included = known.find((one) => one.path === path);
      if (included) found.add(included);
    }
  }
  return [...[...found].filter((file) => !files.includes(file)), ...files];
}

/** An `include` entry with its paths in the workspace. */
export interface Inclusion {
  readonly paths: readonly string[];
  /** Env files that the included files read names from; `.env` of their project folder where none is named. */
  readonly envPaths: readonly string[];
}

export const inclusionsOf = ({ path, model }: ComposeFile): readonly Inclusion[] =>
  model.includes.map(({ paths, envFiles, projectDirectory }) => {
    const included = paths.flatMap(({ text }) => joinPath(path, text) ?? []);
    const first = included[0] ?? path;
    const folder = projectDirectory ? joinPath(path, projectDirectory.text) : folderOf(first);
    const own = folder === undefined ? [] : [folder === '' ? '.env' : `${folder}/.env`];
    return {
      paths: included,
      envPaths: envFiles.length > 0 ? envFiles.flatMap(({ text }) => joinPath(path, text) ?? []) : own,
    };
  });

/** Paths of the Compose files that the file includes. */
export const includedBy = (file: ComposeFile): readonly string[] => inclusionsOf(file).flatMap(({ paths }) => paths);

/** Other Compose files that the file includes or extends. */
export const partnersOf = (file: ComposeFile): readonly string[] => [
  ...includedBy(file),
  ...file.model.services.flatMap(({ extends: parent }) =>
    parent?.file === undefined ? [] : (joinPath(file.path, parent.file) ?? []),
  ),
];

/**
 * Files that are only parts of what others make: `borrows` says which file may count on which other. What `docker compose`
 * reads by itself stays whole unless production includes it, or extends all that it has; below its folder a service of another
 * name is one more beside it.
 */
export function partsOf(
  files: readonly ComposeFile[],
  borrows: (file: ComposeFile, path: string) => boolean = (file, path) => file.path !== path,
): readonly string[] {
  const borrowers = files.map((file) => ({ file, paths: partnersOf(file).filter((path) => borrows(file, path)) }));
  return [...new Set(borrowers.flatMap(({ paths }) => paths))].filter((path) => {
    const part = files.find((one) => one.path === path);
    if (!isBase(path) || !part) return true;
    const shipped = borrowers.filter(
      ({ file: { tier }, paths }) => paths.includes(path) && (tier === 'production' || tier === 'staging'),
    );
    const extended = new Set(
      shipped.flatMap(({ file }) =>
        file.model.services.flatMap(({ name, extends: parent }) => {
          if (parent?.file === undefined || joinPath(file.path, parent.file) !== path) return [];
          return name === parent.service || !isWithin(file.path, folderOf(path)) ? [parent.service] : [];
        }),
      ),
    );
    return (
      shipped.some(({ file }) => includedBy(file).includes(path)) ||
      (extended.size > 0 && part.model.services.every(({ name }) => extended.has(name)))
    );
  });
}

const isProduction = ({ path }: ComposeFile): boolean => /(?:^|[._-])(?:prod|production)[._-]/.test(nameOf(path));

/** A service's definitions through the layers of a stack, lowest first, each without what a higher one takes from it. */
export interface LayeredService {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** False where a parent service's file is not among the deployment's. */
  readonly whole: boolean;
}

/** `known` has the files of the deployment, of which some only lend services by `extends`. */
export function layeredServices({ files }: Stack, known: readonly ComposeFile[]): readonly LayeredService[] {
  const byName = new Map<string, { layers: Layer[]; whole: boolean }>();
  for (const file of files) {
    for (const service of file.model.services) {
      const layered = byName.get(service.name) ?? { layers: [], whole: true };
      const { parents, whole } = parentsOf(file, service, known);
      const lower = parents.filter((parent) => !layered.layers.some((layer) => layer.service === parent.service));
      layered.layers.push(...lower, { path: file.path, service });
      layered.whole &&= whole;
      byName.set(service.name, layered);
    }
  }
  return [...byName].map(([name, { layers, whole }]) => ({ name, layers: mergeLayers(layers), whole }));
}

/** The service that another extends: `elsewhere` where it names none, or a file that is not known. */
export function parentOf(
  file: ComposeFile,
  { extends: parent }: ComposeService,
  known: readonly ComposeFile[],
): { readonly file: ComposeFile; readonly service: ComposeService } | 'elsewhere' | 'missing' {
  if (!parent) return 'elsewhere';
  const path = parent.file === undefined ? file.path : joinPath(file.path, parent.file);
  const home = known.find((one) => one.path === path);
  if (!home) return 'elsewhere';
  const service = home.model.services.find(({ name }) => name === parent.service);
  return service ? { file: home, service } : 'missing';
}

/** `extends`, through files if need be, the furthest ancestor first. */
function parentsOf(
  file: ComposeFile,
  service: ComposeService,
  known: readonly ComposeFile[],
): { readonly parents: readonly Layer[]; readonly whole: boolean } {
  const parents: Layer[] = [];
  let [home, current] = [file, service];
  while (current.extends) {
    const parent = parentOf(home, current, known);
    if (parent === 'elsewhere') return { parents, whole: false };
    if (parent === 'missing' || parent.service === service) break;
    if (parents.some((layer) => layer.service === parent.service)) break;
    parents.unshift({ path: parent.file.path, service: parent.service });
    [home, current] = [parent.file, parent.service];
  }
  return { parents, whole: true };
}

/** The last layer that says it decides. */
export function fromTopLayer<T>(
  layers: LayeredService['layers'],
  pick: (service: ComposeService) => T | undefined,
): { readonly path: string; readonly value: T } | undefined {
  for (const { path, service } of layers.toReversed()) {
    const value = pick(service);
    if (value !== undefined) return { path, value };
  }
  return undefined;
}
