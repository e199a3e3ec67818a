import type { DeployedContainer } from '../deployment/workload.ts';
import type { Container } from '../model/container.ts';
import type { KubernetesStorage } from '../model/kubernetes.ts';

export const resourceOrder = ['cpu-request', 'memory-request', 'cpu-limit', 'memory-limit'];
export const confinementOrder = ['non-root', 'no-escalation', 'drop-all', 'seccomp', 'privileged'];

/** Several nodes may write to it, as they do to a share of the network; a class says so by its name. */
export const isShared = ({ accessModes, storageClass }: KubernetesStorage): boolean =>
  accessModes.some(({ value }) => value === 'ReadWriteMany') ||
  /(?:^|[^a-z])(?:nfs|efs|smb|cifs|azurefile|cephfs|filestore|glusterfs)/i.test(storageClass?.value ?? '');

/** Of each kind the one of the highest layer that has it. */
export const probesOf = ({ layers }: DeployedContainer) =>
  layers.flatMap(({ path, definition: { probes } }, index) =>
    probes
      .filter(
        ({ kind }) =>
          !layers.slice(index + 1).some((above) => above.definition.probes.some((one) => one.kind === kind)),
      )
      .map((probe) => ({ path, probe })),
  );

export function confinementOf({ layers }: DeployedContainer): readonly string[] {
  const top = <T>(pick: (container: Container) => T | undefined): T | undefined =>
    layers.map(({ definition }) => pick(definition.container)).findLast((value) => value !== undefined);
  const user = top((container) => container.user)?.value.split(':')[0];
  const isRoot = user === '0' || user === 'root';
  const isOther = user !== undefined || top(({ nonRoot }) => nonRoot)?.value === true;
  return [
    ...(isOther && !isRoot ? ['non-root'] : []),
    ...(top(({ escalation }) => escalation)?.value === false ? ['no-escalation'] : []),
    ...(layers.some(({ definition: { container } }) =>
      container.droppedCapabilities.some(({ value }) => value === 'ALL'),
    )
      ? ['drop-all']
      : []),
    ...(/^(?:RuntimeDefault|Localhost)$/.test(
      layers.findLast(({ definition: { seccomp } }) => seccomp)?.definition.seccomp?.value ?? '',
    )
      ? ['seccomp']
      : []),
    ...(top(({ privileged }) => privileged)?.value === true ? ['privileged'] : []),
  ];
}
