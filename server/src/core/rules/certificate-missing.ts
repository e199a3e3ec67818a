import { nameOfServer } from '../deployment/nginx-host.ts';
import { insertDirectives } from './insert-directive.ts';
import type { DeploymentRule } from './rule.ts';

export const certificateMissing: DeploymentRule = {
  id: 'certificate-missing',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'origin',
  summary: 'A server speaks TLS without a certificate of its own.',
  why: `nginx refuses to start, or every handshake fails, when a server listens with \`ssl\` and neither it nor the level around it
names a certificate and its key. The certificate that a package ships to try things out is trusted by no browser.`,
  bad: { 'nginx.conf': 'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  root /srv/www;\n}\n' },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  ssl_certificate /etc/ssl/app.example.org.pem;\n  ssl_certificate_key /etc/ssl/app.example.org.key;\n  root /srv/www;\n}\n',
  },
  references: ['https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate'],

  *check({ deployment }) {
    for (const { server, path, tls } of deployment.nginx) {
      const file = deployment.files.find((other) => other.path === path);
      // A part without `http` around it may get the certificate from the file that includes it.
      if (!file || !tls || server.includes.length > 0 || server.directives.some(isRefused)) continue;
      const { certificate, key } = server.ssl;
      const site = server.serverNames[0]?.text ?? '';
      const at = nameOfServer(server);
      const common = { subject: { site }, pointer: `${site}/ssl_certificate` };
      if (certificate && /snakeoil/.test(certificate.text)) {
        yield {
          path: certificate.path ?? path,
          span: certificate.span,
          message: 'This is the certificate that the package ships to try things out.',
          ...common,
        };
      }
      const missing = [...(certificate ? [] : ['ssl_certificate']), ...(key ? [] : ['ssl_certificate_key'])];
      if (missing.length === 0) continue;
      yield {
        path: at.path ?? path,
        span: at.span,
        message: `${site === '' ? 'The server' : site} speaks TLS without ${missing.join(' and ')}.`,
        fixes: [
          {
            title: 'Insert the certificate',
            safe: false,
            edits: [
              insertDirectives(
                server,
                file,
                missing.map((name) => [`${name} `, { blank: blanks[name] ?? '' }, ';']),
              ),
            ],
          },
        ],
        ...common,
      };
    }
  },
};

const blanks: Readonly<Record<string, string>> = {
  ssl_certificate: '/etc/ssl/certificate.pem',
  ssl_certificate_key: '/etc/ssl/certificate.key',
};

/** Refuses every handshake on purpose, and then needs no certificate. */
const isRefused = ({
  name,
  args,
}: {
  readonly name: { readonly text: string };
  readonly args: readonly { readonly text: string }[];
}): boolean => name.text === 'ssl_reject_handshake' && args[0]?.text === 'on';
