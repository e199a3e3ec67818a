import type { EffectiveSetting } from '../deployment/effective.ts';
import { plainKey } from '../model/plain-key.ts';
import { isStructured } from '../model/setting.ts';
import type { FileRule } from './rule.ts';
import {
  isFalsy,
  isOnOrOff,
  isTruthy,
  productSays,
  replaceValue,
  settingPlace,
  switchLike,
} from './setting-problem.ts';

export const insecureCookie: FileRule = {
  id: 'insecure-cookie',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'origin',
  summary: 'Session cookies go out without the Secure flag.',
  why: `Without the flag a browser also sends the cookie over plain http: one link to \`http://\` is enough to hand the session
to whoever listens. The flag costs nothing where TLS ends at a proxy; the program only has to be told the public address.`,
  bad: { '.env': 'SESSION_COOKIE_SECURE=false\n' },
  good: { '.env': 'SESSION_COOKIE_SECURE=true\n' },
  references: [
    'https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2.5',
    'https://cwe.mitre.org/data/definitions/614.html',
  ],

  *check({ settings }) {
    for (const setting of settings) {
      const { key, value, variable } = setting;
      if (value === undefined) continue;
      const wanted = secureValueOf(setting);
      if (wanted === undefined) continue;
      const secure = variable?.production ?? switchLike(value, wanted);
      yield {
        ...settingPlace(setting),
        message: `${key} drops the Secure flag from cookies.`,
        fixes: replaceValue(setting, `Set ${key} to ${secure}`, [secure]),
      };
    }
  },
};

const insecureName = /(?:^|_)(?:INSECURE_COOKIES?|COOKIES?_INSECURE|ALLOW_INSECURE_COOKIES?|DISABLE_SECURE_COOKIES?)$/i;
const secureName =
  /(?:^|_)(?:COOKIES?_SECURE|SECURE_COOKIES?|COOKIES?_HTTPS_?ONLY|SESSION_SECURE|USE_SECURE_COOKIES?|SECURE_SESSION_COOKIES?)$/i;

/** What the switch has to be for cookies to be secure; undefined where it already is, or where the name means something else. */
function secureValueOf(setting: EffectiveSetting): boolean | undefined {
  const { key, value = '', variable, setting: written } = setting;
  if (variable) return productSays(setting, 'insecure-cookie') ? !isTruthy(value) : undefined;
  if (!isOnOrOff(value)) return undefined;
  const name = plainKey(key);
  if (insecureName.test(name)) return isTruthy(value) ? false : undefined;
  const inCookie = isStructured(written) && /^secure$/i.test(key) && /cookie|session/i.test(written.pointer);
  if (secureName.test(name) || inCookie) return isFalsy(value) ? true : undefined;
  return undefined;
}
