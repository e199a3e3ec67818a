import type { KubernetesContainer, KubernetesWorkload } from '../model/kubernetes.ts';
import type { SourceFile } from '../model/source-file.ts';
import { put } from '../multimap.ts';
import type { DeployedWorkload } from './workload.ts';

/** What several files say of one container of a pod: other files may lay on it by the names of its object and its own. */
export interface PodLayers {
  readonly of: (kind: string, name: string, container: string) => readonly KubernetesContainer[];
  /** Objects that lie over another one of their name. */
  readonly over: ReadonlySet<KubernetesWorkload>;
  /** Kustomize is at work, so that an object without an image is a patch. */
  readonly isPatched: boolean;
}

export function podLayersOf(workloads: readonly DeployedWorkload[], files: readonly SourceFile[]): PodLayers {
  const byName = new Map<string, KubernetesContainer[]>();
  const id = (kind: string, name: string, container: string): string => `${kind} ${name} ${container}`;
  for (const { name, kind, containers } of workloads) {
    for (const { layers } of containers) {
      for (const { definition } of layers) put(byName, id(kind, name, definition.container.name), definition);
    }
  }
  return {
    of: (kind, name, container) => byName.get(id(kind, name, container)) ?? [],
    over: new Set(workloads.flatMap(({ layers }) => layers.slice(1).map(({ definition }) => definition))),
    isPatched: files.some(({ kind }) => kind === 'kustomize'),
  };
}
