import type { NginxRoute } from '../deployment/nginx-host.ts';
import { isLocation } from '../model/nginx-passes.ts';
import { letsUpgrade, sentHeaders } from '../model/nginx-request-headers.ts';
import { insertDirectives } from './insert-directive.ts';
import { proxyProblem } from './proxy-problem.ts';
import type { DeploymentRule } from './rule.ts';
import { listOf } from './site-headers.ts';

export const missingWebsocketUpgrade: DeploymentRule = {
  id: 'missing-websocket-upgrade',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'nginx does not let the WebSockets through that the product needs.',
  why: `\`Upgrade\` and \`Connection\` are headers for the next hop alone, so nginx drops them unless it is told to pass them on,
over HTTP/1.1. Terminals, chats and live views then fail or fall back to polling. Caddy and Traefik pass them by themselves.`,
  bad: {
    '.env': 'NOVAMEM_AUTH=oidc\n',
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_set_header Host $host;\n    proxy_pass http://127.0.0.1:8787;\n  }\n}\n',
  },
  good: {
    '.env': 'NOVAMEM_AUTH=oidc\n',
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_http_version 1.1;\n    proxy_set_header Host $host;\n    proxy_set_header Upgrade $http_upgrade;\n    proxy_set_header Connection "upgrade";\n    proxy_pass http://127.0.0.1:8787;\n  }\n}\n',
  },
  references: ['https://nginx.org/en/docs/http/websocket.html', 'https://www.rfc-editor.org/rfc/rfc6455'],

  *check({ deployment }) {
    for (const host of deployment.nginx) {
      if (!host.product?.proxy.websocket || host.server.redirectsOnly) continue;
      // One level that lets them through is enough: they may have a path of their own.
      if (host.routes.some((route) => missingIn(route).length === 0)) continue;
      const main = host.routes.find(({ scope }) => isLocation(scope) && scope.path === '/') ?? host.routes[0];
      if (!main || main.scope.includes.length > 0) continue;
      const missing = missingIn(main);
      const message = `lets no WebSockets through: ${listOf(missing.map(({ name }) => name))} ${missing.length > 1 ? 'are' : 'is'} missing`;
      const problem = proxyProblem(host, main, deployment, message, (file) => {
        const { proxyHeaders } = main.scope;
        // One of its own takes away those that it inherits, and a second one beside a wrong one helps nobody.
        const isThere = ({ name }: { readonly name: string }): boolean =>
          proxyHeaders.some((header) => header.name.toLowerCase() === name.toLowerCase());
        if (proxyHeaders.some(({ inherited }) => inherited) || missing.some(isThere)) return [];
        const edits = [
          insertDirectives(
            main.scope,
            file,
            missing.map(({ line }) => line),
          ),
        ];
        return [{ title: 'Let WebSockets through', safe: false, edits }];
      });
      if (problem) yield problem;
    }
  },
};

function missingIn({ scope }: NginxRoute): readonly { readonly name: string; readonly line: string }[] {
  const sent = sentHeaders(scope);
  const isSent = (wanted: string): boolean => sent.some(({ name }) => name.toLowerCase() === wanted);
  // Version 1.1 has been the default since nginx 1.29.7.
  const isOld = scope.proxyHttpVersion?.text === '1.0' || scope.proxyHttpVersion === undefined;
  return [
    ...(isOld ? [{ name: 'proxy_http_version 1.1', line: 'proxy_http_version 1.1;' }] : []),
    ...(isSent('upgrade') ? [] : [{ name: 'Upgrade', line: 'proxy_set_header Upgrade $http_upgrade;' }]),
    ...(sent.some(letsUpgrade) ? [] : [{ name: 'Connection', line: 'proxy_set_header Connection "upgrade";' }]),
  ];
}
