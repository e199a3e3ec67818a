import { placeOfRouter, type TraefikHost } from '../deployment/traefik-front.ts';
import { type Context, meansProduct } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Routers that put the product on the network, from labels, files and objects; those that only redirect are none. */
export function traefikRouters({ deployment, running, product }: Context): readonly TraefikHost[] {
  const serving = deployment.traefik.hosts.filter(
    ({ source, router, redirectsOnly, entryPoints }) =>
      deployment.tierOf(source.path) !== 'example' &&
      !redirectsOnly &&
      !/@internal$/.test(router.service?.value ?? '') &&
      !(entryPoints && entryPoints.length > 0 && entryPoints.every(({ redirectTo }) => redirectTo)),
  );
  const own = serving.filter(({ services }) => running.some(({ name }) => services.includes(name)));
  if (own.length > 0 || running.length > 0) return own;
  return serving.filter(({ upstreams }) =>
    upstreams.some((upstream) => upstream.service === undefined && meansProduct(upstream, product)),
  );
}

/** Whether each of them is served with TLS. */
export function seeTraefik(context: Context): Sightings {
  const found = traefikRouters(context).map((host) => {
    const value = host.tls ? 'https' : host.entryPoints ? 'http' : undefined;
    return sightingOf(host, 'The scheme', value, 'No file that is here configures the entry points of Traefik.');
  });
  return { found, complete: true, name: 'a router of Traefik that leads to the product' };
}

/** A response header as the middlewares of a router make it. */
export function traefikHeader(name: string, host: TraefikHost): Sighting {
  const sent = host.middlewares.flatMap(({ path, middleware }) =>
    (middleware.headers?.response ?? []).map((header) => ({ ...header, path })),
  );
  const set = sent.findLast((header) => header.name === name.toLowerCase());
  const known = host.complete && host.entryPoints;
  const value = set ? (set.value === '' ? 'removed' : set.value) : known ? '' : undefined;
  const seen = sightingOf(host, name, value, `Not all middlewares of ${host.router.name} are known.`);
  return set ? { ...seen, places: [{ path: set.path, span: set.span }] } : seen;
}

const sightingOf = (host: TraefikHost, what: string, value: string | undefined, open?: string): Sighting => ({
  name: `${what} of Traefik's router ${host.router.name}`,
  value,
  ...(value === undefined && open !== undefined && { open }),
  places: [placeOfRouter(host)],
  tellable: true,
  about: { site: host.names[0] ?? host.router.name },
});
