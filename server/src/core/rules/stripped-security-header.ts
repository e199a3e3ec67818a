import type { NginxHost } from '../deployment/nginx-host.ts';
import type { NginxScope } from '../model/nginx.ts';
import { scopesIn } from '../model/nginx-passes.ts';
import type { SourceFile } from '../model/source-file.ts';
import { insertDirectives } from './insert-directive.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule, Problem } from './rule.ts';
import { listOf, securityHeaders } from './site-headers.ts';
import { traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const strippedSecurityHeader: FileRule = {
  id: 'stripped-security-header',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'header',
  summary: 'The proxy takes a security header away that was already there.',
  why: `nginx inherits \`add_header\` from the level around only where a level has none of its own: one \`add_header Cache-Control\` in
a location drops every security header that the server sets. \`proxy_hide_header\` and Caddy's \`header -Name\` remove what
the application sent. Repeat the headers where one is added, put them in a file that both include, or let the header through.`,
  bad: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  add_header X-Content-Type-Options nosniff always;\n  location / {\n    add_header Cache-Control no-store;\n    proxy_pass http://app:3000;\n  }\n}\n',
  },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  add_header X-Content-Type-Options nosniff always;\n  location / {\n    proxy_pass http://app:3000;\n  }\n}\n',
  },
  references: [
    'https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_hide_header',
    'https://caddyserver.com/docs/caddyfile/directives/header',
  ],

  *check(view) {
    const { file, deployment } = view;
    yield* inTraefik(view);
    if (file.kind === 'nginx') {
      for (const host of deployment.nginx) {
        if (!host.server.redirectsOnly) yield* lostIn(host.server, host, file, '');
        yield* hiddenIn(host, file);
      }
    }
    if (file.kind !== 'caddyfile') return;
    for (const { site, path: home } of deployment.sites) {
      for (const { name, operation, span, path = home, conditional } of site.headers) {
        const isSet = site.headers.some(
          (other) => other.operation !== 'delete' && other.name.toLowerCase() === name.toLowerCase(),
        );
        if (path !== file.path || operation !== 'delete' || conditional || isSet) continue;
        if (!securityHeaders.has(name.toLowerCase())) continue;
        const address = site.addresses[0]?.text ?? '';
        const edit = removeLines(path, file.text, span);
        yield {
          path,
          span,
          message: `${name} is removed from what ${address} sends.`,
          fixes: edit ? [{ title: `Let ${name} through`, safe: false, edits: [edit] }] : [],
          subject: { site: address },
          pointer: `${address}/-${name}`,
        };
      }
    }
  },
};

const namesIn = (headers: NginxScope['addHeaders']): readonly string[] =>
  headers.map(({ name }) => name).filter((name) => securityHeaders.has(name.toLowerCase()));

/** Levels that add a header of their own and so lose those of the level around them. */
function* lostIn(outer: NginxScope, host: NginxHost, file: SourceFile, way: string): Iterable<Problem> {
  const levels = [
    ...outer.locations.map((inner) => [inner, inner.path] as const),
    ...outer.conditions.map((inner) => [inner, 'if'] as const),
  ];
  for (const [index, [inner, at]] of levels.entries()) {
    const pointer = `${way}/${at}#${index}`;
    yield* lostIn(inner, host, file, pointer);
    const own = inner.addHeaders.filter(({ inherited }) => !inherited);
    const [first] = own;
    const lost = outer.addHeaders.filter(
      ({ name }) =>
        securityHeaders.has(name.toLowerCase()) &&
        !inner.addHeaders.some((header) => header.name.toLowerCase() === name.toLowerCase()),
    );
    if (!first || lost.length === 0 || (first.path ?? host.path) !== file.path) continue;
    // A level that only sends people elsewhere shows nothing that could be framed or sniffed.
    if (inner.directives.some(({ name }) => name.text === 'return')) continue;
    const lines = lost.map(({ name, value = '', always }) => {
      const quoted = /[\s;{}'"]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value;
      return `add_header ${name} ${quoted}${always ? ' always' : ''};`;
    });
    const isHere = (inner.file ?? host.path) === file.path;
    const server = host.server.serverNames[0]?.text ?? '';
    yield {
      path: file.path,
      span: first.span,
      message: `This add_header takes away ${listOf(namesIn(lost))} of the level around it.`,
      related: lost.slice(0, 1).map(({ span, path = host.path }) => ({ path, span, message: 'set here' })),
      fixes: isHere ? [{ title: 'Repeat them here', safe: false, edits: [insertDirectives(inner, file, lines)] }] : [],
      subject: { site: server },
      pointer: `${server}${pointer}`,
    };
  }
}

function* hiddenIn({ server, path: home }: NginxHost, file: SourceFile): Iterable<Problem> {
  for (const scope of scopesIn(server)) {
    for (const { name, args, span, path = home } of scope.directives) {
      const [header] = args;
      if (path !== file.path || name.text !== 'proxy_hide_header' || !header) continue;
      const isSent = scope.addHeaders.some((sent) => sent.name.toLowerCase() === header.text.toLowerCase());
      if (isSent || !securityHeaders.has(header.text.toLowerCase())) continue;
      const edit = removeLines(path, file.text, span);
      const site = server.serverNames[0]?.text ?? '';
      yield {
        path,
        span,
        message: `${header.text} of the application is removed, and nothing is sent in its place.`,
        fixes: edit ? [{ title: `Let ${header.text} through`, safe: false, edits: [edit] }] : [],
        subject: { site },
        pointer: `${site}/hide/${header.text}`,
      };
    }
  }
}

/** A custom header without a value takes away what the application sends. */
function* inTraefik(view: FileView): Iterable<Problem> {
  for (const source of traefikIn(view)) {
    for (const { name: middleware, headers } of source.dynamic?.middlewares ?? []) {
      const sent = headers?.response ?? [];
      for (const { name, value, entry } of sent) {
        const isSet = sent.some((other) => other.name === name && other.value !== '');
        if (value !== '' || isSet || !securityHeaders.has(name)) continue;
        const message = `The middleware '${middleware}' removes ${name}.`;
        yield traefikProblem(source, { span: entry }, `middlewares/${middleware}/-${name}`, message);
      }
    }
  }
}
