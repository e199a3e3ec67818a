import { jobKinds } from '../file-kind.ts';
import { isChartDefault } from '../model/helm-values.ts';
import { networkNames } from '../model/network-names.ts';
import { passesIn } from '../model/nginx-passes.ts';
import { baseNameOf, folderOf, isWithin, joinPath } from '../model/path.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { SourceFile } from '../model/source-file.ts';
import { readUrl } from '../model/url.ts';
import { put } from '../multimap.ts';
import { resolve } from './effective.ts';
import { basesOf, type KustomizeFile } from './kustomize-layers.ts';
import { type PublishedPort, publishedPorts, type ResolveText } from './published-port.ts';
import { inclusionsOf, partnersOf, partsOf } from './stack.ts';

export interface FileGroup {
  readonly root: string;
  /** Another group includes or extends one of its Compose files, so that they are not whole by themselves. */
  readonly lends: boolean;
  /** Its Compose files and manifests that are only parts of what another group makes: what they say counts there. */
  readonly parts: readonly string[];
  readonly files: readonly SourceFile[];
}

/**
 * Cuts a workspace into deployments. Each folder with a Compose file is an anchor, and so are Helm charts, Kustomize roots and
 * the workspace; a file joins the nearest anchor at or above it, an env file also the deployment that names it, the file of a
 * proxy also the one whose service it proxies to, a script or schedule outside of all of them the one that it names. Scripts and
 * schedules alone are no deployment.
 */
export function groupFiles(files: readonly SourceFile[]): readonly FileGroup[] {
  const laidOver = valuesElsewhere(files);
  const roots = new Set(files.filter(({ path }) => !laidOver.has(path)).flatMap(anchorAt));
  const groups = new Map<string, SourceFile[]>();
  const anchorOf = (path: string): string => laidOver.get(path) ?? nearest(folderOf(path), roots);
  for (const file of files) put(groups, anchorOf(file.path), file);
  const publishers = publishersOf(files, groups);
  const lending = new Set<string>();
  const parts = partsOf(
    files.filter((file) => file.kind === 'compose'),
    (file, path) => anchorOf(file.path) !== anchorOf(path),
  );
  const overlays = overlaysIn(groups);
  const shipped = new Set(
    [...overlays.keys()].filter((root) =>
      groups.get(root)?.some((file) => file.kind === 'kustomize' && isShipped(file)),
    ),
  );
  const based = new Set([...shipped].flatMap((root) => [...(overlays.get(root) ?? [])]));
  const byPath = new Map(files.map((file, index) => [file.path, { file, index }]));
  const lentTo = new Map([...groups].map(([root, group]) => [root, partnersIn(group, byPath)]));
  const namedBy = namedFiles(files, groups, lentTo);
  const jobs = files.filter(({ kind, path }) => jobKinds.has(kind) && !roots.has(anchorOf(path)));
  const place = ({ path }: SourceFile): number => byPath.get(path)?.index ?? 0;
  for (const [root, group] of groups) {
    const own = new Set(group);
    const lent = lentTo.get(root) ?? [];
    const guests = new Set(
      [
        ...lent,
        ...(overlays.get(root) ?? []),
        ...(publishers.get(root) ?? []),
        ...(namedBy.get(root) ?? []),
        ...(roots.has(root) ? jobs.filter((file) => roots.size === 1 || isJobOf(root, group, file)) : []),
      ].filter((file) => !own.has(file)),
    );
    for (const { path } of lent) lending.add(anchorOf(path));
    groups.set(root, [...group, ...[...guests].sort((a, b) => place(a) - place(b))]);
  }
  const partsAt = new Map<string, string[]>();
  for (const path of parts) put(partsAt, anchorOf(path), path);
  const deployed = [...groups].filter(([, group]) => group.some(({ kind }) => !jobKinds.has(kind)));
  return deployed.map(([root, group]) => ({
    root,
    files: group,
    lends: lending.has(root),
    parts: [
      ...(partsAt.get(root) ?? []),
      // What developers make of a base is no deployment to judge: the base counts by itself, or in another overlay.
      ...group.flatMap((file) => {
        const isLent =
          anchorOf(file.path) === root ? based.has(file) : !shipped.has(root) && overlays.get(root)?.has(file);
        return isLent ? [file.path] : [];
      }),
    ],
  }));
}

const isShipped = ({ tier }: SourceFile): boolean => tier === 'production' || tier === 'staging';

/** Root of an overlay of Kustomize -> the files of the bases that it changes. */
function overlaysIn(groups: ReadonlyMap<string, readonly SourceFile[]>): ReadonlyMap<string, ReadonlySet<SourceFile>> {
  const all = [...groups.values()].flat().filter((file) => file.kind === 'kustomize');
  return new Map(
    all.flatMap((overlay) => {
      const bases = basesOf(overlay, all).flatMap((root) => (groups.get(root) ?? []).filter(isOfKustomize(root, all)));
      return bases.length > 0 ? [[folderOf(overlay.path), new Set(bases)] as const] : [];
    }),
  );
}

/** What Kustomize reads in that folder: other files there are about something else. */
const isOfKustomize =
  (root: string, all: readonly KustomizeFile[]) =>
  ({ kind, path }: SourceFile): boolean =>
    kind === 'kubernetes' ||
    kind === 'kustomize' ||
    all.some(
      (file) =>
        folderOf(file.path) === root &&
        file.model.generators.some(({ envs }) => envs.some(({ text }) => joinPath(file.path, text) === path)),
    );

/** The folder, or the nearest above it, that is an anchor; the workspace where none is. */
function nearest(folder: string, roots: ReadonlySet<string>): string {
  let at = folder;
  while (at !== '' && !roots.has(at)) at = folderOf(at);
  return at;
}

/** The folder of which a file makes a deployment of its own. */
function anchorAt({ kind, path }: SourceFile): readonly string[] {
  if (kind === 'compose' || kind === 'helm-values' || kind === 'kustomize') return [folderOf(path)];
  return kind === 'helm-template' ? [folderOf(path.slice(0, path.lastIndexOf('templates/')))] : [];
}

/**
 * Path of a file of values outside of every chart -> the folder of the only chart, which it is for by its name: `helm -f` takes it
 * from anywhere.
 */
function valuesElsewhere(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const folders = new Set(
    files
      .filter(({ kind, path }) => kind === 'helm-template' || (kind === 'helm-values' && isChartDefault(path)))
      .flatMap(anchorAt),
  );
  const [chart, another] = [...folders].filter(
    (folder) => ![...folders].some((one) => one !== folder && isWithin(folder, one)),
  );
  if (chart === undefined || another !== undefined) return new Map();
  const names = new Set(baseNameOf(chart).split(/[._-]/));
  return new Map(
    files
      .filter(({ kind, path }) => kind === 'helm-values' && !isWithin(folderOf(path), chart))
      .filter(({ path }) => {
        const words = baseNameOf(path).toLowerCase().split(/[._-]/).slice(0, -1);
        return words.every((word) => word === 'values' || stageWords.has(word) || names.has(word));
      })
      .map(({ path }) => [path, chart]),
  );
}

const stageWords = new Set(['prod', 'production', 'live', 'staging', 'stage']);

/** Root -> files elsewhere that it names, env files by their path, or that send requests to one of its services. */
function namedFiles(
  files: readonly SourceFile[],
  groups: ReadonlyMap<string, readonly SourceFile[]>,
  lentTo: ReadonlyMap<string, ReadonlySet<SourceFile>>,
): ReadonlyMap<string, readonly SourceFile[]> {
  /** Name of a service, or path of an env file behind a slash -> roots of the deployments that have it. */
  const rootsOf = new Map<string, string[]>();
  const homeOf = new Map<SourceFile, ReadonlySet<string>>();
  for (const [root, group] of groups) {
    const names = serviceNames(group);
    for (const file of group) homeOf.set(file, names);
    const lent = [...(lentTo.get(root) ?? [])];
    for (const name of [...names, ...serviceNames(lent)]) put(rootsOf, name, root);
    for (const member of [...group, ...lent]) for (const path of envPathsIn(member)) put(rootsOf, `/${path}`, root);
  }
  const named = new Map<string, SourceFile[]>();
  for (const file of files) {
    const hosts = file.kind === 'dotenv' ? [`/${file.path}`] : upstreamHosts(file);
    // A proxy file whose own deployment already has the services that it names stays there alone.
    if (file.kind !== 'dotenv' && hosts.some((host) => homeOf.get(file)?.has(host))) continue;
    for (const root of new Set(hosts.flatMap((host) => rootsOf.get(host) ?? []))) put(named, root, file);
  }
  return named;
}

/** Env files that a Compose file names. */
const envPathsIn = (member: SourceFile): readonly string[] =>
  member.kind === 'compose'
    ? [
        ...inclusionsOf(member).flatMap(({ envPaths }) => envPaths),
        ...member.model.services.flatMap(({ envFiles }) =>
          envFiles.flatMap(({ text }) => joinPath(member.path, text.text) ?? []),
        ),
      ]
    : [];

/** Root -> proxy files that send requests to a port of this host which it alone publishes. */
function publishersOf(
  files: readonly SourceFile[],
  groups: ReadonlyMap<string, readonly SourceFile[]>,
): ReadonlyMap<string, readonly SourceFile[]> {
  const asking = files.map((file) => ({ file, ports: localPorts(file) })).filter(({ ports }) => ports.length > 0);
  if (asking.length === 0) return new Map();
  const offers = [...groups].map(([root, group]) => ({ root, ranges: publishedBy(group) }));
  const found = new Map<string, SourceFile[]>();
  for (const { file, ports } of asking) {
    const roots = ports.flatMap((port) => {
      const [only, another] = offers.filter(({ ranges }) =>
        ranges.some(({ first, last }) => first <= port && port <= last),
      );
      return only && !another ? [only.root] : [];
    });
    for (const root of new Set(roots)) put(found, root, file);
  }
  return found;
}

const publishedBy = (group: readonly SourceFile[]): readonly Pick<PublishedPort, 'first' | 'last'>[] =>
  group.flatMap((member) =>
    member.kind === 'compose'
      ? member.model.services.flatMap((service) =>
          publishedPorts({ name: service.name, layers: [{ path: member.path, service }] }, byDefault(member.path)),
        )
      : [],
  );

/** A reference as its own default makes it: which env file decides it is not known yet. */
const byDefault =
  (path: string): ResolveText =>
  ({ template, setting }) =>
    resolve(template, { path, setting }, () => undefined);

/** Ports of the proxy's own machine that it sends requests to. */
function localPorts(file: SourceFile): readonly number[] {
  const found =
    file.kind === 'caddyfile'
      ? file.model.sites.flatMap(({ proxies }) =>
          proxies.flatMap(({ upstreams }) =>
            upstreams.map(({ host, port }) => ({ host, port: port === undefined ? undefined : Number(port) })),
          ),
        )
      : file.kind === 'nginx'
        ? file.model.servers
            .flatMap(passesIn)
            .flatMap((pass) => pass.servers.map(({ host, port }) => ({ host, port: port ?? pass.port })))
        : [];
  return found.flatMap(({ host, port }) =>
    host !== undefined && isLoopbackAddress(host) && port !== undefined ? [port] : [],
  );
}

/** A script or schedule outside of all deployments names this one by its folder or a container. */
function isJobOf(root: string, group: readonly SourceFile[], { text }: SourceFile): boolean {
  if (text.includes(`${root}/`)) return true;
  const containers = group.flatMap((member) =>
    member.kind === 'compose' ? member.model.services.flatMap(({ containerName }) => containerName ?? []) : [],
  );
  if (!containers.some((name) => text.includes(name))) return false;
  const words = new Set(text.split(/[^\w.-]+/));
  return containers.some((name) => words.has(name));
}

/** Compose files that those of the group include or extend, however deep. */
function partnersIn(
  group: readonly SourceFile[],
  byPath: ReadonlyMap<string, { readonly file: SourceFile }>,
): ReadonlySet<SourceFile> {
  const lent = new Set<SourceFile>();
  const follow = (member: SourceFile): void => {
    if (member.kind !== 'compose') return;
    for (const path of partnersOf(member)) {
      const file = byPath.get(path)?.file;
      if (file?.kind === 'compose' && !group.includes(file)) lent.add(file);
    }
  };
  group.forEach(follow);
  for (const file of lent) follow(file);
  return lent;
}

/** Where a proxy file sends requests. */
function upstreamHosts(file: SourceFile): readonly string[] {
  if (file.kind === 'caddyfile') {
    return file.model.sites.flatMap(({ proxies }) =>
      proxies.flatMap(({ upstreams }) => upstreams.flatMap(({ host, text }) => host ?? readUrl(text)?.host ?? [])),
    );
  }
  if (file.kind === 'traefik') {
    return file.model.dynamic.services.flatMap(({ servers }) =>
      servers.flatMap(({ text }) => readUrl(text)?.host ?? /^([\w.-]+):\d+$/.exec(text)?.[1]?.toLowerCase() ?? []),
    );
  }
  if (file.kind !== 'nginx') return [];
  return file.model.servers.flatMap(passesIn).flatMap(({ servers }) => servers.flatMap(({ host }) => host ?? []));
}

const serviceNames = (group: readonly SourceFile[]): ReadonlySet<string> =>
  new Set(group.flatMap((member) => (member.kind === 'compose' ? member.model.services.flatMap(networkNames) : [])));
