import { jobKinds } from '../file-kind.ts';
import { passesIn } from '../model/nginx-passes.ts';
import { folderOf, isWithin, joinPath } from '../model/path.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { SourceFile } from '../model/source-file.ts';
import { readUrl } from '../model/url.ts';
import { resolve } from './effective.ts';
import { type PublishedPort, publishedPorts, type ResolveText } from './published-port.ts';
import { inclusionsOf, partnersOf } from './stack.ts';

export interface FileGroup {
  readonly root: string;
  /** Another group includes or extends one of its Compose files, so that they are not whole by themselves. */
  readonly lends: boolean;
  readonly files: readonly SourceFile[];
}

/**
 * Cuts a workspace into deployments. Each folder with a Compose file is an anchor, and so are Helm charts, Kustomize roots and
 * the workspace; a file joins the nearest anchor at or above it, an env file also the deployment that names it, the file of a
 * proxy also the one whose service it proxies to, a script or schedule outside of all of them the one that it names. Scripts and
 * schedules alone are no deployment.
 */
export function groupFiles(files: readonly SourceFile[]): readonly FileGroup[] {
  const roots = new Set(files.flatMap(anchorAt));
  const anchors = [...roots].sort((a, b) => b.length - a.length);
  const groups = new Map<string, SourceFile[]>();
  const anchorOf = (path: string): string => anchors.find((anchor) => isWithin(path, anchor)) ?? '';
  for (const file of files) {
    const anchor = anchorOf(file.path);
    const group = groups.get(anchor) ?? [];
    group.push(file);
    groups.set(anchor, group);
  }
  const publishers = publishersOf(files, groups);
  const lending = new Set<string>();
  for (const [root, group] of groups) {
    const lent = partnersIn(group, files);
    const named = [...group, ...lent];
    const guests = files.filter(
      (file) =>
        !group.includes(file) &&
        (lent.has(file) ||
          publishers.get(file) === root ||
          isNamedBy(named, file, groups) ||
          isJobOf(root, group, file, anchors)),
    );
    for (const { path } of lent) lending.add(anchorOf(path));
    groups.set(root, [...group, ...guests]);
  }
  const deployed = [...groups].filter(([, group]) => group.some(({ kind }) => !jobKinds.has(kind)));
  return deployed.map(([root, group]) => ({ root, files: group, lends: lending.has(root) }));
}

/** The folder of which a file makes a deployment of its own. */
function anchorAt({ kind, path }: SourceFile): readonly string[] {
  if (kind === 'compose' || kind === 'helm-values' || kind === 'kustomize') return [folderOf(path)];
  return kind === 'helm-template' ? [folderOf(path.slice(0, path.lastIndexOf('templates/')))] : [];
}

function isNamedBy(
  group: readonly SourceFile[],
  file: SourceFile,
  groups: ReadonlyMap<string, readonly SourceFile[]>,
): boolean {
  if (file.kind === 'dotenv') {
    return group.some(
      (member) =>
        member.kind === 'compose' &&
        (inclusionsOf(member).some(({ envPaths }) => envPaths.includes(file.path)) ||
          member.model.services.some(({ envFiles }) =>
            envFiles.some(({ text }) => joinPath(member.path, text.text) === file.path),
          )),
    );
  }
  const hosts = upstreamHosts(file);
  if (hosts.length === 0 || ownsProxied(file, hosts, groups)) return false;
  const names = serviceNames(group);
  return hosts.some((host) => names.has(host));
}

/** Proxy file -> the only deployment that publishes a port of this host which it sends requests to. */
function publishersOf(
  files: readonly SourceFile[],
  groups: ReadonlyMap<string, readonly SourceFile[]>,
): ReadonlyMap<SourceFile, string> {
  const asking = files.map((file) => ({ file, ports: localPorts(file) })).filter(({ ports }) => ports.length > 0);
  if (asking.length === 0) return new Map();
  const offers = [...groups].map(([root, group]) => ({ root, ranges: publishedBy(group) }));
  return new Map(
    asking.flatMap(({ file, ports }) => {
      const [only, another] = offers.filter(({ ranges }) =>
        ranges.some(({ first, last }) => ports.some((port) => first <= port && port <= last)),
      );
      return only && !another ? [[file, only.root] as const] : [];
    }),
  );
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

/** Scripts and schedules that lie above the only deployment, or name one of several by its folder or a container. */
function isJobOf(root: string, group: readonly SourceFile[], file: SourceFile, anchors: readonly string[]): boolean {
  if (!jobKinds.has(file.kind) || !anchors.includes(root)) return false;
  if (anchors.some((anchor) => isWithin(file.path, anchor))) return false;
  if (anchors.length === 1) return true;
  const words = new Set(file.text.split(/[^\w.-]+/));
  const containers = group.flatMap((member) =>
    member.kind === 'compose' ? member.model.services.flatMap(({ containerName }) => containerName ?? []) : [],
  );
  return containers.some((name) => words.has(name)) || file.text.includes(`${root}/`);
}

/** Compose files that those of the group include or extend, however deep. */
function partnersIn(group: readonly SourceFile[], files: readonly SourceFile[]): ReadonlySet<SourceFile> {
  const lent = new Set<SourceFile>();
  const follow = (member: SourceFile): void => {
    if (member.kind !== 'compose') return;
    for (const path of partnersOf(member)) {
      const file = files.find((one) => one.path === path);
      if (file?.kind === 'compose' && !group.includes(file)) lent.add(file);
    }
  };
  group.forEach(follow);
  for (const file of lent) follow(file);
  return lent;
}

/** A proxy file whose own deployment already has the services that it names stays there alone. */
function ownsProxied(
  file: SourceFile,
  hosts: readonly string[],
  groups: ReadonlyMap<string, readonly SourceFile[]>,
): boolean {
  const home = [...groups.values()].find((group) => group.includes(file));
  const names = serviceNames(home ?? []);
  return hosts.some((host) => names.has(host));
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
  new Set(
    group.flatMap((member) =>
      member.kind === 'compose'
        ? member.model.services.flatMap(({ name, containerName, aliases }) => [
            name,
            ...(containerName ? [containerName] : []),
            ...aliases,
          ])
        : [],
    ),
  );
