import type { Fact } from '../model/container.ts';
import type { Place } from '../model/place.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { SourceFile } from '../model/source-file.ts';
import type {
  TraefikDynamic,
  TraefikEntryPoint,
  TraefikMiddleware,
  TraefikRouter,
  TraefikService,
  TraefikStatic,
} from '../model/traefik.ts';
import { isPublicHost, readUrl } from '../model/url.ts';
import { put } from '../multimap.ts';
import type { DeployedService, SiteUpstream } from './deployment.ts';
import { reachedBy } from './reach.ts';
import { runsTraefik, traefikSources } from './traefik-source.ts';

/** One place that configures Traefik. All places in it are of the file `path`. */
export interface TraefikSource {
  readonly path: string;
  readonly from: 'file' | 'labels' | 'command' | 'environment' | 'cluster';
  /** The Compose service that has the labels, or that runs Traefik with the command or environment. */
  readonly service: string | undefined;
  /** False for labels that several files share: a router's parts may stand apart. */
  readonly whole: boolean;
  /** What the labels of all files make together, where all of them are known. Its places may be of any of them. */
  readonly joined?: TraefikDynamic;
  readonly static: TraefikStatic | undefined;
  readonly dynamic: TraefikDynamic | undefined;
}

/** A router of HTTP with all that the files make of it. */
export interface TraefikHost {
  /** The file that has its rule. */
  readonly source: TraefikSource;
  /** As all files make it: beside its name and rule its places may be of another file where the source is not whole. */
  readonly router: TraefikRouter;
  /** Everything that configures it is among the files. */
  readonly whole: boolean;
  /** Public host names, lower case. */
  readonly names: readonly string[];
  /** Reached from outside: a public name, or one that only the environment knows. */
  readonly public: boolean;
  /** It is served with TLS, by its own word or that of an entry point. */
  readonly tls: boolean;
  /** The entry points that it is served at; undefined where one of them is configured elsewhere. */
  readonly entryPoints: readonly TraefikEntryPoint[] | undefined;
  /** It sends all requests elsewhere. */
  readonly redirectsOnly: boolean;
  /** Of the entry points and its own, chains followed, with the file that holds each. */
  readonly middlewares: readonly { readonly path: string; readonly middleware: TraefikMiddleware }[];
  /** Every middleware that it passes is known; a plugin is not. */
  readonly complete: boolean;
  readonly upstreams: readonly SiteUpstream[];
  /** Names of the Compose services that it leads to. */
  readonly services: readonly string[];
}

export interface TraefikFront {
  readonly sources: readonly TraefikSource[];
  readonly hosts: readonly TraefikHost[];
  /** Routers of TCP, in the same words. */
  readonly streams: readonly TraefikHost[];
}

export function traefikFront(files: readonly SourceFile[], services: readonly DeployedService[]): TraefikFront {
  const sources = traefikSources(files, services);
  if (sources.length === 0) return { sources, hosts: [], streams: [] };
  const index = indexOf(sources);
  const routersOf = (protocol: TraefikRouter['protocol']): readonly TraefikHost[] =>
    sources.flatMap((source) =>
      (source.dynamic?.routers ?? []).flatMap((router) =>
        router.protocol === protocol && isDecidedHere(source, router)
          ? [readHost(source, router, index, services)]
          : [],
      ),
    );
  return { sources, hosts: routersOf('http'), streams: routersOf('tcp') };
}

const joinedRouter = ({ joined }: TraefikSource, { name, protocol }: TraefikRouter): TraefikRouter | undefined =>
  joined?.routers.find((one) => one.protocol === protocol && one.name.toLowerCase() === name.toLowerCase());

/** Of the files that name a router the one whose rule counts tells of it. */
function isDecidedHere(source: TraefikSource, router: TraefikRouter): boolean {
  const rule = joinedRouter(source, router)?.rule;
  return rule === undefined || rule.span === router.rule?.span;
}

/** Where a finding about a router points: the name that it answers to, else its own. */
export const placeOfRouter = ({ router, source }: TraefikHost): Place => ({
  path: source.path,
  span: router.hosts[0]?.span ?? router.rule?.span ?? router.nameSpan,
});

interface Held<T> {
  readonly source: TraefikSource;
  readonly value: T;
}

/** By name in lower case, without the provider that references name behind an `@`. */
interface Index {
  readonly entryPoints: ReadonlyMap<string, readonly TraefikEntryPoint[]>;
  readonly middlewares: ReadonlyMap<string, readonly Held<TraefikMiddleware>[]>;
  readonly services: ReadonlyMap<string, readonly Held<TraefikService>[]>;
  /** Those of one container's labels, whichever file has them, by {@link ownerOf}. */
  readonly labelled: ReadonlyMap<object, readonly Held<TraefikService>[]>;
}

const ownerOf = (source: TraefikSource): object => source.joined ?? source;

const nameIn = (reference: string): string => reference.replace(/@[\w-]+$/, '').toLowerCase();

function indexOf(sources: readonly TraefikSource[]): Index {
  const entryPoints = new Map<string, TraefikEntryPoint[]>();
  const middlewares = new Map<string, Held<TraefikMiddleware>[]>();
  const services = new Map<string, Held<TraefikService>[]>();
  const labelled = new Map<object, Held<TraefikService>[]>();
  const add = <T>(map: Map<string, T[]>, name: string, value: T): void => put(map, name.toLowerCase(), value);
  for (const source of sources) {
    for (const one of source.static?.entryPoints ?? []) add(entryPoints, one.name, one);
    for (const value of source.dynamic?.middlewares ?? []) add(middlewares, value.name, { source, value });
    for (const value of source.dynamic?.services ?? []) {
      add(services, value.name, { source, value });
      if (source.from === 'labels') put(labelled, ownerOf(source), { source, value });
    }
  }
  return { entryPoints, middlewares, services, labelled };
}

function readHost(
  source: TraefikSource,
  written: TraefikRouter,
  index: Index,
  services: readonly DeployedService[],
): TraefikHost {
  const { name, nameSpan, span } = written;
  const joined = joinedRouter(source, written);
  const router = joined ? { ...joined, name, nameSpan, span } : written;
  const whole = source.whole || joined !== undefined;
  const names = router.hosts.map(({ value }) => value).filter((host) => isPublicHost(host.replace(/^\*\./, 'any.')));
  const isOpen = /\$\{|\$\w/.test(router.rule?.text ?? '');
  const entryPoints = whole ? entryPointsOf(router, index) : undefined;
  const passed = [...(entryPoints ?? []).flatMap(({ middlewares }) => middlewares), ...router.middlewares];
  const { middlewares, complete } = followed(passed, index);
  const upstreams = upstreamsOf(source, router, index, services);
  return {
    source,
    router,
    whole,
    names,
    public: names.length > 0 || isOpen,
    tls: router.tls || (entryPoints?.some(({ tls }) => tls) ?? false),
    entryPoints,
    redirectsOnly: middlewares.some(
      ({ middleware: { type, scheme } }) =>
        (type === 'redirectScheme' && scheme?.value !== 'http') || type === 'redirectRegex',
    ),
    middlewares,
    complete: complete && whole,
    upstreams,
    services: [...new Set(upstreams.flatMap(({ service }) => service ?? []))],
  };
}

/** Those that it names, else those that are the default, else all but Traefik's own (https://doc.traefik.io/traefik/routing/routers/#entrypoints). */
function entryPointsOf({ entryPoints }: TraefikRouter, index: Index): readonly TraefikEntryPoint[] | undefined {
  const all = [...index.entryPoints].filter(([name]) => name !== 'traefik').flatMap(([, same]) => same);
  if (entryPoints.length === 0) {
    const chosen = all.filter(({ isDefault }) => isDefault);
    return all.length === 0 ? undefined : chosen.length > 0 ? chosen : all;
  }
  const named = entryPoints.map(({ value }) => index.entryPoints.get(value.toLowerCase()));
  return named.every((same) => same !== undefined) ? named.flat() : undefined;
}

/** The middlewares by their names, those of chains in their place. */
function followed(
  references: readonly Fact<string>[],
  { middlewares: known }: Index,
): Pick<TraefikHost, 'middlewares' | 'complete'> {
  const middlewares: TraefikHost['middlewares'][number][] = [];
  const seen = new Set<string>();
  let complete = true;
  const follow = ({ value }: Fact<string>): void => {
    const name = nameIn(value);
    if (seen.has(name)) return;
    seen.add(name);
    const found = known.get(name) ?? [];
    if (found.length === 0) complete = false;
    for (const { source, value: middleware } of found) {
      if (middleware.type === 'plugin') complete = false;
      middlewares.push({ path: source.path, middleware });
      middleware.chain.forEach(follow);
    }
  };
  references.forEach(follow);
  return { middlewares, complete };
}

function upstreamsOf(
  source: TraefikSource,
  { service, nameSpan, protocol }: TraefikRouter,
  { services: known, labelled }: Index,
  services: readonly DeployedService[],
): readonly SiteUpstream[] {
  const isSpoken = ({ value }: Held<TraefikService>): boolean => value.protocol === protocol;
  const own = (labelled.get(ownerOf(source)) ?? []).filter(isSpoken);
  const isOnly = new Set(own.map(({ value }) => value.name.toLowerCase())).size === 1;
  const balancers =
    service !== undefined ? (known.get(nameIn(service.value)) ?? []).filter(isSpoken) : isOnly ? withPort(own) : [];
  if (balancers.length === 0) {
    // A container that names no port is asked at the one that its image exposes.
    const container = service === undefined ? source.service : undefined;
    return container === undefined
      ? []
      : [{ path: source.path, span: nameSpan, host: undefined, service: container, port: undefined }];
  }
  return withShares(balancers, known, isSpoken).flatMap(({ source: holder, value }) =>
    serversOf(holder, value, services),
  );
}

/** The services, and those that they hand requests on to, however deep. */
function withShares(
  held: readonly Held<TraefikService>[],
  known: Index['services'],
  isSpoken: (one: Held<TraefikService>) => boolean,
): readonly Held<TraefikService>[] {
  const found = new Set(held);
  for (const { value } of found)
    for (const share of value.shares)
      for (const one of known.get(nameIn(share.value)) ?? []) if (isSpoken(one)) found.add(one);
  return [...found];
}

/** Of several files that name a service, the last that tells its port. */
const withPort = (held: readonly Held<TraefikService>[]): readonly Held<TraefikService>[] =>
  [held.findLast(({ value }) => value.port !== undefined) ?? held[0]].flatMap((one) => one ?? []);

function serversOf(
  { path, from, service }: TraefikSource,
  { port, servers, shares, nameSpan }: TraefikService,
  services: readonly DeployedService[],
): readonly SiteUpstream[] {
  if (shares.length > 0) return [];
  if (from === 'labels' && servers.length === 0) {
    const target = /^\d+$/.test(port?.value ?? '') ? Number(port?.value) : undefined;
    return [{ path, span: port?.span ?? nameSpan, host: undefined, service, port: target }];
  }
  return servers.flatMap(({ value, span }): SiteUpstream[] => {
    // An address of TCP is no URL.
    const [, name, number] = /^([^/:]+|\[[\da-f:]+\]):(\d+)$/i.exec(value) ?? [];
    const url = name === undefined ? readUrl(value) : { host: name, port: number, scheme: 'tcp' };
    if (!url) return [];
    const host = url.host.toLowerCase();
    const asked = Number(url.port ?? (url.scheme === 'https' ? 443 : 80));
    const common = { path, span, host };
    const reached = reachedBy(host, asked, services).map((found) => ({ ...common, ...found }));
    return reached.length > 0 ? reached : [{ ...common, service: undefined, port: asked }];
  });
}

/** It listens where the outside may ask. */
export const isOpenEntryPoint = ({ address }: TraefikEntryPoint): boolean =>
  !isLoopbackAddress((address?.value ?? '').replace(/:\d+(?:\/\w+)?$/, ''));

/** Ports of the host at which everybody reaches an entry point. */
export function outsidePorts(entryPoint: TraefikEntryPoint, services: readonly DeployedService[]): readonly number[] {
  const { port } = entryPoint;
  const running = services.filter(runsTraefik);
  if (!isOpenEntryPoint(entryPoint) || port === undefined) return [];
  if (running.length === 0 || running.some(({ definition }) => definition.networkMode === 'host')) return [port];
  return running.flatMap(({ ports }) =>
    ports.flatMap(({ first, target, reach }) => (target === port && reach === 'all' ? [first] : [])),
  );
}
