import type { FileKind, Tier } from '../file-kind.ts';
import type { CaddyfileModel } from './caddyfile.ts';
import type { ComposeModel } from './compose.ts';
import type { CronModel } from './cron.ts';
import type { DockerfileModel } from './dockerfile.ts';
import type { DotenvModel } from './dotenv.ts';
import type { HelmTemplateModel } from './helm-template.ts';
import type { HelmValuesModel } from './helm-values.ts';
import type { IgnoreModel } from './ignore.ts';
import type { JsonModel } from './json.ts';
import type { KubernetesModel } from './kubernetes.ts';
import type { KustomizeModel } from './kustomize.ts';
import type { LaunchdModel } from './launchd.ts';
import type { NginxModel } from './nginx.ts';
import type { TextModel } from './plain-text.ts';
import type { Pm2Model } from './pm2.ts';
import type { ProjectModel } from './project.ts';
import type { ShellModel } from './shell.ts';
import type { SystemdModel } from './systemd.ts';
import type { TraefikModel } from './traefik.ts';
import type { WorkflowModel } from './workflow.ts';

interface FileFacts {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly kind: FileKind;
  /** The editor's language id, where one decided the kind. */
  readonly language?: string;
  /** Another file decided the kind, by including it. */
  readonly included?: true;
  /** As the path and the configuration say it; the deployment may know better. */
  readonly tier: Tier;
}

/** A file with its model. */
export type SourceFile = FileFacts &
  (
    | { readonly kind: 'dotenv'; readonly model: DotenvModel }
    | { readonly kind: 'compose'; readonly model: ComposeModel }
    | { readonly kind: 'caddyfile'; readonly model: CaddyfileModel }
    | { readonly kind: 'json'; readonly model: JsonModel }
    | { readonly kind: 'nginx'; readonly model: NginxModel }
    | { readonly kind: 'dockerfile'; readonly model: DockerfileModel }
    | { readonly kind: 'pm2'; readonly model: Pm2Model }
    | { readonly kind: 'systemd'; readonly model: SystemdModel }
    | { readonly kind: 'traefik'; readonly model: TraefikModel }
    | { readonly kind: 'ignore'; readonly model: IgnoreModel }
    | { readonly kind: 'text'; readonly model: TextModel }
    | { readonly kind: 'kubernetes'; readonly model: KubernetesModel }
    | { readonly kind: 'helm-values'; readonly model: HelmValuesModel }
    | { readonly kind: 'helm-template'; readonly model: HelmTemplateModel }
    | { readonly kind: 'kustomize'; readonly model: KustomizeModel }
    | { readonly kind: 'shell'; readonly model: ShellModel }
    | { readonly kind: 'cron'; readonly model: CronModel }
    | { readonly kind: 'launchd'; readonly model: LaunchdModel }
    | { readonly kind: 'workflow'; readonly model: WorkflowModel }
    | { readonly kind: 'project'; readonly model: ProjectModel }
  );
