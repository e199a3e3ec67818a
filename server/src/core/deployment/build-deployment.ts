import type { Tier } from '../file-kind.ts';
import { baseNameOf, folderOf } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isPublicHost, originOf, readUrl } from '../model/url.ts';
import type { Product } from '../product/product.ts';
import type { FileGroup } from './anchor.ts';
import { type Backups, backupsOf } from './backups.ts';
import { looseClusterSettings } from './cluster-settings.ts';
import { referenceProblems } from './compose-references.ts';
import { deployServices } from './deploy-services.ts';
import { type DeployedImages, deployedImages } from './deployed-images.ts';
import type { DeployedService, Deployment, DetectedProduct, ProxySite } from './deployment.ts';
import { imageSettings } from './dockerfile-image.ts';
import type { EffectiveSetting } from './effective.ts';
import { effectiveSetting, productOfName, withJsonVariable } from './effective-setting.ts';
import { type DotenvFile, lastSettings, lookupIn, lookupsIn } from './environment.ts';
import { type GatewayHost, gatewayHosts } from './gateway-front.ts';
import { nginxHosts } from './nginx-host.ts';
import { patchedFiles } from './patched-files.ts';
import { type PodLayers, podLayersOf } from './pod-layers.ts';
import { type Process, processesOf } from './processes.ts';
import { detectIn } from './product-facts.ts';
import { replacedValues } from './replaced-values.ts';
import { caddyLookup, readSites } from './site.ts';
import { type ComposeFile, stacksOf } from './stack.ts';
import { isPublicUrlName, productionMarkerIn } from './tier.ts';
import { type TraefikFront, traefikFront } from './traefik-front.ts';
import { deployWorkloads } from './workload.ts';

export interface DeploymentSettings {
  readonly products: readonly Product[];
  /** Ids of products that count as deployed here, whatever the files show. */
  readonly forced: readonly string[];
  /** The configuration's own word for the address that people use. */
  readonly publicUrl: string | undefined;
}

const isKind =
  <K extends SourceFile['kind']>(kind: K) =>
  (file: SourceFile): file is Extract<SourceFile, { kind: K }> =>
    file.kind === kind;

export function buildDeployment(group: FileGroup, { products, forced, publicUrl }: DeploymentSettings): Deployment {
  const { root, lends, parts } = group;
  const { files, unread, isReplaced: isPatched } = patchedFiles(group.files);
  const composeFiles = files.filter(isKind('compose'));
  const dotenvFiles = new Map(files.filter(isKind('dotenv')).map((file) => [file.path, file]));
  const shown = detectIn(files, products);
  const detected = [
    ...shown,
    ...products
      .filter(({ id }) => forced.includes(id) && !shown.some(({ product }) => product.id === id))
      .map((product) => ({ product, evidence: [] })),
  ];
  const projectEnv = projectEnvOf(root, composeFiles, dotenvFiles);
  const project = lookupIn(projectEnv);
  const services = deployServices(
    { root, parts },
    composeFiles,
    dotenvFiles,
    lookupsIn(composeFiles, dotenvFiles, project),
    detected,
  );
  const processes = processesOf(files, dotenvFiles, detected);
  const claimed = new Set([...services, ...processes].flatMap(({ envFiles }) => envFiles));
  if (projectEnv) claimed.add(projectEnv.path);
  // Whether a known product reads env files by its mode is for its own page to say.
  const isLaidOver = replacedValues(
    detected.length > 0 ? files.filter(({ kind }) => kind !== 'dotenv') : files,
    claimed,
    root,
  );
  const { workloads, claimed: read } = deployWorkloads(files, detected, unread);
  const settings = [
    ...services.flatMap((service) => service.settings),
    ...processes.flatMap((one) => one.settings),
    ...workloads.flatMap(({ containers }) => containers.flatMap((container) => container.settings)),
    ...looseSettings(files, services, processes, projectEnv, detected),
    ...looseClusterSettings(files, read, detected),
  ];
  const caddyfiles = files.filter(isKind('caddyfile'));
  const sites = caddyfiles.flatMap((file) => readSites(file, caddyfiles, services, caddyLookup(services, project)));
  const traefik = traefikFront(files, services);
  const gateways = gatewayHosts(files);
  const markers = new Map(
    files.flatMap((file) => {
      const marker = productionMarkerIn(file, products);
      return marker ? [[file.path, marker] as const] : [];
    }),
  );
  const tiers = new Map(files.map((file) => [file.path, file.tier]));
  const tierOf = (path: string): Tier => {
    const tier = tiers.get(path) ?? 'production';
    return tier === 'development' && markers.has(path) ? 'production' : tier;
  };
  let backups: Backups | undefined;
  let podLayers: PodLayers | undefined;
  let images: DeployedImages | undefined;
  return {
    root,
    group,
    files,
    lends,
    parts,
    unreadPatches: unread,
    isReplaced: (place) => isPatched(place) || isLaidOver(place),
    services,
    stackProblems: lends ? [] : stacksOf(composeFiles, root).flatMap((stack) => referenceProblems(stack, composeFiles)),
    processes,
    workloads,
    sites,
    nginx: nginxHosts(files.filter(isKind('nginx')), services, detected),
    traefik,
    gateways,
    settings,
    products: detected,
    get podLayers() {
      podLayers ??= podLayersOf(workloads, files);
      return podLayers;
    },
    get images() {
      images ??= deployedImages(files, services, workloads);
      return images;
    },
    // Checklists alone ask for them, and scripts take long to follow.
    get backups() {
      backups ??= backupsOf(
        { files, services, workloads, processes, projectEnv: projectEnv?.path },
        ({ path }) => tierOf(path) !== 'development' && tierOf(path) !== 'example',
      );
      return backups;
    },
    publicOrigins: publicOriginsOf(sites, traefik, gateways, settings, publicUrl),
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

/** Settings of files that no service or process claims; entries that every reader takes from elsewhere are left out: they decide nothing. */
function looseSettings(
  files: readonly SourceFile[],
  services: readonly DeployedService[],
  processes: readonly Process[],
  projectEnv: DotenvFile | undefined,
  detected: readonly DetectedProduct[],
): readonly EffectiveSetting[] {
  const consumers = [...services, ...processes];
  const claimed = new Set(consumers.flatMap(({ envFiles }) => envFiles));
  const decidedAt = new Map<string, Set<string>>();
  for (const consumer of consumers) {
    for (const { key, decided } of consumer.settings) {
      const paths = decidedAt.get(key) ?? new Set();
      decidedAt.set(key, paths.add(decided.path));
    }
  }
  return files.flatMap((file) => {
    if (file.kind === 'json')
      return file.model.settings.flatMap((setting) =>
        effectiveSetting(setting.key, file.path, setting, () => undefined, undefined, undefined, detected).map((one) =>
          withJsonVariable(one, detected),
        ),
      );
    if (file.kind === 'dockerfile') return imageSettings(file, services, detected);
    if (file.kind !== 'dotenv') return [];
    const lookup = lookupIn(file);
    const owner = productOfFile(file, detected);
    const shared = claimed.has(file.path) || file === projectEnv;
    return [...lastSettings(file).values()].flatMap((setting) => {
      const paths = decidedAt.get(setting.key);
      if (setting.inherited || (shared && file.tier !== 'example' && paths && !paths.has(file.path))) return [];
      return effectiveSetting(setting.key, file.path, setting, lookup, undefined, owner, detected);
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
  { hosts }: TraefikFront,
  gateways: readonly GatewayHost[],
  settings: readonly EffectiveSetting[],
  publicUrl: string | undefined,
): readonly string[] {
  const configured = publicUrl === undefined ? undefined : readUrl(publicUrl);
  const served = [
    ...sites.filter(({ site }) => !site.redirectsOnly).flatMap(({ hosts: names, tls }) => (tls ? names : [])),
    ...[...hosts, ...gateways]
      .filter(({ redirectsOnly }) => !redirectsOnly)
      .flatMap(({ names, tls }) => (tls ? names : [])),
  ].flatMap((host) => (host.startsWith('*') ? [] : [`https://${host}`]));
  const declared = settings.flatMap(({ key, value, product, variable }) => {
    const url = value !== undefined && isPublicUrlName(key, product, variable) ? readUrl(value) : undefined;
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
