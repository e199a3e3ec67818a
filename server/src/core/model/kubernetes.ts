import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Duplicate } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { ClusterAdmission, ClusterAuditPolicy, ClusterEncryption, PodAdmission } from './cluster-policy.ts';
import type { ClusterProgram } from './cluster-program.ts';
import type { Container, Fact, HostMount, HostNamespace } from './container.ts';
import type { ClusterGateway, HttpRoute } from './gateway-api.ts';
import type { KubernetesBinding, KubernetesRole, KubernetesServiceAccount } from './kubernetes-rights.ts';
import type { Setting } from './setting.ts';
import type { TraefikDynamic } from './traefik.ts';

/** One word under a name: a label, an annotation, an entry of a selector. */
export interface KubernetesPair {
  readonly key: string;
  readonly value: string;
  /** False for a number or a switch without quotes, which the API server does not take for a word. */
  readonly isText: boolean;
  readonly keySpan: Span;
  readonly valueSpan: Span;
  readonly span: Span;
}

/** What every object has (https://kubernetes.io/docs/concepts/overview/working-with-objects/). */
export interface KubernetesObject {
  readonly apiVersion: Fact<string>;
  readonly kind: Fact<string>;
  /** `metadata.name`; what a template fills in stands here as it is written. */
  readonly name: string;
  /** The name, else the kind where the object has none. */
  readonly nameSpan: Span;
  readonly namespace: Fact<string> | undefined;
  readonly labels: readonly KubernetesPair[];
  readonly annotations: readonly KubernetesPair[];
  /** Index of the document in the file. */
  readonly document: number;
  /** `/Deployment/web`; parts of the object follow as a JSON pointer inside of it. */
  readonly pointer: string;
  readonly span: Span;
}

/** A name of the environment whose value stands elsewhere (`valueFrom`). */
export interface EnvironmentReference {
  readonly key: string;
  readonly keySpan: Span;
  /** `field` and `resource` are facts of the running pod. */
  readonly from: 'secret' | 'config' | 'field' | 'resource';
  /** The object that is referred to; empty for `field` and `resource`. */
  readonly name: string;
  /** The entry of that object, or the path of the field. */
  readonly item: string;
  readonly optional: boolean;
  readonly span: Span;
}

/** All entries of an object as names of the environment (`envFrom`). */
export interface EnvironmentImport {
  readonly from: 'secret' | 'config';
  readonly name: string;
  readonly prefix: string;
  readonly optional: boolean;
  readonly span: Span;
}

export interface KubernetesPort {
  readonly containerPort: Fact<number> | undefined;
  /** `TCP`, which counts where nothing is written, `UDP`, `SCTP`. */
  readonly protocol: string;
  readonly hostPort: Fact<number> | undefined;
  /** The only address of the node that the port is opened at. */
  readonly hostIp: string | undefined;
  readonly name: string | undefined;
  readonly span: Span;
}

export interface KubernetesProbe {
  readonly kind: 'liveness' | 'readiness' | 'startup';
  readonly action: 'http' | 'tcp' | 'exec' | 'grpc' | undefined;
  readonly path: Fact<string> | undefined;
  /** Number or name of a port. */
  readonly port: Fact<string> | undefined;
  /** Seconds between two of them; 10 where nothing is written. */
  readonly period: Fact<number> | undefined;
  readonly span: Span;
}

export interface KubernetesMount {
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly span: Span;
}

/** A container of a pod: what all containers can be asked, and what only Kubernetes says. */
export interface KubernetesContainer {
  readonly container: Container;
  readonly environment: readonly Setting[];
  readonly references: readonly EnvironmentReference[];
  readonly imports: readonly EnvironmentImport[];
  readonly ports: readonly KubernetesPort[];
  readonly probes: readonly KubernetesProbe[];
  readonly requests: { readonly memory?: Fact<string>; readonly cpus?: Fact<string> };
  readonly mounts: readonly KubernetesMount[];
  /** `command` and `args`, as one text. */
  readonly command: string;
  readonly commandWords: readonly Fact<string>[];
  /** The type of its seccomp profile, or the pod's. */
  readonly seccomp: Fact<string> | undefined;
  /** Its own `securityContext` and `resources` entries, key to value. */
  readonly entries: { readonly securityContext?: Span; readonly resources?: Span };
}

export interface KubernetesVolume {
  readonly name: string;
  readonly source: 'claim' | 'empty' | 'secret' | 'config' | 'host' | 'other';
  /** Name of the claim, Secret or ConfigMap, or the path on the host. */
  readonly of: Fact<string> | undefined;
  readonly span: Span;
}

/** A pod template with the object that makes pods of it. */
export interface KubernetesWorkload extends KubernetesObject {
  readonly containers: readonly KubernetesContainer[];
  readonly volumes: readonly KubernetesVolume[];
  /** Paths of the host that the pod asks for and none of its containers mounts. */
  readonly unmounted: readonly HostMount[];
  readonly podLabels: readonly KubernetesPair[];
  readonly serviceAccount: Fact<string> | undefined;
  readonly mountsToken: Fact<boolean> | undefined;
  readonly replicas: Fact<number> | undefined;
  readonly selector: readonly KubernetesPair[];
  /** `RollingUpdate`, `Recreate`, `OnDelete`. */
  readonly strategy: Fact<string> | undefined;
  /** Of a StatefulSet, the Service that gives its pods their names. */
  readonly serviceName: Fact<string> | undefined;
  /** `volumeClaimTemplates`. */
  readonly claimTemplates: readonly (KubernetesStorage & { readonly name: string })[];
  /** Of the pod, and so of all of its containers. */
  readonly hostNamespaces: readonly Fact<HostNamespace>[];
  /** Of a CronJob, as cron writes it. */
  readonly schedule: Fact<string> | undefined;
  /** A CronJob that is switched off. */
  readonly suspended: Fact<boolean> | undefined;
  /** `Always`, `OnFailure`, `Never`. */
  readonly restartPolicy: Fact<string> | undefined;
  /** Names of settings of the kernel. */
  readonly sysctls: readonly Fact<string>[];
  /** Entries of the pod, key to value. */
  readonly entries: { readonly securityContext?: Span; readonly containers?: Span };
}

export interface KubernetesService extends KubernetesObject {
  /** `clusterIP: None`: its name stands for the pods themselves. */
  readonly headless: boolean;
  /** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`. */
  readonly type: Fact<string> | undefined;
  /** Addresses at which nodes take its traffic, whatever its type (https://kubernetes.io/docs/concepts/services-networking/service/#external-ips). */
  readonly externalIps: readonly Fact<string>[];
  readonly selector: readonly KubernetesPair[];
  readonly ports: readonly {
    readonly name: string | undefined;
    readonly port: Fact<number> | undefined;
    readonly targetPort: Fact<string> | undefined;
    /** It is a word: a name, or a number in quotes. */
    readonly targetsName: boolean;
    readonly nodePort: Fact<number> | undefined;
    readonly span: Span;
  }[];
}

export interface IngressBackend {
  readonly service: Fact<string> | undefined;
  readonly port: Fact<string> | undefined;
}

export interface KubernetesIngress extends KubernetesObject {
  readonly className: Fact<string> | undefined;
  /** Where requests go that no rule is about. */
  readonly defaultBackend: IngressBackend;
  readonly rules: readonly {
    readonly host: Fact<string> | undefined;
    readonly backends: readonly (IngressBackend & {
      readonly path: string | undefined;
      /** `pathType: Exact`. */
      readonly exact: boolean;
    })[];
    readonly span: Span;
  }[];
  readonly tls: readonly {
    readonly hosts: readonly Fact<string>[];
    readonly secret: Fact<string> | undefined;
    readonly span: Span;
  }[];
}

/** A Secret or ConfigMap: names with values. */
export interface KubernetesData extends KubernetesObject {
  /** Of a Secret: `Opaque`, `kubernetes.io/tls`, ... */
  readonly type: Fact<string> | undefined;
  /** `data` (of a Secret decoded, and then without offsets) and `stringData`. */
  readonly settings: readonly Setting[];
}

export interface KubernetesNetworkPolicy extends KubernetesObject {
  readonly podSelector: readonly KubernetesPair[];
  /** The selectors of pods of its own namespace that it lets in or out. */
  readonly peers: readonly (readonly KubernetesPair[])[];
  readonly policyTypes: readonly Fact<string>[];
  /** False where its types are written as an empty list: it selects pods and keeps nothing from them. */
  readonly restricts: boolean;
  /** A rule of `egress` that names neither targets nor ports: everything may leave. */
  readonly opensEgress: boolean;
}

export interface KubernetesAutoscaler extends KubernetesObject {
  readonly targetKind: Fact<string> | undefined;
  readonly targetName: Fact<string> | undefined;
  readonly minReplicas: Fact<number> | undefined;
  readonly maxReplicas: Fact<number> | undefined;
}

export interface KubernetesBudget extends KubernetesObject {
  readonly selector: readonly KubernetesPair[];
  readonly minAvailable: Fact<string> | undefined;
  readonly maxUnavailable: Fact<string> | undefined;
}

/** What Prometheus asks, by the labels of Services (https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor). */
export interface ServiceMonitor extends KubernetesObject {
  readonly selector: readonly KubernetesPair[];
  /** Other namespaces than its own are meant. */
  readonly isElsewhere: boolean;
}

/** What a claim asks for (https://kubernetes.io/docs/concepts/storage/persistent-volumes/). */
export interface KubernetesStorage {
  /** `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany`, `ReadWriteOncePod`. */
  readonly accessModes: readonly Fact<string>[];
  readonly storageClass: Fact<string> | undefined;
}

export interface KubernetesClaim extends KubernetesObject, KubernetesStorage {}

/** A volume of the cluster that pods claim. */
export interface KubernetesPersistentVolume extends KubernetesObject {
  readonly hostPath: Fact<string> | undefined;
}

/** The objects of one file; those of other kinds and groups stand in `objects` alone. */
export interface KubernetesModel {
  readonly objects: readonly KubernetesObject[];
  readonly workloads: readonly KubernetesWorkload[];
  readonly services: readonly KubernetesService[];
  readonly ingresses: readonly KubernetesIngress[];
  /** Of the Gateway API. */
  readonly gateways: readonly ClusterGateway[];
  readonly httpRoutes: readonly HttpRoute[];
  readonly secrets: readonly KubernetesData[];
  readonly configMaps: readonly KubernetesData[];
  readonly networkPolicies: readonly KubernetesNetworkPolicy[];
  readonly autoscalers: readonly KubernetesAutoscaler[];
  readonly budgets: readonly KubernetesBudget[];
  readonly monitors: readonly ServiceMonitor[];
  readonly claims: readonly KubernetesClaim[];
  readonly persistentVolumes: readonly KubernetesPersistentVolume[];
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  readonly roles: readonly KubernetesRole[];
  readonly bindings: readonly KubernetesBinding[];
  readonly namespaces: readonly KubernetesObject[];
  readonly encryptions: readonly ClusterEncryption[];
  readonly admissions: readonly ClusterAdmission[];
  readonly auditPolicies: readonly ClusterAuditPolicy[];
  readonly admissionPolicies: readonly PodAdmission[];
  /** Programs that a cluster is made of. */
  readonly programs: readonly ClusterProgram[];
  /** Of Traefik's own kinds. */
  readonly traefik: TraefikDynamic;
  readonly problems: readonly SyntaxProblem[];
  readonly duplicates: readonly Duplicate[];
  readonly comments: readonly Span[];
}
