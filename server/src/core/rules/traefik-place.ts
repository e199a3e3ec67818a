import { isWideRange } from '../deployment/access.ts';
import type { TraefikSource } from '../deployment/traefik-front.ts';
import type { Fact } from '../model/container.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { TraefikMiddleware } from '../model/traefik.ts';
import type { Span } from '../text.ts';
import { removeLines } from './remove-lines.ts';
import type { Fix, Problem } from './rule.ts';
import { switchLike } from './setting-problem.ts';
import type { FileView } from './view.ts';

/** What configures Traefik in the file: the file itself, labels and commands of its services, objects of its cluster. */
export const traefikIn = ({ file, deployment }: FileView): readonly TraefikSource[] =>
  deployment.traefik.sources.filter(({ path }) => path === file.path);

/** A finding on a fact of Traefik's configuration; `part` names it inside of the file, or of the service. */
export function traefikProblem(
  { path, service }: TraefikSource,
  { span }: { readonly span: Span },
  part: string,
  message: string,
  fixes: readonly Fix[] = [],
): Problem {
  return {
    path,
    span,
    message,
    fixes,
    ...(service !== undefined && { subject: { service } }),
    pointer: service === undefined ? `/${part}` : `/services/${service}/traefik/${part}`,
  };
}

/** Nothing where the source is escaped, or a reference stands there. */
export function replaceFact(
  { path, text }: SourceFile,
  fact: Fact<unknown>,
  title: string,
  value: string,
  safe = false,
): readonly Fix[] {
  if (text.slice(fact.span.start, fact.span.end) !== fact.text) return [];
  return [{ title, safe, edits: [{ path, span: fact.span, text: [value] }] }];
}

/** A flag without a value is taken out. */
export function switchOff(file: SourceFile, fact: Fact<boolean>, option: string): readonly Fix[] {
  const off = switchLike(fact.text, false);
  const replaced = replaceFact(file, fact, `Set ${option} to ${off}`, off);
  if (replaced.length > 0) return replaced;
  const isFlag = file.text.startsWith('--', fact.span.start);
  const edit = isFlag ? removeLines(file.path, file.text, fact.span) : undefined;
  return edit ? [{ title: `Remove ${option}`, safe: false, edits: [edit] }] : [];
}

/** Lets in only those who sign in or come from known addresses; a list that holds all of them is none. */
export const isGuard = ({ type, sourceRange }: TraefikMiddleware): boolean =>
  type === 'ipAllowList'
    ? !sourceRange.some(({ value }) => isWideRange(value))
    : /^(?:basicAuth|digestAuth|forwardAuth|passTLSClientCert)$/.test(type);
