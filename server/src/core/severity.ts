/** How bad a finding is; the words of the protocol and of every report. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** True where `a` is at least as bad as `b`. */
export const isAtLeast = (a: Severity, b: Severity): boolean => severities.indexOf(a) <= severities.indexOf(b);
