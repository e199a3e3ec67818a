import type { Fact } from '../model/container.ts';
import type { KubernetesIngress, KubernetesModel, KubernetesPair } from '../model/kubernetes.ts';
import type { TraefikMiddleware } from '../model/traefik.ts';
import { type Access, type AskedPath, isNarrow, type Layer, probesOf } from './access.ts';
import type { TraefikFront } from './traefik-front.ts';

export interface PlacedIngress {
  readonly path: string;
  readonly ingress: KubernetesIngress;
}

/** A path of one host that an Ingress hands on. */
interface Route extends PlacedIngress {
  readonly host: string;
  readonly prefix: string;
  readonly exact: boolean;
  readonly service: string | undefined;
}

/** What stands before a path of the application behind the Services that `isOwn` names. */
export function accessInIngresses(
  ingresses: readonly PlacedIngress[],
  isOwn: (service: string, ingress: PlacedIngress) => boolean,
  asked: AskedPath,
  cluster: { readonly traefik: TraefikFront; readonly configMaps: KubernetesModel['configMaps'] },
): readonly Access[] {
  const routes = ingresses.flatMap(routesOf);
  const leads = (route: Route): boolean => route.service !== undefined && isOwn(route.service, route);
  const own = routes.filter(leads);
  const found = own.flatMap((route): readonly Access[] => {
    const beside = routes.filter(({ host }) => host === route.host);
    if (beside.some(isRewritten)) return [unlessGuarded(route, cluster, 'An annotation rewrites paths.')];
    const named = beside.map(({ prefix }) => prefix);
    const decides = probesOf(asked, named).some((probe) => serving(beside, probe).includes(route));
    return decides ? [guardOf(route, cluster)] : [];
  });
  return found.length === 0 && own[0] ? [{ ...placeOf(own[0]), layer: 'closed' }] : found;
}

const routesOf = ({ path, ingress }: PlacedIngress): readonly Route[] =>
  ingress.rules.flatMap(({ host, backends }) =>
    backends.map(({ path: prefix = '/', exact, service }) => ({
      path,
      ingress,
      host: host?.value.toLowerCase() ?? '',
      prefix,
      exact,
      service: service?.value,
    })),
  );

/** The exact path, else the longest prefix by whole parts (https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types). */
function serving(routes: readonly Route[], probe: string): readonly Route[] {
  const exact = routes.filter((route) => route.exact && route.prefix === probe);
  if (exact.length > 0) return exact;
  const matching = routes.filter(({ prefix, exact: isExact }) => {
    const whole = prefix.replace(/\/$/, '');
    return !isExact && (probe === whole || probe.startsWith(`${whole}/`));
  });
  const longest = Math.max(...matching.map(({ prefix }) => prefix.length));
  return matching.filter(({ prefix }) => prefix.length === longest);
}

const placeOf = ({ path, ingress }: PlacedIngress) => ({ path, span: ingress.nameSpan });

const nginxPrefix = 'nginx.ingress.kubernetes.io/';

const annotation = ({ annotations }: KubernetesIngress, name: string): KubernetesPair | undefined =>
  annotations.find(({ key }) => key === nginxPrefix + name);

const isRewritten = ({ ingress, prefix }: Route): boolean =>
  /[()*?[\\|]/.test(prefix) ||
  ['rewrite-target', 'use-regex', 'app-root'].some((name) => annotation(ingress, name) !== undefined);

type Cluster = Parameters<typeof accessInIngresses>[3];

function unlessGuarded(placed: PlacedIngress, cluster: Cluster, open: string): Access {
  const access = guardOf(placed, cluster);
  return access.layer === 'none' ? { ...access, layer: undefined, open } : access;
}

/** Which controller serves it; undefined where nothing tells. */
function classOf({ className, annotations }: KubernetesIngress): string | undefined {
  const own = annotations.find(({ key }) => key === 'kubernetes.io/ingress.class');
  return className?.value ?? own?.value;
}

function guardOf({ path, ingress }: PlacedIngress, cluster: Cluster): Access {
  const name = classOf(ingress);
  const place = placeOf({ path, ingress });
  const speaksTraefik = ingress.annotations.some(({ key }) => key.startsWith('traefik.ingress.kubernetes.io/'));
  if (name !== undefined ? /traefik/i.test(name) : speaksTraefik) return inTraefik({ path, ingress }, cluster);
  if (name !== undefined && !/nginx/i.test(name))
    return { ...place, layer: undefined, open: `Nobody here reads what the Ingress class '${name}' asks for.` };
  if (/internal|private/i.test(name ?? ''))
    return { ...place, layer: undefined, open: `Nobody can tell who reaches the Ingress class '${name}'.` };
  const guard = inNginx(ingress, cluster);
  if (guard) return { path, ...guard };
  const foreign = ingress.annotations.find(({ key }) => /auth|whitelist|allow-?list|source-range|access/i.test(key));
  if (name === undefined && foreign && !foreign.key.startsWith(nginxPrefix))
    return { path, span: foreign.span, layer: undefined, open: `Nobody here reads the annotation ${foreign.key}.` };
  return { ...place, layer: 'none' };
}

type Guard = Omit<Access, 'path'>;

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ */
function inNginx(ingress: KubernetesIngress, { configMaps }: Cluster): Guard | undefined {
  const found = (one: KubernetesPair | undefined, layer: Layer): Guard | undefined =>
    one && { span: one.valueSpan, layer };
  const snippet = ['server-snippet', 'configuration-snippet', 'auth-snippet']
    .flatMap((name) => annotation(ingress, name) ?? [])
    .find(({ value }) => /\b(?:allow|deny|auth_\w+|satisfy|location|return|rewrite|access_by_lua\w*)\b/.test(value));
  if (snippet) return { span: snippet.keySpan, layer: undefined, open: 'A snippet may change who gets in.' };
  const range = annotation(ingress, 'whitelist-source-range') ?? annotation(ingress, 'allowlist-source-range');
  const isAddress = range !== undefined && isNarrow(range.value.split(',').map((text) => text.trim()));
  const isAny = /^any$/i.test(annotation(ingress, 'satisfy')?.value ?? '');
  const type = annotation(ingress, 'auth-type');
  const isBasic = /^(?:basic|digest)$/.test(type?.value ?? '') && annotation(ingress, 'auth-secret') !== undefined;
  const url = annotation(ingress, 'auth-url');
  const login = isBasic ? type : url?.value === '' ? undefined : url;
  // Either of the two is enough, so that a wide range lets everybody in.
  const isOpen = isAny && range !== undefined && !isAddress;
  const global = /^false$/i.test(annotation(ingress, 'enable-global-auth')?.value ?? '')
    ? undefined
    : configMaps.flatMap(({ settings }) => settings).find(({ key, text }) => key === 'global-auth-url' && text !== '');
  if (login && !isOpen) return found(login, 'login');
  const verify = annotation(ingress, 'auth-tls-verify-client');
  const isVerified = verify === undefined || /^on$/i.test(verify.value);
  const isSecure = ingress.tls.length > 0 && !/^false$/i.test(annotation(ingress, 'ssl-redirect')?.value ?? '');
  const certificate = annotation(ingress, 'auth-tls-secret');
  if (certificate && isVerified && isSecure) return found(certificate, 'certificate');
  if (isAddress) return found(range, 'address');
  return global && { span: ingress.nameSpan, layer: undefined, open: 'A login of the whole controller may count.' };
}

/** Middlewares of objects as `namespace-name@kubernetescrd` (https://doc.traefik.io/traefik/routing/providers/kubernetes-ingress/#on-ingress). */
function inTraefik({ path, ingress }: PlacedIngress, { traefik }: Cluster): Access {
  const own = ingress.annotations.find(({ key }) => key === 'traefik.ingress.kubernetes.io/router.middlewares');
  const known = traefik.sources.flatMap(({ from, dynamic }) =>
    (dynamic?.middlewares ?? []).map((one) => ({ from, one })),
  );
  const names = (own?.value ?? '').split(',').flatMap((text) => text.trim() || []);
  const found = names.map((reference) => {
    const [name = '', provider = ''] = reference.split('@');
    return known.filter(({ from, one }) =>
      provider === 'kubernetescrd'
        ? from === 'cluster' && name.endsWith(`-${one.name}`)
        : provider === 'file' && from === 'file' && name === one.name,
    );
  });
  const span = own?.valueSpan ?? ingress.nameSpan;
  for (const layer of ['login', 'address'] as const) {
    // One reference that several objects might be is a guard where each of them is.
    if (found.some((ones) => ones.length > 0 && ones.every(({ one }) => layerOf(one) === layer)))
      return { path, span, layer };
  }
  // Whatever is at the entry point only the start of Traefik tells.
  return { path, span, layer: undefined, open: `Nobody can tell what Traefik asks for at Ingress '${ingress.name}'.` };
}

const valuesOf = (facts: readonly Fact<string>[]): readonly string[] => facts.map(({ value }) => value);

function layerOf({ type, sourceRange, readsHeader }: TraefikMiddleware): Layer | undefined {
  if (/^(?:basicAuth|digestAuth|forwardAuth)$/.test(type)) return 'login';
  return type === 'ipAllowList' && !readsHeader && isNarrow(valuesOf(sourceRange)) ? 'address' : undefined;
}
