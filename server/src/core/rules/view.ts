import type { Deployment } from '../deployment/deployment.ts';
import type { EffectiveSetting } from '../deployment/effective.ts';
import type { HostFacts } from '../deployment/host-facts.ts';
import type { Versioning } from '../deployment/versioning.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { PlacedMistake } from '../product/catalogue.ts';
import type { SecretCandidate } from '../secrets/candidate.ts';
import type { JudgedSecret } from '../secrets/judge.ts';
import type { Profile } from './rule.ts';

/** What a rule of scope `deployment` sees. */
export interface DeploymentView {
  readonly deployment: Deployment;
  /** Every value that a secret is expected to be, one a consumer. */
  readonly candidates: readonly SecretCandidate[];
  /** Secrets that something is wrong with, one entry a place. */
  readonly secrets: readonly JudgedSecret[];
  /** What a recommended rule says of a mere absence waits for `strict`. */
  readonly profile: Profile;
  /** What version control leaves out and what it holds, of the whole workspace. */
  readonly versioning: Versioning;
  /** Undefined where nobody asked the machine. */
  readonly host: HostFacts | undefined;
  /** What is wrong in our own files that one of them alone does not show. */
  readonly mistakes: readonly PlacedMistake[];
}

/** One file with what its deployment tells about it: what a rule of scope `file` sees. */
export interface FileView extends DeploymentView {
  readonly file: SourceFile;
  /** The effective settings whose value is decided in this file. */
  readonly settings: readonly EffectiveSetting[];
}
