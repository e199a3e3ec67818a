import { SymbolKind } from 'vscode-languageserver';
import type { DockerfileModel } from '../core/model/dockerfile.ts';
import type { KubernetesModel, KubernetesObject } from '../core/model/kubernetes.ts';
import type { Pm2Model } from '../core/model/pm2.ts';
import type { Setting } from '../core/model/setting.ts';
import type { SystemdModel } from '../core/model/systemd.ts';
import type { TraefikModel } from '../core/model/traefik.ts';
import type { NginxDirective } from '../core/syntax/nginx.ts';
import { isInside, type Span } from '../core/text.ts';

/** A line of an outline, before an editor's own words for it. */
export interface OutlineItem {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  /** What is selected: the name, where it has a place of its own. */
  readonly at: Span;
  readonly children?: readonly OutlineItem[];
}

/** Names alone: a value may be a secret. */
const variables = (settings: readonly Setting[]): readonly OutlineItem[] =>
  settings.flatMap(({ key, keySpan, span }) =>
    key.trim() === '' ? [] : [{ name: key, kind: SymbolKind.Variable, span, at: keySpan }],
  );

const within = (items: readonly OutlineItem[], span: Span): readonly OutlineItem[] =>
  items.filter((item) => isInside(item.span, span)).sort((a, b) => a.span.start - b.span.start);

/** Blocks by what names them; of directives the name alone, for arguments may hold tokens and passwords. */
export const nginxOutline = (directives: readonly NginxDirective[]): readonly OutlineItem[] =>
  directives.flatMap(({ name, args, block, span }): OutlineItem[] => {
    if (!block)
      return /^[a-z_]\w*$/.test(name.text) ? [{ name: name.text, kind: SymbolKind.Property, span, at: name.span }] : [];
    const children = nginxOutline(block.directives);
    const common = { span, at: name.span, children };
    if (name.text === 'server') {
      const hosts = block.directives.find((one) => one.name.text === 'server_name')?.args.map(({ text }) => text) ?? [];
      const detail = hosts.join(' ');
      return [{ ...common, name: 'server', ...(detail !== '' && { detail }), kind: SymbolKind.Module }];
    }
    // The path of a location, the name of an upstream, the variable of a map: what makes one of many.
    const isNamed = /^(?:location|upstream|map|geo)$/.test(name.text);
    const label = isNamed ? [name.text, ...args.map(({ text }) => text)].join(' ') : name.text;
    return [{ ...common, name: label, kind: name.text === 'location' ? SymbolKind.Namespace : SymbolKind.Module }];
  });

export const dockerfileOutline = ({ stages, tree }: DockerfileModel): readonly OutlineItem[] =>
  stages.map(({ name, nameSpan, from, span, env, args, index }) => {
    const steps = tree.instructions
      .filter(({ keyword }) => !/^(?:FROM|ENV|ARG)$/.test(keyword))
      .map((one) => ({ name: one.keyword, kind: SymbolKind.Event, span: one.span, at: one.keywordSpan }));
    return {
      name: name ?? `stage ${index}`,
      kind: SymbolKind.Module,
      span,
      at: nameSpan ?? from,
      children: within([...variables(env), ...variables(args), ...steps], span),
    };
  });

export function kubernetesOutline({ objects, workloads }: KubernetesModel): readonly OutlineItem[] {
  const containersOf = ({ pointer, document, span }: KubernetesObject): readonly OutlineItem[] =>
    workloads
      .filter((workload) => workload.pointer === pointer && workload.document === document)
      .flatMap(({ containers }) =>
        containers.map(({ container, environment }) => ({
          name: container.name,
          kind: SymbolKind.Module,
          span: container.span,
          at: container.nameSpan,
          children: within(variables(environment), container.span),
        })),
      )
      .filter((item) => isInside(item.span, span));
  return objects.map((object) => ({
    name: object.name === '' ? object.kind.value : object.name,
    detail: object.kind.value,
    kind: SymbolKind.Class,
    span: object.span,
    at: object.nameSpan,
    children: containersOf(object),
  }));
}

export const pm2Outline = ({ apps }: Pm2Model): readonly OutlineItem[] =>
  apps.map(({ name, nameSpan, span, environments }) => ({
    name,
    kind: SymbolKind.Module,
    span,
    at: nameSpan,
    children: within(
      environments.map((environment) => ({
        name: environment.name === '' ? 'env' : `env_${environment.name}`,
        kind: SymbolKind.Namespace,
        span: environment.span,
        at: environment.nameSpan,
        children: within(variables(environment.settings), environment.span),
      })),
      span,
    ),
  }));

export const systemdOutline = ({ tree }: SystemdModel): readonly OutlineItem[] =>
  tree.sections.map(({ name, nameSpan, span, entries }) => ({
    name,
    kind: SymbolKind.Module,
    span,
    at: nameSpan,
    children: within(
      entries.map((entry) => ({ name: entry.key, kind: SymbolKind.Property, span: entry.span, at: entry.keySpan })),
      span,
    ),
  }));

export function traefikOutline({ static: start, dynamic }: TraefikModel): readonly OutlineItem[] {
  const named = (
    items: readonly { readonly name: string; readonly nameSpan: Span; readonly span: Span }[],
    detail: string,
    kind: SymbolKind,
  ): readonly OutlineItem[] => items.map(({ name, nameSpan, span }) => ({ name, detail, kind, span, at: nameSpan }));
  return [
    ...named(start.entryPoints, 'entry point', SymbolKind.Interface),
    ...named(dynamic.routers, 'router', SymbolKind.Method),
    ...named(dynamic.services, 'service', SymbolKind.Module),
    ...named(dynamic.middlewares, 'middleware', SymbolKind.Function),
  ].sort((a, b) => a.span.start - b.span.start);
}
