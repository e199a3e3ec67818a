import { nameOfServer } from '../deployment/nginx-host.ts';
import { insertDirectives } from './insert-directive.ts';
import type { FileRule, Problem } from './rule.ts';
import type { FileView } from './view.ts';

export const serverVersionExposed: FileRule = {
  id: 'server-version-exposed',
  severity: 'hint',
  confidence: 'high',
  profile: 'strict',
  scope: 'file',
  topic: 'header',
  summary: 'Answers tell which software and version sends them.',
  why: `A version in \`Server\` or on an error page tells a scanner at once which published holes to try. Hiding it mends none of them,
so this is a hint, in the strict profile alone.`,
  bad: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  server_tokens on;\n  root /srv/www;\n}\n',
  },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  server_tokens off;\n  root /srv/www;\n}\n',
  },
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#server_tokens'],

  *check(view) {
    const { file, deployment } = view;
    if (file.kind === 'nginx') yield* inNginx(view);
    if (file.kind !== 'caddyfile') return;
    for (const { site, path, public: isPublic, tls } of deployment.sites) {
      const address = site.addresses[0];
      const isRemoved = site.headers.some(({ name }) => name.toLowerCase() === 'server');
      if (path !== file.path || !address || !isPublic || !tls || isRemoved || site.redirectsOnly) continue;
      if (site.unresolvedImports.length > 0) continue;
      yield {
        path,
        span: address.token.span,
        message: `${address.text} sends the header Server.`,
        subject: { site: address.text },
        pointer: `${address.text}/Server`,
      };
    }
  },
};

function* inNginx({ file, deployment }: FileView): Iterable<Problem> {
  for (const { server, path: home, public: isPublic } of deployment.nginx) {
    const own = server.directives.find(({ name }) => name.text === 'server_tokens');
    const around = deployment.files.some(
      (other) =>
        other.kind === 'nginx' &&
        [
          ...other.model.tree.directives,
          ...other.model.tree.directives.flatMap(({ block }) => block?.directives ?? []),
        ].some(({ name, args }) => name.text === 'server_tokens' && args[0]?.text === 'off'),
    );
    const site = server.serverNames[0]?.text ?? '';
    const [value] = own?.args ?? [];
    if (own && value && value.text !== 'off' && (own.path ?? home) === file.path) {
      yield {
        path: file.path,
        span: own.span,
        message: `server_tokens ${value.text} tells the version of nginx.`,
        fixes: [
          {
            title: 'Set server_tokens to off',
            safe: true,
            edits: [{ path: file.path, span: value.span, text: ['off'] }],
          },
        ],
        subject: { site },
        pointer: `${site}/server_tokens`,
      };
    }
    const at = nameOfServer(server);
    if (own || around || !isPublic || server.includes.length > 0 || (at.path ?? home) !== file.path) continue;
    yield {
      path: file.path,
      span: at.span,
      message: 'The server tells the version of nginx.',
      fixes: [
        {
          title: 'Insert server_tokens off',
          safe: true,
          edits: [insertDirectives(server, file, ['server_tokens off;'])],
        },
      ],
      subject: { site },
      pointer: `${site}/server_tokens`,
    };
  }
}
