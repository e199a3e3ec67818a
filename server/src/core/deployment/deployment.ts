import type { Tier } from '../file-kind.ts';
import type { CaddySite } from '../model/caddyfile.ts';
import type { ComposeService } from '../model/compose.ts';
import type { Place } from '../model/place.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Product } from '../product/product.ts';
import type { FileGroup } from './anchor.ts';
import type { Backups } from './backups.ts';
import type { StackProblem } from './compose-references.ts';
import type { DeployedImages } from './deployed-images.ts';
import type { EffectiveSetting, Segment } from './effective.ts';
import type { GatewayHost } from './gateway-front.ts';
import type { NginxHost } from './nginx-host.ts';
import type { UnreadPatch } from './patched-files.ts';
import type { PodLayers } from './pod-layers.ts';
import type { Process } from './processes.ts';
import type { PublishedPort } from './published-port.ts';
import type { TraefikFront } from './traefik-front.ts';
import type { DeployedWorkload } from './workload.ts';

/** A service as the whole stack makes it: each part from the last file of the stack that says it. */
export interface DeployedService {
  readonly name: string;
  /** The file and the definition that names it first. */
  readonly path: string;
  readonly definition: ComposeService;
  /** All files' definitions, lowest layer first. */
  readonly layers: readonly { readonly path: string; readonly service: ComposeService }[];
  /** The image reference after interpolation; undefined where it is built here or cannot be resolved. */
  readonly image:
    | { readonly value: string | undefined; readonly decided: Segment; readonly segments: readonly Segment[] }
    | undefined;
  /** The product whose image it runs, or whose service name and variables it has. */
  readonly product: Product | undefined;
  readonly settings: readonly EffectiveSetting[];
  /** False where an env file or parent service is not among the files: more names may be set. */
  readonly complete: boolean;
  readonly envFiles: readonly string[];
  /** Part of the stack that production runs. */
  readonly primary: boolean;
  /** It has a profile, so that it starts only when somebody asks for it. */
  readonly optional: boolean;
  readonly ports: readonly PublishedPort[];
  /** Some entry of `ports` cannot be read: its reach is unknown. */
  readonly portsOpen: boolean;
  readonly labels: readonly (EffectiveText & { readonly key: string; readonly setting: Setting })[];
  readonly limits: { readonly memory?: EffectiveText | undefined; readonly cpus?: EffectiveText | undefined };
  readonly replicas: EffectiveText | undefined;
}

export interface DetectedProduct {
  readonly product: Product;
  readonly evidence: readonly (Place & { readonly why: string })[];
}

/** A site of a proxy with the names that it is reached by, as far as the files tell. */
export interface ProxySite {
  readonly path: string;
  readonly site: CaddySite;
  /** Public host names, lower case; empty where they come from a variable that nothing sets. */
  readonly hosts: readonly string[];
  /** Reached from outside: a public name, or a name that only the environment knows. */
  readonly public: boolean;
  /** The site is served over https. */
  readonly tls: boolean;
  /** One of its addresses says http outright, so that its content goes out in the clear as well. */
  readonly plain: boolean;
  readonly upstreams: readonly SiteUpstream[];
  /** Names of the Compose services that it proxies to. */
  readonly services: readonly string[];
}

/** Where a site sends its requests, as the deployment's network reads it. */
export interface SiteUpstream extends Place {
  /** Lower case; undefined where a variable that nobody sets or a socket stands. */
  readonly host: string | undefined;
  /** The service that answers to the name, or that publishes the port on this host. */
  readonly service: string | undefined;
  /** The port inside that service's container; the upstream's own port where no service is known. */
  readonly port: number | undefined;
}

/** A text of a service after interpolation; the value is undefined where a reference in it cannot be resolved. */
export interface EffectiveText extends Place {
  readonly value: string | undefined;
}

/** All that the files of one deployment say together. */
export interface Deployment {
  /** The folder of its anchor, relative to the workspace; `''` for the workspace itself. */
  readonly root: string;
  /** As patches of kustomizations leave them. */
  readonly files: readonly SourceFile[];
  /** What it was built of, as it is written. */
  readonly group: FileGroup;
  /** Patches of kustomizations that cannot be read. */
  readonly unreadPatches: readonly UnreadPatch[];
  /** A patch, or a file for production, puts something else in the place, or may: what is written there is not what runs. */
  readonly isReplaced: (place: Place) => boolean;
  /** Another deployment includes or extends one of its Compose files, so that they are not whole by themselves. */
  readonly lends: boolean;
  /** Its Compose files and manifests that are only parts of what another deployment makes: what they say counts there. */
  readonly parts: readonly string[];
  readonly services: readonly DeployedService[];
  /** What Compose refuses in its files together; of single files their models tell. */
  readonly stackProblems: readonly StackProblem[];
  /** What PM2 and systemd start on the host itself. */
  readonly processes: readonly Process[];
  /** What Kubernetes runs: every object that makes pods. */
  readonly workloads: readonly DeployedWorkload[];
  readonly sites: readonly ProxySite[];
  /** Servers of nginx, each as its whole configuration makes it. */
  readonly nginx: readonly NginxHost[];
  readonly traefik: TraefikFront;
  /** Routes of the Gateway API. */
  readonly gateways: readonly GatewayHost[];
  /** Every effective setting: those of services, processes and workloads, then those of files that none of them claims. */
  readonly settings: readonly EffectiveSetting[];
  readonly products: readonly DetectedProduct[];
  readonly podLayers: PodLayers;
  readonly images: DeployedImages;
  /** What saves data, and what starts it. */
  readonly backups: Backups;
  /** `https://` origins that the deployment is reached by, the likeliest first. */
  readonly publicOrigins: readonly string[];
  /** The env file that Compose reads references from, where there is one. */
  readonly projectEnv: string | undefined;
  /** A file, variable or site says that this is production. */
  readonly productionMarker: Place | undefined;
  tierOf(path: string): Tier;
}
