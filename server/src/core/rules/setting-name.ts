import type { EffectiveSetting } from '../deployment/effective.ts';
import { plainKey } from '../model/plain-key.ts';
import { isStructured } from '../model/setting.ts';

/** Keys that say nothing by themselves: what they switch stands above them. */
const bareSwitch = /^(?:enabled?|disabled?|active|mode)$/i;

/**
 * The name as words between underscores, whatever the syntax writes: `AllowedHosts`, `allowed-hosts`, `allowed.hosts`; with the key
 * above it where a bare switch stands in a tree (`rateLimit: { enabled: false }`).
 */
export function plainName({ key, setting }: Pick<EffectiveSetting, 'key' | 'setting'>): string {
  const above = bareSwitch.test(key) && isStructured(setting) ? setting.pointer.split('/').at(-2) : undefined;
  return plainKey(above === undefined || above === '' ? key : `${above}_${key}`);
}
