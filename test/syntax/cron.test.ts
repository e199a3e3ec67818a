import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyOfCalendar, frequencyOfCron, frequencyOfDuration } from '../../server/src/core/model/frequency.ts';
import { parseCron } from '../../server/src/core/syntax/cron.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const seed = `# m h dom mon dow command
MAILTO="ops@example.org"
0 3 * * * /srv/backup.sh >> /var/log/backup.log 2>&1
@daily echo $(date +\\%F)%read by the command
#*/5 * * * * /srv/off.sh
`;

describe('parseCron', () => {
  it('reads entries, variables and entries that are comments', () => {
    const { entries, variables, comments } = parseCron(seed, 'user');
    expect(entries.map(({ schedule, command, commentedOut }) => [schedule, command, commentedOut])).toEqual([
      ['0 3 * * *', '/srv/backup.sh >> /var/log/backup.log 2>&1', false],
      ['@daily', 'echo $(date +%F)', false],
      ['*/5 * * * *', '/srv/off.sh', true],
    ]);
    expect(variables.map(({ name, value }) => [name, value])).toEqual([['MAILTO', 'ops@example.org']]);
    expect(seed.slice(variables[0]?.span.start, variables[0]?.span.end)).toBe('MAILTO="ops@example.org"');
    expect(comments).toHaveLength(2);
  });

  it('reads the user of a table of the system', () => {
    const [entry] = parseCron('15 3 * * 1-5 root  /srv/backup.sh\n', 'system').entries;
    expect([entry?.user, entry?.command]).toEqual(['root', '/srv/backup.sh']);
    expect('15 3 * * 1-5 root  /srv/backup.sh'.slice(entry?.commandSpan.start, entry?.commandSpan.end)).toBe(
      '/srv/backup.sh',
    );
  });

  it('takes prose for no entry', () => {
    const { entries } = parseCron('# run this every day at 3\nevery day at three o clock run it\n1 2 3\n', 'user');
    expect(entries).toEqual([]);
  });

  it('never throws, and keeps spans inside of the text', () => {
    fc.assert(
      fc.property(textFrom([seed]), fc.constantFrom('user', 'system'), (text, form) => {
        for (const span of spansIn(parseCron(text, form))) expect(isWithin(span, text)).toBe(true);
      }),
      runs,
    );
  });
});

describe('how often', () => {
  it.each([
    ['0 3 * * *', 'daily'],
    ['*/15 * * * *', 'daily'],
    ['0 3 * * 0-6', 'daily'],
    ['0 0 3 * * ?', 'daily'],
    ['@midnight', 'daily'],
    ['@every 12h', 'daily'],
    ['0 3 * * 0', 'rarer'],
    ['0 3 1 * *', 'rarer'],
    ['0 3 * * mon-fri', 'rarer'],
    ['@weekly', 'rarer'],
    ['@every 168h', 'rarer'],
    ['@reboot', undefined],
    ['sometimes', undefined],
  ])('reads %s of cron as %s', (text, wanted) => expect(frequencyOfCron(text)).toBe(wanted));

  it.each([
    ['daily', 'daily'],
    ['*-*-* 02:30:00', 'daily'],
    ['03:00', 'daily'],
    ['*:0/15', 'daily'],
    ['*-*-* 04:00:00 Europe/Berlin', 'daily'],
    ['Mon..Sun 03:00', 'daily'],
    ['Sun 03:00', 'rarer'],
    ['*-*-01 03:00', 'rarer'],
    ['weekly', 'rarer'],
    ['2026-12-24 20:00', 'rarer'],
    ['', undefined],
    ['when it rains', undefined],
  ])('reads %s of systemd as %s', (text, wanted) => expect(frequencyOfCalendar(text)).toBe(wanted));

  it.each([
    ['86400', 'daily'],
    ['1d', 'daily'],
    ['1h 30min', 'daily'],
    ['7 days', 'rarer'],
    ['2w', 'rarer'],
    ['$INTERVAL', undefined],
    ['', undefined],
  ])('reads the time %s as %s', (text, wanted) => expect(frequencyOfDuration(text)).toBe(wanted));
});
