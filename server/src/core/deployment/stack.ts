import type { ComposeService } from '../model/compose.ts';
import type { SourceFile } from '../model/source-file.ts';

export type ComposeFile = Extract<SourceFile, { kind: 'compose' }>;

/** Compose files that are started together, lowest layer first (https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/). */
export interface Stack {
  readonly files: readonly ComposeFile[];
  /** The stack that production runs: what it decides is the deployment; other stacks speak for their own file only. */
  readonly primary: boolean;
}

const baseNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();
const isOverride = (path: string): boolean => /^(?:docker-)?compose\.override\.ya?ml$/.test(nameOf(path));

/** Lays on services of the base file without saying what they run. */
const isOverlay = (file: ComposeFile, base: ComposeFile): boolean => {
  const known = new Set(base.model.services.map(({ name }) => name));
  return file.model.services.some(
    (service) => known.has(service.name) && !service.image && !service.built && !service.extends,
  );
};

/**
 * The stacks of one folder. The base file is read with its `override` file, as `docker compose up` does; a file named for
 * production takes the override's place, as `-f base -f production` does. Any other file is an alternative.
 */
export function stacksOf(files: readonly ComposeFile[]): readonly Stack[] {
  const named = baseNames.flatMap((name) => files.find(({ path }) => nameOf(path) === name) ?? []);
  const base = named[0];
  if (!base) return files.map((file) => ({ files: [file], primary: true }));
  const others = files.filter((file) => file !== base);
  const override = others.find(({ path }) => isOverride(path));
  const production = others.filter((file) => isProduction(file) && isOverlay(file, base));
  const layers = production.length > 0 ? production : override ? [override] : [];
  const rest = others.filter((file) => !layers.includes(file));
  return [
    { files: [base, ...layers], primary: true },
    ...rest.map((file): Stack => {
      const overlay = isOverlay(file, base) || isOverride(file.path);
      return { files: overlay ? [base, file] : [file], primary: !overlay && file.tier === 'production' };
    }),
  ];
}

const isProduction = ({ path }: ComposeFile): boolean => /(?:^|[._-])(?:prod|production)[._-]/.test(nameOf(path));

/** A service's definitions through the layers of a stack, lowest first. */
export interface LayeredService {
  readonly name: string;
  readonly layers: readonly { readonly path: string; readonly service: ComposeService }[];
}

export function layeredServices({ files }: Stack): readonly LayeredService[] {
  const byName = new Map<string, { path: string; service: ComposeService }[]>();
  for (const { path, model } of files) {
    for (const service of model.services) {
      const layers = byName.get(service.name) ?? [];
      for (const parent of parentsOf(service, model.services)) layers.push({ path, service: parent });
      layers.push({ path, service });
      byName.set(service.name, layers);
    }
  }
  return [...byName].map(([name, layers]) => ({ name, layers }));
}

/** `extends` within one file, the furthest ancestor first; another file's services are unknown here. */
function parentsOf(service: ComposeService, services: readonly ComposeService[]): readonly ComposeService[] {
  const chain: ComposeService[] = [];
  let current = service;
  while (current.extends && current.extends.file === undefined) {
    const parent = services.find(({ name }) => name === current.extends?.service);
    if (!parent || parent === service || chain.includes(parent)) break;
    chain.unshift(parent);
    current = parent;
  }
  return chain;
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
