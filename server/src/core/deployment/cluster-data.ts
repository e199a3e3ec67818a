import type { KubernetesData } from '../model/kubernetes.ts';
import { joinPath } from '../model/path.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { type KustomizeFile, patchFiles } from './kustomize-layers.ts';

export interface ClusterEntry {
  readonly path: string;
  readonly setting: Setting;
}

/** A Secret or ConfigMap as patches and generators leave it. */
export interface ClusterData {
  /** Later ones win. */
  readonly entries: readonly ClusterEntry[];
  /** False where more names may be in it. */
  readonly whole: boolean;
}

interface Named extends ClusterData {
  readonly namespace: string | undefined;
}

/** The Secrets and ConfigMaps of the files, asked by name and the namespace of who reads them. */
export function clusterData(
  files: readonly SourceFile[],
  kustomizations: readonly KustomizeFile[],
): (from: 'secret' | 'config', name: string, namespace: string | undefined) => ClusterData | undefined {
  const sources = new Map<string, Named[]>();
  const patches = patchFiles(kustomizations);
  const written = files.flatMap((file) =>
    file.kind === 'kubernetes' || file.kind === 'helm-template'
      ? [...file.model.secrets, ...file.model.configMaps].map((data) => ({ path: file.path, data }))
      : [],
  );
  for (const { path, data } of written) if (!patches.includes(path)) add(idOf(data), sourceOf(path, data));
  for (const patch of patches)
    for (const { path, data } of written) if (path === patch) lay(idOf(data), sourceOf(path, data));
  for (const { path, model } of kustomizations) {
    for (const { kind, name, behavior, settings, envs, files: contents } of model.generators) {
      const read = envs.map(({ value }) => files.find((file) => file.path === joinPath(path, value)));
      const source: Named = {
        namespace: undefined,
        entries: [
          ...read.flatMap((file) =>
            file?.kind === 'dotenv' ? file.model.settings.map((setting) => ({ path: file.path, setting })) : [],
          ),
          ...settings.map((setting) => ({ path, setting })),
        ],
        whole: contents.length === 0 && read.every((file) => file?.kind === 'dotenv'),
      };
      const id = `${kind} ${name?.value ?? ''}`;
      if (behavior === 'merge') lay(id, source);
      else if (behavior === 'replace') sources.set(id, [source]);
      else add(id, source);
    }
  }
  return (from, name, namespace) => {
    const named = name === '' ? [] : (sources.get(`${from} ${name}`) ?? []);
    return (
      named.find((one) => one.namespace === namespace) ??
      named.find((one) => one.namespace === undefined || namespace === undefined)
    );
  };

  function add(id: string, source: Named): void {
    sources.set(id, [...(sources.get(id) ?? []), source]);
  }

  /** Over all of that name; over what is not here it is only a part. */
  function lay(id: string, source: Named): void {
    const below = sources.get(id);
    sources.set(
      id,
      below?.map((one) => ({
        namespace: one.namespace,
        entries: [...one.entries, ...source.entries],
        whole: one.whole && source.whole,
      })) ?? [{ ...source, whole: false }],
    );
  }
}

const idOf = ({ kind, name }: KubernetesData): string => `${kind.value === 'Secret' ? 'secret' : 'config'} ${name}`;

const sourceOf = (path: string, { namespace, settings }: KubernetesData): Named => ({
  namespace: namespace?.value,
  entries: settings.map((setting) => ({ path, setting })),
  whole: true,
});
