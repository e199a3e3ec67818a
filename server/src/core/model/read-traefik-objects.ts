import { type DataMember, type DataNode, dataOfYaml, itemsOf, membersOf } from '../syntax/data.ts';
import type { YamlNode } from '../syntax/yaml-tree.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { readMiddleware, readRouter, readServersTransport, readTlsOptions } from './read-traefik-dynamic.ts';
import type { TraefikDynamic } from './traefik.ts';
import { optionOf } from './traefik-facts.ts';

interface Found {
  readonly object: KubernetesObject;
  readonly node: YamlNode;
}

/** Traefik's own objects of a cluster (https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/). */
export function readTraefikObjects(found: readonly Found[]): TraefikDynamic {
  const own = found.filter(({ object }) => /^traefik\.(?:io|containo\.us)\//.test(object.apiVersion.value));
  const all = <T>(kind: string, read: (member: DataMember) => readonly T[]): readonly T[] =>
    own.flatMap(({ object, node }) => (object.kind.value === kind ? read(specOf(object, dataOfYaml(node))) : []));
  return {
    routers: all('IngressRoute', routesOf).flatMap((member) => readRouter(member, 'http')),
    services: [],
    middlewares: all('Middleware', (member) => readMiddleware(member, 'http')),
    tlsOptions: all('TLSOption', (member) => [readTlsOptions(member)]),
    hasCertificates: false,
    serversTransports: all('ServersTransport', (member) => [readServersTransport(member)]),
  };
}

/** The object as a file would name it. */
const specOf = ({ name, nameSpan, span }: KubernetesObject, node: DataNode | undefined): DataMember => ({
  key: name,
  keySpan: nameSpan,
  value: optionOf(node, 'spec')?.value,
  span,
});

/** Each route is a router that shares the entry points and the TLS of its object. */
function routesOf({ key, keySpan, value, span }: DataMember): readonly DataMember[] {
  const shared = ['entryPoints', 'tls'].flatMap((name) => optionOf(value, name) ?? []);
  return itemsOf(optionOf(value, 'routes')?.value).map((route) => {
    const rule = optionOf(route, 'match');
    const middlewares = optionOf(route, 'middlewares');
    const priority = optionOf(route, 'priority');
    const service = optionOf(itemsOf(optionOf(route, 'services')?.value)[0], 'name');
    const members: readonly DataMember[] = [
      ...shared,
      ...(rule ? [{ ...rule, key: 'rule' }] : []),
      ...(priority ? [priority] : []),
      ...(middlewares ? [{ ...middlewares, value: namesIn(middlewares) }] : []),
      ...(service ? [{ ...service, key: 'service' }] : []),
    ];
    return { key, keySpan, span, value: { type: 'map', members, open: false, span: route.span } };
  });
}

const namesIn = ({ value, span }: DataMember): DataNode => ({
  type: 'list',
  items: itemsOf(value).flatMap((item) =>
    membersOf(item).flatMap(({ key, value: name }) => (key === 'name' && name ? [name] : [])),
  ),
  span,
});
