import { isManifest } from '../deployment/workload.ts';
import type { PodAdmission } from '../model/cluster-policy.ts';
import type { Fact } from '../model/container.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Problem } from './rule.ts';

/** Something that a policy lets pods do. */
export interface Admitted {
  /** What says so; where nothing does, the policy's name is the place. */
  readonly fact: Pick<Fact<unknown>, 'entry'> | undefined;
  /** Goes on behind the policy's name. */
  readonly words: string;
  /** Tells it from what else the policy admits. */
  readonly part: string;
}

/**
 * What the policies of a file admit: no pod has to do it, and a cluster needs one that admits more for its own programs, so only
 * `strict` tells of it.
 */
export function* admissionProblems(
  file: SourceFile,
  pick: (policy: PodAdmission) => readonly Admitted[],
): Iterable<Problem> {
  if (!isManifest(file)) return;
  for (const policy of file.model.admissionPolicies) {
    for (const { fact, words, part } of pick(policy)) {
      yield {
        path: file.path,
        span: fact?.entry ?? policy.nameSpan,
        message: `The policy ${policy.name} ${words}.`,
        severity: 'information',
        strict: true,
        subject: {},
        pointer: `${policy.pointer}/${part}`,
      };
    }
  }
}
