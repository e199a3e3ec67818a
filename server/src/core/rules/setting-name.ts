import type { EffectiveSetting } from '../deployment/effective.ts';
import { plainKey } from '../model/plain-key.ts';

/** The name as words between underscores, whatever the syntax writes: `AllowedHosts`, `allowed-hosts`, `allowed.hosts`. */
export const plainName = ({ key }: Pick<EffectiveSetting, 'key'>): string => plainKey(key);
