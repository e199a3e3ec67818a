import type { NginxHost, NginxRoute } from '../deployment/nginx-host.ts';
import { sentHeaders } from '../model/nginx-request-headers.ts';
import { insertDirectives } from './insert-directive.ts';
import { proxyProblem } from './proxy-problem.ts';
import type { DeploymentRule } from './rule.ts';
import { listOf } from './site-headers.ts';

export const missingForwardedHeader: DeploymentRule = {
  id: 'missing-forwarded-header',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'header',
  summary: 'nginx does not tell the application who asks, for which host, and by which scheme.',
  why: `Without these headers the application sees nginx as every visitor: rate limits and audit logs count one address, links and
redirects go to the upstream's name, and cookies lose their Secure flag because the request looks like plain http. Caddy and
Traefik set them by themselves. A level with a \`proxy_set_header\` of its own inherits none from the level around it.`,
  bad: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_pass http://app:3000;\n  }\n}\n',
  },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_set_header Host $host;\n    proxy_set_header X-Real-IP $remote_addr;\n    proxy_set_header X-Forwarded-For $remote_addr;\n    proxy_set_header X-Forwarded-Proto $scheme;\n    proxy_pass http://app:3000;\n  }\n}\n',
  },
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header',
    'https://www.rfc-editor.org/rfc/rfc7239',
  ],

  *check({ deployment }) {
    for (const host of deployment.nginx) {
      if (!host.public || host.server.redirectsOnly) continue;
      const seen = new Set<NginxRoute['pass']>();
      for (const route of host.routes) {
        const missing = missingIn(route, host);
        if (seen.has(route.pass) || missing.length === 0) continue;
        seen.add(route.pass);
        const problem = proxyProblem(host, route, deployment, `does not pass ${listOf(missing)} on`, (file) => {
          // One of its own takes away those that it inherits, so these would have to be repeated.
          if (route.scope.proxyHeaders.some(({ inherited }) => inherited)) return [];
          const lines = missing.map((name) => `proxy_set_header ${name} ${values[name]};`);
          const edits = [insertDirectives(route.scope, file, lines)];
          return [{ title: 'Insert forwarded headers', safe: false, edits }];
        });
        if (problem) yield problem;
      }
    }
  },
};

const values: Readonly<Record<string, string>> = {
  Host: '$host',
  'X-Real-IP': '$remote_addr',
  'X-Forwarded-For': '$remote_addr',
  'X-Forwarded-Proto': '$scheme',
};

function missingIn({ pass, scope, host: upstream }: NginxRoute, { product }: NginxHost): readonly string[] {
  if (pass.scheme !== 'http' && pass.scheme !== 'https') return [];
  // Another public site is a service of somebody else, which knows its own name.
  if (scope.includes.length > 0 || (pass.scheme === 'https' && upstream?.includes('.'))) return [];
  const set = new Set(sentHeaders(scope).map(({ name }) => name.toLowerCase()));
  const isStandard = set.has('forwarded');
  const wanted = product?.proxy.forwardedHeaders
    ? (product.proxy.requestHeaders ?? Object.keys(values)).filter((name) => values[name] !== undefined)
    : ['Host', 'X-Forwarded-For', 'X-Forwarded-Proto'].filter(
        (name) =>
          // What an unknown application reads is unknown; any of these tells who asks, and by which scheme.
          !(name === 'X-Forwarded-For' && (set.has('x-real-ip') || isStandard)) &&
          !(
            name === 'X-Forwarded-Proto' &&
            (isStandard || set.has('x-forwarded-scheme') || set.has('x-forwarded-ssl'))
          ),
      );
  return wanted.filter((name) => !set.has(name.toLowerCase()));
}
