import { scopesIn } from '../model/nginx-passes.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Severity } from '../severity.ts';
import type { Span } from '../text.ts';
import type { FileRule, Problem } from './rule.ts';
import { traefikIn } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const weakSecurityHeader: FileRule = {
  id: 'weak-security-header',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'header',
  summary: 'A security header is sent with a value that does not protect.',
  why: `Browsers forget \`Strict-Transport-Security\` after \`max-age\` seconds; under a year it leaves gaps, and preload lists refuse
it. \`'unsafe-eval'\` hands whoever injects a string the power to run it. \`X-Content-Type-Options\` knows one value, \`nosniff\`, and
\`X-Frame-Options\` two, \`DENY\` and \`SAMEORIGIN\`: any other is ignored. \`Public-Key-Pins\` and \`Expect-CT\` are gone from browsers.`,
  bad: {
    Caddyfile: 'app.example.org {\n\theader Strict-Transport-Security "max-age=3600"\n\treverse_proxy app:3000\n}\n',
  },
  good: {
    Caddyfile:
      'app.example.org {\n\theader Strict-Transport-Security "max-age=31536000"\n\treverse_proxy app:3000\n}\n',
  },
  references: [
    'https://www.rfc-editor.org/rfc/rfc6797#section-6.1.1',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Frame-Options',
    'https://www.w3.org/TR/CSP3/#directive-script-src',
  ],

  *check(view) {
    const counts = new Map<string, number>();
    for (const { site, name, value, span } of headersOf(view)) {
      const weakness = weaknessOf(name.toLowerCase(), value);
      if (!weakness) continue;
      const count = counts.get(site + name) ?? 0;
      counts.set(site + name, count + 1);
      yield problemOf(view.file, { site, name, span }, value, weakness, count);
    }
  },
};

interface Header {
  readonly site: string;
  readonly name: string;
  readonly value: string;
  /** Of the value, with its quotes. */
  readonly span: Span;
}

function headersOf(view: FileView): readonly Header[] {
  const { file, deployment } = view;
  const traefik = traefikIn(view).flatMap(({ dynamic }) =>
    (dynamic?.middlewares ?? []).flatMap(({ name: site, headers }) =>
      (headers?.response ?? []).map(
        ({ name, value, span }): Header => ({ site, name: writtenName(name), value, span }),
      ),
    ),
  );
  return [...traefik, ...inServers({ file, deployment })];
}

/** As manuals write it. */
const writtenName = (name: string): string => name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());

function inServers({ file, deployment }: Pick<FileView, 'file' | 'deployment'>): readonly Header[] {
  if (file.kind === 'caddyfile') {
    return deployment.sites.flatMap(({ site, path: home }) =>
      site.headers.flatMap(({ name, value, valueSpan, operation, path = home }): Header[] =>
        path !== file.path || operation === 'delete' || value === undefined || !valueSpan
          ? []
          : [{ site: site.addresses[0]?.text ?? '', name, value, span: valueSpan }],
      ),
    );
  }
  if (file.kind !== 'nginx') return [];
  return deployment.nginx.flatMap(({ server, path: home }) =>
    scopesIn(server).flatMap((scope) =>
      scope.addHeaders.flatMap(({ name, value, valueSpan, path = home }): Header[] =>
        path !== file.path || value === undefined || !valueSpan
          ? []
          : [{ site: server.serverNames[0]?.text ?? '', name, value, span: valueSpan }],
      ),
    ),
  );
}

interface Weakness {
  readonly message: string;
  readonly severity?: Severity;
  /** What the value has to be, where that is no decision of a person. */
  readonly value?: string;
}

const year = 31_536_000;

/** Undefined where the value is fine, or holds a placeholder. */
function weaknessOf(name: string, written: string): Weakness | undefined {
  const value = written.trim();
  if (/[{}$]/.test(value) || value === '') return undefined;
  switch (name) {
    case 'strict-transport-security': {
      const age = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?/i.exec(value)?.[1];
      if (age === undefined) return { message: 'has no max-age, so browsers ignore it' };
      if (Number(age) >= year) return undefined;
      const message = age === '0' ? 'is switched off by max-age=0' : `lasts ${age} seconds, less than a year`;
      return { message, value: value.replace(age, String(year)) };
    }
    case 'x-content-type-options':
      return /^nosniff$/i.test(value) ? undefined : { message: 'knows the value nosniff alone', value: 'nosniff' };
    case 'x-frame-options':
      if (/^(?:deny|sameorigin)$/i.test(value)) return undefined;
      return {
        message: 'has a value that browsers ignore',
        ...(!/^allow-from/i.test(value) && { value: 'SAMEORIGIN' }),
      };
    case 'referrer-policy':
      return /(?:^|,\s*)unsafe-url$/i.test(value)
        ? { message: 'tells every site the whole address', value: 'strict-origin-when-cross-origin' }
        : undefined;
    case 'content-security-policy':
      return /'unsafe-eval'/.test(value) ? { message: "allows 'unsafe-eval'" } : undefined;
    case 'public-key-pins':
    case 'expect-ct':
      return { message: 'is a header that browsers no longer read', severity: 'information' };
    default:
      return undefined;
  }
}

function problemOf(
  { path, text }: SourceFile,
  { site, name, span }: Omit<Header, 'value'>,
  value: string,
  { message, severity, value: better }: Weakness,
  count: number,
): Problem {
  const source = text.slice(span.start, span.end);
  // Within quotes the text is the value, or what a fix writes would need the file's own escapes.
  // Traefik's `stsSeconds` is the number alone.
  const [written, wanted] = /^\d+$/.test(source) ? [source, better?.match(/\d+/)?.[0]] : [value, better];
  const at = source.indexOf(written);
  const place = { start: span.start + at, end: span.start + at + written.length };
  return {
    path,
    span,
    message: `${name} ${message}.`,
    ...(severity && { severity }),
    fixes:
      wanted === undefined || at < 0
        ? []
        : [{ title: `Set ${name} to ${wanted}`, safe: false, edits: [{ path, span: place, text: [wanted] }] }],
    subject: { site },
    pointer: `${site}/${name}#${count}`,
  };
}
