import type { EffectiveSetting } from '../deployment/effective.ts';
import { plainKey } from '../model/plain-key.ts';
import { isStructured } from '../model/setting.ts';

const originName =
  /(?:^|_)(?:CORS(?:_ALLOW(?:ED)?)?_?(?:ORIGINS?|DOMAINS?|HOSTS?|URLS?)?|ALLOW(?:ED)?_?(?:CORS_?)?ORIGINS?|ACCESS_?CONTROL_?ALLOW_?ORIGINS?|CORS_?ORIGINS?(?:_?LIST|_?WHITELIST|_?PATTERNS?)?|ORIGIN_?WHITELIST|TRUSTED_?ORIGINS|CORS_?WHITELIST)$/i;

/** Settings that list the origins which may call the service from a browser. */
export function isOriginSetting({ key, variable, setting }: EffectiveSetting): boolean {
  if (variable) return variable.kind === 'origins';
  const name = plainKey(key);
  if (originName.test(name)) return true;
  return isStructured(setting) && /^(?:origins?|allowed?Origins?)$/i.test(key) && /cors|origin/i.test(setting.pointer);
}
