import type { YamlNode } from '../syntax/yaml-tree.ts';
import type { PodAdmission } from './cluster-policy.ts';
import type { Fact } from './container.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { hostNamespaces } from './read-kubernetes-container.ts';
import { flagFact, itemFact, itemsOf, nodeAt, numberFact, textFact } from './yaml-fact.ts';

const wordsAt = (node: YamlNode | undefined, key: string): readonly Fact<string>[] =>
  itemsOf(nodeAt(node, key)).flatMap((item) => itemFact(item) ?? []);

const capabilitiesAt = (node: YamlNode | undefined, key: string): readonly Fact<string>[] =>
  wordsAt(node, key).map((fact) => ({ ...fact, value: fact.value.toUpperCase().replace(/^CAP_/, '') }));

/** Until Kubernetes 1.25 (https://kubernetes.io/docs/concepts/security/pod-security-policy/). */
export function readPodSecurityPolicy(object: KubernetesObject, node: YamlNode): PodAdmission {
  const spec = nodeAt(node, 'spec');
  const profiles = object.annotations.find(
    ({ key }) => key === 'seccomp.security.alpha.kubernetes.io/allowedProfileNames',
  );
  return {
    ...object,
    privileged: flagFact(spec, 'privileged'),
    escalation: flagFact(spec, 'allowPrivilegeEscalation'),
    hostNamespaces: hostNamespaces(spec),
    capabilities: [...capabilitiesAt(spec, 'allowedCapabilities'), ...capabilitiesAt(spec, 'defaultAddCapabilities')],
    droppedCapabilities: capabilitiesAt(spec, 'requiredDropCapabilities'),
    unmasked: wordsAt(spec, 'allowedProcMountTypes').find(({ value }) => value === 'Unmasked'),
    seccomp: profiles && {
      value: profiles.value,
      text: profiles.value,
      span: profiles.valueSpan,
      entry: profiles.span,
    },
    root: ['runAsUser', 'runAsGroup'].flatMap((key) => rootRule(nodeAt(spec, key), 'rule')),
    readOnlyRoot: flagFact(spec, 'readOnlyRootFilesystem'),
    hostPaths: writablePaths(spec),
    unsafeSysctls: wordsAt(spec, 'allowedUnsafeSysctls'),
  };
}

function writablePaths(spec: YamlNode | undefined): PodAdmission['hostPaths'] {
  const paths = itemsOf(nodeAt(spec, 'allowedHostPaths'));
  const any = wordsAt(spec, 'volumes').find(({ value }) => value === '*' || value === 'hostPath');
  if (paths.length === 0) return any ? [{ fact: any, path: undefined }] : [];
  return paths.flatMap((item) => {
    const fact = flagFact(item, 'readOnly')?.value === true ? undefined : textFact(item, 'pathPrefix');
    return fact ? [{ fact, path: fact.value }] : [];
  });
}

/** Any user, or a range that begins with root. */
function rootRule(node: YamlNode | undefined, key: string): readonly Fact<string>[] {
  const rule = textFact(node, key);
  if (rule?.value === 'RunAsAny') return [rule];
  const least = itemsOf(nodeAt(node, 'ranges')).flatMap((range) => {
    const min = numberFact(range, 'min');
    return min?.value === 0 ? [{ ...min, value: min.text }] : [];
  });
  return rule?.value === 'MustRunAs' ? least.slice(0, 1) : [];
}

/** https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/authentication_and_authorization/managing-pod-security-policies */
export function readSecurityContextConstraints(object: KubernetesObject, node: YamlNode): PodAdmission {
  const user = textFact(nodeAt(node, 'runAsUser'), 'type');
  const hostPaths = flagFact(node, 'allowHostDirVolumePlugin');
  return {
    ...object,
    privileged: flagFact(node, 'allowPrivilegedContainer'),
    escalation: flagFact(node, 'allowPrivilegeEscalation'),
    hostNamespaces: (
      [
        ['allowHostNetwork', 'network'],
        ['allowHostPID', 'pid'],
        ['allowHostIPC', 'ipc'],
      ] as const
    ).flatMap(([key, value]) => {
      const flag = flagFact(node, key);
      return flag?.value ? [{ ...flag, value }] : [];
    }),
    capabilities: [...capabilitiesAt(node, 'allowedCapabilities'), ...capabilitiesAt(node, 'defaultAddCapabilities')],
    droppedCapabilities: capabilitiesAt(node, 'requiredDropCapabilities'),
    unmasked: undefined,
    seccomp: wordsAt(node, 'seccompProfiles').find(({ value }) => value === '*' || value === 'unconfined'),
    root: user?.value === 'RunAsAny' ? [user] : [],
    readOnlyRoot: flagFact(node, 'readOnlyRootFilesystem'),
    hostPaths: hostPaths?.value ? [{ fact: hostPaths, path: undefined }] : [],
    unsafeSysctls: wordsAt(node, 'allowedUnsafeSysctls'),
  };
}
