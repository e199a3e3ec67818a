import type { NginxRoute } from '../deployment/nginx-host.ts';
import { isLocation } from '../model/nginx-passes.ts';
import { insertDirectives } from './insert-directive.ts';
import { proxyProblem } from './proxy-problem.ts';
import type { DeploymentRule } from './rule.ts';

export const missingStreamSettings: DeploymentRule = {
  id: 'missing-stream-settings',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'nginx holds back or cuts the event stream that the product sends.',
  why: `nginx collects an answer before it passes it on, and ends one that says nothing for a minute. Server-sent events then come
late and in heaps, and the stream breaks whenever it is quiet. Where the product streams, switch buffering off and give it time.`,
  bad: {
    '.env': 'NOVAMEM_AUTH=oidc\n',
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_set_header Host $host;\n    proxy_pass http://127.0.0.1:8787;\n  }\n}\n',
  },
  good: {
    '.env': 'NOVAMEM_AUTH=oidc\n',
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  location / {\n    proxy_buffering off;\n    proxy_read_timeout 1h;\n    proxy_set_header Host $host;\n    proxy_pass http://127.0.0.1:8787;\n  }\n}\n',
  },
  references: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html',
  ],

  *check({ deployment }) {
    for (const host of deployment.nginx) {
      if (!host.product?.proxy.sse || host.server.redirectsOnly) continue;
      if (host.routes.some((route) => missingIn(route).length === 0)) continue;
      const main = host.routes.find(({ scope }) => isLocation(scope) && scope.path === '/') ?? host.routes[0];
      if (!main || main.scope.includes.length > 0) continue;
      const missing = missingIn(main);
      const isBuffered = missing.some((line) => line.startsWith('proxy_buffering'));
      const message = isBuffered
        ? 'buffers the event stream of the product'
        : 'cuts an event stream that is quiet for a while';
      const problem = proxyProblem(host, main, deployment, message, (file) => {
        const names = missing.map((line) => line.split(' ')[0]);
        // A setting that stands there already is replaced by a person, who knows what it was for.
        if (main.scope.directives.some(({ name }) => names.includes(name.text))) return [];
        return [
          { title: 'Let event streams through', safe: false, edits: [insertDirectives(main.scope, file, missing)] },
        ];
      });
      if (problem) yield problem;
    }
  },
};

const seconds: Readonly<Record<string, number>> = { ms: 0.001, '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** https://nginx.org/en/docs/syntax.html: a number, or several with units. */
function secondsIn(text: string): number {
  return [...text.matchAll(/(\d+)(ms|[smhd]?)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (seconds[unit] ?? 1),
    0,
  );
}

/** The lines that a stream needs; nginx's own minute is too short, ten are what clients ping within. */
function missingIn({ scope }: NginxRoute): readonly string[] {
  const { proxyBuffering, proxyReadTimeout } = scope;
  const isShort = secondsIn(proxyReadTimeout?.text ?? '60s') < 300;
  return [
    ...(proxyBuffering?.text === 'off' ? [] : ['proxy_buffering off;']),
    ...(isShort ? ['proxy_read_timeout 1h;'] : []),
  ];
}
