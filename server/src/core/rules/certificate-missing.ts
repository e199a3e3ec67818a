import type { Deployment } from '../deployment/deployment.ts';
import { nameOfServer } from '../deployment/nginx-host.ts';
import { placeOfRouter } from '../deployment/traefik-front.ts';
import { runsTraefik } from '../deployment/traefik-source.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { isPublicHost } from '../model/url.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import { insertDirectives } from './insert-directive.ts';
import { unmountedCertificates } from './mounted-certificate.ts';
import type { DeploymentRule, Problem } from './rule.ts';

export const certificateMissing: DeploymentRule = {
  id: 'certificate-missing',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'origin',
  summary: 'A server speaks TLS without a certificate of its own.',
  why: `nginx refuses to start, or every handshake fails, when a server listens with \`ssl\` and neither it nor the level around it
names a certificate and its key. The certificate that a package ships to try things out is trusted by no browser, nor is the one
that Traefik makes up where a router has neither a resolver nor a file.`,
  bad: { 'nginx.conf': 'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  root /srv/www;\n}\n' },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  ssl_certificate /etc/ssl/app.example.org.pem;\n  ssl_certificate_key /etc/ssl/app.example.org.key;\n  root /srv/www;\n}\n',
  },
  references: ['https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate'],

  *check({ deployment, profile }) {
    for (const file of deployment.files) yield* clusterFlagProblems(file, 'certificate-missing', profile);
    yield* inTraefik(deployment);
    for (const file of deployment.files)
      if (isManifest(file)) {
        yield* inCluster(file);
        yield* inGateways(file);
      }
    for (const host of deployment.nginx) {
      const { server, path, tls } = host;
      if (tls) yield* unmountedCertificates(host, deployment);
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

/** Judged only where the start of Traefik is known: its resolvers stand there, and nowhere else. */
function* inTraefik({ traefik, services }: Deployment): Iterable<Problem> {
  const starts = traefik.sources.flatMap((source) => source.static ?? []);
  const isFronted = services.some(({ name, image }) =>
    /cloudflared|ngrok|tailscale/i.test(`${image?.value ?? ''} ${name}`),
  );
  const isKnown = services.filter(runsTraefik).every(({ complete }) => complete);
  if (isFronted || !isKnown || !starts.some(({ entryPoints }) => entryPoints.length > 0)) return;
  const resolvers = new Set(
    starts.flatMap(({ certificateResolvers }) => certificateResolvers.map(({ name }) => name.toLowerCase())),
  );
  const dynamic = traefik.sources.flatMap((source) => source.dynamic ?? []);
  const mayHaveFiles =
    dynamic.some(({ hasCertificates }) => hasCertificates) || starts.some(({ readsFiles }) => readsFiles);
  for (const host of traefik.hosts) {
    const { router, source, entryPoints = [] } = host;
    if (!host.public || !host.tls || host.entryPoints === undefined) continue;
    const site = host.names[0] ?? router.name;
    const common = { subject: { site }, pointer: `${router.name}/certResolver` };
    const resolver = router.certResolver;
    if (resolver && !/\$/.test(resolver.value) && !resolvers.has(resolver.value.toLowerCase())) {
      yield {
        ...(source.whole ? { path: source.path, span: resolver.span } : placeOfRouter(host)),
        message: `Traefik has no certificate resolver '${resolver.value}', and answers with a certificate of its own making.`,
        ...common,
      };
    }
    if (resolver || mayHaveFiles || entryPoints.some(({ certResolver }) => certResolver)) continue;
    yield {
      ...placeOfRouter(host),
      message: `${site} speaks TLS without a certificate resolver or a certificate.`,
      ...common,
    };
  }
}

/** TLS that ends at a listener needs a certificate; some clouds name it in an annotation. */
function* inGateways({ path, model }: ManifestFile): Iterable<Problem> {
  for (const { listeners, annotations, name, pointer } of model.gateways) {
    if (annotations.some(({ key }) => /cert/i.test(key))) continue;
    for (const listener of listeners) {
      if (listener.protocol?.value !== 'HTTPS' || listener.hasCertificate || !listener.terminates) continue;
      yield {
        path,
        span: listener.nameSpan,
        message: `The listener '${listener.name}' of Gateway '${name}' speaks TLS without a certificate.`,
        subject: { site: name },
        pointer: `${pointer}/spec/listeners/${listener.name}/tls`,
      };
    }
  }
}

/** A name that no entry of `tls` has is answered with the controller's own certificate. */
function* inCluster({ path, model }: ManifestFile): Iterable<Problem> {
  for (const { tls, rules, name, pointer } of model.ingresses) {
    const covered = tls.flatMap(({ hosts }) => hosts.map(({ value }) => value.toLowerCase()));
    // An entry without names stands for all.
    if (tls.length === 0 || tls.some(({ hosts }) => hosts.length === 0)) continue;
    for (const { host } of rules) {
      const wanted = host?.value.toLowerCase();
      if (!host || wanted === undefined || !isPublicHost(wanted.replace(/^\*\./, 'any.'))) continue;
      if (covered.some((one) => one === wanted || /[{}$]/.test(one) || one === wanted.replace(/^[^.]+/, '*'))) continue;
      yield {
        path,
        span: host.span,
        message: `No entry of tls in '${name}' names ${wanted}.`,
        subject: { site: name },
        pointer: `${pointer}/spec/tls/${wanted}`,
      };
    }
  }
}
