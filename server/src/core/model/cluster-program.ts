import { entryOf, type YamlNode } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import type { Fact } from './container.ts';
import { readImage } from './image.ts';
import type { KubernetesObject, KubernetesWorkload } from './kubernetes.ts';
import { entriesOf, itemFact, itemsOf, nodeAt, textFact } from './yaml-fact.ts';

const names = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd', 'kubelet'] as const;
export type ClusterProgramName = (typeof names)[number];

/** A program that a cluster is made of, with the flags of its command, or what its configuration says in their place. */
export interface ClusterProgram {
  readonly program: ClusterProgramName;
  /** Some defaults of a configuration are not those of the flags, and kubeadm sets some flags by itself. */
  readonly from: 'command' | 'configuration' | 'kubeadm';
  /** Where an absence is reported. */
  readonly nameSpan: Span;
  /** Without dashes; a flag that only stands there is `true`. */
  readonly flags: ReadonlyMap<string, Fact<string>>;
  readonly pointer: string;
}

/** Containers whose command or image is one of them (https://kubernetes.io/docs/reference/command-line-tools-reference/). */
export const programsIn = (workloads: readonly KubernetesWorkload[]): readonly ClusterProgram[] =>
  workloads.flatMap(({ containers }) =>
    containers.flatMap(({ commandWords, container }): ClusterProgram[] => {
      const at = commandWords.findIndex(({ value }) => isProgram(baseName(value)));
      const program =
        at < 0 ? programOfImage(container.image?.value, commandWords) : baseName(commandWords[at]?.value ?? '');
      if (program === undefined || !isProgram(program)) return [];
      const { nameSpan, pointer } = container;
      return [{ program, from: 'command', nameSpan, pointer, flags: flagsIn(commandWords.slice(at + 1)) }];
    }),
  );

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isProgram = (word: string): word is ClusterProgramName => (names as readonly string[]).includes(word);

/** The image's own program, where flags are all that the file gives to it. */
function programOfImage(image: string | undefined, words: readonly Fact<string>[]): string | undefined {
  const repository = image === undefined ? undefined : readImage(image)?.name.split('/').at(-1);
  return words[0]?.value.startsWith('--') ? repository?.replace(/-(?:amd64|arm64)$/, '') : undefined;
}

function flagsIn(words: readonly Fact<string>[]): ReadonlyMap<string, Fact<string>> {
  return new Map(
    words.flatMap((word, index) => {
      const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word.value) ?? [];
      const next = words[index + 1];
      const given = value ?? (next && !next.value.startsWith('-') ? next.value : 'true');
      return name === undefined ? [] : [[name, { ...word, value: given }] as const];
    }),
  );
}

/** Key of the configuration -> the flag that it stands for (https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/). */
const kubeletKeys: readonly (readonly [string, ...string[]])[] = [
  ['anonymous-auth', 'authentication', 'anonymous', 'enabled'],
  ['client-ca-file', 'authentication', 'x509', 'clientCAFile'],
  ['authorization-mode', 'authorization', 'mode'],
  ['read-only-port', 'readOnlyPort'],
  ['tls-cert-file', 'tlsCertFile'],
  ['tls-private-key-file', 'tlsPrivateKeyFile'],
  ['tls-min-version', 'tlsMinVersion'],
];

export function programOfConfiguration(object: KubernetesObject, node: YamlNode): readonly ClusterProgram[] {
  const { kind, nameSpan, pointer, apiVersion } = object;
  if (apiVersion.value.startsWith('kubeadm.k8s.io/')) return programsOfKubeadm(object, node);
  if (kind.value === 'KubeSchedulerConfiguration') {
    const profiling = textFact(node, 'enableProfiling');
    return [
      {
        program: 'kube-scheduler',
        from: 'configuration',
        nameSpan,
        pointer,
        flags: new Map(profiling ? [['profiling', profiling]] : []),
      },
    ];
  }
  if (kind.value !== 'KubeletConfiguration') return [];
  const flags = new Map(
    kubeletKeys.flatMap(([flag, ...path]) => {
      const fact = textFact(nodeAt(node, ...path.slice(0, -1)), path.at(-1) ?? '');
      return fact ? [[flag, fact] as const] : [];
    }),
  );
  const suites = entriesOf(node).find(({ key }) => key.text === 'tlsCipherSuites');
  const words = itemsOf(suites?.value).flatMap((item) => itemFact(item) ?? []);
  if (suites && words[0])
    flags.set('tls-cipher-suites', { ...words[0], value: words.map(({ value }) => value).join(), entry: suites.span });
  return [{ program: 'kubelet', from: 'configuration', nameSpan, pointer, flags }];
}

/** Where the flags of each program stand (https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/). */
const kubeadmSections: readonly (readonly [kind: RegExp, program: ClusterProgramName, ...path: string[]])[] = [
  [/^ClusterConfiguration$/, 'kube-apiserver', 'apiServer', 'extraArgs'],
  [/^ClusterConfiguration$/, 'kube-controller-manager', 'controllerManager', 'extraArgs'],
  [/^ClusterConfiguration$/, 'kube-scheduler', 'scheduler', 'extraArgs'],
  [/^ClusterConfiguration$/, 'etcd', 'etcd', 'local', 'extraArgs'],
  [/^(?:Init|Join)Configuration$/, 'kubelet', 'nodeRegistration', 'kubeletExtraArgs'],
];

const programsOfKubeadm = ({ kind, nameSpan, pointer }: KubernetesObject, node: YamlNode): readonly ClusterProgram[] =>
  kubeadmSections.flatMap(([kinds, program, ...path]): readonly ClusterProgram[] => {
    if (!kinds.test(kind.value)) return [];
    const section = entryOf(node, path[0] ?? '');
    return [
      {
        program,
        from: 'kubeadm',
        nameSpan: section?.key.span ?? nameSpan,
        pointer: [pointer, ...path].join('/'),
        flags: new Map(extraArgs(nodeAt(node, ...path))),
      },
    ];
  });

/** A mapping, or since `v1beta4` a list of names and values. */
const extraArgs = (node: YamlNode | undefined): readonly (readonly [string, Fact<string>])[] => [
  ...entriesOf(node).flatMap(({ key }) => {
    const fact = textFact(node, key.text);
    return fact ? [[key.text, fact] as const] : [];
  }),
  ...itemsOf(node).flatMap((item) => {
    const name = textFact(item, 'name');
    const value = textFact(item, 'value');
    return name && value ? [[name.value, value] as const] : [];
  }),
];
