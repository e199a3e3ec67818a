import type { Deployment, ProxySite } from '../deployment/deployment.ts';
import { productServedBy } from '../deployment/served-product.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, indentationAt, lineEnding } from '../text.ts';
import type { DeploymentRule } from './rule.ts';

export const missingSecurityHeader: DeploymentRule = {
  id: 'missing-security-header',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'header',
  summary: 'A public site does not send the headers that its visitors’ browsers need.',
  why: `\`Strict-Transport-Security\` keeps browsers on https after the first visit, \`X-Content-Type-Options\` stops them from
guessing types, frame protection from click-jacking, \`Referrer-Policy\` from telling addresses to other sites. What the
product itself already sends is not asked of the proxy, and where the product is known only the headers that its guide names
are. Without HSTS it is a warning; where only others are missing the application may send them, and it is information.`,
  bad: { Caddyfile: 'app.example.org {\n\treverse_proxy app:3000\n}\n' },
  good: {
    Caddyfile:
      'app.example.org {\n\theader {\n\t\tStrict-Transport-Security "max-age=31536000; includeSubDomains"\n\t\tX-Content-Type-Options nosniff\n\t\tX-Frame-Options DENY\n\t\tReferrer-Policy strict-origin-when-cross-origin\n\t}\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://www.rfc-editor.org/rfc/rfc6797',
    'https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html',
    'https://caddyserver.com/docs/caddyfile/directives/header',
  ],

  *check({ deployment }) {
    for (const proxied of deployment.sites) {
      const { site, path } = proxied;
      const address = site.addresses[0];
      const file = deployment.files.find((other) => other.path === path);
      // What an import of another file holds nobody here knows; nor does a site without content need anything.
      if (
        !address ||
        !file ||
        !proxied.public ||
        !proxied.tls ||
        site.redirectsOnly ||
        site.unresolvedImports.length > 0
      )
        continue;
      if (!answers(proxied)) continue;
      const missing = missingHeaders(proxied, deployment);
      if (missing.length === 0) continue;
      const names = missing.map(([name]) => name);
      yield {
        path,
        span: address.token.span,
        message: `${address.text} does not send ${listOf(names)}.`,
        severity:
          names.includes('Strict-Transport-Security') || productServedBy(proxied, deployment)
            ? 'warning'
            : 'information',
        fixes: [{ title: 'Insert security headers', safe: false, edits: [insertHeaders(proxied, file, missing)] }],
        subject: { site: address.text },
        pointer: `${address.text}/header`,
      };
    }
  },
};

const listOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The site has something of its own to send: an application, files, or a text. */
const answers = ({ site }: ProxySite): boolean =>
  site.directives.some(({ name }) =>
    /^(?:reverse_proxy|php_fastcgi|file_server|php_server|templates)$/.test(name.text),
  );

const generic: readonly (readonly [string, string])[] = [
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
];

function missingHeaders(proxied: ProxySite, deployment: Deployment): readonly (readonly [string, string])[] {
  const product = productServedBy(proxied, deployment);
  const sent = new Set(product?.sentHeaders.map((name) => name.toLowerCase()));
  const wanted = product ? Object.entries(product.headers).filter(([name]) => !sent.has(name.toLowerCase())) : generic;
  const present = proxied.site.headers.filter(({ operation }) => operation !== 'delete');
  const framed = present.some(
    ({ name, value }) => name.toLowerCase() === 'content-security-policy' && /frame-ancestors/.test(value ?? ''),
  );
  return wanted.filter(
    ([name]) =>
      !present.some((header) => header.name.toLowerCase() === name.toLowerCase()) &&
      !(framed && name === 'X-Frame-Options'),
  );
}

/** A `header` block before the site's first directive, in the file's own indentation. */
function insertHeaders(
  { site, path }: ProxySite,
  { text }: SourceFile,
  headers: readonly (readonly [string, string])[],
): Edit {
  const ending = lineEnding(text);
  const first = site.directives.find(
    ({ span, path: from }) => from === undefined && span.start >= site.body.start && span.end <= site.body.end,
  );
  const inner = site.open
    ? first && first.span.start > site.open.end && lineOf(text, first.span.start) !== lineOf(text, site.open.start)
      ? indentationAt(text, first.span.start)
      : `${indentationAt(text, site.span.start)}${unitOf(text)}`
    : '';
  const unit = inner === '' ? unitOf(text) : unitFrom(inner, text);
  const lines = [
    'header {',
    ...headers.map(([name, value]) => `${unit}${name} ${/[\s{}"]/.test(value) ? `"${value}"` : value}`),
    '}',
  ];
  if (!site.open) {
    const start = first ? first.span.start : site.body.end;
    const lead = first ? '' : ending;
    return { path, span: { start, end: start }, text: [lead + lines.map((line) => `${line}${ending}`).join('')] };
  }
  const block = lines.map((line) => `${ending}${inner}${line}`).join('');
  return { path, span: { start: site.open.end, end: site.open.end }, text: [block] };
}

const lineOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1);

/** One step of indentation as the file writes it; Caddy's own formatter uses a tab. */
const unitOf = (text: string): string => /^(?:\t|(?: {2}){1,2})(?=\S)/m.exec(text)?.[0] ?? '\t';

/** A step that fits lines which are already indented by `inner`. */
const unitFrom = (inner: string, text: string): string =>
  inner.includes('\t') ? '\t' : inner.length <= 4 ? inner : unitOf(text);
