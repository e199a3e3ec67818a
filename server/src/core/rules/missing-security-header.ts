import { productBehind } from '../deployment/cluster-service.ts';
import type { Deployment, ProxySite } from '../deployment/deployment.ts';
import type { GatewayHost } from '../deployment/gateway-front.ts';
import { type NginxHost, nameOfServer } from '../deployment/nginx-host.ts';
import { productServedBy } from '../deployment/served-product.ts';
import { isOpenEntryPoint, placeOfRouter, type TraefikHost } from '../deployment/traefik-front.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Product } from '../product/product.ts';
import { type Edit, indentationAt, lineEnding } from '../text.ts';
import { headersOfRoute, insertRouteHeaders } from './gateway-headers.ts';
import { insertDirectives } from './insert-directive.ts';
import { insertTraefikHeaders } from './insert-traefik-headers.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { answeringScopes, answersItself, listOf, missingHeaders } from './site-headers.ts';

export const missingSecurityHeader: DeploymentRule = {
  id: 'missing-security-header',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'header',
  summary: 'A public site does not send the headers that its visitors’ browsers need.',
  why: `\`Strict-Transport-Security\` keeps browsers on https after the first visit, \`X-Content-Type-Options\` stops them from
guessing types, frame protection from click-jacking, \`Referrer-Policy\` from telling addresses to other sites. What the
product itself already sends is not asked of the proxy, and where the product is known only the headers that its guide names
are. Without HSTS it is a warning; where only others are missing the application may send them, and it is information.`,
  bad: { Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n' },
  good: {
    Caddyfile:
      'app.example.org {\n\theader {\n\t\tStrict-Transport-Security "max-age=31536000; includeSubDomains"\n\t\tX-Content-Type-Options nosniff\n\t\tX-Frame-Options DENY\n\t\tReferrer-Policy strict-origin-when-cross-origin\n\t}\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://www.rfc-editor.org/rfc/rfc6797',
    'https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html',
    'https://caddyserver.com/docs/caddyfile/directives/header',
    'https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header',
    'https://doc.traefik.io/traefik/middlewares/http/headers/',
    'https://gateway-api.sigs.k8s.io/guides/http-header-modifier/',
  ],

  *check({ deployment }) {
    for (const proxied of deployment.sites) yield* inCaddy(proxied, deployment);
    for (const host of deployment.nginx) yield* inNginx(host, deployment);
    for (const host of deployment.traefik.hosts) yield* inTraefik(host, deployment);
    for (const host of deployment.gateways) yield* inGateway(host, deployment);
  },
};

/** Without HSTS, or what the product's guide names, it is a warning; other headers the application may send. */
const severityOf = (names: readonly string[], product: Product | undefined) =>
  names.includes('Strict-Transport-Security') || product ? 'warning' : 'information';

function* inCaddy(proxied: ProxySite, deployment: Deployment): Iterable<Problem> {
  const { site, path } = proxied;
  const address = site.addresses[0];
  const file = deployment.files.find((other) => other.path === path);
  if (!address || !file || !proxied.public || !proxied.tls || site.redirectsOnly) return;
  // What an import that nobody can follow holds is unknown; nor does a site without content need anything.
  if (site.unresolvedImports.length > 0 || !answersItself(proxied)) return;
  const product = productServedBy(proxied, deployment);
  const isRemoved = (header: string): boolean =>
    site.headers.some(
      ({ name, operation, conditional, from }) =>
        operation === 'delete' && !conditional && from === 'header' && name.toLowerCase() === header.toLowerCase(),
    );
  // What the site itself takes away no line more would bring back; stripped-security-header says so.
  const missing = missingHeaders(
    site.headers.filter(({ operation }) => operation !== 'delete'),
    product,
  ).filter(([name]) => !isRemoved(name));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  yield {
    path,
    span: address.token.span,
    message: `${address.text} does not send ${listOf(names)}.`,
    severity: severityOf(names, product),
    fixes: [{ title: 'Insert security headers', safe: false, edits: [insertHeaders(proxied, file, missing)] }],
    subject: { site: address.text },
    pointer: `${address.text}/header`,
  };
}

function* inNginx(host: NginxHost, deployment: Deployment): Iterable<Problem> {
  const { server, path, product } = host;
  const file = deployment.files.find((other) => other.path === path);
  const scopes = answeringScopes(host);
  if (!file || !host.public || !host.tls || server.redirectsOnly || scopes.length === 0) return;
  // What a level sends where most requests end: at `/`, else at the server itself.
  const main = server.locations.find(({ path: at }) => at === '/') ?? server;
  if (main.includes.length > 0) return;
  const missing = missingHeaders([...main.addHeaders, ...server.addHeaders], product);
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  const at = nameOfServer(server);
  const site = server.serverNames[0]?.text ?? 'The server';
  const lines = missing.map(
    ([name, value]) => `add_header ${name} ${/[\s;]/.test(value) ? `"${value}"` : value} always;`,
  );
  // Where the server has none of its own, one would take away those that it inherits.
  const inherits = server.addHeaders.some(({ inherited }) => inherited);
  yield {
    path: at.path ?? path,
    span: at.span,
    message: `${site} does not send ${listOf(names)}.`,
    severity: severityOf(names, product),
    fixes: inherits
      ? []
      : [{ title: 'Insert security headers', safe: false, edits: [insertDirectives(server, file, lines)] }],
    subject: { site },
    pointer: `${site}/add_header`,
  };
}

/** Only where the entry points are known: middlewares that they add elsewhere are nobody's to guess. */
function* inTraefik(host: TraefikHost, deployment: Deployment): Iterable<Problem> {
  const { router, source, middlewares, complete, entryPoints } = host;
  if (!host.public || !host.tls || host.redirectsOnly || !complete || !entryPoints?.some(isOpenEntryPoint)) return;
  if (/@internal$/.test(router.service?.value ?? '')) return;
  const product = productServedBy(host, deployment);
  const sent = middlewares.flatMap(({ middleware }) => middleware.headers?.response ?? []);
  const missing = missingHeaders(
    sent.filter(({ value }) => value !== ''),
    product,
  );
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  const site = host.names[0] ?? router.name;
  yield {
    ...placeOfRouter(host),
    message: `${site} does not send ${listOf(names)}.`,
    severity: severityOf(names, product),
    fixes: insertTraefikHeaders(host, deployment, missing),
    subject: { site, ...(source.service !== undefined && { service: source.service }) },
    pointer: `${router.name}/headers`,
  };
}

/** Only where the listeners are known, and nothing beside the route can send more. */
function* inGateway(host: GatewayHost, deployment: Deployment): Iterable<Problem> {
  const { route, path, names: sites, tls, redirectsOnly, complete } = host;
  const [site] = sites;
  const sent = headersOfRoute(host, deployment);
  const file = deployment.files.find((one) => one.path === path);
  if (site === undefined || !tls || redirectsOnly || !complete || !sent || !file) return;
  const missing = missingHeaders(sent, productBehind(host.services, deployment));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  yield {
    path,
    span: route.hostnames.find(({ value }) => value.toLowerCase() === site)?.span ?? route.nameSpan,
    message: `${site} does not send ${listOf(names)}.`,
    severity: severityOf(names, productBehind(host.services, deployment)),
    fixes: insertRouteHeaders(host, file, missing),
    subject: { site: route.name },
    pointer: `${route.pointer}/spec/rules/filters`,
  };
}

/** A `header` block before the site's first directive, in the file's own indentation. */
function insertHeaders(
  { site, path }: ProxySite,
  { text }: SourceFile,
  headers: readonly (readonly [string, string])[],
): Edit {
  const ending = lineEnding(text);
  const first = site.directives.find(
    ({ span, path: from }) => from === undefined && span.start >= site.body.start && span.end <= site.body.end,
  );
  const inner = site.open
    ? first && first.span.start > site.open.end && lineOf(text, first.span.start) !== lineOf(text, site.open.start)
      ? indentationAt(text, first.span.start)
      : `${indentationAt(text, site.span.start)}${unitOf(text)}`
    : '';
  const unit = inner === '' ? unitOf(text) : unitFrom(inner, text);
  const lines = [
    'header {',
    ...headers.map(([name, value]) => `${unit}${name} ${/[\s{}"]/.test(value) ? `"${value}"` : value}`),
    '}',
  ];
  if (!site.open) {
    const start = first ? first.span.start : site.body.end;
    const lead = first ? '' : ending;
    return { path, span: { start, end: start }, text: [lead + lines.map((line) => `${line}${ending}`).join('')] };
  }
  const block = lines.map((line) => `${ending}${inner}${line}`).join('');
  return { path, span: { start: site.open.end, end: site.open.end }, text: [block] };
}

const lineOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1);

/** One step of indentation as the file writes it; Caddy's own formatter uses a tab. */
const unitOf = (text: string): string => /^(?:\t|(?: {2}){1,2})(?=\S)/m.exec(text)?.[0] ?? '\t';

/** A step that fits lines which are already indented by `inner`. */
const unitFrom = (inner: string, text: string): string =>
  inner.includes('\t') ? '\t' : inner.length <= 4 ? inner : unitOf(text);
