import type { Tier } from '../file-kind.ts';
import { baseNameOf, folderOf } from '../model/path.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isPublicHost, originOf, readUrl } from '../model/url.ts';
import type { Product } from '../product/product.ts';
import type { FileGroup } from './anchor.ts';
import type { DeployedService, Deployment, DetectedProduct, ProxySite } from './deployment.ts';
import { decidingSegment, type EffectiveSetting, type Lookup, resolve } from './effective.ts';
import { type DotenvFile, environmentOf, lastSettings, lookupIn } from './environment.ts';
import { detectIn } from './product-facts.ts';
import { publishedPorts, type ResolveText } from './published-port.ts';
import { type CaddyFile, caddyLookup, readSites } from './site.ts';
import { type ComposeFile, fromTopLayer, type LayeredService, layeredServices, stacksOf } from './stack.ts';
import { isPublicUrlName, productionMarkerIn } from './tier.ts';

export interface DeploymentSettings {
  readonly products: readonly Product[];
  /** The configuration's own word for the address that people use. */
  readonly publicUrl: string | undefined;
}

const isKind =
  <K extends SourceFile['kind']>(kind: K) =>
  (file: SourceFile): file is Extract<SourceFile, { kind: K }> =>
    file.kind === kind;

export function buildDeployment({ root, files }: FileGroup, { products, publicUrl }: DeploymentSettings): Deployment {
  const composeFiles = files.filter(isKind('compose'));
  const dotenvFiles = new Map(files.filter(isKind('dotenv')).map((file) => [file.path, file]));
  const detected = detectIn(files, products);
  const projectEnv = projectEnvOf(root, composeFiles, dotenvFiles);
  const project = lookupIn(projectEnv);
  const services = deployServices(composeFiles, dotenvFiles, project, detected);
  const settings = [
    ...services.flatMap((service) => service.settings),
    ...looseSettings(files, services, composeFiles, detected),
  ];
  const sites = files
    .filter(isKind('caddyfile'))
    .flatMap((file: CaddyFile) => readSites(file, services, caddyLookup(services, project)));
  const markers = new Map(
    files.flatMap((file) => {
      const marker = productionMarkerIn(file, products);
      return marker ? [[file.path, marker] as const] : [];
    }),
  );
  const tierOf = (path: string): Tier => {
    const tier = files.find((file) => file.path === path)?.tier ?? 'production';
    return tier === 'development' && markers.has(path) ? 'production' : tier;
  };
  return {
    root,
    files,
    services,
    sites,
    settings,
    products: detected,
    publicOrigins: publicOriginsOf(sites, settings, publicUrl),
    projectEnv: projectEnv?.path,
    productionMarker: [...markers].find(([path]) => ['production', 'staging'].includes(tierOf(path)))?.[1],
    tierOf,
  };
}

/** `.env` beside the Compose file; without one, the only env file there that is named for production. */
function projectEnvOf(
  root: string,
  composeFiles: readonly ComposeFile[],
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
): DotenvFile | undefined {
  if (composeFiles.length === 0) return undefined;
  const beside = [...dotenvFiles.values()].filter(({ path }) => folderOf(path) === root);
  const named = beside.filter(({ path }) => /^\.env\.prod(?:uction)?$/.test(baseNameOf(path)));
  return beside.find(({ path }) => baseNameOf(path) === '.env') ?? (named.length === 1 ? named[0] : undefined);
}

function deployServices(
  composeFiles: readonly ComposeFile[],
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
  project: Lookup,
  detected: readonly DetectedProduct[],
): readonly DeployedService[] {
  return stacksOf(composeFiles).flatMap((stack) => {
    const own = stack.files.at(-1);
    return layeredServices(stack)
      .filter(({ layers }) => stack.primary || layers.some(({ path }) => path === own?.path))
      .map((layered) => deployService(layered, stack.primary ? undefined : own?.path, dotenvFiles, project, detected));
  });
}

function deployService(
  layered: LayeredService,
  onlyFrom: string | undefined,
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
  project: Lookup,
  detected: readonly DetectedProduct[],
): DeployedService {
  const { name, layers } = layered;
  const first = layers[0];
  if (!first) throw new Error('unreachable: a service stands in at least one layer');
  const resolveText =
    (path: string): ResolveText =>
    ({ template, setting }) =>
      resolve(template, { path, setting }, project);
  const written = fromTopLayer(layers, ({ image }) => image);
  const resolution =
    written && resolve(written.value.template, { path: written.path, setting: written.value.setting }, project);
  const image = written &&
    resolution && {
      value: resolution.value,
      decided: decidingSegment(resolution, written.path, written.value.setting),
    };
  const product = productOfService(name, image?.value, layers, detected);
  const { entries, complete, envFiles } = environmentOf(layered, dotenvFiles);
  const settings = [...entries].flatMap(([key, { path, setting }]): EffectiveSetting[] => {
    // An alternative stack repeats what its base says; only what its own file adds is its business.
    if (onlyFrom !== undefined && path !== onlyFrom) return [];
    return effective(
      key,
      path,
      setting,
      setting.inherited ? inheritedFrom(key, project) : project,
      name,
      product,
      detected,
    );
  });
  const ports = layers.flatMap((layer) => publishedPorts({ name, layers: [layer] }, resolveText(layer.path)));
  const shown = onlyFrom === undefined ? layers : layers.filter(({ path }) => path === onlyFrom);
  const top = shown[0] ?? first;
  return {
    name,
    path: top.path,
    definition: top.service,
    layers: shown,
    image,
    product,
    settings,
    complete,
    envFiles,
    primary: onlyFrom === undefined,
    ports: ports.filter(({ path }) => shown.some((layer) => layer.path === path)),
  };
}

/** `- NAME` without a value: Compose takes it from the project's env file or the shell. */
const inheritedFrom =
  (key: string, project: Lookup): Lookup =>
  () =>
    project(key);

function effective(
  key: string,
  path: string,
  setting: Setting,
  lookup: Lookup,
  service: string | undefined,
  product: Product | undefined,
  detected: readonly DetectedProduct[],
): EffectiveSetting[] {
  const owner = { path, setting };
  const handed = setting.inherited ? lookup(key) : undefined;
  // Passed through from a shell that the files do not show: set or not, nobody can tell.
  if (setting.inherited && handed === undefined) return [];
  const resolution = handed
    ? { segments: handed, value: handed.map(({ text }) => text).join(''), missing: [] }
    : resolve(setting.template, owner, lookup);
  const known = product?.variables[key] ? product : productOfName(key, detected);
  return [
    {
      key,
      value: resolution.value,
      segments: resolution.segments,
      setting,
      path,
      decided: decidingSegment(resolution, path, setting),
      missing: resolution.missing,
      service,
      product: known,
      variable: known?.variables[key],
    },
  ];
}

/** A name with a product's own prefix belongs to it wherever it stands. */
const productOfName = (key: string, detected: readonly DetectedProduct[]): Product | undefined =>
  detected.find(({ product }) => product.detect.strong.envPrefixes.some((prefix) => key.startsWith(prefix)))?.product;

function productOfService(
  name: string,
  image: string | undefined,
  layers: LayeredService['layers'],
  detected: readonly DetectedProduct[],
): Product | undefined {
  const repository = image?.replace(/[:@][^/]*$/, '');
  const byImage = detected.find(
    ({ product }) => repository !== undefined && product.detect.strong.images.includes(repository),
  );
  if (byImage) return byImage.product;
  const keys = layers.flatMap(({ service }) => service.environment.map(({ key }) => key));
  const byName = detected.find(
    ({ product }) =>
      product.detect.weak.services.includes(name) ||
      keys.some((key) => product.detect.strong.envPrefixes.some((prefix) => key.startsWith(prefix))),
  );
  if (byName) return byName.product;
  // A datastore beside one product alone holds that product's password.
  return detected.length === 1 && keys.some((key) => detected[0]?.product.variables[key] !== undefined)
    ? detected[0]?.product
    : undefined;
}

/** Settings of files that no service claims; entries that every reader takes from elsewhere are left out: they decide nothing. */
function looseSettings(
  files: readonly SourceFile[],
  services: readonly DeployedService[],
  composeFiles: readonly ComposeFile[],
  detected: readonly DetectedProduct[],
): readonly EffectiveSetting[] {
  const claimed = new Set(services.flatMap(({ envFiles }) => envFiles));
  const decidedAt = new Map<string, Set<string>>();
  for (const service of services) {
    for (const { key, decided } of service.settings) {
      const paths = decidedAt.get(key) ?? new Set();
      decidedAt.set(key, paths.add(decided.path));
    }
  }
  const besideCompose = new Set(composeFiles.map(({ path }) => folderOf(path)));
  return files.flatMap((file) => {
    if (file.kind === 'json')
      return file.model.settings.flatMap((setting) =>
        effective(setting.key, file.path, setting, () => undefined, undefined, undefined, detected),
      );
    if (file.kind !== 'dotenv') return [];
    const lookup = lookupIn(file);
    const owner = productOfFile(file, detected);
    const shared = claimed.has(file.path) || besideCompose.has(folderOf(file.path));
    return [...lastSettings(file).values()].flatMap((setting) => {
      const paths = decidedAt.get(setting.key);
      if (setting.inherited || (shared && file.tier !== 'example' && paths && !paths.has(file.path))) return [];
      return effective(setting.key, file.path, setting, lookup, undefined, owner, detected);
    });
  });
}

/** The product whose prefixed variables an env file holds, if they are of one product only. */
function productOfFile({ model }: DotenvFile, detected: readonly DetectedProduct[]): Product | undefined {
  const owners = new Set(model.settings.flatMap(({ key }) => productOfName(key, detected) ?? []));
  return owners.size === 1 ? [...owners][0] : undefined;
}

/** `https://` origins, the likeliest first: the configuration's word, then proxy sites, then the products' own public URLs. */
function publicOriginsOf(
  sites: readonly ProxySite[],
  settings: readonly EffectiveSetting[],
  publicUrl: string | undefined,
): readonly string[] {
  const configured = publicUrl === undefined ? undefined : readUrl(publicUrl);
  const served = sites
    .filter(({ site }) => !site.redirectsOnly)
    .flatMap(({ hosts, tls }) =>
      tls ? hosts.filter((host) => !host.startsWith('*')).map((host) => `https://${host}`) : [],
    );
  const declared = settings.flatMap(({ key, value, product }) => {
    const url = value !== undefined && isPublicUrlName(key, product) ? readUrl(value) : undefined;
    return url && isPublicHost(url.host)
      ? [originOf({ ...url, scheme: 'https', port: url.scheme === 'https' ? url.port : undefined })]
      : [];
  });
  return [
    ...new Set([
      ...(configured ? [originOf(configured)] : []),
      ...declared.filter((origin) => served.includes(origin)),
      ...served,
      ...declared,
    ]),
  ];
}
