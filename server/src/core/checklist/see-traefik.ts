import { placeOfRouter, type TraefikHost } from '../deployment/traefik-front.ts';
import type { TraefikPart } from '../product/parts.ts';
import { type Context, meansProduct, placeOfUpstream } from './context.ts';
import { frontsOf } from './see-workload.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Routers that put the product on the network, from labels, files and objects; those that only redirect are none. */
export function traefikRouters(context: Context): readonly TraefikHost[] {
  const { deployment, running, fronts } = context;
  const serving = deployment.traefik.hosts.filter(
    ({ source, router, redirectsOnly, entryPoints }) =>
      fronts(source.path) &&
      !redirectsOnly &&
      !/@internal$/.test(router.service?.value ?? '') &&
      !(entryPoints && entryPoints.length > 0 && entryPoints.every(({ redirectTo }) => redirectTo)),
  );
  const own = serving.filter(({ services }) => running.some(({ name }) => services.includes(name)));
  if (own.length > 0 || running.length > 0) return own;
  const services = new Set(frontsOf(context).map(({ object }) => object.name));
  const inCluster = serving.filter(
    ({ source, router }) =>
      source.from === 'cluster' && router.service !== undefined && services.has(router.service.value),
  );
  if (inCluster.length > 0) return inCluster;
  return serving.filter(({ upstreams }) =>
    upstreams.some((upstream) => upstream.service === undefined && meansProduct(upstream, context)),
  );
}

export function seeTraefik(part: TraefikPart, context: Context): Sightings {
  const found =
    part === 'exposed-by-default'
      ? exposures(context)
      : traefikRouters(context).flatMap((host) => readPart(part, host, context));
  return { found, complete: true, name: 'a router of Traefik that leads to the product' };
}

const unknownStart = 'No file that is here configures the entry points of Traefik.';

function readPart(
  part: Exclude<TraefikPart, 'exposed-by-default'>,
  host: TraefikHost,
  context: Context,
): readonly Sighting[] {
  const { entryPoints } = host;
  switch (part) {
    case 'scheme':
      return [sightingOf(host, 'The scheme', host.tls ? 'https' : entryPoints ? 'http' : undefined, unknownStart)];
    case 'entry-port':
      return entryPoints
        ? entryPoints.map(({ port }) =>
            sightingOf(host, 'The entry point', port === undefined ? undefined : String(port), unknownStart),
          )
        : [sightingOf(host, 'The entry point', undefined, unknownStart)];
    case 'certificate':
      return [sightingOf(host, 'The certificate', certificateOf(host, context), unknownStart)];
    case 'rate-limit': {
      const limit = host.middlewares.find(({ middleware }) => /^(?:rateLimit|inFlightReq)$/.test(middleware.type));
      const seen = sightingOf(
        host,
        'The rate limit',
        limit ? limit.middleware.type : host.complete && entryPoints ? 'none' : undefined,
        `Not all middlewares of ${host.router.name} are known.`,
      );
      return limit ? [{ ...seen, places: [{ path: limit.path, span: limit.middleware.nameSpan }] }] : [seen];
    }
    default:
      return host.upstreams.flatMap(({ port, path, span, ...upstream }): readonly Sighting[] => {
        // Without a port Traefik asks the one that the image exposes.
        if (port === undefined) return [];
        const value = `${placeOfUpstream(upstream, context)}:${port}`;
        return [
          {
            ...sightingOf(host, 'The upstream', value),
            words: `Traefik's router ${host.router.name} proxies to ${upstream.service ?? upstream.host ?? 'a server'} on port ${port}.`,
            places: [{ path, span }],
          },
        ];
      });
  }
}

/** Resolvers stand in what only the start reads. */
function certificateOf(
  { tls, entryPoints, router }: TraefikHost,
  { deployment: { traefik } }: Context,
): 'resolver' | 'missing' | 'own' | 'none' | undefined {
  if (!tls) return entryPoints ? 'none' : undefined;
  const named = router.certResolver ?? entryPoints?.find(({ certResolver }) => certResolver)?.certResolver;
  if (!named) return 'own';
  const starts = traefik.sources.flatMap((source) => source.static ?? []);
  const isKnown = starts.some(({ certificateResolvers }) =>
    certificateResolvers.some(({ name }) => name.toLowerCase() === named.value.toLowerCase()),
  );
  if (isKnown) return 'resolver';
  return entryPoints && !named.value.includes('$') ? 'missing' : undefined;
}

/** What each configuration that asks Docker or a swarm for services does with those that say nothing. */
const exposures = ({ deployment: { traefik } }: Context): readonly Sighting[] =>
  traefik.sources.flatMap(({ path, static: start }) => {
    if (!start?.docker) return [];
    const { entry, exposedByDefault } = start.docker;
    return [
      {
        name: 'exposedByDefault',
        value: String(exposedByDefault?.value ?? true),
        places: [{ path, span: exposedByDefault?.span ?? entry }],
        tellable: true,
      },
    ];
  });

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
