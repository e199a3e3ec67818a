import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { JudgedSecret } from '../secrets/judge.ts';
import type { Profile } from './rule.ts';

/** What a rule of scope `deployment` sees. */
export interface DeploymentView {
  readonly deployment: Deployment;
  /** Secrets that something is wrong with, one entry a place. */
  readonly secrets: readonly JudgedSecret[];
  /** What a recommended rule says of a mere absence waits for `strict`. */
  readonly profile: Profile;
}

/** One file with what its deployment tells about it: what a rule of scope `file` sees. */
export interface FileView extends DeploymentView {
  readonly file: SourceFile;
  /** The effective settings whose value is decided in this file. */
  readonly settings: readonly EffectiveSetting[];
}
