import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import { isManifest, type ManifestFile } from '../deployment/workload.ts';
import type { NginxScope, NginxServer } from '../model/nginx.ts';
import { isLocation, scopesIn } from '../model/nginx-passes.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Span, TextPart } from '../text.ts';
import { annotationOf, annotationProblem, isSwitchedOn } from './ingress-annotation.ts';
import { isOriginSetting } from './origin-setting.ts';
import type { FileRule, Fix, Problem } from './rule.ts';
import { isTruthy, productSays, replaceValue, settingPlace, switchLike } from './setting-problem.ts';
import { traefikIn, traefikProblem } from './traefik-place.ts';
import type { FileView } from './view.ts';

export const wildcardOrigin: FileRule = {
  id: 'wildcard-origin',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'Any website may call the service from a visitor’s browser.',
  why: `\`*\` as CORS origin lets every page on the internet read the answers. With credentials allowed, most servers answer
\`*\` by reflecting the caller's origin, and then every page acts as the signed-in visitor. \`null\` is no better: sandboxed
frames of any site have it. Name the origins that need access; an empty list is the strictest where no browser client exists.`,
  bad: { '.env': 'CORS_ALLOWED_ORIGINS=*\n' },
  good: { '.env': 'CORS_ALLOWED_ORIGINS=https://app.example.org\n' },
  references: ['https://fetch.spec.whatwg.org/#http-cors-protocol', 'https://cwe.mitre.org/data/definitions/942.html'],

  *check(view) {
    const { file, settings, deployment } = view;
    for (const setting of settings) {
      if (isAllowAll(setting)) {
        const off = switchLike(setting.value ?? '', false);
        yield {
          ...settingPlace(setting),
          message: `${setting.key} allows every origin.`,
          fixes: replaceValue(setting, `Set ${setting.key} to ${off}`, [off]),
        };
      }
      const item = wildcardIn(setting.value ?? '');
      if (item === undefined && !productSays(setting, 'wildcard-origin')) continue;
      if (!isOriginSetting(setting)) continue;
      const place = settingPlace(setting);
      const { decided, key } = setting;
      const span =
        decided.exact && item
          ? { start: decided.span.start + item.start, end: decided.span.start + item.end }
          : place.span;
      yield {
        ...place,
        span,
        message: `${key} allows every origin.`,
        fixes: decided.exact ? fixesAt(decided.path, span, deployment) : [],
      };
    }
    yield* traefikProblems(view);
    if (isManifest(file)) yield* ingressProblems(file);
    if (file.kind === 'caddyfile') yield* headerProblems(file, deployment);
    if (file.kind === 'nginx') yield* nginxProblems(file, deployment);
  },
};

/** Switches beside the list of origins (django-cors-headers, FastAPI templates). */
const allowAllName = /(?:^|_)CORS_(?:ORIGINS?_)?ALLOW_ALL(?:_ORIGINS?)?$/i;

const isAllowAll = ({ key, value, variable }: EffectiveSetting): boolean =>
  variable === undefined && isTruthy(value ?? '') && allowAllName.test(key);

/** The item of a comma or space separated list that lets everyone in, as offsets in the value. */
function wildcardIn(value: string): Span | undefined {
  if (!/\*|null/i.test(value)) return undefined;
  for (const match of value.matchAll(/[^\s,;[\]"']+/g)) {
    if (/^(?:\*|null|\.\*|https?:\/\/\*|\*:\*|https?:\/\/\*:\*|\^?\.\*\$?)$/i.test(match[0]))
      return { start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

function fixesAt(path: string, span: Span, { publicOrigins }: Deployment): readonly Fix[] {
  const [origin] = publicOrigins;
  const text: TextPart = origin ?? { blank: 'https://app.example.org' };
  const title = origin === undefined ? 'Replace * by an origin' : `Replace * by ${origin}`;
  return [{ title, safe: false, edits: [{ path, span, text: [text] }] }];
}

function* traefikProblems(view: FileView): Iterable<Problem> {
  const { file, deployment } = view;
  for (const source of traefikIn(view)) {
    for (const { name, headers } of source.dynamic?.middlewares ?? []) {
      const sent = headers?.response.filter((header) => header.name === 'access-control-allow-origin') ?? [];
      const lists = [...(headers?.allowOrigins ?? []), ...(headers?.allowOriginPatterns ?? []), ...sent];
      for (const [index, fact] of lists.entries()) {
        if (wildcardIn(fact.value) === undefined && !anyOrigin.test(fact.value)) continue;
        const who = source.service === undefined ? `The middleware '${name}'` : 'Traefik';
        const whom = source.service === undefined ? '' : ` call '${source.service}'`;
        const isExact = file.text.slice(fact.span.start, fact.span.end) === '*';
        yield traefikProblem(
          source,
          fact,
          `middlewares/${name}/origin/${index}`,
          `${who} lets every origin${whom === '' ? ' in' : whom}.`,
          isExact && !headers?.allowOriginPatterns.includes(fact) ? fixesAt(file.path, fact.span, deployment) : [],
        );
      }
    }
  }
}

/** As a regular expression. */
const anyOrigin = /^\^?(?:https?\??:\/\/|\(?:https\?\)?:\/\/)?\(?(?:\.[*+])\)?\$?$/;

/** Static files may be for everyone; what an application answers may not. */
const staticPath =
  /^(?:\/?(?:\.well-known|fonts?|assets?|static|images?|img|css|js|media|public)(?:\/|$))|\.(?:woff2?|ttf|css|js|svg|png)$/i;

function* headerProblems(file: Extract<SourceFile, { kind: 'caddyfile' }>, deployment: Deployment): Iterable<Problem> {
  for (const { site, path: home } of deployment.sites) {
    let count = 0;
    for (const { name, value, valueSpan, operation, conditional, path = home } of site.headers) {
      if (path !== file.path) continue;
      if (name.toLowerCase() !== 'access-control-allow-origin' || operation === 'delete' || valueSpan === undefined)
        continue;
      // Reflecting is how an allow-list is written where a matcher picks the origins.
      const reflects = !conditional && /^\{(?:http\.request\.)?header\.Origin\}$/i.test(value ?? '');
      if (!reflects && wildcardIn(value ?? '') === undefined) continue;
      if (conditional && site.directives.some(({ args }) => args.some(({ text }) => staticPath.test(text)))) continue;
      yield {
        path: file.path,
        span: valueSpan,
        message: reflects
          ? 'The site allows every origin by repeating the one that asks.'
          : 'The site allows every origin.',
        fixes: reflects ? [] : fixesAt(file.path, valueSpan, deployment),
        subject: { site: site.addresses[0]?.text ?? '' },
        pointer: `${site.addresses[0]?.text ?? ''}/header/${name}#${count++}`,
      };
    }
  }
}

/** `add_header` of a level, or what a `map` of any origin makes of it. */
function* nginxProblems({ path, text }: SourceFile, deployment: Deployment): Iterable<Problem> {
  const seen = new Set<number>();
  for (const { server, path: home } of deployment.nginx) {
    const site = server.serverNames[0]?.text ?? '';
    for (const scope of scopesIn(server)) {
      for (const { name, value = '', valueSpan, inherited, path: own = home } of scope.addHeaders) {
        if (own !== path || inherited || !valueSpan || seen.has(valueSpan.start)) continue;
        if (name.toLowerCase() !== 'access-control-allow-origin') continue;
        // A level of `if` picks the origins that it repeats.
        const reflects = value === '$http_origin' && !server.conditions.includes(scope) && !isPicked(server, scope);
        if (!reflects && wildcardIn(value) === undefined) continue;
        if (isLocation(scope) && staticPath.test(scope.path)) continue;
        seen.add(valueSpan.start);
        const isExact = text.slice(valueSpan.start, valueSpan.end) === '*';
        yield {
          path,
          span: valueSpan,
          message: reflects
            ? 'The server allows every origin by repeating the one that asks.'
            : 'The server allows every origin.',
          fixes: isExact ? fixesAt(path, valueSpan, deployment) : [],
          subject: { site },
          pointer: `${site}/add_header/${name}#${seen.size}`,
        };
      }
    }
  }
}

/** The level is an `if`, or holds one that refuses other origins. */
const isPicked = (server: NginxServer, scope: NginxScope): boolean =>
  [server, scope].some(({ conditions }) =>
    conditions.some((one) => one === scope || one.directives.some(({ name }) => name.text === 'return')),
  ) || server.locations.some(({ conditions }) => conditions.includes(scope));

/** ingress-nginx lets everyone in where CORS is on and no origin is named. */
function* ingressProblems({ path, model }: ManifestFile): Iterable<Problem> {
  for (const ingress of model.ingresses) {
    const origin = annotationOf(ingress, 'cors-allow-origin');
    const enabled = annotationOf(ingress, 'enable-cors');
    const at = origin ?? enabled;
    if (at && isSwitchedOn(enabled) && (!origin || wildcardIn(origin.value) !== undefined)) {
      yield annotationProblem(path, ingress, at, `The Ingress '${ingress.name}' allows every origin.`);
    }
    for (const name of ['configuration-snippet', 'server-snippet']) {
      const snippet = annotationOf(ingress, name);
      if (!snippet || !openHeader.test(snippet.value)) continue;
      yield annotationProblem(path, ingress, snippet, `The snippet of '${ingress.name}' allows every origin.`);
    }
  }
}

const openHeader =
  /^[ \t]*(?:add_header|more_set_headers)[ \t]+["']?Access-Control-Allow-Origin["']?[: \t]+["']?(?:\*|null)["' \t;]/im;
