import type { Reference, Template } from '../syntax/interpolation.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
import type { Container } from './container.ts';
import type { Setting } from './setting.ts';

/** A scalar of a Compose file that may hold `${NAME}`. */
export interface ComposeText {
  readonly text: string;
  readonly template: Template;
  /** Inside the quotes. */
  readonly span: Span;
  readonly exact: boolean;
  /** As a setting, so that its value can be resolved and its place kept. */
  readonly setting: Setting;
}

export interface ComposePort {
  /** The whole entry of the short syntax or the whole mapping of the long one. */
  readonly span: Span;
  /** The text of the short syntax; undefined for the long one. */
  readonly short: ComposeText | undefined;
  /** Present in the long syntax only. */
  readonly long:
    | {
        readonly published?: ComposeText;
        readonly target?: ComposeText;
        readonly hostIp?: ComposeText;
        readonly flow: boolean;
      }
    | undefined;
  readonly pointer: string;
}

export interface ComposeVolume {
  readonly span: Span;
  /** The whole `volumes:` entry, which goes too when its only item goes. */
  readonly list: Span;
  readonly only: boolean;
  readonly flow: boolean;
  /** As written, or as Compose takes it from a short entry; undefined where a reference leaves it open. */
  readonly kind: 'bind' | 'volume' | 'tmpfs' | 'cluster' | 'npipe' | 'image' | undefined;
  /** Undefined where an anonymous volume or a reference leaves it open. */
  readonly source: ComposeText | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly pointer: string;
}

export interface ComposeEnvFile {
  readonly text: ComposeText;
  /** The path alone, or the whole mapping. */
  readonly span: Span;
  readonly required: boolean;
  readonly raw: boolean;
}

/** A `key: true` of a service. */
export interface ComposeFlag {
  readonly value: boolean | undefined;
  readonly text: ComposeText;
  /** Key to value. */
  readonly entry: Span;
}

/** A `secrets` or `configs` entry of a service. */
export interface ComposeGrant {
  readonly source: ComposeText;
  /** The path inside of the container; Compose has a default. */
  readonly target: ComposeText | undefined;
  readonly span: Span;
}

export interface ComposeDependency {
  readonly name: string;
  readonly nameSpan: Span;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  readonly required: boolean;
}

/** A network that a service joins. */
export interface ComposeMembership {
  readonly name: string;
  readonly nameSpan: Span;
  readonly aliases: readonly ComposeText[];
}

export interface ComposeBuild {
  readonly context: ComposeText | undefined;
  readonly dockerfile: ComposeText | undefined;
  readonly target: ComposeText | undefined;
  readonly args: readonly Setting[];
  readonly secrets: readonly ComposeGrant[];
  readonly span: Span;
}

export interface ComposeExtends {
  readonly service: string;
  readonly serviceSpan: Span;
  readonly file: string | undefined;
  readonly fileSpan: Span | undefined;
}

export interface ComposeHealthcheck {
  /** The words of `test` with a blank between them. */
  readonly text: string;
  readonly test: readonly ComposeText[];
  readonly interval: ComposeText | undefined;
  readonly disabled: boolean;
  readonly span: Span;
}

/** Keys that decide which namespaces of the host a container shares. */
export interface ComposeNamespaces {
  readonly network: ComposeText | undefined;
  readonly pid: ComposeText | undefined;
  readonly ipc: ComposeText | undefined;
  readonly uts: ComposeText | undefined;
  readonly user: ComposeText | undefined;
  readonly cgroup: ComposeText | undefined;
}

/** The model of one service in one file (https://docs.docker.com/reference/compose-file/services/). */
export interface ComposeService {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** What rules about containers read. */
  readonly container: Container;
  /** Keys that `!reset` takes out of the lower files' definition, and keys whose value `!override` puts in place of theirs. */
  readonly reset: ReadonlySet<string>;
  readonly override: ReadonlySet<string>;
  readonly image: ComposeText | undefined;
  readonly built: boolean;
  /** A program beside the engine runs it. */
  readonly provided: boolean;
  readonly build: ComposeBuild | undefined;
  readonly extends: ComposeExtends | undefined;
  readonly environment: readonly Setting[];
  readonly envFiles: readonly ComposeEnvFile[];
  readonly ports: readonly ComposePort[];
  readonly expose: readonly ComposeText[];
  readonly volumes: readonly ComposeVolume[];
  readonly tmpfs: readonly ComposeText[];
  readonly devices: readonly ComposeText[];
  readonly secrets: readonly ComposeGrant[];
  readonly configs: readonly ComposeGrant[];
  readonly labels: readonly Setting[];
  /** `deploy.labels`, which a swarm gives to the service instead of its containers. */
  readonly deployLabels: readonly Setting[];
  readonly privileged: ComposeFlag | undefined;
  readonly readOnly: ComposeFlag | undefined;
  readonly user: ComposeText | undefined;
  readonly capAdd: readonly ComposeText[];
  readonly capDrop: readonly ComposeText[];
  readonly securityOpt: readonly ComposeText[];
  readonly namespaces: ComposeNamespaces;
  readonly networkMode: string | undefined;
  readonly networks: readonly ComposeMembership[];
  readonly dependsOn: readonly ComposeDependency[];
  readonly links: readonly ComposeText[];
  readonly volumesFrom: readonly ComposeText[];
  readonly extraHosts: readonly Setting[];
  readonly sysctls: readonly Setting[];
  readonly ulimits: readonly { readonly name: string; readonly span: Span }[];
  readonly containerName: string | undefined;
  readonly aliases: readonly string[];
  readonly profiles: readonly string[];
  /** `command` and `entrypoint`, as one text. */
  readonly command: string;
  readonly commandSpan: Span | undefined;
  /** A command in one text is one word. */
  readonly commandWords: readonly ComposeText[];
  readonly entrypointWords: readonly ComposeText[];
  readonly healthcheck: ComposeHealthcheck | undefined;
  readonly logging:
    | { readonly driver: string | undefined; readonly options: readonly string[]; readonly span: Span }
    | undefined;
  /** `mem_limit`, `cpus`, `pids_limit` and `deploy.resources.limits`. */
  readonly limits: {
    readonly memory?: ComposeText | undefined;
    readonly cpus?: ComposeText | undefined;
    readonly pids?: ComposeText | undefined;
  };
  readonly reservations: { readonly memory?: ComposeText | undefined; readonly cpus?: ComposeText | undefined };
  readonly restart: ComposeText | undefined;
  readonly stopGracePeriod: ComposeText | undefined;
  readonly replicas: ComposeText | undefined;
}

/** A volume, network, secret or config that the project has. */
export interface ComposeResource {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** Made by somebody else before the project starts. */
  readonly external: boolean;
  readonly driver: ComposeText | undefined;
  /** A volume that is a path of the host under a name: `driver_opts` with a `device` that is bound, or a `mountpoint`. */
  readonly hostPath: ComposeText | undefined;
  /** A volume that is mounted from another machine: the `type` of its `driver_opts`. */
  readonly share: ComposeText | undefined;
  readonly file: ComposeText | undefined;
  readonly environment: ComposeText | undefined;
  readonly content: ComposeText | undefined;
  /** A network without a way out. */
  readonly internal: boolean;
}

export interface ComposeInclude {
  /** The first is the file, the others lie on it. */
  readonly paths: readonly ComposeText[];
  readonly envFiles: readonly ComposeText[];
  readonly projectDirectory: ComposeText | undefined;
  readonly span: Span;
}

export interface ComposeModel {
  readonly name: ComposeText | undefined;
  readonly version: ComposeText | undefined;
  readonly services: readonly ComposeService[];
  readonly volumes: readonly ComposeResource[];
  readonly networks: readonly ComposeResource[];
  readonly secrets: readonly ComposeResource[];
  readonly configs: readonly ComposeResource[];
  /** `include` entries: other Compose files. */
  readonly includes: readonly ComposeInclude[];
  /** Every `${NAME}` of the file, those inside of fallbacks too. */
  readonly references: readonly Reference[];
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Span[];
}
