import { type CaddyAddressParts, readAddress } from '../model/caddy-address.ts';
import type { CaddySite } from '../model/caddyfile.ts';
import { baseNameOf } from '../model/path.ts';
import { isPublicHost } from '../model/url.ts';
import { type CaddyFile, linkedSites } from './caddy-imports.ts';
import type { DeployedService, ProxySite, SiteUpstream } from './deployment.ts';
import type { Lookup, Segment } from './effective.ts';
import { askerOf, reachedBy } from './reach.ts';

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
function resolveCaddyText(text: string, lookup: Lookup): string | undefined {
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

export function readSites(
  file: CaddyFile,
  files: readonly CaddyFile[],
  services: readonly DeployedService[],
  lookup: Lookup,
): readonly ProxySite[] {
  const automatic = managesTls(file);
  return linkedSites(file, files).map((site) => {
    const resolved = site.addresses.map((address) => resolveCaddyText(address.text, lookup));
    // A comma in a variable's value makes several addresses of one.
    const addresses = resolved
      .flatMap((text) => (text === undefined ? [] : text.split(/[\s,]+/).filter((part) => part !== '')))
      .map(readAddress);
    const isPlain = ({ scheme, port }: CaddyAddressParts): boolean => scheme === 'http' || port === '80';
    const secured = addresses.filter((address) => !isPlain(address));
    const hosts = addresses.filter(({ host }) => isPublicHost(host.replace(/^\*\./, 'any.'))).map(({ host }) => host);
    const open = site.addresses.filter((_, index) => resolved[index] === undefined).map(({ text }) => text);
    // What a variable holds may name a scheme of its own; one written before it holds whatever the variable says.
    const openSecured = open.filter((text) => !/^http:/i.test(text));
    const upstreams = upstreamsOf(site, file.path, services, lookup);
    return {
      path: file.path,
      site,
      hosts,
      public: hosts.length > 0 || open.length > 0,
      tls:
        openSecured.length > 0 ||
        site.tls.length > 0 ||
        (automatic && secured.some(({ host, port }) => host !== '' || port === '443')),
      plain: addresses.some(isPlain) || open.length > openSecured.length,
      upstreams,
      services: [...new Set(upstreams.flatMap(({ service }) => service ?? []))],
    };
  });
}

/** Each upstream with the service behind it: by its name inside the network, by its published port on the host. */
function upstreamsOf(
  site: CaddySite,
  path: string,
  services: readonly DeployedService[],
  lookup: Lookup,
): readonly SiteUpstream[] {
  const asker = askerOf(path, services);
  return site.proxies.flatMap(({ upstreams }) =>
    upstreams.flatMap((upstream): SiteUpstream[] => {
      const hidden = upstream.text.includes('{$');
      const text = hidden ? resolveCaddyText(upstream.text, lookup) : upstream.text;
      const read = text === undefined ? undefined : hidden ? readAddress(text) : upstream;
      const host = read?.host === '' ? undefined : read?.host;
      const port = read?.port === undefined ? undefined : Number(read.port);
      const own = { path: upstream.path ?? path, span: upstream.span, host, service: undefined, port };
      if (host === undefined) return [own];
      const reached = reachedBy(host, port, services, asker).map((found): SiteUpstream => ({ ...own, ...found }));
      return reached.length > 0 ? reached : [own];
    }),
  );
}

/** True for services that stand in front of others and are meant to be reached: proxies, load balancers, tunnels. */
export const isFrontProxy = (name: string, image: string | undefined): boolean =>
  /(?:^|[/_-])(?:caddy|nginx|traefik|haproxy|envoy|apache|httpd|openresty|nginx-proxy|nginx-proxy-manager|swag|proxy|reverse-proxy|ingress|gateway|frps?|cloudflared|kong|apisix|pomerium|zoraxy|pangolin|gerbil)(?:$|[:@/_-])/i.test(
    image ?? name,
  ) ||
  /^(?:caddy|nginx|traefik|proxy|reverse[-_]?proxy|haproxy|ingress|gateway|edge|lb|loadbalancer)$/i.test(
    baseNameOf(name),
  );
