import { type Access, type AskedPath, readAskedPath } from '../deployment/access.ts';
import { accessInCaddy } from '../deployment/access-caddy.ts';
import { accessInGateways } from '../deployment/access-gateway.ts';
import { accessInIngresses } from '../deployment/access-ingress.ts';
import { accessInNginx } from '../deployment/access-nginx.ts';
import { accessInTraefik } from '../deployment/access-traefik.ts';
import { isBeside } from '../deployment/cluster-service.ts';
import type { GatewayHost } from '../deployment/gateway-front.ts';
import { productServedBy } from '../deployment/served-product.ts';
import { isManifest } from '../deployment/workload.ts';
import type { Context } from './context.ts';
import { routesToProduct } from './see-nginx.ts';
import { frontsOf } from './see-workload.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** What stands before a path of the product, wherever a proxy puts it on the network. */
export function seeAccess(path: string, context: Context): Sightings {
  const asked = readAskedPath(path);
  const found = [
    ...inCaddy(asked, context),
    ...inNginx(asked, context),
    ...inTraefik(asked, context),
    ...inIngresses(asked, context),
    ...inGateways(asked, context),
  ].map((access) => sightingOf(path, access));
  return { found, complete: true, name: 'a proxy in front of the product' };
}

const words: Readonly<Record<NonNullable<Access['layer']>, string>> = {
  login: 'is behind a login of the proxy',
  certificate: 'is behind client certificates',
  address: 'is open to some addresses alone',
  closed: 'is not handed on by the proxy',
  none: 'is handed on without a question',
};

function sightingOf(asked: string, { path, span, layer, open }: Access): Sighting {
  return {
    name: `What stands before ${asked}`,
    value: layer,
    ...(layer !== undefined && { words: `${asked} ${words[layer]}.` }),
    ...(open !== undefined && { open }),
    places: [{ path, span }],
    tellable: true,
  };
}

function inCaddy(asked: AskedPath, { sites }: Context): readonly Access[] {
  return sites.flatMap((proxied) => {
    const leads = new Set(proxied.upstreams.map(({ span }) => span));
    const proxies = proxied.site.proxies.filter(({ upstreams }) => upstreams.some(({ span }) => leads.has(span)));
    return accessInCaddy(proxied, proxies, asked);
  });
}

const inNginx = (asked: AskedPath, context: Context): readonly Access[] =>
  routesToProduct(context).flatMap(({ host, routes }) => accessInNginx(host, routes, asked));

function inTraefik(asked: AskedPath, { deployment, product, running, fronts }: Context): readonly Access[] {
  const { traefik } = deployment;
  const behind = frontsOf({ deployment, product });
  const serving = traefik.hosts.filter(({ source }) => fronts(source.path));
  const own = serving.filter(({ source, router, ...host }) =>
    source.from === 'cluster'
      ? router.service !== undefined && behind.some(({ object }) => object.name === router.service?.value)
      : running.some(({ name }) => host.services.includes(name)) ||
        (host.services.length === 0 && productServedBy(host, deployment) === product),
  );
  return accessInTraefik(traefik, own, asked);
}

function inIngresses(asked: AskedPath, { deployment, product }: Context): readonly Access[] {
  const manifests = deployment.files.filter(isManifest);
  const ingresses = manifests.flatMap(({ path, model }) => model.ingresses.map((ingress) => ({ path, ingress })));
  const behind = frontsOf({ deployment, product });
  return accessInIngresses(
    ingresses,
    (service, { ingress }) =>
      behind.some(({ object, workload }) => object.name === service && isBeside(ingress, workload)),
    asked,
    { traefik: deployment.traefik, configMaps: manifests.flatMap(({ model }) => model.configMaps) },
  );
}

function inGateways(asked: AskedPath, { deployment, product }: Context): readonly Access[] {
  const behind = frontsOf({ deployment, product });
  const isOwn = (service: string, { route }: GatewayHost): boolean =>
    behind.some(({ object, workload }) => object.name === service && isBeside(route, workload));
  return accessInGateways(deployment.gateways, isOwn, asked, deployment.files);
}
