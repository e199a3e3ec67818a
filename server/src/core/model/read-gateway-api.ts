import type { YamlNode } from '../syntax/yaml-tree.ts';
import { entryOf } from '../syntax/yaml-tree.ts';
import type { ClusterGateway, HeaderModifier, HttpRoute, HttpRouteRule } from './gateway-api.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { itemFact, itemsOf, nodeAt, numberFact, plainText, textFact } from './yaml-fact.ts';

export const isGatewayApi = ({ apiVersion }: KubernetesObject): boolean =>
  apiVersion.value.startsWith('gateway.networking.k8s.io/');

/** https://gateway-api.sigs.k8s.io/reference/spec/#gateway */
export function readGateway(object: KubernetesObject, node: YamlNode): ClusterGateway {
  const spec = nodeAt(node, 'spec');
  return {
    ...object,
    className: textFact(spec, 'gatewayClassName'),
    listeners: itemsOf(nodeAt(spec, 'listeners')).map((listener) => {
      const name = textFact(listener, 'name');
      return {
        name: name?.value ?? '',
        nameSpan: name?.span ?? listener.span,
        hostname: textFact(listener, 'hostname'),
        port: numberFact(listener, 'port'),
        protocol: textFact(listener, 'protocol'),
        hasCertificate:
          itemsOf(nodeAt(listener, 'tls', 'certificateRefs')).length > 0 ||
          nodeAt(listener, 'tls', 'options') !== undefined,
        terminates: plainText(nodeAt(listener, 'tls', 'mode')) !== 'Passthrough',
        span: listener.span,
      };
    }),
  };
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
export function readHttpRoute(object: KubernetesObject, node: YamlNode): HttpRoute {
  const spec = nodeAt(node, 'spec');
  const hostnames = itemsOf(nodeAt(spec, 'hostnames'));
  const known = hostnames.flatMap((host) => itemFact(host) ?? []);
  return {
    ...object,
    hostnames: known,
    hostsOpen: known.length < hostnames.length || (hostnames.length === 0 && entryOf(spec, 'hostnames') !== undefined),
    parents: itemsOf(nodeAt(spec, 'parentRefs')).map((parent) => ({
      name: textFact(parent, 'name'),
      namespace: plainText(nodeAt(parent, 'namespace')),
      isGateway: (plainText(nodeAt(parent, 'kind')) ?? 'Gateway') === 'Gateway',
      section: plainText(nodeAt(parent, 'sectionName')),
      port: numberFact(parent, 'port')?.value,
      span: parent.span,
    })),
    rules: itemsOf(nodeAt(spec, 'rules')).map(readRule),
  };
}

function readRule(rule: YamlNode): HttpRouteRule {
  const matches = itemsOf(nodeAt(rule, 'matches'));
  const backends = itemsOf(nodeAt(rule, 'backendRefs'));
  const filters = itemsOf(nodeAt(rule, 'filters'));
  const all = [...filters, ...backends.flatMap((backend) => itemsOf(nodeAt(backend, 'filters')))];
  const redirect = filters.find((filter) => plainText(nodeAt(filter, 'type')) === 'RequestRedirect');
  const modifier = filters.find((filter) => plainText(nodeAt(filter, 'type')) === 'ResponseHeaderModifier');
  return {
    paths: matches.flatMap((match) => {
      const path = nodeAt(match, 'path');
      const text = plainText(nodeAt(path, 'value'));
      return path && text !== undefined
        ? [{ text, type: plainText(nodeAt(path, 'type')) ?? 'PathPrefix', span: path.span }]
        : [];
    }),
    isNarrowed: matches.some((match) => ['headers', 'queryParams', 'method'].some((key) => entryOf(match, key))),
    filters: all.flatMap((filter) => plainText(nodeAt(filter, 'type')) ?? []),
    filtersEntry: entryOf(rule, 'filters')?.span,
    redirectsToHttps: plainText(nodeAt(redirect, 'requestRedirect', 'scheme')) === 'https',
    modifier: modifier && readModifier(modifier),
    services: backends.flatMap((backend) =>
      (plainText(nodeAt(backend, 'kind')) ?? 'Service') === 'Service' ? (textFact(backend, 'name') ?? []) : [],
    ),
    span: rule.span,
  };
}

function readModifier(filter: YamlNode): HeaderModifier | undefined {
  const entry = entryOf(filter, 'responseHeaderModifier');
  if (!entry) return undefined;
  const set = itemsOf(nodeAt(entry.value, 'set'));
  const sent = [...set, ...itemsOf(nodeAt(entry.value, 'add'))].flatMap((header) => {
    const name = plainText(nodeAt(header, 'name'));
    return name === undefined
      ? []
      : [{ name: name.toLowerCase(), value: plainText(nodeAt(header, 'value')) ?? '', span: header.span }];
  });
  return { sent, entry: entry.span, set: set.map(({ span }) => span) };
}
