import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSystemd } from '../../server/src/core/model/read-systemd.ts';
import { parseSystemd } from '../../server/src/core/syntax/systemd.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const seed = `# The app
[Unit]
Description=App

[Service]
Environment=NODE_ENV=production PORT=3000
Environment="GREETING=hello world" 'QUOTED=it"s'
Environment=CUT=\\
# a comment in between
; and another
  NEXT=1
EnvironmentFile=-/etc/app/.env
ExecStart=/usr/bin/node \\
  server.js --port 3000
User=app
Restart=on-failure
NoNewPrivileges=yes
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
`;

const environmentOf = (line: string) =>
  readSystemd(`[Service]\n${line}\n`).environment.map(({ key, text }) => [key, text]);

describe('readSystemd', () => {
  it('reads the environment, files, command and hardening of a service', () => {
    const { environment, envFiles, execStart, user, restart, hardening, isService } = readSystemd(seed);
    expect(environment.map(({ key, text }) => [key, text])).toEqual([
      ['NODE_ENV', 'production'],
      ['PORT', '3000'],
      ['GREETING', 'hello world'],
      ['QUOTED', 'it"s'],
      ['CUT', ''],
      ['NEXT', '1'],
    ]);
    expect(
      envFiles.map(({ path, required }) => [path.text, required, seed.slice(path.span.start, path.span.end)]),
    ).toEqual([['/etc/app/.env', false, '/etc/app/.env']]);
    expect(execStart.map(({ text }) => text)).toEqual(['/usr/bin/node  server.js --port 3000']);
    expect([user?.text, restart?.text, isService]).toEqual(['app', 'on-failure', true]);
    expect([...hardening].map(([name, { text }]) => [name, text])).toEqual([
      ['NoNewPrivileges', 'yes'],
      ['ProtectSystem', 'strict'],
    ]);
  });

  it('gives places that re-read to the value', () => {
    for (const { key, keySpan, text, valueSpan, exact } of readSystemd(seed).environment) {
      expect(seed.slice(keySpan.start, keySpan.end)).toBe(key);
      expect([key, exact, seed.slice(valueSpan.start, valueSpan.end)]).toEqual([key, true, text]);
    }
  });

  // systemd.exec(5), "Environment=", and systemd.syntax(7), "Quoting".
  const table: readonly (readonly [line: string, wanted: readonly (readonly [string, string])[]])[] = [
    [
      'Environment="VAR1=word1 word2" VAR2=word3 "VAR3=$word 5 6"',
      [
        ['VAR1', 'word1 word2'],
        ['VAR2', 'word3'],
        ['VAR3', '$word 5 6'],
      ],
    ],
    ['Environment=A="quoted value"', [['A', 'quoted value']]],
    [
      'Environment=A=\\x41\\t\\101 B=\\u0042',
      [
        ['A', 'A\tA'],
        ['B', 'B'],
      ],
    ],
    ['Environment=P=100%%', [['P', '100%']]],
    ['Environment=A=1\nEnvironment=\nEnvironment=B=2', [['B', '2']]],
    ['Environment=1A=1 noequals =x', []],
    ['Environment=A=#notacomment', [['A', '#notacomment']]],
    ['Environment = A=1', [['A', '1']]],
  ];
  for (const [line, wanted] of table) it(`reads ${line}`, () => expect(environmentOf(line)).toEqual(wanted));

  it('takes specifiers for references', () => {
    const [setting] = readSystemd('[Service]\nEnvironment=ID=app-%i-x\n').environment;
    expect(setting?.template.parts).toMatchObject(['app-', { name: '%i' }, '-x']);
  });

  it('has a list begin anew behind an empty assignment', () => {
    const { execStart, clears, envFiles } = readSystemd(
      '[Service]\nExecStart=a\nExecStart=\nExecStart=b\nEnvironmentFile=x\nEnvironmentFile=\n',
    );
    expect(execStart.map(({ text }) => text)).toEqual(['b']);
    expect([clears, envFiles]).toEqual([{ environment: false, envFiles: true }, []]);
  });

  it('knows a timer for no service', () => {
    expect(readSystemd('[Timer]\nOnCalendar=daily\n').isService).toBe(false);
  });
});

describe('parseSystemd', () => {
  it('refuses nothing, and says what systemd would warn about', () => {
    const { problems, sections } = parseSystemd('stray=1\n[Service\nA=1\nnonsense\n[Install]\nB=2\n');
    expect(problems.map(({ verdict }) => verdict)).toEqual(['odd', 'odd', 'odd']);
    expect(sections.map(({ name, entries }) => [name, entries.map(({ key }) => key)])).toEqual([
      ['Service', ['A']],
      ['Install', ['B']],
    ]);
  });

  it('reads any text without throwing, with places inside of it', () => {
    fc.assert(
      fc.property(textFrom([seed]), (text) => {
        const model = readSystemd(text);
        expect(spansIn(model).filter((span) => !isWithin(span, text))).toEqual([]);
        for (const { exact, valueSpan, text: value } of model.environment)
          if (exact) expect(text.slice(valueSpan.start, valueSpan.end)).toBe(value);
      }),
      runs,
    );
  });
});
