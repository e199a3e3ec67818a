import { servicesOf } from '../deployment/cluster-service.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { runsProduct } from '../deployment/served-product.ts';
import { isPublicUrlName } from '../deployment/tier.ts';
import { type DeployedWorkload, isManifest } from '../deployment/workload.ts';
import { isPublicHost, originOf, readUrl, type Url } from '../model/url.ts';
import type { DeploymentRule } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const publicUrlMismatch: DeploymentRule = {
  id: 'public-url-mismatch',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'origin',
  summary: 'The public address that the application builds links with is served by no proxy site.',
  why: `Sign-in redirects, e-mail links, cookies and token issuers use this address. Where the proxy serves another name, or the port of
the container is left in it, people land nowhere or lose their session. Every site of the files counts; with a site whose name only
the environment knows the rule stays silent.`,
  bad: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PUBLIC_URL: https://www.example.org\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n',
  },
  good: {
    'compose.yaml':
      'services:\n  app:\n    image: example/app:1.4.2\n    environment:\n      PUBLIC_URL: https://app.example.org\n',
    Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Redirections',
    'https://openid.net/specs/openid-connect-core-1_0.html#IssuerIdentifier',
  ],

  *check({ deployment }) {
    for (const setting of deployment.settings) {
      const url = publicUrlOf(setting, deployment);
      const served = url && servedHosts(setting.service, deployment);
      if (!url || !served) continue;
      const known = served.some((host) => covers(host, url.host));
      const strayPort = known && url.port !== undefined && url.port !== '443' && url.scheme === 'https';
      if (known && !strayPort) continue;
      const [only, more] = served.filter((host) => !host.startsWith('*'));
      const right = strayPort
        ? `https://${url.host}`
        : more === undefined && only !== undefined
          ? `https://${only}`
          : undefined;
      const whole = originOf(url);
      yield {
        ...settingPlace(setting),
        message: strayPort
          ? `${setting.key} names port ${url.port}, which no proxy site has.`
          : `${setting.key} is ${url.host}, and the proxy serves ${served.join(', ')}.`,
        fixes:
          right !== undefined && setting.value?.startsWith(whole)
            ? replaceValue(setting, `Set ${setting.key} to ${right}`, [right + setting.value.slice(whole.length)])
            : [],
      };
    }
  },
};

/** Public names by which the service is served, or anything at all; undefined where one of them is unknown, or there is none. */
function servedHosts(service: string | undefined, deployment: Deployment): readonly string[] | undefined {
  const { sites, nginx, services, traefik } = deployment;
  const workload = workloadOf(service, deployment);
  if (workload) return clusterHosts(workload, deployment);
  const isContainer = services.some(({ name }) => name === service);
  const leads = (to: readonly (string | undefined)[]): boolean => !isContainer || to.includes(service);
  const fronts = [
    ...sites.filter((site) => site.public && leads(site.services)).map(({ hosts }) => hosts),
    ...nginx
      .filter((host) => host.public && leads(host.routes.map((route) => route.service)))
      .map(({ names }) => names),
    ...traefik.hosts
      .filter(({ router, redirectsOnly, ...host }) => router.rule && !redirectsOnly && leads(host.services))
      .map(({ router, names }) => (names.length > 0 ? router.hosts.map(({ value }) => value) : [])),
  ];
  return fronts.length === 0 || fronts.some((hosts) => hosts.length === 0) ? undefined : [...new Set(fronts.flat())];
}

const workloadOf = (service: string | undefined, { workloads }: Deployment): DeployedWorkload | undefined =>
  service === undefined
    ? undefined
    : workloads.find(({ containers }) => containers.some((one) => one.service === service));

/** All names of the cluster where one of its routes leads to the workload; of several applications one links to another. */
function clusterHosts(workload: DeployedWorkload, deployment: Deployment): readonly string[] | undefined {
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
  return !leads || routes.some(({ hosts }) => hosts.length === 0)
    ? undefined
    : [...new Set(routes.flatMap(({ hosts }) => hosts))];
}

function publicUrlOf(setting: EffectiveSetting, deployment: Deployment): Url | undefined {
  const { tierOf, services, processes } = deployment;
  const { key, value, product, service, decided, variable } = setting;
  if (value === undefined || !isPublicUrlName(key, product, variable)) return undefined;
  const tier = tierOf(decided.path);
  const onHost = product === undefined ? services.length === 0 : !services.some((one) => runsProduct(one, product));
  // Beside containers, a file that none of them reads may belong to something that another machine serves.
  const isOwn =
    service === undefined
      ? onHost
      : services.some(({ name, primary }) => name === service && primary) ||
        processes.some(({ name }) => name === service) ||
        workloadOf(service, deployment) !== undefined;
  const url = readUrl(value.trim());
  return url && isOwn && tier !== 'example' && tier !== 'development' && isPublicHost(url.host) ? url : undefined;
}

const covers = (pattern: string, host: string): boolean =>
  pattern === host ||
  (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && !host.slice(0, -pattern.length + 1).includes('.'));
