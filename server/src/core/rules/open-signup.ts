import type { FileRule } from './rule.ts';
import { plainName } from './setting-name.ts';
import { isFalsy, isTruthy, productSays, replaceValue, settingPlace, switchLike } from './setting-problem.ts';

export const openSignup: FileRule = {
  id: 'open-signup',
  severity: 'information',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'Anyone who finds the service may make an account.',
  why: `On a service that is meant for a team or a family, open registration lets strangers in: they fill the disk, send mail from your
domain, and see what every signed-in person sees. Where registration is the point, say so with a suppression and its reason.`,
  bad: { '.env': 'SIGNUPS_ALLOWED=true\n' },
  good: { '.env': 'SIGNUPS_ALLOWED=false\n' },
  references: ['https://cwe.mitre.org/data/definitions/284.html'],

  *check({ settings }) {
    for (const setting of settings) {
      const { value, variable, key } = setting;
      if (value === undefined || value === '') continue;
      const isOpen = variable
        ? productSays(setting, 'open-signup')
        : (isTruthy(value) && openName.test(plainName(setting))) ||
          (isFalsy(value) && closedName.test(plainName(setting)));
      if (!isOpen) continue;
      const closed = variable?.production ?? switchLike(value, !isTruthy(value));
      yield {
        ...settingPlace(setting),
        message: `${key} lets anyone register.`,
        fixes: replaceValue(setting, `Set ${key} to ${closed}`, [closed]),
      };
    }
  },
};

const account =
  '(?:SIGN_?UPS?|REGISTRATIONS?|USER_REGISTRATION|OPEN_REGISTRATION|SELF_REGISTRATION|PUBLIC_REGISTRATION)';
const openName = new RegExp(
  `(?:^|_)(?:(?:ENABLE|ALLOW|OPEN|ALLOWED)_(?:PUBLIC_|OPEN_|SELF_|USER_)?${account}|${account}_(?:ENABLED?|ALLOWED|OPEN)|ALLOW_SIGN_UP|SIGNUPS_ALLOWED)$`,
  'i',
);
const closedName = new RegExp(
  `(?:^|_)(?:DISABLE|DISABLED|CLOSE|NO)_(?:PUBLIC_|OPEN_|USER_)?${account}$|(?:^|_)${account}_DISABLED$`,
  'i',
);
