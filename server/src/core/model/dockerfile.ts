import type { DockerfileTree } from '../syntax/dockerfile.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import type { Setting } from './setting.ts';

/** The image that a stage begins with. */
export interface DockerfileBase {
  /** As written, references included; its template replaces them. */
  readonly reference: Setting;
  /** `registry`: an image by reference; `stage`: an earlier stage, see `stage`; `scratch`: nothing. */
  readonly kind: 'registry' | 'stage' | 'scratch';
  /** Index of the earlier stage. */
  readonly stage: number | undefined;
  readonly platform: Fact<string> | undefined;
}

/** `RUN`, `CMD`, `ENTRYPOINT`, or the command of a health check. */
export interface DockerfileCommand {
  /** One text for a shell, the words of a JSON array joined by blanks otherwise; heredocs stand apart. */
  readonly text: string;
  /** A shell runs it. */
  readonly shell: boolean;
  /** `--mount`, `--network`, ... */
  readonly flags: readonly Fact<string>[];
  readonly span: Span;
  /** Inside of the keyword's arguments. */
  readonly argsSpan: Span;
  /** The contents of its heredocs. */
  readonly heredocs: readonly Span[];
}

/** `COPY` and `ADD`. */
export interface DockerfileCopy {
  readonly keyword: 'COPY' | 'ADD';
  /** `--from`: a stage, an image or a context; without it the build's own context. */
  readonly from: Fact<string> | undefined;
  readonly sources: readonly DockerfileSource[];
  readonly target: Fact<string> | undefined;
  readonly flags: readonly Fact<string>[];
  readonly span: Span;
}

export interface DockerfileSource extends Fact<string> {
  /** `url`: fetched by `ADD`; `inline`: a heredoc; `path`: of the context or stage. */
  readonly kind: 'path' | 'url' | 'git' | 'inline';
  /** Its name says that secrets are in it: env files, private keys, logins of package managers and clouds. */
  readonly secret: boolean;
}

export interface DockerfilePort {
  /** Undefined where a reference stands. */
  readonly port: number | undefined;
  readonly protocol: string;
  readonly text: string;
  readonly span: Span;
}

export interface DockerfileStage {
  readonly index: number;
  /** Behind `AS`, as written. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly base: DockerfileBase;
  /** The `FROM` instruction. */
  readonly from: Span;
  /** `FROM` to the end of the last instruction. */
  readonly span: Span;
  /** `ENV` in order: a later one of the same name counts. */
  readonly env: readonly Setting[];
  /** `ARG` in order; `inherited` for those without a default. */
  readonly args: readonly Setting[];
  readonly labels: readonly Setting[];
  /** The last `USER`. */
  readonly user: Fact<string> | undefined;
  readonly exposes: readonly DockerfilePort[];
  /** The last `HEALTHCHECK`. */
  readonly healthcheck:
    | { readonly disabled: boolean; readonly command: DockerfileCommand | undefined; readonly span: Span }
    | undefined;
  readonly copies: readonly DockerfileCopy[];
  readonly runs: readonly DockerfileCommand[];
  readonly command: DockerfileCommand | undefined;
  readonly entrypoint: DockerfileCommand | undefined;
  readonly workdir: Fact<string> | undefined;
  readonly volumes: readonly Fact<string>[];
}

export interface DockerfileModel {
  readonly tree: DockerfileTree;
  /** `ARG` before the first `FROM`: what references in `FROM` mean. */
  readonly args: readonly Setting[];
  readonly stages: readonly DockerfileStage[];
}

/** The stage that `docker build` makes where nobody names another. */
export const lastStage = ({ stages }: DockerfileModel): DockerfileStage | undefined => stages.at(-1);

/** A stage and those of the file that it is built on, the first one first. */
export function stageChain({ stages }: DockerfileModel, stage: DockerfileStage): readonly DockerfileStage[] {
  const chain = [stage];
  for (let at = stage.base.stage; at !== undefined; ) {
    const below = stages[at];
    if (!below) break;
    chain.unshift(below);
    at = below.base.stage;
  }
  return chain;
}
