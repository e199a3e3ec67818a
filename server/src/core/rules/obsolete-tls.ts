import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import { everyDirective } from '../model/nginx-passes.ts';
import { plainKey } from '../model/plain-key.ts';
import type { NginxToken } from '../syntax/nginx.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import { annotationOf, annotationProblem } from './ingress-annotation.ts';
import type { FileRule, Fix, Problem } from './rule.ts';
import { settingPlace } from './setting-problem.ts';
import { replaceFact, traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const obsoleteTls: FileRule = {
  id: 'obsolete-tls',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'Connections may use a version of TLS, or a cipher, that is broken.',
  why: `SSL 3, TLS 1.0 and 1.1 have been withdrawn by their own authors, and RC4, DES, export and null ciphers keep nothing secret. No
browser of the last years needs them: TLS 1.2 and 1.3 are enough.`,
  bad: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  ssl_protocols TLSv1 TLSv1.1 TLSv1.2;\n  root /srv/www;\n}\n',
  },
  good: {
    'nginx.conf':
      'server {\n  listen 443 ssl;\n  server_name app.example.org;\n  ssl_protocols TLSv1.2 TLSv1.3;\n  root /srv/www;\n}\n',
  },
  references: [
    'https://www.rfc-editor.org/rfc/rfc8996',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols',
    'https://www.rfc-editor.org/rfc/rfc9325',
  ],

  *check(view) {
    yield* clusterFlagProblems(view.file, 'obsolete-tls', view.profile);
    const { file, settings } = view;
    if (file.kind === 'nginx') yield* inNginx(view);
    if (file.kind === 'caddyfile') yield* inCaddy(view);
    yield* inTraefik(view);
    if (isManifest(file)) yield* inCluster(file);
    for (const setting of settings) {
      const { key, value = '' } = setting;
      if (!/ssl|tls|1\.[01]/i.test(value) || !versionName.test(plainKey(key))) continue;
      const old = value.split(/[\s,:;]+/).find((word) => obsoleteVersion.test(word) && !/^[-!]/.test(word));
      if (old !== undefined) yield { ...settingPlace(setting), message: `${key} allows ${old}.` };
    }
  },
};

const versionName =
  /(?:^|_)(?:(?:TLS|SSL)_?(?:MIN(?:IMUM)?_?VERSION|PROTOCOLS?|VERSIONS?)|MIN(?:IMUM)?_?TLS(?:_VERSION)?)$/i;
const obsoleteVersion = /^\+?(?:SSL_?v?[23](?:\.0)?|TLS_?v?1(?:[._]?[01])?|(?:VersionTLS1[01])|1\.[01])$/i;
const weakCipher =
  /^(?:\+)?(?:.*(?:RC4|RC2|MD5|3DES|DES-CBC|NULL|EXP(?:ORT)?\b|IDEA|SEED|aNULL|eNULL|ADH|AECDH|DES\b).*|LOW|ALL|COMPLEMENTOFDEFAULT)$/i;

function* inNginx({ file }: FileView): Iterable<Problem> {
  if (file.kind !== 'nginx' || file.model.tree.template) return;
  let count = 0;
  for (const { name, args, span } of everyDirective(file.model.tree.directives)) {
    if (/^(?:proxy_|grpc_)?ssl_protocols$/.test(name.text)) {
      const old = args.filter(({ text }) => obsoleteVersion.test(text));
      if (old.length === 0) continue;
      yield {
        path: file.path,
        span,
        message: `${name.text} allows ${old.map(({ text }) => text).join(' and ')}.`,
        fixes: replaceList(file.path, args, 'TLSv1.2 TLSv1.3'),
        pointer: `/${name.text}/${count++}`,
      };
    }
    const [list] = args;
    if (!/^(?:proxy_|grpc_)?ssl_ciphers$/.test(name.text) || !list) continue;
    const weak = weakIn(list.text);
    if (weak === undefined) continue;
    yield {
      path: file.path,
      span: list.span,
      message: `${name.text} allows ${weak}, which is broken.`,
      fixes: [
        {
          title: 'Use modern ciphers',
          safe: false,
          edits: [{ path: file.path, span: list.span, text: [modernCiphers] }],
        },
      ],
      pointer: `/${name.text}/${count++}`,
    };
  }
}

/** RFC 9325, section 4.2: forward secrecy and authenticated encryption. */
const modernCiphers =
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305';

/** openssl-ciphers(1): `!` and `-` take out, so that `ALL:!aNULL:!RC4` may be fine. */
function weakIn(text: string): string | undefined {
  const words = text.split(/[:, ]+/).filter((word) => word !== '');
  const out = words.filter((word) => /^[!-]/.test(word)).map((word) => word.slice(1).toUpperCase());
  const isOut = (word: string): boolean => out.some((one) => word.toUpperCase().includes(one));
  return words.find((word) => {
    if (/^[!@-]/.test(word) || !weakCipher.test(word) || isOut(word)) return false;
    // The whole library is fine once what is broken has been taken out of it.
    return /^(?:ALL|COMPLEMENTOFDEFAULT)$/i.test(word) ? !(out.includes('ANULL') && out.includes('ENULL')) : true;
  });
}

function replaceList(path: string, args: readonly NginxToken[], text: string): readonly Fix[] {
  const [first] = args;
  const last = args.at(-1);
  if (!first || !last) return [];
  const edit = { path, span: { start: first.span.start, end: last.span.end }, text: [text] };
  return [{ title: `Use ${text.replace(' ', ' and ')}`, safe: false, edits: [edit] }];
}

function* inCaddy({ file }: FileView): Iterable<Problem> {
  if (file.kind !== 'caddyfile') return;
  for (const [index, { block }] of file.model.sites.flatMap(({ tls }) => tls).entries()) {
    for (const { name, args } of block?.directives ?? []) {
      const old = args.find(({ text }) =>
        name.text === 'protocols' ? obsoleteVersion.test(text) : weakCipher.test(text),
      );
      if ((name.text !== 'protocols' && name.text !== 'ciphers') || !old) continue;
      yield {
        path: file.path,
        span: old.span,
        message: `${name.text} allows ${old.text}.`,
        fixes:
          name.text === 'protocols'
            ? [
                {
                  title: 'Start at tls1.2',
                  safe: false,
                  edits: [{ path: file.path, span: old.span, text: ['tls1.2'] }],
                },
              ]
            : [],
        pointer: `/tls/${index}/${name.text}`,
      };
    }
  }
}

function* inTraefik(view: FileView): Iterable<Problem> {
  for (const source of traefikIn(view)) {
    for (const { name, minVersion, maxVersion, cipherSuites } of source.dynamic?.tlsOptions ?? []) {
      const part = `tls/options/${name}`;
      if (minVersion && obsoleteVersion.test(minVersion.value)) {
        const message = `The TLS options '${name}' start at ${minVersion.value}.`;
        const fixes = replaceFact(view.file, minVersion, 'Start at VersionTLS12', 'VersionTLS12');
        yield traefikProblem(source, minVersion, `${part}/minVersion`, message, fixes);
      }
      if (maxVersion && obsoleteVersion.test(maxVersion.value)) {
        const message = `The TLS options '${name}' end at ${maxVersion.value}.`;
        yield traefikProblem(source, maxVersion, `${part}/maxVersion`, message);
      }
      const weak = cipherSuites.find(({ value }) => weakCipher.test(value));
      if (!weak) continue;
      const message = `The TLS options '${name}' allow ${weak.value}, which is broken.`;
      yield traefikProblem(source, weak, `${part}/cipherSuites`, message);
    }
  }
}

function* inCluster({ path, model }: ManifestFile): Iterable<Problem> {
  for (const ingress of model.ingresses) {
    for (const name of ['ssl-protocols', 'proxy-ssl-protocols']) {
      const protocols = annotationOf(ingress, name);
      const old = protocols?.value.split(/\s+/).find((word) => obsoleteVersion.test(word));
      const better = { title: 'Use TLSv1.2 and TLSv1.3', text: 'TLSv1.2 TLSv1.3' };
      if (protocols && old !== undefined)
        yield annotationProblem(path, ingress, protocols, `${name} allows ${old}.`, better);
    }
    for (const name of ['ssl-ciphers', 'proxy-ssl-ciphers']) {
      const ciphers = annotationOf(ingress, name);
      const weak = ciphers && weakIn(ciphers.value);
      const better = { title: 'Use modern ciphers', text: modernCiphers };
      if (ciphers && weak !== undefined)
        yield annotationProblem(path, ingress, ciphers, `${name} allows ${weak}, which is broken.`, better);
    }
  }
}
