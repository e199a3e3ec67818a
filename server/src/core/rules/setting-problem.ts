import type { EffectiveSetting } from '../deployment/effective.ts';
import type { TextPart } from '../text.ts';
import type { Fix, Problem } from './rule.ts';

/** Where a finding about a setting's value points, and how a checklist finds it again. */
export function settingPlace({
  decided,
  key,
  service,
}: EffectiveSetting): Pick<Problem, 'path' | 'span' | 'pointer' | 'subject'> {
  const blank = decided.span.start === decided.span.end;
  return {
    path: decided.path,
    span: blank ? decided.setting.keySpan : decided.span,
    pointer: decided.setting.pointer,
    subject: { setting: key, ...(service !== undefined && { service }) },
  };
}

/** Replaces the value where it is decided; nothing where the source there is escaped or put together. */
export function replaceValue(
  { decided }: EffectiveSetting,
  title: string,
  text: readonly TextPart[],
  safe = false,
): readonly Fix[] {
  if (!decided.exact) return [];
  const lead = decided.span.start === decided.span.end ? decided.setting.lead : '';
  return [{ title, safe, edits: [{ path: decided.path, span: decided.span, text: [lead, ...text] }] }];
}

/** `TRUE` for `true` where the file shouts; the replacement keeps the file's way of writing a switch. */
export function switchLike(written: string, on: boolean): string {
  if (/^[01]$/.test(written)) return on ? '1' : '0';
  if (/^(?:yes|no)$/i.test(written)) return sameCase(written, on ? 'yes' : 'no');
  if (/^(?:on|off)$/i.test(written)) return sameCase(written, on ? 'on' : 'off');
  return sameCase(written, on ? 'true' : 'false');
}

export const sameCase = (written: string, text: string): string =>
  written === written.toUpperCase() && /[A-Z]/.test(written)
    ? text.toUpperCase()
    : /^[A-Z][a-z]/.test(written)
      ? text.charAt(0).toUpperCase() + text.slice(1)
      : text;

export const isTruthy = (value: string): boolean => /^(?:1|true|yes|on|y|t|enabled?)$/i.test(value.trim());
export const isFalsy = (value: string): boolean => /^(?:0|false|no|off|n|f|disabled?)$/i.test(value.trim());

/** Quick to tell, which a name is not: rules about switches ask this first. */
export const isOnOrOff = (value: string): boolean => isTruthy(value) || isFalsy(value);

/** A product names the rule that reports an insecure value of its variable. */
export const productSays = ({ variable, value }: EffectiveSetting, rule: string): boolean =>
  variable?.rule === rule &&
  value !== undefined &&
  (variable.insecure?.some((insecure) => insecure.toLowerCase() === value.trim().toLowerCase()) ?? false);
