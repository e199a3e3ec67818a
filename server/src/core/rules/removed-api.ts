import type { KubernetesObject } from '../model/kubernetes.ts';

/** Group and version, kinds, and the release of Kubernetes without them (https://kubernetes.io/docs/reference/using-api/deprecation-guide/). */
const removed: readonly (readonly [api: string, kinds: RegExp, release: string])[] = [
  ['extensions/v1beta1', /^(?:DaemonSet|Deployment|ReplicaSet|NetworkPolicy|PodSecurityPolicy)$/, '1.16'],
  ['apps/v1beta1', /^/, '1.16'],
  ['apps/v1beta2', /^/, '1.16'],
  ['extensions/v1beta1', /^Ingress$/, '1.22'],
  ['networking.k8s.io/v1beta1', /^(?:Ingress|IngressClass)$/, '1.22'],
  ['rbac.authorization.k8s.io/v1beta1', /^/, '1.22'],
  ['apiextensions.k8s.io/v1beta1', /^/, '1.22'],
  ['admissionregistration.k8s.io/v1beta1', /WebhookConfiguration$/, '1.22'],
  ['storage.k8s.io/v1beta1', /^(?:CSIDriver|CSINode|StorageClass|VolumeAttachment)$/, '1.22'],
  ['scheduling.k8s.io/v1beta1', /^/, '1.22'],
  ['certificates.k8s.io/v1beta1', /^CertificateSigningRequest$/, '1.22'],
  ['coordination.k8s.io/v1beta1', /^Lease$/, '1.22'],
  ['batch/v1beta1', /^CronJob$/, '1.25'],
  ['batch/v2alpha1', /^CronJob$/, '1.21'],
  ['policy/v1beta1', /^(?:PodDisruptionBudget|PodSecurityPolicy)$/, '1.25'],
  ['discovery.k8s.io/v1beta1', /^EndpointSlice$/, '1.25'],
  ['autoscaling/v2beta1', /^/, '1.25'],
  ['autoscaling/v2beta2', /^/, '1.26'],
];

/** The release that no longer takes the object; undefined where every one does. */
export const removedIn = ({ apiVersion, kind }: KubernetesObject): string | undefined =>
  removed.find(([api, kinds]) => api === apiVersion.value && kinds.test(kind.value))?.[2];
