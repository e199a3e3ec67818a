import type { EffectiveSetting } from '../deployment/effective.ts';
import { isIndirect, isPlaceholder } from '../secrets/value.ts';
import type { FileRule } from './rule.ts';
import { productSays, replaceValue, settingPlace } from './setting-problem.ts';
import { formatProblem } from './value-format.ts';

export const invalidValue: FileRule = {
  id: 'invalid-value',
  severity: 'error',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'A variable has a value that its product does not take.',
  why: `The program refuses to start, or falls back to its default without a word: a switch that reads \`ture\` is off, a limit that
reads \`1,000\` is one or none. What each variable takes stands in the product's file; the fix writes the nearest legal value.`,
  bad: { '.env': 'NOVAMEM_AUTH_MODE=usr\nNOVAMEM_RATE_LIMIT=1,000\n' },
  good: { '.env': 'NOVAMEM_AUTH_MODE=user\nNOVAMEM_RATE_LIMIT=1000\n' },
  references: ['https://12factor.net/config', 'https://www.rfc-editor.org/rfc/rfc6454#section-6.2'],

  *check({ settings }) {
    for (const setting of settings) {
      const { key, value, variable } = setting;
      if (!variable || value === undefined || value.trim() === '' || isSaidElsewhere(setting, value)) continue;
      const problem = formatProblem(key, variable, value);
      if (!problem) continue;
      const { message, nearest } = problem;
      yield {
        ...settingPlace(setting),
        message: `${key} ${message}.`,
        ...(variable.kind === 'origins' && { severity: 'warning' }),
        fixes: nearest === undefined ? [] : replaceValue(setting, `Set ${key} to ${nearest}`, [nearest]),
      };
    }
  },
};

/** References and templates are no values; what is unsafe, or not production, other rules say. */
const isSaidElsewhere = (setting: EffectiveSetting, value: string): boolean =>
  isReference(value) ||
  (isPlaceholder(value, setting.key) && setting.variable?.kind === 'dsn') ||
  setting.variable?.kind === 'tier' ||
  (setting.variable?.rule !== undefined && productSays(setting, setting.variable.rule)) ||
  (setting.variable?.insecure?.includes(value.trim()) ?? false);

const isReference = (value: string): boolean => isIndirect(value) && !/^[./~]/.test(value);
