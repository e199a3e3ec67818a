import type { EffectiveSetting } from '../deployment/effective.ts';

/** The name as words between underscores, whatever the syntax writes: `AllowedHosts`, `allowed-hosts`, `allowed.hosts`. */
export const plainName = ({ key }: Pick<EffectiveSetting, 'key'>): string =>
  key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[-.]/g, '_');
