import { isManifest } from '../deployment/workload.ts';
import type { KubernetesIngress, KubernetesService } from '../model/kubernetes.ts';
import { folderOf } from '../model/path.ts';
import { type ClusterIndex, indexCluster, isNear } from './cluster-index.ts';
import { backendsOf, isOpen, lostObjects, type Said } from './lost-objects.ts';
import type { DeploymentRule, Problem } from './rule.ts';
import { isWholeCluster } from './whole-cluster.ts';

export const danglingReference: DeploymentRule = {
  id: 'dangling-reference',
  severity: 'warning',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'deployment',
  topic: 'operation',
  summary: 'An object of a cluster points to something that is not there.',
  why: `Kubernetes takes such objects without a word. A Service that selects no pod answers nobody, an Ingress whose port its Service does
not have answers 503, and a NetworkPolicy that selects no pod protects none: the pods that it was written for are as open as before.
Mostly a label or a name was changed in one place.

What names a part that its target does not have is reported always. That nothing at all has a name or label may be because it is
installed from elsewhere, so only the profile \`strict\` tells of it, and only where the files show neither a template nor an
operator that could make it.`,
  bad: {
    'web.yaml':
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: http\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: app\n      image: example/app:1.4.2\n      ports:\n        - name: web\n          containerPort: 8080\n',
  },
  good: {
    'web.yaml':
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: http\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: app\n      image: example/app:1.4.2\n      ports:\n        - name: http\n          containerPort: 8080\n',
  },
  references: [
    'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations',
    'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
  ],

  *check({ deployment, profile }) {
    if (!isWholeCluster(deployment)) return;
    const index = indexCluster(deployment);
    for (const { path, model } of deployment.files.filter(isManifest)) {
      const at = (said: Said): Problem => ({ path, ...said });
      const isStrict = profile === 'strict';
      for (const service of model.services) yield* lostPorts(service, index, isStrict).map(at);
      for (const ingress of model.ingresses) yield* lostPortsBehind(ingress, index).map(at);
      if (isStrict) yield* lostObjects(model, folderOf(path), index).map(at);
    }
  },
};

/** Ports of a Service that none of the pods has which it selects. */
function lostPorts(service: KubernetesService, index: ClusterIndex, isStrict: boolean): readonly Said[] {
  const { selector } = service;
  if (selector.length === 0 || selector.some(({ value }) => isOpen(value))) return [];
  const pods = index.podsOf(service, selector).map(({ workload }) => workload);
  const containers = pods.flatMap(({ layers }) => layers.flatMap(({ definition }) => definition.containers));
  if (containers.length === 0) return [];
  const ports = containers.flatMap((one) => one.ports);
  return service.ports.flatMap(({ targetPort }): readonly Said[] => {
    if (!targetPort || isOpen(targetPort.value)) return [];
    const isNumber = /^\d+$/.test(targetPort.value);
    // What a container listens on it need not say, but who lists some of its ports seldom leaves out one.
    if (isNumber && (!isStrict || containers.some((one) => one.container.role === 'app' && one.ports.length === 0)))
      return [];
    const isThere = ports.some(({ name, containerPort }) =>
      isNumber ? containerPort?.text === targetPort.value : name === targetPort.value || isOpen(name ?? ''),
    );
    if (isThere) return [];
    return [
      {
        span: targetPort.span,
        message: `${pods.map(({ name }) => name).join(', ')} ${pods.length === 1 ? 'has' : 'have'} no port ${targetPort.value}, to which the Service ${service.name} sends.`,
        ...(isNumber && { severity: 'information', strict: true }),
        subject: { service: service.name },
        pointer: `${service.pointer}/ports/${targetPort.value}`,
      },
    ];
  });
}

/** Ports of Services that are there without them. */
const lostPortsBehind = (ingress: KubernetesIngress, { services }: ClusterIndex): readonly Said[] =>
  backendsOf(ingress).flatMap(({ service, port }): readonly Said[] => {
    const own = (services.byName.get(service?.value ?? '') ?? []).filter(({ object }) => isNear(object, ingress));
    if (!service || !port || isOpen(port.value) || own.length === 0) return [];
    const isThere = own.some(
      ({ object: { type, ports } }) =>
        type?.value === 'ExternalName' ||
        ports.some((one) => one.name === port.value || one.port === undefined || one.port.text === port.value),
    );
    return isThere
      ? []
      : [
          {
            span: port.span,
            message: `The Service ${service.value} has no port ${port.value}, to which the Ingress ${ingress.name} sends.`,
            subject: { service: ingress.name },
            pointer: `${ingress.pointer}/backends/${service.value}/${port.value}`,
          },
        ];
  });
