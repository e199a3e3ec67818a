import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import { exposedPorts, reachOf } from '../deployment/exposed-port.ts';
import { isFrontProxy } from '../deployment/site.ts';
import { isManifest } from '../deployment/workload.ts';
import { isLoopbackAddress } from '../model/port.ts';
import { datastoreOf } from '../product/datastore.ts';
import { loopbackFixes } from './loopback-fix.ts';
import type { DeploymentRule, Problem } from './rule.ts';

export const portOnAllInterfaces: DeploymentRule = {
  id: 'port-on-all-interfaces',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'exposure',
  summary: 'An application that a proxy serves is published past the proxy as well.',
  why: `The proxy ends TLS, sets headers and limits rates; the published port goes around all of it, over plain http. Docker
binds \`0.0.0.0\` where no address is written, and its rules run before the host's firewall. Bind \`127.0.0.1\` for a proxy on
the host, or drop the port for a proxy in the same project.

The profile \`strict\` reports every published port without an address, and in Kubernetes every NodePort, public load balancer and host
port.`,
  bad: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    ports:\n      - "3000:3000"\n',
    Caddyfile:
      'app.example.org {\n\theader Strict-Transport-Security "max-age=31536000"\n\treverse_proxy app:3000\n}\n',
  },
  good: {
    'compose.yaml': 'services:\n  app:\n    image: example/app:1.4.2\n    ports:\n      - "127.0.0.1:3000:3000"\n',
    Caddyfile:
      'app.example.org {\n\theader Strict-Transport-Security "max-age=31536000"\n\treverse_proxy localhost:3000\n}\n',
  },
  references: [
    'https://docs.docker.com/engine/network/port-publishing/',
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  ],

  *check({ deployment, profile }) {
    const isStrict = profile === 'strict';
    yield* inCluster(deployment, isStrict);
    for (const deployed of deployment.services) {
      const { name, image, ports } = deployed;
      if (isFrontProxy(name, image?.value)) continue;
      for (const port of ports) {
        const file = deployment.files.find(({ path }) => path === port.path);
        if (!file || port.reach !== 'all' || datastoreOf(image?.value, port.target, name) !== undefined) continue;
        const proxy = proxyOf(deployed, port.target, deployment);
        if (proxy === undefined && !isStrict) continue;
        yield {
          path: port.path,
          span: port.span,
          message: `Port ${port.first} of '${name}' is published on all interfaces${proxy === undefined ? '' : `, around ${proxy}`}.`,
          ...(proxy === undefined && { severity: 'information', strict: true }),
          fixes: loopbackFixes(port, file),
          subject: { service: name },
          pointer: port.pointer,
        };
      }
    }
  },
};

/** What serves that port of the service: a site of a Caddyfile, a server of nginx or a router of Traefik. */
function proxyOf({ name }: DeployedService, target: number, deployment: Deployment): string | undefined {
  const { sites, nginx, traefik, tierOf } = deployment;
  const serves = (upstreams: readonly Upstream[], isPublic: boolean, path: string): boolean =>
    // A proxy's example in the documentation serves nobody.
    tierOf(path) !== 'example' &&
    upstreams.some(
      ({ service, port, host }) =>
        service === name &&
        (port === undefined || port === target) &&
        // A site without a public name that proxies to its own machine may well run inside the container.
        (isPublic || !isLoopbackAddress(host ?? '')),
    );
  if (sites.some((site) => serves(site.upstreams, site.public, site.path))) return 'the Caddy site that serves it';
  if (nginx.some((host) => serves(host.routes, host.public, host.path))) return 'the nginx server that serves it';
  const isRouted = traefik.hosts.some(({ upstreams, source }) => serves(upstreams, true, source.path));
  return isRouted ? 'the Traefik router that serves it' : undefined;
}

interface Upstream {
  readonly service: string | undefined;
  readonly port: number | undefined;
  readonly host: string | undefined;
}

/** In a cluster the proxy is an Ingress or a Gateway, which asks for no port outside. */
function* inCluster(deployment: Deployment, isStrict: boolean): Iterable<Problem> {
  const manifests = deployment.files.filter(isManifest);
  const served = new Set(
    manifests
      .flatMap(({ model }) => model.ingresses)
      .flatMap(({ rules }) => rules.flatMap(({ backends }) => backends.flatMap(({ service }) => service?.value ?? []))),
  );
  for (const { how, name, container, port, pointer, ...place } of manifests.flatMap((file) =>
    exposedPorts(file, deployment),
  )) {
    const isRouted = deployment.gateways.some(({ services }) => services.includes(name));
    const isServed = how !== 'hostPort' && (served.has(name) || isRouted);
    const isProxy = how !== 'hostPort' && isFrontProxy(name, container?.image?.value);
    if ((!isServed && !isStrict) || isProxy) continue;
    if (port !== undefined && datastoreOf(container?.image?.value, port, container?.name ?? name) !== undefined)
      continue;
    const around = isServed ? `, around the ${served.has(name) ? 'Ingress' : 'HTTPRoute'} that serves it` : '';
    yield {
      ...place,
      message: `${port === undefined ? '' : `Port ${port} of `}'${name}' is open ${reachOf[how]}${around}.`,
      ...(!isServed && { severity: 'information', strict: true }),
      subject: { service: name },
      pointer,
    };
  }
}
