import type { FileRule } from './rule.ts';

export const danglingReference: FileRule = {
  id: 'dangling-reference',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'A setting is named after the new rule.',
  why: `What happens to whoever leaves it so, and what to do instead.`,
  bad: { '.env': 'DANGLINGREFERENCE=bad\n' },
  good: { '.env': 'DANGLINGREFERENCE=good\n' },
  references: ['https://cwe.mitre.org/'],

  *check({ settings }) {
    for (const { key, value, decided } of settings) {
      if (key !== 'DANGLINGREFERENCE' || value !== 'bad') continue;
      const { path, span, setting } = decided;
      yield { path, span, message: `${key} is bad.`, subject: { setting: key }, pointer: setting.pointer };
    }
  },
};
