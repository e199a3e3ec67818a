import type { PodAdmission } from '../model/cluster-policy.ts';
import type { Admitted } from './pod-admission.ts';

/** Capabilities, filters of system calls and settings of the kernel that a policy leaves to the pods. */
export function admittedCapabilities(policy: PodAdmission): readonly Admitted[] {
  const { capabilities, droppedCapabilities, unmasked, seccomp, unsafeSysctls, kind } = policy;
  const isDropped = droppedCapabilities.some(({ value }) => value === 'ALL' || value === 'NET_RAW');
  const isSet = seccomp !== undefined && !/\*|unconfined/.test(seccomp.value);
  return [
    ...capabilities.map((fact) => ({
      fact,
      words: fact.value === '*' ? 'admits every capability' : `admits the capability ${fact.value}`,
      part: `capabilities/${fact.value}`,
    })),
    ...(isDropped
      ? []
      : [
          {
            fact: droppedCapabilities[0],
            words: 'lets containers keep the capability NET_RAW',
            part: 'capabilities/drop',
          },
        ]),
    ...(unmasked
      ? [{ fact: unmasked, words: 'admits containers without the mask over /proc and /sys', part: 'unmasked' }]
      : []),
    ...(isSet || (kind.value !== 'PodSecurityPolicy' && !seccomp)
      ? []
      : [{ fact: seccomp, words: 'admits containers without the filter of system calls', part: 'seccomp' }]),
    ...unsafeSysctls.map((fact) => ({
      fact,
      words: `admits pods that set ${fact.value} of the kernel`,
      part: `sysctls/${fact.value}`,
    })),
  ];
}
