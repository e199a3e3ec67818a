import type { SourceFile } from '../model/source-file.ts';
import type { Deployment } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';

/** One file with what its deployment tells about it: all that a rule of scope `file` may see. */
export interface FileView {
  readonly file: SourceFile;
  /** The effective settings whose value is decided in this file. */
  readonly settings: readonly EffectiveSetting[];
  readonly deployment: Deployment;
}
