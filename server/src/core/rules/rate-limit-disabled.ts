import { isManifest } from '../deployment/workload.ts';
import type { SourceFile } from '../model/source-file.ts';
import { clusterFlagProblems } from './cluster-flags.ts';
import type { FileRule, Problem } from './rule.ts';
import { plainName } from './setting-name.ts';
import {
  isFalsy,
  isOnOrOff,
  isTruthy,
  productSays,
  replaceValue,
  settingPlace,
  switchLike,
} from './setting-problem.ts';

export const rateLimitDisabled: FileRule = {
  id: 'rate-limit-disabled',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'Nothing limits how often somebody may ask.',
  why: `Without a limit passwords are guessed as fast as the machine answers, and one script takes the service down for everybody. A
limit that is too tight is raised, not switched off.`,
  bad: { '.env': 'RATE_LIMIT_ENABLED=false\n' },
  good: { '.env': 'RATE_LIMIT_ENABLED=true\n' },
  references: ['https://cwe.mitre.org/data/definitions/307.html', 'https://cwe.mitre.org/data/definitions/770.html'],

  *check({ settings, file, profile }) {
    yield* clusterFlagProblems(file, 'rate-limit-disabled', profile);
    if (profile === 'strict') yield* unlimitedEvents(file);
    for (const setting of settings) {
      const { key, value, variable, product } = setting;
      if (value === undefined || value === '') continue;
      const limit = product?.rateLimits[key]?.production;
      const isOff =
        limit !== undefined
          ? /^(?:0|-1|off|false|none|unlimited)$/i.test(value.trim())
          : variable
            ? productSays(setting, 'rate-limit-disabled')
            : isOffWord(value) && isDisabled(plainName(setting), value);
      if (!isOff) continue;
      const wanted =
        limit !== undefined
          ? String(limit)
          : (variable?.production ?? (isOnOrOff(value) ? switchLike(value, !isTruthy(value)) : undefined));
      yield {
        ...settingPlace(setting),
        message: `${key} switches the rate limit off.`,
        fixes: wanted === undefined ? [] : replaceValue(setting, `Set ${key} to ${wanted}`, [wanted]),
      };
    }
  },
};

const limiter = '(?:RATE_?LIMIT(?:ING|ER|S)?|THROTTL(?:E|ING)|BRUTE_?FORCE(?:_PROTECTION)?)';
const onName = new RegExp(`(?:^|_)(?:(?:ENABLE|USE)_${limiter}|${limiter}(?:_ENABLED?|_ACTIVE))$`, 'i');
const offName = new RegExp(
  `(?:^|_)(?:(?:DISABLE|SKIP|NO|BYPASS)_${limiter}|${limiter}_(?:DISABLED?|BYPASS|SKIP|OFF))$`,
  'i',
);
const amountName = new RegExp(
  `(?:^|_)${limiter}(?:_(?:MAX|REQUESTS?|PER_(?:SECOND|MINUTE|HOUR)|RPM|RPS|POINTS))*$`,
  'i',
);

/** What may switch a limit off, or its switch on. */
const isOffWord = (value: string): boolean => isOnOrOff(value) || /^(?:none|unlimited)$/i.test(value.trim());

const isDisabled = (name: string, value: string): boolean =>
  onName.test(name)
    ? isFalsy(value)
    : offName.test(name)
      ? isTruthy(value)
      : amountName.test(name) && /^(?:off|false|none|disabled|unlimited)$/i.test(value.trim());

/** The plugin takes its limits from this file, and does nothing without them. */
function* unlimitedEvents(file: SourceFile): Iterable<Problem> {
  if (!isManifest(file)) return;
  for (const { plugins, nameSpan, pointer } of file.model.admissions) {
    if (plugins.some(({ value }) => value === 'EventRateLimit')) continue;
    yield {
      path: file.path,
      span: nameSpan,
      message: 'Without the plugin EventRateLimit the API server takes as many events as anybody sends.',
      severity: 'information',
      strict: true,
      subject: {},
      pointer: `${pointer}/plugins`,
    };
  }
}
