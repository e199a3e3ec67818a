import type { Deployment } from '../deployment/deployment.ts';
import type { GatewayHost } from '../deployment/gateway-front.ts';
import { isManifest } from '../deployment/workload.ts';
import type { HttpRouteRule } from '../model/gateway-api.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type Edit, lineEnding } from '../text.ts';
import { insertInEntry } from './insert-entry.ts';
import type { Fix } from './rule.ts';

type Header = readonly [name: string, value: string];

/** Kinds beside the Gateway API that may add headers to what its routes send. */
const extensions =
  /^(?:Envoy(?:Patch|Extension)Policy|EnvoyFilter|WasmPlugin|SnippetsFilter|SnippetsPolicy|KongPlugin|ClientTrafficPolicy|TrafficPolicy|HTTPFilter)$/;

/** What all answers of a route carry; undefined where something beside it may add more. */
export function headersOfRoute({ route }: GatewayHost, { files }: Deployment) {
  const rules = answeringRules(route.rules);
  const isExtended = files.some(
    (file) => isManifest(file) && file.model.objects.some(({ kind }) => extensions.test(kind.value)),
  );
  if (isExtended || rules.some(({ filters }) => filters.includes('ExtensionRef'))) return undefined;
  const [first, ...rest] = rules.map(({ modifier }) => modifier?.sent ?? []);
  return first?.filter(({ name }) => rest.every((sent) => sent.some((one) => one.name === name)));
}

/** Those that hand requests on; a redirect sends nothing that matters here. */
const answeringRules = (rules: readonly HttpRouteRule[]): readonly HttpRouteRule[] =>
  rules.filter(({ services, filters }) => services.length > 0 && !filters.includes('RequestRedirect'));

/** A filter that sets the headers in each rule that answers, or more of them in the filter that is there. */
export function insertRouteHeaders(
  { route }: GatewayHost,
  file: SourceFile,
  missing: readonly Header[],
): readonly Fix[] {
  const edits = answeringRules(route.rules).map((rule) => {
    const absent = missing.filter(([name]) => !rule.modifier?.sent.some((one) => one.name === name.toLowerCase()));
    return absent.length === 0 ? 'none' : inRule(rule, file, absent);
  });
  if (edits.includes(undefined)) return [];
  const made = edits.flatMap((edit) => (edit === undefined || edit === 'none' ? [] : [edit]));
  return made.length > 0 ? [{ title: 'Insert security headers', safe: false, edits: made }] : [];
}

const itemOf = ([name, value]: Header): string => `- { name: ${name}, value: ${JSON.stringify(value)} }`;

function inRule(
  { modifier, filtersEntry, span }: HttpRouteRule,
  file: SourceFile,
  headers: readonly Header[],
): Edit | undefined {
  const { path, text } = file;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  if (text[span.start] === '{' || !/^[ ]*(?:-[ ]+)+$/.test(text.slice(lineStart, span.start))) return undefined;
  if (modifier) {
    const [first] = modifier.set;
    if (!first)
      return insertInEntry(file, modifier.entry, [[0, 'set:'], ...headers.map((one) => [1, itemOf(one)] as const)]);
    const at = text.lastIndexOf('\n', first.start - 1) + 1;
    const lead = text.slice(at, first.start);
    if (!/^[ ]*-[ ]+$/.test(lead)) return undefined;
    const indent = lead.slice(0, lead.indexOf('-'));
    const lines = headers.map((one) => `${indent}${itemOf(one)}${lineEnding(text)}`);
    return { path, span: { start: at, end: at }, text: lines };
  }
  const filter = (indent: string): readonly string[] => [
    `${indent}- type: ResponseHeaderModifier`,
    `${indent}  responseHeaderModifier:`,
    `${indent}    set:`,
    ...headers.map((one) => `${indent}      ${itemOf(one)}`),
  ];
  const ending = lineEnding(text);
  if (filtersEntry) {
    const items = /^filters:[ \t]*(?:#[^\r\n]*)?\r?\n([ ]*)-[ ]/.exec(text.slice(filtersEntry.start, filtersEntry.end));
    if (!items) return undefined;
    const at = text.indexOf('\n', filtersEntry.start) + 1;
    return { path, span: { start: at, end: at }, text: filter(items[1] ?? '').map((line) => line + ending) };
  }
  const indent = ' '.repeat(span.start - lineStart);
  const lines = ['filters:', ...filter(`${indent}  `), indent];
  return { path, span: { start: span.start, end: span.start }, text: [lines.join(ending)] };
}
