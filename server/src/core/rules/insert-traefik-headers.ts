import type { Deployment } from '../deployment/deployment.ts';
import type { TraefikHost } from '../deployment/traefik-front.ts';
import type { SourceFile } from '../model/source-file.ts';
import { optionAt, optionOf } from '../model/traefik-facts.ts';
import { type Edit, indentationAt, isInside, lineEnding } from '../text.ts';
import { appendItem, type EntryLine, insertInEntry } from './insert-entry.ts';
import { insertLabels } from './insert-label.ts';
import type { Fix } from './rule.ts';

type Header = readonly [name: string, value: string];
/** An option of the `headers` middleware and its value. */
type Option = readonly [path: readonly string[], value: string | number | true];

/**
 * A middleware that sends the headers, and its name behind those that the router already passes; one that is there and sends
 * them all is named alone. Nothing where the router is written in a form that gives no place for it.
 */
export function insertTraefikHeaders(
  host: TraefikHost,
  deployment: Deployment,
  missing: readonly Header[],
): readonly Fix[] {
  const { source, router } = host;
  const file = deployment.files.find(({ path }) => path === source.path);
  const known = deployment.traefik.sources
    .filter(({ from, path }) => from === source.from && (from === 'labels' || path === source.path))
    .flatMap(({ dynamic }) => dynamic?.middlewares ?? []);
  const fitting = known.find(({ headers }) =>
    missing.every(([name]) => headers?.response.some((one) => one.name === name.toLowerCase() && one.value !== '')),
  );
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  // Routers of one file share it; a service keeps its labels to itself.
  const first = source.from === 'labels' ? `${router.name}-headers` : 'security-headers';
  const fresh = [first, `${router.name}-headers`, `${router.name}-security-headers`].find(
    (name) => !names.has(name.toLowerCase()),
  );
  const name = fitting?.name ?? fresh;
  if (!file || !source.whole || name === undefined || /[^\w@.-]/.test(router.name)) return [];
  const options = fitting ? [] : missing.flatMap(optionsOf);
  const edits =
    source.from === 'labels' ? inLabels(host, file, deployment, name, options) : inFile(host, file, name, options);
  return edits ? [{ title: 'Insert security headers', safe: false, edits }] : [];
}

/** https://doc.traefik.io/traefik/middlewares/http/headers/ */
function optionsOf([name, value]: Header): readonly Option[] {
  switch (name.toLowerCase()) {
    case 'strict-transport-security': {
      const seconds = Number(/max-age=(\d+)/i.exec(value)?.[1] ?? 31_536_000);
      return [
        [['stsSeconds'], seconds],
        ...(/includeSubDomains/i.test(value) ? [[['stsIncludeSubdomains'], true] as const] : []),
        ...(/preload/i.test(value) ? [[['stsPreload'], true] as const] : []),
      ];
    }
    case 'x-content-type-options':
      return [[['contentTypeNosniff'], true]];
    case 'x-frame-options':
      return [/^deny$/i.test(value) ? [['frameDeny'], true] : [['customFrameOptionsValue'], value]];
    case 'content-security-policy':
      return [[['contentSecurityPolicy'], value]];
    case 'referrer-policy':
      return [[['referrerPolicy'], value]];
    case 'permissions-policy':
      return [[['permissionsPolicy'], value]];
    default:
      return [[['customResponseHeaders', name], value]];
  }
}

function inLabels(
  { source, router }: TraefikHost,
  file: SourceFile,
  { services }: Deployment,
  name: string,
  options: readonly Option[],
): readonly Edit[] | undefined {
  const definition = services
    .find((service) => service.name === source.service)
    ?.layers.find(({ path }) => path === source.path)?.service;
  const anchor = router.rule?.entry;
  // Labels of an anchor or of a fragment belong to others as well.
  if (!anchor || !definition || !isInside(anchor, definition.span)) return undefined;
  const labels = options.map(
    ([path, value]): Header => [`traefik.http.middlewares.${name}.headers.${path.join('.')}`, String(value)],
  );
  const last = router.middlewares.at(-1);
  if (!last)
    return single(insertLabels(file, anchor, [...labels, [`traefik.http.routers.${router.name}.middlewares`, name]]));
  if (file.text.slice(last.span.start, last.span.end) !== last.text || !isInside(last.span, definition.span))
    return undefined;
  const named: Edit = { path: file.path, span: { start: last.span.end, end: last.span.end }, text: [`,${name}`] };
  const inserted = labels.length > 0 ? insertLabels(file, anchor, labels) : undefined;
  return labels.length > 0 && !inserted ? undefined : [...(inserted ? [inserted] : []), named];
}

const single = (edit: Edit | undefined): readonly Edit[] | undefined => edit && [edit];

function inFile(
  { router }: TraefikHost,
  file: SourceFile,
  name: string,
  options: readonly Option[],
): readonly Edit[] | undefined {
  if (file.kind !== 'traefik') return undefined;
  const isToml = /\.toml$/i.test(file.path);
  const named =
    router.middlewares.length > 0
      ? appendItem(file, router.middlewares, isToml || isQuoted(file, router) ? `"${name}"` : name)
      : isToml
        ? tomlLine(file, router, name)
        : (insertInEntry(file, router.span, [
            [0, 'middlewares:'],
            [1, `- ${name}`],
          ]) ?? insertInEntry(file, router.span, [[0, `middlewares: [${name}]`]]));
  if (!named) return undefined;
  if (options.length === 0) return [named];
  const defined = isToml ? tomlTable(file, name, options) : yamlMiddleware(file, name, options);
  return defined && [named, defined];
}

type TraefikFile = Extract<SourceFile, { kind: 'traefik' }>;
type Router = TraefikHost['router'];

const isQuoted = ({ text }: TraefikFile, { middlewares }: Router): boolean =>
  text[(middlewares.at(-1)?.span.start ?? 0) - 1] === '"';

const scalar = (value: string | number | true): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

/** In `http.middlewares`, which is made where the file has none. */
function yamlMiddleware(file: TraefikFile, name: string, options: readonly Option[]): Edit | undefined {
  const { root } = file.model;
  const section = optionAt(root, 'http', 'middlewares');
  const custom = options.filter(([path]) => path.length > 1);
  const lines = (depth: number): readonly EntryLine[] => [
    [depth, `${name}:`],
    [depth + 1, 'headers:'],
    ...options.flatMap(([[option = '', more], value]): readonly EntryLine[] =>
      more === undefined ? [[depth + 2, `${option}: ${scalar(value)}`]] : [],
    ),
    ...(custom.length > 0 ? [[depth + 2, 'customResponseHeaders:'] as const] : []),
    ...custom.map(([path, value]): EntryLine => [depth + 3, `${path.at(-1)}: ${scalar(value)}`]),
  ];
  if (section) return section.value?.type === 'map' ? insertInEntry(file, section.span, lines(0)) : undefined;
  const http = optionOf(root, 'http');
  return http && insertInEntry(file, http.span, [[0, 'middlewares:'], ...lines(1)]);
}

/** Behind the router's rule. */
function tomlLine({ path, text }: TraefikFile, { rule }: Router, name: string): Edit | undefined {
  if (!rule) return undefined;
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(rule.entry.end))?.[0];
  const lead = text.slice(text.lastIndexOf('\n', rule.entry.start - 1) + 1, rule.entry.start);
  if (rest === undefined || lead.trim() !== '') return undefined;
  const at = rule.entry.end + rest.length;
  const line = `${lineEnding(text)}${indentationAt(text, rule.entry.start)}middlewares = ["${name}"]`;
  return { path, span: { start: at, end: at }, text: [line] };
}

/** A table at the end of the file, which no other table can be in the way of. */
function tomlTable({ path, text }: TraefikFile, name: string, options: readonly Option[]): Edit {
  const ending = lineEnding(text);
  const key = (part: string): string => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part));
  const table = ['http', 'middlewares', name, 'headers'].map(key).join('.');
  const lines = [
    '',
    `[${table}]`,
    ...options.map(([option, value]) => `${option.map(key).join('.')} = ${scalar(value)}`),
  ];
  const start = text === '' || text.endsWith('\n') ? '' : ending;
  return {
    path,
    span: { start: text.length, end: text.length },
    text: [start + lines.map((line) => line + ending).join('')],
  };
}
