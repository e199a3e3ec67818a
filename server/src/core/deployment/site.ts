import { readAddress } from '../model/caddy-address.ts';
import type { CaddySite } from '../model/caddyfile.ts';
import { baseNameOf } from '../model/path.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { SourceFile } from '../model/source-file.ts';
import { isPublicHost } from '../model/url.ts';
import type { DeployedService, ProxySite } from './deployment.ts';
import type { Lookup, Segment } from './effective.ts';
import { publishedPorts } from './published-port.ts';

export type CaddyFile = Extract<SourceFile, { kind: 'caddyfile' }>;

/** The environment in which Caddy replaces `{$NAME}`: that of the service that runs it, else the project's env file. */
export function caddyLookup(services: readonly DeployedService[], project: Lookup): Lookup {
  const caddy = services.find(({ image, name }) => /(?:^|[/-])caddy(?:[:@-]|$)/.test(image?.value ?? name));
  if (!caddy) return project;
  return (name) => {
    const setting = caddy.settings.find(({ key }) => key === name);
    return setting && setting.value !== undefined ? setting.segments : setting ? undefined : project(name);
  };
}

const textOf = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');

/** The text with its `{$NAME:default}` replaced; undefined where one of them is set nowhere and has no default. */
export function resolveCaddyText(text: string, lookup: Lookup): string | undefined {
  let complete = true;
  const resolved = text.replace(/\{\$([^{}:]+)(?::([^{}]*))?\}/g, (_, name: string, fallback: string | undefined) => {
    const segments = lookup(name);
    const value = segments === undefined ? fallback : textOf(segments);
    if (value === undefined) complete = false;
    return value ?? '';
  });
  return complete ? resolved : undefined;
}

/** Whether Caddy may ask for certificates at all: `auto_https off` in the global options says no. */
const managesTls = ({ model }: CaddyFile): boolean =>
  !model.options.some(({ name, args }) => name.text === 'auto_https' && args[0]?.text === 'off');

export function readSites(file: CaddyFile, services: readonly DeployedService[], lookup: Lookup): readonly ProxySite[] {
  const automatic = managesTls(file);
  return file.model.sites.map((site) => {
    const resolved = site.addresses.map((address) => resolveCaddyText(address.text, lookup));
    // A comma in a variable's value makes several addresses of one.
    const addresses = resolved
      .flatMap((text) => (text === undefined ? [] : text.split(/[\s,]+/).filter((part) => part !== '')))
      .map(readAddress);
    const secured = addresses.filter(({ scheme, port }) => scheme !== 'http' && port !== '80');
    const hosts = addresses.filter(({ host }) => isPublicHost(host.replace(/^\*\./, 'any.'))).map(({ host }) => host);
    const open = site.addresses.length > 0 && resolved.some((text) => text === undefined);
    const tls =
      open || site.tls.length > 0 || (automatic && secured.some(({ host, port }) => host !== '' || port === '443'));
    return {
      path: file.path,
      site,
      hosts,
      public: hosts.length > 0 || open,
      tls,
      services: servedBy(site, services, lookup),
      upstreamPorts: site.proxies.flatMap(({ upstreams }) => upstreams.flatMap(({ port }) => port ?? [])),
    };
  });
}

/** Names of the services that a site's upstreams reach: by service name inside the network, by published port on the host. */
function servedBy(site: CaddySite, services: readonly DeployedService[], lookup: Lookup): readonly string[] {
  const names = new Set<string>();
  for (const { upstreams } of site.proxies) {
    for (const upstream of upstreams) {
      const hidden = upstream.host === undefined && upstream.text.includes('{$');
      const text = hidden ? resolveCaddyText(upstream.text, lookup) : upstream.text;
      const { host, port } =
        hidden && text !== undefined ? readAddress(text) : { host: upstream.host, port: upstream.port };
      if (host === undefined) continue;
      for (const service of services) {
        const isName = service.name.toLowerCase() === host || answersTo(service, host);
        const isPublished =
          (isLoopbackAddress(host) || host === 'host.docker.internal') &&
          publishedPorts(service).some(({ first, last }) => Number(port) >= first && Number(port) <= last);
        if (isName || isPublished) names.add(service.name);
      }
    }
  }
  return [...names];
}

const answersTo = ({ layers }: DeployedService, host: string): boolean =>
  layers.some(
    ({ service }) =>
      service.containerName?.toLowerCase() === host || service.aliases.some((alias) => alias.toLowerCase() === host),
  );

/** True for services that stand in front of others and are meant to be reached: proxies, load balancers, tunnels. */
export const isFrontProxy = (name: string, image: string | undefined): boolean =>
  /(?:^|[/_-])(?:caddy|nginx|traefik|haproxy|envoy|apache|httpd|openresty|nginx-proxy|nginx-proxy-manager|swag|proxy|reverse-proxy|ingress|gateway|frps?|cloudflared|kong|apisix|pomerium|zoraxy|pangolin|gerbil)(?:$|[:@/_-])/i.test(
    image ?? name,
  ) ||
  /^(?:caddy|nginx|traefik|proxy|reverse[-_]?proxy|haproxy|ingress|gateway|edge|lb|loadbalancer)$/i.test(
    baseNameOf(name),
  );
