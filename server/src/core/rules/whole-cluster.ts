import type { Deployment } from '../deployment/deployment.ts';
import { kustomizationsIn } from '../deployment/kustomize-layers.ts';
import { isManifest } from '../deployment/workload.ts';
import type { KubernetesObject } from '../model/kubernetes.ts';
import { folderOf, joinPath } from '../model/path.ts';

/** Groups of other makers whose objects make neither pods nor Services. */
const quiet =
  /^(?:cert-manager\.io|acme\.cert-manager\.io|traefik\.(?:io|containo\.us)|(?:networking|security)\.istio\.io|external-secrets\.io|bitnami\.com|cilium\.io|metallb\.io|keda\.sh|kyverno\.io|(?:apps|route|image|security)\.openshift\.io)\//;
const quietKinds = /^(?:ServiceMonitor|PodMonitor|PrometheusRule|Probe)$/;

/** Of the cluster itself, or of a maker whose objects stand for themselves. */
const isPlain = ({ apiVersion: { value }, kind }: KubernetesObject): boolean =>
  (/^(?:[\w-]+\/|[\w.-]*(?<!x-)k8s\.io\/)?v\w+$/.test(value) && kind.value !== 'Template') ||
  quiet.test(value) ||
  quietKinds.test(kind.value);

/**
 * Whether what a deployment holds of Kubernetes is all that there is to see: no template, no operator's object, no part that
 * Kustomize fetches or changes unseen, no file that could not be read.
 */
export function isWholeCluster({ files, lends, parts, unreadPatches }: Deployment): boolean {
  const kustomizations = kustomizationsIn(files);
  const known = new Set([...files.map(({ path }) => path), ...kustomizations.map(({ path }) => folderOf(path))]);
  const manifests = files.filter(isManifest);
  return (
    !lends &&
    parts.length === 0 &&
    manifests.every(
      ({ kind, model }) => kind === 'kubernetes' && model.problems.length === 0 && model.objects.every(isPlain),
    ) &&
    unreadPatches.length === 0 &&
    kustomizations.every(
      ({ path, model }) =>
        !model.labels &&
        model.affixes.prefix === '' &&
        model.affixes.suffix === '' &&
        model.resources.every(({ text }) => {
          const target = joinPath(path, text);
          return target !== undefined && known.has(target);
        }),
    )
  );
}
