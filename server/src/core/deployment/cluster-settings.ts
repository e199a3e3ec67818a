import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { DetectedProduct } from './deployment.ts';
import type { EffectiveSetting } from './effective.ts';
import { effectiveSetting } from './effective-setting.ts';

/** The settings that a file for a cluster holds; none for other kinds. */
export function clusterSettingsOf(file: SourceFile): readonly Setting[] {
  if (file.kind === 'helm-values') return file.model.settings;
  if (file.kind === 'kustomize') return file.model.generators.flatMap(({ settings }) => settings);
  if (file.kind !== 'kubernetes' && file.kind !== 'helm-template') return [];
  const { workloads, secrets, configMaps } = file.model;
  return [
    ...workloads.flatMap(({ containers }) => containers.flatMap(({ environment }) => environment)),
    ...[...secrets, ...configMaps].flatMap(({ settings }) => settings),
  ];
}

/** Those that no workload reads. Whole files inside a ConfigMap are no settings. */
export const looseClusterSettings = (
  files: readonly SourceFile[],
  claimed: ReadonlySet<Setting>,
  detected: readonly DetectedProduct[],
): readonly EffectiveSetting[] =>
  files.flatMap((file) =>
    clusterSettingsOf(file).flatMap((setting) =>
      claimed.has(setting) || setting.text.includes('\n')
        ? []
        : effectiveSetting(setting.key, file.path, setting, () => undefined, undefined, undefined, detected),
    ),
  );
