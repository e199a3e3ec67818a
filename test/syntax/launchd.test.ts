import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLaunchd } from '../../server/src/core/model/launchd.ts';
import { readWorkflow } from '../../server/src/core/model/workflow.ts';
import { parsePlist } from '../../server/src/core/syntax/plist.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const seed = `<?xml version="1.0"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">
<plist version="1.0"><dict>
  <!-- <key>Disabled</key><true/> -->
  <key>Label</key><string>com.harbour.backup</string>
  <key>ProgramArguments</key><array><string>/bin/sh</string><string>a &amp;&amp; b</string></array>
  <key>StartCalendarInterval</key><dict><key>Hour</key><integer>3</integer></dict>
  <key>EnvironmentVariables</key><dict><key>DB</key><string>app</string></dict>
</dict></plist>
`;

describe('readLaunchd', () => {
  it('reads program, environment and time', () => {
    const { label, words, environment, schedule, disabled, comments } = readLaunchd(seed);
    expect(label).toBe('com.harbour.backup');
    expect(words.map(({ text }) => text)).toEqual(['/bin/sh', 'a && b']);
    expect(seed.slice(words[0]?.span.start, words[0]?.span.end)).toBe('/bin/sh');
    expect(environment).toEqual([{ name: 'DB', value: 'app' }]);
    expect(schedule?.frequency).toBe('daily');
    expect(disabled).toBe(false);
    expect(comments).toHaveLength(1);
  });

  it.each([
    ['<key>StartInterval</key><integer>3600</integer>', 'daily'],
    ['<key>StartInterval</key><integer>604800</integer>', 'rarer'],
    ['<key>StartCalendarInterval</key><dict><key>Weekday</key><integer>0</integer></dict>', 'rarer'],
    ['<key>RunAtLoad</key><true/>', undefined],
  ])('reads %s as %s', (text, wanted) =>
    expect(readLaunchd(`<plist><dict>${text}</dict></plist>`).schedule?.frequency).toBe(wanted),
  );

  it('knows a job that is switched off', () => {
    expect(readLaunchd('<plist><dict><key>Disabled</key><true/></dict></plist>').disabled).toBe(true);
  });

  it('never throws, and keeps spans inside of the text', () => {
    fc.assert(
      fc.property(textFrom([seed]), (text) => {
        readLaunchd(text);
        for (const span of spansIn(parsePlist(text))) expect(isWithin(span, text)).toBe(true);
      }),
      runs,
    );
  });

  it('takes time in proportion to the length of what is never closed', () => {
    for (const sign of ['<dict>', '<', '<!--', '<key>a', '<string ', '&amp;', '<array><dict>'])
      readLaunchd(sign.repeat(20_000));
  });
});

describe('readWorkflow', () => {
  it('reads schedules and the scripts of jobs that may run', () => {
    const text = `on:
  schedule:
    - cron: "0 3 * * *"
jobs:
  a:
    steps: [{ run: "pg_dump app" }, { uses: actions/checkout@v5 }]
  b:
    if: false
    steps: [{ run: never }]
`;
    const { schedules, scripts } = readWorkflow(text);
    expect(schedules.map(({ value }) => value)).toEqual(['0 3 * * *']);
    expect(scripts.map(({ value }) => value)).toEqual(['pg_dump app']);
  });
});
