import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import type { NginxHost } from '../deployment/nginx-host.ts';
import type { Product } from '../product/product.ts';
import type { DeploymentRule } from './rule.ts';
import { isTruthy } from './setting-problem.ts';

export const spoofableForwardedFor: DeploymentRule = {
  id: 'spoofable-forwarded-for',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'header',
  summary: 'Visitors can choose the address that the application sees.',
  why: `\`$proxy_add_x_forwarded_for\` puts the visitor's address behind whatever \`X-Forwarded-For\` the visitor sent. An application
that trusts its proxy and takes the first entry then believes anything: rate limits, bans and allow lists no longer hold. The
outermost proxy has to overwrite the header; only a proxy behind another one appends.`,
  bad: {
    '.env': 'NOVAMEM_TRUST_PROXY=true\n',
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_set_header Host $host;\n    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n    proxy_pass http://127.0.0.1:8787;\n  }\n}\n',
  },
  good: {
    '.env': 'NOVAMEM_TRUST_PROXY=true\n',
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_set_header Host $host;\n    proxy_set_header X-Forwarded-For $remote_addr;\n    proxy_pass http://127.0.0.1:8787;\n  }\n}\n',
  },
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#var_proxy_add_x_forwarded_for',
    'https://cwe.mitre.org/data/definitions/348.html',
  ],

  *check({ deployment }) {
    for (const host of deployment.nginx) {
      const trust = (host.product && trustOf(host.product, deployment)) ?? plainTrust(host, deployment);
      // With `real_ip_header` another proxy stands in front of this one, and says whose header counts.
      if (!trust || !host.public || !host.tls || isBehind(host)) continue;
      const seen = new Set<number>();
      for (const { scope, service } of host.routes) {
        const header = scope.proxyHeaders.find(({ name }) => name.toLowerCase() === 'x-forwarded-for');
        if (header?.value !== '$proxy_add_x_forwarded_for' || !header.valueSpan || seen.has(header.span.start))
          continue;
        seen.add(header.span.start);
        const path = header.path ?? host.path;
        const site = host.server.serverNames[0]?.text ?? '';
        const text = deployment.files.find((file) => file.path === path)?.text ?? '';
        const isExact = text.slice(header.valueSpan.start, header.valueSpan.end) === header.value;
        yield {
          path,
          span: header.valueSpan,
          message: `X-Forwarded-For keeps what the visitor sent, and ${trust.key} makes the application believe it.`,
          related: [{ path: trust.decided.path, span: trust.decided.span, message: 'trusted here' }],
          fixes: isExact
            ? [
                {
                  title: 'Overwrite X-Forwarded-For',
                  safe: false,
                  edits: [{ path, span: header.valueSpan, text: ['$remote_addr'] }],
                },
              ]
            : [],
          subject: { site, ...(service !== undefined && { service }) },
          pointer: `${site}/X-Forwarded-For`,
        };
      }
    }
  },
};

/** A service behind it that takes the leftmost address, whoever wrote it; a number of hops counts from the right. */
const plainTrust = ({ routes }: NginxHost, { services }: Deployment): EffectiveSetting | undefined =>
  services
    .filter(({ name }) => routes.some(({ service }) => service === name))
    .flatMap(({ settings }) => settings)
    .find(
      ({ key, value = '', variable }) =>
        !variable &&
        /(?:^|_)TRUST_PROX(?:Y|IES)(?:_HEADERS?)?$/.test(key) &&
        /^(?:true|yes|on|all|\*)$/i.test(value.trim()),
    );

const isBehind = ({ server }: NginxHost): boolean =>
  server.directives.some(({ name }) => name.text === 'real_ip_header' || name.text === 'set_real_ip_from');

/** The setting that makes the product believe forwarded addresses, where it is on. */
export function trustOf({ proxy, id }: Product, { settings }: Deployment): EffectiveSetting | undefined {
  const { trust } = proxy;
  if (trust === undefined) return undefined;
  return settings.find(
    ({ key, value, product }) =>
      key === trust && product?.id === id && value !== undefined && (isTruthy(value) || /^[\d.,:/ a-f]+$/i.test(value)),
  );
}
