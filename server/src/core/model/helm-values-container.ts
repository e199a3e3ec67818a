import type { Container, Fact, HostNamespace } from './container.ts';
import type { HelmValuesModel } from './helm-values.ts';
import type { Setting } from './setting.ts';

const securityKey = /^(?:.*[a-z])?(?:securityContext|SecurityContext)$/;
const namespaceKeys: Readonly<Record<string, HostNamespace>> = {
  hostNetwork: 'network',
  hostPID: 'pid',
  hostIPC: 'ipc',
};

/**
 * What a chart's values say of its containers under the keys that charts hand through to the pod as they are:
 * `securityContext`, `podSecurityContext`, `containerSecurityContext`, `hostNetwork`, `hostPID`, `hostIPC`. Each of them counts
 * as one container, named by the key that holds it.
 */
export function valuesContainers({ settings }: HelmValuesModel): readonly Container[] {
  const byOwner = new Map<string, Setting[]>();
  for (const setting of settings) {
    const owner = ownerOf(setting.pointer.split('/'));
    if (owner !== undefined) byOwner.set(owner, [...(byOwner.get(owner) ?? []), setting]);
  }
  return [...byOwner].flatMap(([owner, own]) => {
    const [first] = own;
    return first ? [containerOf(owner, first, own)] : [];
  });
}

function ownerOf(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => securityKey.test(word) || Object.hasOwn(namespaceKeys, word));
  return at < 1 ? undefined : words.slice(0, at + 1).join('/');
}

function containerOf(owner: string, first: Setting, settings: readonly Setting[]): Container {
  const named = (part: RegExp): readonly Setting[] => settings.filter(({ pointer }) => part.test(pointer));
  const flag = (key: string): Fact<boolean> | undefined => {
    const setting = named(new RegExp(`ontext/${key}$`)).find(({ type }) => type === 'boolean');
    return setting && { ...placeOf(setting), value: setting.text === 'true' };
  };
  const words = (part: RegExp): readonly Fact<string>[] =>
    named(part).map((setting) => ({
      ...placeOf(setting),
      value: setting.text.toUpperCase().replace(/^CAP_/, ''),
    }));
  const numberOf = (part: RegExp): Fact<string> | undefined => {
    const setting = named(part).find(({ text }) => text !== '');
    return setting && { ...placeOf(setting), value: setting.text };
  };
  return {
    name: owner.split('/').at(-2) ?? '',
    nameSpan: first.keySpan,
    span: first.span,
    pointer: owner,
    role: 'app',
    image: undefined,
    built: false,
    privileged: flag('privileged'),
    escalation: flag('allowPrivilegeEscalation'),
    addedCapabilities: words(/ontext\/capabilities\/add\/\d+$/),
    droppedCapabilities: words(/ontext\/capabilities\/drop\/\d+$/),
    unconfined: named(/ontext\/(?:seccompProfile|appArmorProfile)\/type$/).flatMap((setting) =>
      setting.text === 'Unconfined'
        ? [{ ...placeOf(setting), value: setting.pointer.includes('seccomp') ? 'seccomp' : 'apparmor' }]
        : [],
    ),
    hostNamespaces: settings.flatMap((setting) => {
      const value = namespaceKeys[setting.key];
      return value && setting.text === 'true' && setting.pointer === owner ? [{ ...placeOf(setting), value }] : [];
    }),
    hostMounts: [],
    user: numberOf(/ontext\/runAsUser$/),
    group: numberOf(/ontext\/runAsGroup$/),
    nonRoot: flag('runAsNonRoot'),
    readOnlyRoot: flag('readOnlyRootFilesystem'),
    limits: {},
    healthcheck: undefined,
    restart: undefined,
  };
}

const placeOf = ({ text, valueSpan, span }: Setting): Omit<Fact<string>, 'value'> => ({
  text,
  span: valueSpan,
  entry: span,
});
