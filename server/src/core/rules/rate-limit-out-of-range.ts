import type { FileRule } from './rule.ts';
import { replaceValue, settingPlace } from './setting-problem.ts';

export const rateLimitOutOfRange: FileRule = {
  id: 'rate-limit-out-of-range',
  severity: 'information',
  confidence: 'medium',
  profile: 'recommended',
  scope: 'file',
  topic: 'exposure',
  summary: 'The rate limit is looser than the product’s guide says for this tier.',
  why: `The guide's number keeps guessing slow and leaves room for people. A number from a test system lets one client do as much as
hundreds of visitors together. Files for staging are held against the staging number.`,
  bad: { '.env': 'NOVAMEM_RATE_LIMIT=5000\n' },
  good: { '.env': 'NOVAMEM_RATE_LIMIT=600\n' },
  references: ['https://cwe.mitre.org/data/definitions/770.html'],

  *check({ file, settings, deployment }) {
    const tier = deployment.tierOf(file.path);
    if (tier === 'example') return;
    for (const setting of settings) {
      const { key, value = '', product } = setting;
      const limits = product?.rateLimits[key];
      const limit = limits?.[tier] ?? limits?.production;
      if (limit === undefined || !/^\d+$/.test(value.trim()) || Number(value) <= limit) continue;
      yield {
        ...settingPlace(setting),
        message: `${key} is ${value.trim()}; the guide says ${limit} for ${tier}.`,
        fixes: replaceValue(setting, `Set ${key} to ${limit}`, [String(limit)]),
      };
    }
  },
};
