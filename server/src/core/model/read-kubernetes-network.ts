import type { YamlNode } from '../syntax/yaml-tree.ts';
import type { IngressBackend, KubernetesIngress, KubernetesObject, KubernetesService } from './kubernetes.ts';
import { readPairs } from './read-kubernetes-workload.ts';
import { isScalar, itemFact, itemsOf, nodeAt, numberFact, plainText, textFact } from './yaml-fact.ts';

const isWord = (node: YamlNode | undefined): boolean => isScalar(node) && typeof node.value === 'string';

/** https://kubernetes.io/docs/concepts/services-networking/service/ */
export function readService(object: KubernetesObject, node: YamlNode): KubernetesService {
  const spec = nodeAt(node, 'spec');
  return {
    ...object,
    type: textFact(spec, 'type'),
    headless: plainText(nodeAt(spec, 'clusterIP')) === 'None',
    externalIps: itemsOf(nodeAt(spec, 'externalIPs')).flatMap((address) => itemFact(address) ?? []),
    selector: readPairs(nodeAt(spec, 'selector')),
    ports: itemsOf(nodeAt(spec, 'ports')).map((port) => ({
      name: plainText(nodeAt(port, 'name')),
      port: numberFact(port, 'port'),
      targetPort: textFact(port, 'targetPort'),
      targetsName: isWord(nodeAt(port, 'targetPort')),
      nodePort: numberFact(port, 'nodePort'),
      span: port.span,
    })),
  };
}

function readBackend(backend: YamlNode | undefined): IngressBackend {
  const service = nodeAt(backend, 'service');
  const port = nodeAt(service, 'port');
  return {
    service: textFact(service, 'name') ?? textFact(backend, 'serviceName'),
    port: textFact(port, 'number') ?? textFact(port, 'name') ?? textFact(backend, 'servicePort'),
  };
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/, with the backends of `v1` and of the betas before it. */
export function readIngress(object: KubernetesObject, node: YamlNode): KubernetesIngress {
  const spec = nodeAt(node, 'spec');
  return {
    ...object,
    className: textFact(spec, 'ingressClassName'),
    defaultBackend: readBackend(nodeAt(spec, 'defaultBackend') ?? nodeAt(spec, 'backend')),
    rules: itemsOf(nodeAt(spec, 'rules')).map((rule) => ({
      host: textFact(rule, 'host'),
      backends: itemsOf(nodeAt(rule, 'http', 'paths')).map((path) => {
        const backend = nodeAt(path, 'backend');
        return {
          path: plainText(nodeAt(path, 'path')),
          exact: plainText(nodeAt(path, 'pathType')) === 'Exact',
          ...readBackend(backend),
        };
      }),
      span: rule.span,
    })),
    tls: itemsOf(nodeAt(spec, 'tls')).map((tls) => ({
      hosts: itemsOf(nodeAt(tls, 'hosts')).flatMap((host) => itemFact(host) ?? []),
      secret: textFact(tls, 'secretName'),
      span: tls.span,
    })),
  };
}
