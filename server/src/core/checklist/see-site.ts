import type { ProxySite } from '../deployment/deployment.ts';
import type { CaddyHeader } from '../model/caddyfile.ts';
import type { SitePart } from '../product/parts.ts';
import { type Context, meansProduct, placeOfUpstream, publicHostsOf } from './context.ts';
import { ingressHeader } from './ingress-header.ts';
import { nginxHeader, nginxRoutes } from './see-nginx.ts';
import { traefikHeader, traefikRouters } from './see-traefik.ts';
import type { Sighting, Sightings } from './sighting.ts';

const addressOf = ({ site }: ProxySite): string => site.addresses[0]?.text ?? 'without an address';

const siteSighting = (proxied: ProxySite, value: string | undefined, what: string, open?: string): Sighting => ({
  name: `${what} of site ${addressOf(proxied)}`,
  value,
  ...(value === undefined && { open: open ?? `${what} of site ${addressOf(proxied)} is open.` }),
  places: [{ path: proxied.path, span: proxied.site.addresses[0]?.token.span ?? proxied.site.span }],
  tellable: true,
  about: { site: addressOf(proxied) },
});

export function seeSite(part: SitePart, context: Context): Sightings {
  const sites = part === 'upstream' ? [...context.sites, ...strayed(context)] : context.sites;
  return {
    found: sites.flatMap((site) => readPart(part, site, context)),
    complete: true,
    name: 'a proxy site of the product',
  };
}

/** Sites that mean the product, by its port or its name or their own, and reach no service. */
function strayed(context: Context): readonly ProxySite[] {
  const { deployment, sites, product, running, processes, fronts } = context;
  if (sites.length > 0 || (running.length === 0 && processes.length === 0)) return [];
  const named = publicHostsOf(context);
  return deployment.sites.filter(
    ({ hosts, upstreams, site, path }) =>
      fronts(path) &&
      !site.redirectsOnly &&
      (upstreams.some((upstream) => upstream.service === undefined && meansProduct(upstream, context)) ||
        (hosts.some((host) => named.includes(host) || host.split('.').includes(product.id)) &&
          upstreams.some(({ service }) => service === undefined))),
  );
}

function readPart(part: SitePart, proxied: ProxySite, context: Context): readonly Sighting[] {
  const imported = proxied.site.unresolvedImports[0];
  switch (part) {
    case 'address':
      return [siteSighting(proxied, proxied.site.addresses.map(({ text }) => text).join(' '), 'The address')];
    case 'issuer': {
      const own = proxied.site.tls.find(
        ({ args, block }) =>
          args[0]?.text === 'internal' ||
          block?.directives.some((inner) => inner.name.text === 'issuer' && inner.args[0]?.text === 'internal'),
      );
      const seen = siteSighting(proxied, own ? 'internal' : 'other', 'The issuer');
      return [own ? { ...seen, places: [{ path: own.path ?? proxied.path, span: own.span }] } : seen];
    }
    case 'scheme':
      return [siteSighting(proxied, proxied.tls && !proxied.plain ? 'https' : 'http', 'The scheme')];
    case 'redirect': {
      const isServed = proxied.tls && !proxied.plain && isRedirected(proxied, context);
      return [siteSighting(proxied, isServed ? 'redirected' : 'none', 'What comes in the clear to the site')];
    }
    case 'upstream':
      return upstreamsIn(proxied, context).map(({ path, span, service, port, host }): Sighting => {
        const known = port === undefined || host === undefined ? undefined : String(port);
        const place = placeOfUpstream({ service, host }, context);
        const value = known === undefined ? undefined : `${place}:${known}`;
        const isService = place === 'product' && service !== undefined;
        const words = `Site ${addressOf(proxied)} proxies to ${isService ? `service ${service}` : (host ?? 'a socket')} on port ${known}.`;
        return {
          ...siteSighting(proxied, value, 'The upstream'),
          ...(known !== undefined && { words }),
          places: [{ path, span }],
        };
      });
    default: {
      const sent = proxied.site.proxies.flatMap(({ headersUp }) => headersUp);
      return [
        siteSighting(
          proxied,
          imported === undefined ? ` ${sent.join(' ')} ` : undefined,
          'Request headers',
          importOpen(imported),
        ),
      ];
    }
  }
}

/** Caddy sends plain requests to https unless the global options say otherwise (https://caddyserver.com/docs/automatic-https). */
const isRedirected = ({ path }: ProxySite, { deployment }: Context): boolean =>
  !deployment.files.some(
    (file) =>
      file.kind === 'caddyfile' &&
      file.path === path &&
      file.model.options.some(
        ({ name, args }) =>
          name.text === 'auto_https' && args.some(({ text }) => text === 'off' || text === 'disable_redirects'),
      ),
  );

/** Of a site with several routes, those to services that are not the product are nobody's business here. */
function upstreamsIn({ upstreams }: ProxySite, { running }: Context): ProxySite['upstreams'] {
  const own = upstreams.filter(({ service }) => running.some(({ name }) => name === service));
  return own.length > 0 ? own : upstreams;
}

const importOpen = (imported: string | undefined): string =>
  `The site imports ${imported ?? 'a file'}, which is not read.`;

/** A response header on its way out of each site that serves the product. */
export function seeHeader(name: string, context: Context): Sightings {
  const fromCaddy = context.sites.map((proxied): Sighting => {
    const { site, path } = proxied;
    const own = site.headers.filter((header) => header.name.toLowerCase() === name.toLowerCase());
    const set = own.find(({ operation, conditional }) => operation !== 'delete' && !conditional);
    const narrowed = own.find(({ operation, conditional }) => operation !== 'delete' && conditional);
    const removed = own.find(({ operation }) => operation === 'delete');
    const at = (header: CaddyHeader, seen: Sighting): Sighting => ({
      ...seen,
      places: [{ path: header.path ?? path, span: header.span }],
    });
    if (set) return at(set, siteSighting(proxied, set.value ?? '', name));
    if (narrowed)
      return at(narrowed, siteSighting(proxied, undefined, name, `${name} is sent for some requests only.`));
    if (removed) return at(removed, siteSighting(proxied, 'removed', name));
    const imported = site.unresolvedImports[0];
    return imported === undefined
      ? siteSighting(proxied, '', name)
      : siteSighting(proxied, undefined, name, importOpen(imported));
  });
  const found = [
    ...fromCaddy,
    ...nginxRoutes(context).map((route) => nginxHeader(name, route)),
    ...traefikRouters(context).map((host) => traefikHeader(name, host)),
    ...ingressHeader(name, context),
  ];
  // Findings on a site speak of other headers as well, so that only its own place is about this one.
  return {
    found: found.map(({ about: _, ...seen }) => seen),
    complete: true,
    name: `a proxy site that sends ${name}`,
  };
}
