import type { Template } from '../syntax/interpolation.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
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
  /** Undefined where an anonymous volume or a reference leaves it open. */
  readonly source: ComposeText | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly pointer: string;
}

export interface ComposeEnvFile {
  readonly text: ComposeText;
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

/** The model of one service in one file (https://docs.docker.com/reference/compose-file/services/). */
export interface ComposeService {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly image: ComposeText | undefined;
  readonly built: boolean;
  readonly extends: { readonly service: string; readonly file: string | undefined } | undefined;
  readonly environment: readonly Setting[];
  readonly envFiles: readonly ComposeEnvFile[];
  readonly ports: readonly ComposePort[];
  readonly volumes: readonly ComposeVolume[];
  readonly labels: readonly Setting[];
  readonly privileged: ComposeFlag | undefined;
  readonly networkMode: string | undefined;
  readonly containerName: string | undefined;
  readonly aliases: readonly string[];
  readonly profiles: readonly string[];
  /** `command` and `entrypoint`, as one text. */
  readonly command: string;
  readonly commandSpan: Span | undefined;
  readonly healthcheck: { readonly text: string; readonly span: Span } | undefined;
  readonly logging:
    | { readonly driver: string | undefined; readonly options: readonly string[]; readonly span: Span }
    | undefined;
  /** `mem_limit`, `cpus` and `deploy.resources.limits`. */
  readonly limits: { readonly memory?: ComposeText; readonly cpus?: ComposeText };
  readonly replicas: ComposeText | undefined;
}

export interface ComposeModel {
  readonly services: readonly ComposeService[];
  /** `include` entries: other Compose files. */
  readonly includes: readonly string[];
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Span[];
}
