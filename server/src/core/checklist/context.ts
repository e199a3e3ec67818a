import type { DeployedService, Deployment, ProxySite } from '../deployment/deployment.ts';
import type { Process } from '../deployment/processes.ts';
import { portsOf, productServedBy, runsProduct } from '../deployment/served-product.ts';
import type { Versioning } from '../deployment/versioning.ts';
import type { DeployedWorkload } from '../deployment/workload.ts';
import { isLoopbackAddress } from '../model/port.ts';
import { isPublicHost, readUrl } from '../model/url.ts';
import { isServiceName } from '../product/detect.ts';
import { matchesGlob } from '../product/glob.ts';
import type { Product } from '../product/product.ts';
import type { Finding } from '../rules/rule.ts';
import { type JsonConfig, jsonConfigs } from './json-config.ts';

/** What the analysis of one deployment gives, as far as checklists look at it. */
export interface Judged {
  readonly deployment: Deployment;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly suppression: { readonly reason: string } }[];
  readonly faults: readonly { readonly rule: string }[];
}

/** What the settings say of rules and products, as far as checklists look at it. */
export interface WalkSettings {
  /** Rule id -> its severity, or `off`. */
  readonly rules: Readonly<Record<string, string>>;
  /** Glob -> rules that are otherwise there. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Product id -> whether it counts as deployed. */
  readonly products: Readonly<Record<string, boolean>>;
}

/** What the walk of one product over one deployment looks at. */
export interface Context {
  readonly product: Product;
  readonly deployment: Deployment;
  readonly versioning: Versioning;
  /** Reported and suppressed ones: what is accepted is still so. */
  readonly findings: readonly { readonly finding: Finding; readonly accepted?: string }[];
  /** Why a rule's silence says nothing here; undefined where it ran. */
  readonly silent: (rule: string) => string | undefined;
  /** Services of the stack that production runs. */
  readonly services: readonly DeployedService[];
  /** Those that are the product itself. */
  readonly running: readonly DeployedService[];
  /** Those, and the datastores beside it that hold its passwords. */
  readonly own: readonly DeployedService[];
  /** What PM2 or systemd starts of it on the host itself. */
  readonly processes: readonly Process[];
  /** What runs it in a cluster. */
  readonly workloads: readonly DeployedWorkload[];
  /** Whether a file says what production runs: files of other stacks speak for themselves alone. */
  readonly counts: (path: string) => boolean;
  /** Whether a proxy's file counts: no template, and what developers have only where nothing else runs the product. */
  readonly fronts: (path: string) => boolean;
  /** Proxy sites that put the product on the network. */
  readonly sites: readonly ProxySite[];
  /** JSON files, those inside of manifests and Compose files too. */
  readonly configs: readonly JsonConfig[];
}

export function contextOf(
  product: Product,
  judged: Judged,
  versioning: Versioning,
  { rules, overrides }: WalkSettings,
): Context {
  const { deployment, findings, suppressed, faults } = judged;
  const isOfProduct = (one: { readonly product: Product | undefined }): boolean => one.product === product;
  const isShipped = (one: DeployedService | DeployedWorkload | Process): boolean =>
    deployment.tierOf(one.path) !== 'development' && !('optional' in one && isAside(one));
  const primary = deployment.services.filter((service) => service.primary);
  const workloads = deployment.workloads.filter(({ containers }) => containers.some(isOfProduct));
  const processes = deployment.processes.filter(isOfProduct);
  // What developers run, or somebody starts by hand, speaks only where nothing else runs the product.
  const hasShipped = [...primary.filter(isOfProduct), ...workloads, ...processes].some(isShipped);
  const fronts = (path: string): boolean =>
    deployment.tierOf(path) !== 'example' && !(hasShipped && deployment.tierOf(path) === 'development');
  const counted = <T extends DeployedService | DeployedWorkload | Process>(all: readonly T[]): readonly T[] =>
    hasShipped ? all.filter(isShipped) : all;
  const services = counted(primary);
  const own = services.filter((service) => service.product === product);
  const used = new Set([
    ...services.flatMap(({ layers, envFiles }) => [...layers.map(({ path }) => path), ...envFiles]),
    ...(deployment.projectEnv === undefined ? [] : [deployment.projectEnv]),
  ]);
  return {
    product,
    deployment,
    versioning,
    findings: [
      // A line asks the same in every profile.
      ...findings.filter(({ strict }) => !strict).map((finding) => ({ finding })),
      ...suppressed.map(({ finding, suppression }) => ({ finding, accepted: suppression.reason })),
    ],
    silent(rule) {
      if (rules[rule] === 'off') return `The rule ${rule} is switched off.`;
      const [glob] =
        Object.entries(overrides).find(
          ([pattern, own]) => own[rule] === 'off' && deployment.files.some(({ path }) => matchesGlob(pattern, path)),
        ) ?? [];
      if (glob !== undefined) return `The rule ${rule} is switched off for ${glob}.`;
      return faults.some((fault) => fault.rule === rule) ? `The rule ${rule} failed on these files.` : undefined;
    },
    services,
    running: own.filter((service) => runsProduct(service, product)),
    own,
    processes: counted(processes),
    workloads: counted(workloads),
    counts: (path) =>
      own.length > 0
        ? used.has(path)
        : deployment.tierOf(path) !== 'development' && deployment.tierOf(path) !== 'example',
    fronts,
    configs: jsonConfigs(deployment, product),
    sites: deployment.sites.filter(
      (site) => fronts(site.path) && !site.site.redirectsOnly && productServedBy(site, deployment) === product,
    ),
  };
}

/** Its profiles, none of which is named for production, keep it from being started with the others. */
const isAside = ({ optional, layers }: DeployedService): boolean =>
  optional && !layers.some(({ service }) => service.profiles.some((profile) => /^prod/i.test(profile)));

/** The hosts of the product's own public addresses, lower case: a site of that name is meant for it, wherever it leads. */
export const publicHostsOf = ({ deployment, product }: Context): readonly string[] =>
  deployment.settings.flatMap(({ key, value, path, product: owner }) => {
    const isOwn = owner === product && product.variables[key]?.kind === 'public-url';
    const host = isOwn && deployment.tierOf(path) !== 'example' ? readUrl(value ?? '')?.host : undefined;
    return host !== undefined && isPublicHost(host) ? [host.toLowerCase()] : [];
  });

/** Where an upstream leads: by its service, and to the proxy's own machine where systemd or PM2 starts the product there. */
export function placeOfUpstream(
  { service, host }: { readonly service: string | undefined; readonly host: string | undefined },
  { running, processes, workloads }: Context,
): 'product' | 'other' | 'elsewhere' {
  if (running.length > 0) return running.some(({ name }) => name === service) ? 'product' : 'other';
  if (service !== undefined) return 'other';
  if (processes.length > 0) return host !== undefined && isLoopbackAddress(host) ? 'product' : 'other';
  return workloads.length > 0 ? 'other' : 'elsewhere';
}

/** An upstream that means the product, by its name or its port, whatever it reaches. */
export const meansProduct = (
  { host, port }: { readonly host: string | undefined; readonly port: number | undefined },
  { product, deployment }: Pick<Context, 'product' | 'deployment'>,
): boolean =>
  (host !== undefined && (host === product.id || isServiceName(host, product))) ||
  (port !== undefined && portsOf(product, deployment).includes(port));
