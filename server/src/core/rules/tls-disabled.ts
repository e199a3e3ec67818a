import type { Deployment, ProxySite } from '../deployment/deployment.ts';
import { nameOfServer } from '../deployment/nginx-host.ts';
import { outsidePorts, placeOfRouter } from '../deployment/traefik-front.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import { annotationOf, annotationProblem, publicHostsOf } from './ingress-annotation.ts';
import { plainGatewayProblems } from './plain-gateway.ts';
import { removeLines } from './remove-lines.ts';
import type { DeploymentRule, Fix, Problem } from './rule.ts';
import { answeringScopes } from './site-headers.ts';

export const tlsDisabled: DeploymentRule = {
  id: 'tls-disabled',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'origin',
  summary: 'A public site is served without TLS.',
  why: `Passwords, cookies and pages travel in the clear: everybody on the way reads and changes them. Caddy gets a certificate by
itself once a public name stands there without \`http://\`. For nginx a server on 443 with a certificate is needed, and the one on
80 only redirects. An Ingress needs \`tls\`, and redirects by itself then; a
route of the Gateway API is attached to an HTTPS listener, and another one redirects at the plain listener. A proxy behind another that ends TLS has no public name of its own, and is left alone.`,
  bad: { Caddyfile: 'http://app.example.org {\n\treverse_proxy app:3000\n}\n' },
  good: { Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n' },
  references: [
    'https://caddyserver.com/docs/automatic-https',
    'https://nginx.org/en/docs/http/configuring_https_servers.html',
    'https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/',
    'https://cwe.mitre.org/data/definitions/319.html',
  ],

  *check({ deployment, profile }) {
    for (const file of deployment.files) yield* clusterFlagProblems(file, 'tls-disabled', profile);
    yield* switchedOff(deployment);
    for (const proxied of deployment.sites) yield* inCaddy(proxied, deployment);
    yield* inNginx(deployment);
    yield* inTraefik(deployment);
    for (const file of deployment.files) if (isManifest(file)) yield* inCluster(file);
    yield* plainGatewayProblems(deployment);
  },
};

/** Another proxy or a tunnel in front ends TLS: then names stand on plain sites on purpose. */
const hasFront = ({ services }: Deployment): boolean =>
  services.some(({ name, image }) => /cloudflared|traefik|ngrok|tailscale/i.test(`${image?.value ?? ''} ${name}`));

function* switchedOff({ files, sites }: Deployment): Iterable<Problem> {
  for (const file of files) {
    if (file.kind !== 'caddyfile') continue;
    const option = file.model.options.find(({ name, args }) => name.text === 'auto_https' && args[0]?.text === 'off');
    const named = sites.filter(
      ({ path, hosts, site, tls }) => path === file.path && hosts.length > 0 && !site.redirectsOnly && !tls,
    );
    // Sites that say http or bring their own certificate say so themselves.
    const left = named.filter(({ site }) => site.addresses.some(({ text }) => !/^http:/i.test(text)));
    if (!option || left.length === 0) continue;
    const edit = removeLines(file.path, file.text, option.span);
    yield {
      path: file.path,
      span: option.span,
      message: `auto_https off leaves ${left.map(({ hosts }) => hosts[0]).join(', ')} without TLS.`,
      fixes: edit ? [{ title: 'Let Caddy manage certificates', safe: false, edits: [edit] }] : [],
      pointer: '/auto_https',
    };
  }
}

function* inCaddy({ site, path, plain, hosts }: ProxySite, deployment: Deployment): Iterable<Problem> {
  if (!plain || site.redirectsOnly || hosts.length === 0 || hasFront(deployment)) return;
  for (const { text, token } of site.addresses) {
    const host = /^http:\/\/([^/:]+)(?::80)?\/?$/i.exec(text)?.[1]?.toLowerCase();
    if (host === undefined || !hosts.includes(host)) continue;
    const secured = deployment.sites.some((other) => other.tls && other.hosts.includes(host));
    const shift = /^["`]/.test(deployment.files.find((file) => file.path === path)?.text[token.span.start] ?? '')
      ? 1
      : 0;
    const start = token.span.start + shift;
    const fix: Fix = {
      title: 'Serve it over https',
      safe: false,
      edits: [{ path, span: { start, end: start + 'http://'.length }, text: [] }],
    };
    yield {
      path,
      span: token.span,
      message: `${text} serves its content without TLS.`,
      fixes: secured ? [] : [fix],
      subject: { site: site.addresses[0]?.text ?? '' },
      pointer: `${text}/scheme`,
    };
  }
}

function* inNginx(deployment: Deployment): Iterable<Problem> {
  if (hasFront(deployment) || deployment.sites.some(({ tls }) => tls)) return;
  const secured = new Set(deployment.nginx.flatMap(({ tls, names }) => (tls ? names : [])));
  for (const host of deployment.nginx) {
    const { server, path, names } = host;
    const open = names.filter((name) => !secured.has(name));
    if (!host.plain || server.redirectsOnly || open.length === 0 || answeringScopes(host).length === 0) continue;
    if (host.tls || server.includes.length > 0 || isBehind(host.server.listens)) continue;
    const at = nameOfServer(server);
    const site = server.serverNames[0]?.text ?? '';
    yield {
      path: at.path ?? path,
      span: at.span,
      message: `${open[0]} is served on port 80 alone, without TLS.`,
      subject: { site },
      pointer: `${site}/listen`,
    };
  }
}

function* inTraefik({ traefik, services, sites, nginx }: Deployment): Iterable<Problem> {
  const isBehindAnother =
    sites.some(({ tls }) => tls) ||
    nginx.some(({ tls }) => tls) ||
    services.some(({ name, image }) => /cloudflared|ngrok|tailscale/i.test(`${image?.value ?? ''} ${name}`));
  if (isBehindAnother) return;
  const secured = new Set(traefik.hosts.flatMap(({ tls, names }) => (tls ? names : [])));
  for (const host of traefik.hosts) {
    const { router, source, names, tls, redirectsOnly, entryPoints } = host;
    const [open] = names.filter((name) => !secured.has(name));
    if (open === undefined || tls || redirectsOnly) continue;
    const plain = entryPoints?.find((one) => !one.redirectTo && outsidePorts(one, services).includes(80));
    if (!plain || entryPoints?.some(({ redirectTo, name }) => redirectTo && name === plain.name)) continue;
    yield {
      ...placeOfRouter(host),
      message: `${open} is served at the entry point '${plain.name}' alone, without TLS.`,
      subject: { site: open, ...(source.service !== undefined && { service: source.service }) },
      pointer: `${router.name}/tls`,
    };
  }
}

/** Another port than 80 is one that something in front of it asks. */
const isBehind = (listens: readonly { readonly port: number | undefined }[]): boolean =>
  listens.length > 0 && listens.every(({ port }) => port !== 80);

/** Something else than the Ingress itself ends TLS, or the class brings a certificate to every Ingress of its own. */
const elsewhere =
  /alb\.ingress|gke\.io|gce|cloudflare|tailscale|ngrok|haproxy|konghq|contour|traefik|openshift|azure|aws|static-ip/i;

function* inCluster({ path, model }: ManifestFile): Iterable<Problem> {
  for (const ingress of model.ingresses) {
    const { className, annotations, tls, rules, name, pointer } = ingress;
    const words = [className?.value ?? '', ...annotations.flatMap(({ key, value }) => [key, value])];
    const [open] = publicHostsOf(ingress);
    if (open === undefined || words.some((word) => elsewhere.test(word))) continue;
    const redirect = annotationOf(ingress, 'ssl-redirect');
    if (tls.length > 0 && /^false$/i.test(redirect?.value ?? '') && redirect) {
      const better = { title: 'Redirect to https', text: 'true' };
      yield {
        ...annotationProblem(path, ingress, redirect, `${open} answers without TLS as well.`, better),
        severity: 'warning',
      };
    }
    const host = rules.find((rule) => rule.host?.value.toLowerCase() === open)?.host;
    if (tls.length > 0 || !host) continue;
    yield {
      path,
      span: host.span,
      message: `The Ingress '${name}' serves ${open} without TLS.`,
      severity: 'warning',
      subject: { site: name },
      pointer: `${pointer}/spec/tls`,
    };
  }
}
