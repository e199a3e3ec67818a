import { readAddress } from '../model/caddy-address.ts';
import { isLoopbackAddress } from '../model/port.ts';
import type { Url } from '../model/url.ts';
import { servicesOf } from './cluster-service.ts';
import type { Deployment } from './deployment.ts';
import { type DeployedWorkload, isManifest } from './workload.ts';

/** A public name of a service, with its ports for https; those are undefined where something outside of the proxy's own file decides them, or ends TLS. */
export interface ServedAddress {
  /** Lower case; `*.` in front of one that stands for many. */
  readonly host: string;
  readonly ports: readonly number[] | undefined;
}

/** The public addresses by which a service is served, or anything at all; undefined where one of them is unknown, empty where nothing serves it. */
export function servedAddresses(
  service: string | undefined,
  deployment: Deployment,
): readonly ServedAddress[] | undefined {
  const { services, tierOf } = deployment;
  const isShipped = (path: string): boolean => tierOf(path) === 'production' || tierOf(path) === 'staging';
  const sites = deployment.sites.filter(({ path }) => isShipped(path));
  const nginx = deployment.nginx.filter(({ path }) => isShipped(path));
  const routers = deployment.traefik.hosts.filter(({ source }) => isShipped(source.path));
  const workload = workloadOf(service, deployment);
  if (workload) return clusterAddresses(workload, deployment);
  const isContainer = services.some(({ name }) => name === service);
  const leads = (to: readonly (string | undefined)[]): boolean => !isContainer || to.includes(service);
  const at =
    (ports: ServedAddress['ports']) =>
    (host: string): ServedAddress => ({ host, ports });
  const runs = (program: string): boolean =>
    services.some(({ name, image }) => new RegExp(`(?:^|[/-])${program}(?:[:@-]|$)`).test(image?.value ?? name));
  const fronts = [
    ...sites
      .filter((site) => site.public && leads(site.services))
      .map((site) => site.hosts.map(at(runs('caddy') ? undefined : caddyPorts(site)))),
    ...nginx
      .filter((host) => host.public && leads(host.routes.map((route) => route.service)))
      .map(({ names, server }) => names.map(at(runs('nginx') ? undefined : nginxPorts(server.listens)))),
    ...routers
      .filter(({ router, redirectsOnly, ...host }) => router.rule && !redirectsOnly && leads(host.services))
      .map(({ router, names }) => (names.length > 0 ? router.hosts.map(({ value }) => at(undefined)(value)) : [])),
  ];
  return fronts.some((addresses) => addresses.length === 0) ? undefined : fronts.flat();
}

/** A name without a port has that of https. */
const caddyPorts = ({ site }: Deployment['sites'][number]): ServedAddress['ports'] => {
  if (site.addresses.some(({ variables }) => variables.length > 0)) return undefined;
  const written = site.addresses.map(({ text }) => readAddress(text));
  const secured = written.filter(({ port, scheme }) => scheme !== 'http' && port !== '80');
  return secured.length === 0 ? undefined : secured.map(({ port }) => Number(port ?? 443));
};

const nginxPorts = (listens: Deployment['nginx'][number]['server']['listens']): ServedAddress['ports'] => {
  const ports = listens.flatMap(({ address, ssl, port }) => (ssl && !isLoopbackAddress(address ?? '') ? [port] : []));
  const known = ports.filter((port) => port !== undefined);
  return ports.length === 0 || known.length < ports.length ? undefined : known;
};

export const workloadOf = (
  service: string | undefined,
  { workloads }: Pick<Deployment, 'workloads'>,
): DeployedWorkload | undefined =>
  service === undefined
    ? undefined
    : workloads.find(({ containers }) => containers.some((one) => one.service === service));

/** All names of the cluster where one of its routes leads to the workload; of several applications one links to another. */
function clusterAddresses(workload: DeployedWorkload, deployment: Deployment): readonly ServedAddress[] | undefined {
  const { files, gateways, traefik } = deployment;
  const fronts = new Set(servicesOf(workload, deployment).map(({ object }) => object.name));
  const ingresses = files.filter(isManifest).flatMap(({ model }) => model.ingresses);
  const routes = [
    ...ingresses.flatMap(({ rules }) =>
      rules.map(({ host, backends }) => ({
        hosts: host ? [host.value.toLowerCase()] : [],
        services: backends.map(({ service }) => service?.value),
      })),
    ),
    ...gateways.map(({ names, services }) => ({ hosts: names, services })),
    ...traefik.hosts
      .filter(({ source }) => source.from === 'cluster')
      .map(({ router }) => ({ hosts: router.hosts.map(({ value }) => value), services: [router.service?.value] })),
  ];
  const leads = routes.some(({ services }) => services.some((name) => name !== undefined && fronts.has(name)));
  if (!leads) return [];
  if (routes.some(({ hosts }) => hosts.length === 0)) return undefined;
  return [...new Set(routes.flatMap(({ hosts }) => hosts))].map((host) => ({ host, ports: undefined }));
}

/** What is wrong with a public URL where these are the addresses: its host is none of them, or its port. */
export function faultOf(
  url: Pick<Url, 'host' | 'port' | 'scheme'>,
  served: readonly ServedAddress[],
  { services }: Pick<Deployment, 'services'>,
): 'host' | 'port' | undefined {
  const known = served.filter(({ host }) => covers(host, url.host));
  if (known.length === 0) return 'host';
  if (url.scheme !== 'https') return undefined;
  const asked = Number(url.port ?? 443);
  const ports = known.map((address) => address.ports);
  if (ports.some((own) => own?.includes(asked))) return undefined;
  if (ports.every((own) => own !== undefined)) return 'port';
  // A port of the host that a container has is where a proxy inside of one may be reached.
  const isPublished = services.some((one) => one.ports.some(({ first, last }) => first <= asked && asked <= last));
  return asked === 443 || isPublished ? undefined : 'port';
}

const covers = (pattern: string, host: string): boolean =>
  pattern === host ||
  (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && !host.slice(0, -pattern.length + 1).includes('.'));
