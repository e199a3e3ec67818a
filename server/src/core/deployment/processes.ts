import type { Fact } from '../model/container.ts';
import { baseNameOf, folderOf } from '../model/path.ts';
import { startedSettings } from '../model/pm2.ts';
import { makeSetting } from '../model/read-setting.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isServiceName, ownsName } from '../product/detect.ts';
import type { Product } from '../product/product.ts';
import { readAs } from '../syntax/dotenv-dialects.ts';
import type { Span } from '../text.ts';
import type { DetectedProduct } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';
import { effectiveSetting } from './effective-setting.ts';
import { type DotenvFile, lookupIn } from './environment.ts';

type Pm2File = Extract<SourceFile, { kind: 'pm2' }>;
type SystemdFile = Extract<SourceFile, { kind: 'systemd' }>;

/** A program that the host itself starts: an app of PM2, or a service of systemd with its drop-ins. */
export interface Process {
  readonly kind: 'pm2' | 'systemd';
  /** The app's name; the unit's without its ending. */
  readonly name: string;
  readonly path: string;
  readonly nameSpan: Span;
  readonly settings: readonly EffectiveSetting[];
  /** The product that it runs, by its name or its variables. */
  readonly product: Product | undefined;
  /** Where `PORT` or its like says it. */
  readonly port: number | undefined;
  readonly workingFolder: Fact<string> | undefined;
  readonly user: Fact<string> | undefined;
  /** False where an env file is not among the files, or a script computes some: more names may be set. */
  readonly complete: boolean;
  /** Paths of the env files that it reads. */
  readonly envFiles: readonly string[];
}

export function processesOf(
  files: readonly SourceFile[],
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
  detected: readonly DetectedProduct[],
): readonly Process[] {
  const units = files.filter((file) => file.kind === 'systemd');
  return [
    ...files.flatMap((file) => (file.kind === 'pm2' ? pm2Processes(file, detected) : [])),
    ...units
      .filter(({ path, model }) => model.isService && (dropInOf(path) === undefined || isOrphan(path, units)))
      .map((unit) => systemdProcess(unit, units, [...dotenvFiles.values()], detected)),
  ];
}

const portOf = (settings: readonly EffectiveSetting[]): number | undefined => {
  const value = settings.find(({ key }) => /^(?:PORT|HTTP_PORT|SERVER_PORT|APP_PORT|NITRO_PORT)$/.test(key))?.value;
  return value !== undefined && /^\d{1,5}$/.test(value) ? Number(value) : undefined;
};

function pm2Processes({ path, model }: Pm2File, detected: readonly DetectedProduct[]): readonly Process[] {
  return model.apps.map((app) => {
    const started = startedSettings(app);
    const product = productOfProcess(app.name, started, detected);
    const settings = started.flatMap((setting) =>
      effectiveSetting(setting.key, path, setting, () => undefined, app.name, product, detected),
    );
    return {
      kind: 'pm2',
      name: app.name,
      path,
      nameSpan: app.nameSpan,
      settings,
      product,
      port: portOf(settings),
      workingFolder: app.cwd,
      user: app.user,
      complete: app.envFile === undefined && app.environments.every(({ open }) => !open),
      envFiles: [],
    };
  });
}

/** `app.service.d/override.conf` belongs to `app.service`. */
const dropInOf = (path: string): string | undefined => /([^/]+\.service)\.d\/[^/]+\.conf$/.exec(path)?.[1];

/** The first drop-in of a unit that a package brings: what they set counts all the same. */
function isOrphan(path: string, units: readonly SystemdFile[]): boolean {
  const folder = folderOf(folderOf(path));
  const own = units.filter(
    (unit) => dropInOf(unit.path) === dropInOf(path) && folderOf(folderOf(unit.path)) === folder,
  );
  const isHere = units.some((unit) => baseNameOf(unit.path) === dropInOf(path) && folderOf(unit.path) === folder);
  return !isHere && own[0]?.path === path;
}

const productOfProcess = (
  name: string,
  settings: readonly Pick<Setting, 'key'>[],
  detected: readonly DetectedProduct[],
): Product | undefined =>
  detected.find(({ product }) => isServiceName(name, product) || settings.some(({ key }) => ownsName(key, product)))
    ?.product;

/** Environment files win over `Environment=`, and the later one over the earlier (systemd.exec(5)). */
function systemdProcess(
  unit: SystemdFile,
  units: readonly SystemdFile[],
  dotenvFiles: readonly DotenvFile[],
  detected: readonly DetectedProduct[],
): Process {
  const file = dropInOf(unit.path) ?? baseNameOf(unit.path);
  const dropIns = units
    .filter(
      ({ path }) => path !== unit.path && dropInOf(path) === file && folderOf(folderOf(path)) === folderOf(unit.path),
    )
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const layers = [unit, ...dropIns];
  const entries = new Map<string, { readonly path: string; readonly setting: Setting }>();
  const named: { readonly path: string; readonly required: boolean }[] = [];
  for (const { path, model } of layers) {
    if (model.clears.environment) entries.clear();
    if (model.clears.envFiles) named.length = 0;
    for (const setting of model.environment) entries.set(setting.key, { path, setting });
    named.push(...model.envFiles.map((one) => ({ path: one.path.text, required: one.required })));
  }
  const found = named.map(({ path }) => envFileNamed(path, dotenvFiles));
  for (const dotenv of found) {
    for (const setting of dotenv ? asUnitReads(dotenv) : [])
      entries.set(setting.key, { path: dotenv?.path ?? '', setting });
  }
  for (const { model } of layers) for (const { text } of model.unset) entries.delete(text.replace(/=.*$/s, ''));
  const name = file.replace(/\.service.*$/, '');
  const product = productOfProcess(
    name,
    [...entries].map(([key]) => ({ key })),
    detected,
  );
  const settings = [...entries].flatMap(([key, { path, setting }]) => {
    const lookup = lookupIn(found.find((dotenv) => dotenv?.path === path));
    return setting.inherited ? [] : effectiveSetting(key, path, setting, lookup, name, product, detected);
  });
  const last = <T>(read: (model: SystemdFile['model']) => T | undefined): T | undefined =>
    layers.map(({ model }) => read(model)).findLast((value) => value !== undefined);
  return {
    kind: 'systemd',
    name,
    path: unit.path,
    nameSpan: unit.model.tree.sections.find((section) => section.name === 'Service')?.nameSpan ?? { start: 0, end: 0 },
    settings,
    product,
    port: portOf(settings),
    workingFolder: last(({ workingDirectory }) => workingDirectory),
    user: last(({ user }) => user),
    complete:
      dropInOf(unit.path) === undefined &&
      found.every((dotenv) => dotenv !== undefined) &&
      layers.every(({ model }) => model.passed.length === 0),
    envFiles: found.flatMap((dotenv) => dotenv?.path ?? []),
  };
}

/**
 * Systemd passes over names behind `export`, and takes what stands behind a value for a part of it. A file of the name that
 * programs read by themselves may reach the program past systemd.
 */
function asUnitReads({ path, model }: DotenvFile): readonly Setting[] {
  if (baseNameOf(path) === '.env') return model.settings;
  const { values } = readAs(model.tree, 'systemd');
  return model.settings
    .filter(({ key }) => values.has(key))
    .map((setting) => {
      const text = values.get(setting.key) ?? '';
      const isAlike = text === setting.text || setting.text.includes('$');
      return isAlike ? setting : makeSetting({ ...setting, text, exact: false, interpolated: false });
    });
}

/** The env file that lies where the path says once it is deployed: the one whose path ends most like it. */
function envFileNamed(written: string, dotenvFiles: readonly DotenvFile[]): DotenvFile | undefined {
  const wanted = written.split('/').reverse();
  const likeness = ({ path }: DotenvFile): number => {
    const parts = path.split('/').reverse();
    const differs = parts.findIndex((part, index) => part !== wanted[index]);
    return differs < 0 ? parts.length : differs;
  };
  const candidates = dotenvFiles
    .filter(({ tier }) => tier !== 'example')
    .map((file) => ({ file, score: likeness(file) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = candidates;
  return best && best.score !== second?.score ? best.file : undefined;
}
