import type { TraefikMiddleware } from '../model/traefik.ts';
import { type Access, type AskedPath, isNarrow, type Layer, outside, probesOf } from './access.ts';
import { isOpenEntryPoint, placeOfRouter, type TraefikFront, type TraefikHost } from './traefik-front.ts';
import { answerOf, pathsIn, type RuleAnswer } from './traefik-rule.ts';

/** What stands before a path of the application that the routers `own` lead to. */
export function accessInTraefik(front: TraefikFront, own: readonly TraefikHost[], asked: AskedPath): readonly Access[] {
  const named = front.hosts.flatMap(({ router }) => pathsIn(router.rule?.text ?? ''));
  const serving = own.filter(({ redirectsOnly }) => !redirectsOnly);
  const found = serving.flatMap((host): readonly Access[] => {
    const rule = host.router.rule?.text;
    const rewrite = host.middlewares.find(({ middleware }) =>
      /^(?:addPrefix|stripPrefixRegex|replacePath\w*)$/.test(middleware.type),
    );
    // The name of a container decides where a router has no rule.
    if (rule === undefined || /\$/.test(rule) || rewrite) {
      const why = rewrite ? `'${rewrite.middleware.name}' rewrites the path.` : 'The files do not tell its rule.';
      return [guardOf(host, front, 'unknown', `Router '${host.router.name}': ${why}`)];
    }
    return basesOf(host, asked).flatMap((base) =>
      probesOf(base, named).flatMap((probe) => {
        const answer = answerOf(rule, probe);
        if (answer === 'no' || front.hosts.some((other) => comesFirst(other, host, probe))) return [];
        const why = `Nobody can tell which requests router '${host.router.name}' takes.`;
        return [guardOf(host, front, answer, why)];
      }),
    );
  });
  return found.length === 0 && serving[0] ? [{ ...placeOfRouter(serving[0]), layer: 'closed' }] : found;
}

function basesOf({ middlewares }: TraefikHost, asked: AskedPath): readonly AskedPath[] {
  const prefixes = middlewares.flatMap(({ middleware }) => middleware.prefixes.map(({ value }) => value));
  return [asked, ...prefixes.flatMap((prefix) => outside(asked, prefix.replace(/\/$/, ''), '') ?? [])];
}

/** The other router surely takes the request: it is tried first, and asks for nothing but what this one asks for. */
function comesFirst(other: TraefikHost, host: TraefikHost, probe: string): boolean {
  if (other === host || !other.whole || answerOf(other.router.rule?.text ?? '', probe) !== 'yes') return false;
  // With a choice in it, which of its names goes with which of its paths would have to be told.
  if (/\|\|/.test(other.router.rule?.text ?? '')) return false;
  const [first, second] = [priorityOf(other), priorityOf(host)];
  if (first === undefined || second === undefined || first <= second) return false;
  const names = new Set(other.router.hosts.map(({ value }) => value));
  const isForAll = names.size === 0 && !/\bHost(?:Regexp|SNI)?\(/i.test(other.router.rule?.text ?? '');
  const coversNames =
    isForAll || (host.router.hosts.length > 0 && host.router.hosts.every(({ value }) => names.has(value)));
  const points = new Set(other.router.entryPoints.map(({ value }) => value));
  const isEverywhere = other.entryPoints !== undefined && points.size === 0;
  const coversPoints =
    isEverywhere ||
    (points.size > 0 &&
      host.router.entryPoints.length > 0 &&
      host.router.entryPoints.every(({ value }) => points.has(value))) ||
    (points.size === 0 && host.router.entryPoints.length === 0);
  return coversNames && coversPoints && (other.router.tls || !host.router.tls || other.tls);
}

/** Undefined where only the environment tells it. */
function priorityOf({ router }: TraefikHost): number | undefined {
  const rule = router.rule?.text ?? '';
  if (router.priority === undefined || router.priority.text === '0') return /\$/.test(rule) ? undefined : rule.length;
  return /^\d+$/.test(router.priority.text) ? Number(router.priority.text) : undefined;
}

/** What the router asks for; where nothing, and something of it is unknown, that stays open. */
function guardOf(host: TraefikHost, front: TraefikFront, answer: RuleAnswer, why: string): Access {
  const { whole, middlewares, complete, entryPoints, router } = host;
  const place = placeOfRouter(host);
  if (!whole) return { ...place, layer: undefined, open: `Several files configure router '${router.name}'.` };
  const guards = middlewares.flatMap(({ path, middleware }) => {
    const layer = layerOf(middleware, host);
    return layer ? [{ path, span: middleware.typeSpan, layer }] : [];
  });
  const guard = guards.find(({ layer }) => layer === 'login') ?? guards[0];
  if (guard) return guard;
  const idle = middlewares.find(({ middleware }) => /^(?:basic|digest)Auth$/.test(middleware.type));
  if (idle)
    return {
      path: idle.path,
      span: idle.middleware.typeSpan,
      layer: undefined,
      open: `'${idle.middleware.name}' names no users.`,
    };
  if (verifiesClients(host, front)) return { ...place, layer: 'certificate' };
  if (answer === 'address') return { ...place, layer: 'address' };
  if (answer === 'unknown') return { ...place, layer: undefined, open: why };
  if (!complete || !entryPoints) {
    const unknown = complete ? 'an entry point' : 'a middleware';
    return { ...place, layer: undefined, open: `The files do not hold ${unknown} of router '${router.name}'.` };
  }
  if (!entryPoints.some(isOpenEntryPoint))
    return { ...place, layer: undefined, open: `Router '${router.name}' listens on this machine alone.` };
  return { ...place, layer: 'none' };
}

function layerOf(
  { type, sourceRange, readsHeader, users, usersFile }: TraefikMiddleware,
  { entryPoints }: TraefikHost,
): Layer | undefined {
  if (type === 'forwardAuth') return 'login';
  if (/^(?:basic|digest)Auth$/.test(type))
    return usersFile || users.some(({ value }) => value !== '') ? 'login' : undefined;
  if (type !== 'ipAllowList' || !isNarrow(sourceRange.map(({ value }) => value))) return undefined;
  // A header tells the address: anybody may send it where the entry point believes everybody.
  const believes = entryPoints?.some(
    ({ forwardedHeaders: { insecure, trustedIps } }) =>
      insecure?.value === true || (trustedIps.length > 0 && !isNarrow(trustedIps.map(({ value }) => value))),
  );
  return readsHeader && believes !== false ? undefined : 'address';
}

/** Its own TLS options, else the default ones, ask for a certificate; where routers of one host differ Traefik takes the default. */
function verifiesClients(host: TraefikHost, { sources, hosts }: TraefikFront): boolean {
  const { router, tls, entryPoints } = host;
  const isSecure = router.tls || (tls && (entryPoints?.every((one) => one.tls) ?? false));
  const wanted = (one: TraefikHost): string =>
    (one.router.tlsOptions?.value ?? 'default').replace(/@[\w-]+$/, '').toLowerCase();
  const names = new Set(router.hosts.map(({ value }) => value));
  const differs = hosts.some(
    (one) => one.router.hosts.some(({ value }) => names.has(value)) && wanted(one) !== wanted(host),
  );
  const options = sources
    .flatMap(({ dynamic }) => dynamic?.tlsOptions ?? [])
    .filter(({ name }) => name.toLowerCase() === wanted(host));
  return (
    isSecure &&
    !differs &&
    options.length > 0 &&
    options.every(({ clientAuthType }) => clientAuthType?.value === 'RequireAndVerifyClientCert')
  );
}
