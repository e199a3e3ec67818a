import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { clusterSettingsOf } from './cluster-settings.ts';

/** Every setting that is written in a file, whoever reads it. */
export function settingsWrittenIn(file: SourceFile): readonly Setting[] {
  switch (file.kind) {
    case 'dotenv':
    case 'json':
      return file.model.settings;
    case 'compose':
      return file.model.services.flatMap(({ environment }) => environment);
    case 'dockerfile':
      return [...file.model.args, ...file.model.stages.flatMap(({ args, env }) => [...args, ...env])];
    case 'pm2':
      return file.model.apps.flatMap(({ environments }) => environments.flatMap(({ settings }) => settings));
    case 'systemd':
      return file.model.environment;
    default:
      return clusterSettingsOf(file);
  }
}
