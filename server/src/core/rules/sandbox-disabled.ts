import type { EffectiveSetting } from '../deployment/effective.ts';
import { isStructured } from '../model/setting.ts';
import type { FileRule } from './rule.ts';
import { isFalsy, isTruthy, productSays, replaceValue, settingPlace, switchLike } from './setting-problem.ts';

export const sandboxDisabled: FileRule = {
  id: 'sandbox-disabled',
  severity: 'error',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'container',
  summary: 'A program runs code of others, and the walls around that code are off.',
  why: `Tools of an agent, plugins, user scripts and pages in a headless browser are code that somebody else wrote. In a sandbox it reaches
its own folder; without one it reads every secret of the process, and the network behind it.`,
  bad: { '.env': 'SANDBOX_ENABLED=false\n' },
  good: { '.env': 'SANDBOX_ENABLED=true\n' },
  references: [
    'https://cwe.mitre.org/data/definitions/693.html',
    'https://genai.owasp.org/llmrisk/llm062025-excessive-agency/',
  ],

  *check({ settings }) {
    for (const setting of settings) {
      const { key, value, variable } = setting;
      if (value === undefined || !isOff(setting)) continue;
      const isSwitch = isFalsy(value) || isTruthy(value);
      const secure = variable?.production ?? (isSwitch ? switchLike(value, isFalsy(value)) : undefined);
      yield {
        ...settingPlace(setting),
        message: `${nameOf(setting)} takes the sandbox away.`,
        fixes: secure === undefined ? [] : replaceValue(setting, `Set ${key} to ${secure}`, [secure]),
      };
    }
  },
};

const onName = /^(?:\w+_)?(?:SANDBOX(?:_(?:ENABLED?|MODE))?|ENABLE_SANDBOX|USE_SANDBOX)$/i;
const offName = /^(?:\w+_)?(?:NO_SANDBOX|DISABLE_SANDBOX|SANDBOX_DISABLED|SKIP_SANDBOX)$/i;

/** `PAYPAL_SANDBOX=false` is about a test system of a payment provider, as are those of all who take money or send mail. */
const testSystem =
  /PAY|STRIPE|BILL|BRAINTREE|ADYEN|SQUARE|PLAID|MAIL|SES|APPLE|APNS|IAP|STORE|SHOP|CHECKOUT|MERCHANT|BANK/i;

function isOff(setting: EffectiveSetting): boolean {
  const { key, value = '', variable, setting: written } = setting;
  if (variable) return productSays(setting, 'sandbox-disabled');
  const isOffWord = isFalsy(value) || /^(?:none|danger-full-access)$/i.test(value.trim());
  if (!isOffWord && !isTruthy(value)) return false;
  if (isStructured(written))
    return /\/sandbox\/(?:enabled|mode)$/i.test(written.pointer) && isOffWord && !testSystem.test(written.pointer);
  const name = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  if (testSystem.test(name)) return false;
  if (offName.test(name)) return isTruthy(value);
  // A bare SANDBOX is most often the test system of an interface.
  return onName.test(name) && !/^SANDBOX$/i.test(name) && isOffWord;
}

/** `mode` alone says little. */
const nameOf = ({ key, setting }: EffectiveSetting): string =>
  isStructured(setting) ? setting.pointer.slice(1).replaceAll('/', '.') : key;
