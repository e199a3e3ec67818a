import { type EffectiveSetting, placeWithin } from '../deployment/effective.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { readConnection } from '../model/connection.ts';
import { scopesIn } from '../model/nginx-passes.ts';
import { plainKey } from '../model/plain-key.ts';
import { isPublicHost } from '../model/url.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import { annotationOf, annotationProblem } from './ingress-annotation.ts';
import { removeLines } from './remove-lines.ts';
import type { FileRule, Problem } from './rule.ts';
import { isFalsy, isOnOrOff, isTruthy, replaceValue, settingPlace, switchLike } from './setting-problem.ts';
import { switchOff, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const tlsVerificationDisabled: FileRule = {
  id: 'tls-verification-disabled',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'Certificates of other servers are not checked.',
  why: `TLS without verification keeps out only those who merely listen: whoever can answer in the server's place reads and changes
everything, passwords and tokens included. Trust the server's own authority (\`NODE_EXTRA_CA_CERTS\`, \`tls_trust_pool\`,
\`proxy_ssl_trusted_certificate\`, \`sslrootcert\`) instead.`,
  bad: { '.env': 'NODE_TLS_REJECT_UNAUTHORIZED=0\n' },
  good: { '.env': 'NODE_EXTRA_CA_CERTS=/etc/ssl/internal-ca.pem\n' },
  references: [
    'https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue',
    'https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION',
    'https://cwe.mitre.org/data/definitions/295.html',
  ],

  *check(view) {
    yield* clusterFlagProblems(view.file, 'tls-verification-disabled', view.profile);
    const asksVisitors = view.settings.some(({ key }) => visitorNames.test(plainKey(key)));
    for (const setting of view.settings) {
      const { key, value } = setting;
      if (value === undefined || value === '') continue;
      if (asksVisitors && /^(?:SSL|TLS)_?VERIFY$/i.test(plainKey(key))) continue;
      if (isOnOrOff(value) && isOff(plainKey(key), value)) {
        const safe = switchLike(value, !isTruthy(value));
        yield {
          ...settingPlace(setting),
          message: `${key} accepts any certificate.`,
          fixes: replaceValue(setting, `Set ${key} to ${safe}`, [safe]),
        };
        continue;
      }
      yield* inConnection(setting, value);
    }
    yield* inProxies(view);
    yield* inTraefik(view);
    if (isManifest(view.file)) yield* inCluster(view.file);
  },
};

/** Options of connections, whichever way these are written, with the word that puts each right. */
const connectionOptions: readonly (readonly [form: RegExp, better: string, said: string])[] = [
  [/^sslmode\s*=\s*(disable|allow)$/, 'verify-full', 'without TLS'],
  [/^ssl mode\s*=\s*(disable|allow)$/i, 'VerifyFull', 'without TLS'],
  [/^ssl-?mode\s*=\s*(disabled|none)$/i, 'VERIFY_IDENTITY', 'without TLS'],
  [/^(?:encrypt|use_?ssl)\s*=\s*(false|no)$/i, 'true', 'without TLS'],
  [/^(?:trust ?server ?certificate|tls(?:insecure|allowinvalid\w+))\s*=\s*(true|yes)$/i, 'false', ''],
  [/^(?:verifyservercertificate)\s*=\s*(false)$/i, 'true', ''],
  [/^ssl_cert_reqs\s*=\s*((?:CERT_)?none)$/i, 'required', ''],
  [/^tls\s*=\s*(skip-verify)$/i, 'true', ''],
];

/** What a connection says of TLS, where its server is another machine. */
function* inConnection(setting: EffectiveSetting, value: string): Iterable<Problem> {
  if (!/ssl|tls|encrypt|certificate/i.test(value)) return;
  for (const { 0: option, index } of value.matchAll(/(?<=^|[?&;\s])[A-Za-z][\w -]*=[^&;#\s]*/g)) {
    const found = connectionOptions.find(([form]) => form.test(option));
    const word = found?.[0].exec(option)?.[1];
    const host = word === undefined ? undefined : readConnection(value)?.host;
    if (!found || word === undefined || host === undefined || !isPublicHost(host)) continue;
    const [, better, said] = found;
    const start = index + option.length - word.length;
    const place = placeWithin(setting, start, start + word.length);
    const verb = said === '' ? `accepts any certificate of ${host}` : `sends passwords and data to ${host} ${said}`;
    yield {
      ...settingPlace(setting),
      ...(place?.exact && { path: place.path, span: place.span }),
      message: `${setting.key} ${verb}.`,
      fixes: place?.exact
        ? [
            {
              title: 'Require a verified certificate',
              safe: false,
              edits: [{ path: place.path, span: place.span, text: [better] }],
            },
          ]
        : [],
    };
    return;
  }
}

const offName =
  /(?:^|_)(?:(?:TLS|SSL|HTTPS|CERT|CERTIFICATE)_?(?:INSECURE_?)?SKIP_VERIFY|(?:TLS|SSL)_?NO_?VERIFY|SKIP_(?:TLS|SSL|CERT(?:IFICATE)?)_?(?:VERIFY|VERIFICATION|VALIDATION|CHECK)|INSECURE_SKIP_VERIFY|(?:DISABLE|IGNORE)_(?:TLS|SSL|CERT(?:IFICATE)?)_?(?:VERIFY|VERIFICATION|VALIDATION|CHECK|ERRORS)|TRUST_ALL_CERT(?:IFICATE)?S|ACCEPT_INVALID_CERTS|ALLOW_INSECURE_(?:TLS|SSL)|GIT_SSL_NO_VERIFY)$/i;
const onName =
  /(?:^|_)(?:(?:NODE_)?TLS_REJECT_UNAUTHORIZED|REJECT_UNAUTHORIZED|(?:TLS|SSL|CERT(?:IFICATE)?)_?(?:VERIFY|VERIFICATION|VALIDATE)(?:_ENABLED)?|VERIFY_(?:TLS|SSL|CERTS?|CERTIFICATES?)|PYTHONHTTPSVERIFY|SSL_VERIFY_(?:PEER|HOST)|STRICT_SSL)$/i;

/** Beside these a bare `SSL_VERIFY` is nginx's `ssl_verify_client`: whether visitors have to show a certificate. */
const visitorNames = /^(?:SSL|TLS)_(?:VERIFY_DEPTH|PROTOCOLS|CIPHERS|PREFER_CIPHERS|SESSION_TICKETS)$/i;

/** `SKIP_TLS_VERIFY` ends like a name that switches the check on. */
const isOff = (name: string, value: string): boolean =>
  offName.test(name) ? isTruthy(value) : onName.test(name) && isFalsy(value);

function* inTraefik(view: FileView): Iterable<Problem> {
  for (const source of traefikIn(view)) {
    const named = source.dynamic?.serversTransports ?? [];
    const all = [{ name: '', insecureSkipVerify: source.static?.insecureSkipVerify }, ...named];
    for (const { name, insecureSkipVerify: skip } of all) {
      if (skip?.value !== true) continue;
      const part = `serversTransport/${name}`;
      const fixes = switchOff(view.file, skip, 'insecureSkipVerify');
      yield traefikProblem(source, skip, part, 'The upstream’s certificate is not checked.', fixes);
    }
  }
}

function* inProxies({ file, deployment }: FileView): Iterable<Problem> {
  if (file.kind === 'caddyfile') {
    let count = 0;
    const proxies = file.model.sites.flatMap(({ proxies: own }) => own);
    for (const { directive } of new Set(proxies)) {
      const transports = directive.block?.directives.filter(({ name }) => name.text === 'transport') ?? [];
      const inside = transports.flatMap(({ block }) => block?.directives ?? []);
      for (const { name, span } of inside.filter((one) => one.name.text === 'tls_insecure_skip_verify')) {
        const edit = removeLines(file.path, file.text, span);
        yield {
          path: file.path,
          span: name.span,
          message: 'The upstream’s certificate is not checked.',
          fixes: edit ? [{ title: 'Check the certificate', safe: false, edits: [edit] }] : [],
          pointer: `/tls_insecure_skip_verify/${count++}`,
        };
      }
    }
  }
  if (file.kind !== 'nginx') return;
  const seen = new Set<number>();
  for (const { server, path: home } of deployment.nginx) {
    for (const { name, args, span, path = home } of scopesIn(server).flatMap(({ directives }) => directives)) {
      const [value] = args;
      if (!/^(?:proxy|grpc|uwsgi)_ssl_verify$/.test(name.text) || value?.text !== 'off' || path !== file.path) continue;
      if (seen.has(span.start)) continue;
      seen.add(span.start);
      yield {
        path,
        span,
        message: 'The upstream’s certificate is not checked.',
        fixes: [],
        subject: { site: server.serverNames[0]?.text ?? '' },
        pointer: `/${name.text}/${seen.size}`,
      };
    }
  }
}

/** Off is what ingress-nginx does unasked; here somebody wrote it down for an upstream that speaks TLS. */
function* inCluster({ path, model }: ManifestFile): Iterable<Problem> {
  for (const ingress of model.ingresses) {
    const verify = annotationOf(ingress, 'proxy-ssl-verify');
    const speaksTls = /^(?:https|grpcs)$/i.test(annotationOf(ingress, 'backend-protocol')?.value ?? '');
    if (verify?.value !== 'off' || !speaksTls) continue;
    yield annotationProblem(path, ingress, verify, 'The upstream’s certificate is not checked.');
  }
}
