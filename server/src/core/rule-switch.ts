import { ruleSettingAt, type Settings } from './config.ts';
import type { Rule } from './rules/rule.ts';
import type { Severity } from './severity.ts';

const isOn = (rule: Rule, configured: Severity | 'off' | undefined, { profile }: Settings): boolean =>
  configured !== 'off' && (configured !== undefined || profile === 'strict' || rule.profile === 'recommended');

export const isOnAt = (rule: Rule, path: string, settings: Settings): boolean =>
  isOn(rule, ruleSettingAt(rule.id, path, settings), settings);

/** On somewhere: an override may switch a rule on for some files that is off for the others. */
export const isRuleOn = (rule: Rule, settings: Settings): boolean =>
  [settings.rules[rule.id], ...Object.values(settings.overrides).map((own) => own[rule.id])].some(
    (configured, index) => (index === 0 || configured !== undefined) && isOn(rule, configured, settings),
  );

/** Whether a rule was on for a file and is not among those that crashed. */
export function ranWithout(
  faults: readonly { readonly rule: string }[],
  rules: readonly Rule[],
  settings: Settings,
): (rule: string, path: string) => boolean {
  const crashed = new Set(faults.map(({ rule }) => rule));
  return (id, path) => {
    const rule = rules.find((one) => one.id === id);
    return rule !== undefined && !crashed.has(id) && isOnAt(rule, path, settings);
  };
}
