/** How often something runs: every day at least, or less often. */
export type Frequency = 'daily' | 'rarer';

const day = 86_400;

export const frequencyOfSeconds = (seconds: number): Frequency => (seconds <= day ? 'daily' : 'rarer');

const words: Readonly<Record<string, Frequency>> = {
  '@hourly': 'daily',
  '@daily': 'daily',
  '@midnight': 'daily',
  '@weekly': 'rarer',
  '@monthly': 'rarer',
  '@quarterly': 'rarer',
  '@yearly': 'rarer',
  '@annually': 'rarer',
};

/** A schedule of cron with five fields, or six with seconds or a year; undefined where it says nothing that repeats. */
export function frequencyOfCron(schedule: string): Frequency | undefined {
  const written = schedule.trim().toLowerCase();
  const every = /^@every\s+(\S+)$/.exec(written)?.[1];
  if (every !== undefined) return frequencyOfDuration(every);
  if (written.startsWith('@')) return words[written];
  const fields = written.split(/\s+/);
  if (fields.length < 5 || fields.length > 6 || !fields.every((field) => /^[\d*?,/\-lw#a-z]+$/.test(field)))
    return undefined;
  const [dayOfMonth = '', month = '', dayOfWeek = ''] = fields.slice(fields.length - 3);
  const isFree = (field: string): boolean => /^(?:\*|\?|\*\/1)$/.test(field);
  const isWeek = /^(?:0-6|1-7|0-7|mon-sun|sun-sat)$/.test(dayOfWeek);
  return isFree(dayOfMonth) && isFree(month) && (isFree(dayOfWeek) || isWeek) ? 'daily' : 'rarer';
}

const shorthands: Readonly<Record<string, Frequency>> = {
  minutely: 'daily',
  hourly: 'daily',
  daily: 'daily',
  weekly: 'rarer',
  monthly: 'rarer',
  quarterly: 'rarer',
  semiannually: 'rarer',
  yearly: 'rarer',
  annually: 'rarer',
};

/** `OnCalendar=` (systemd.time(7)): undefined where it is none. */
export function frequencyOfCalendar(written: string): Frequency | undefined {
  const calendar = written
    .trim()
    .toLowerCase()
    .replace(/\s+(?:utc|[a-z]+\/[a-z_]+(?:\/[a-z_]+)?)$/, '');
  const short = shorthands[calendar];
  if (short) return short;
  const match = /^(?:([a-z][a-z,.]*)\s+)?(?:((?:[\d*,./~]+-){1,2}[\d*,./~]+)\s*)?([\d*,./]+:[\d*,./:]+)?$/.exec(
    calendar,
  );
  if (!match || calendar === '') return undefined;
  const [, weekday, date = '*-*-*'] = match;
  const everyDay = weekday === undefined || weekday === 'mon..sun';
  return everyDay && /^(?:\*-){1,2}\*$/.test(date) ? 'daily' : 'rarer';
}

const units: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: day,
  day,
  days: day,
  w: 7 * day,
  week: 7 * day,
  weeks: 7 * day,
  month: 30 * day,
  months: 30 * day,
  y: 365 * day,
  year: 365 * day,
  years: 365 * day,
};

/** `1d`, `24h`, `1h 30min`, `86400`: seconds where no unit stands. */
export function frequencyOfDuration(written: string): Frequency | undefined {
  const parts = [...written.trim().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/gi)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== written.trim()) return undefined;
  const seconds = parts.map(([, count, unit = '']) => Number(count) * (units[unit.toLowerCase() || 's'] ?? Number.NaN));
  const sum = seconds.reduce((total, one) => total + one, 0);
  return sum > 0 ? frequencyOfSeconds(sum) : undefined;
}
