import { parseSystemd, type SystemdEntry } from '../syntax/systemd.ts';
import { type SystemdWord, systemdWords } from '../syntax/systemd-words.ts';
import type { Fact } from './container.ts';
import type { Setting } from './setting.ts';
import type { SystemdEnvFile, SystemdModel } from './systemd.ts';

const hardeningNames = new Set([
  'NoNewPrivileges',
  'ProtectSystem',
  'ProtectHome',
  'ProtectProc',
  'ProtectClock',
  'ProtectHostname',
  'ProtectKernelTunables',
  'ProtectKernelModules',
  'ProtectKernelLogs',
  'ProtectControlGroups',
  'PrivateTmp',
  'PrivateDevices',
  'PrivateNetwork',
  'PrivateUsers',
  'PrivateMounts',
  'DevicePolicy',
  'CapabilityBoundingSet',
  'AmbientCapabilities',
  'RestrictAddressFamilies',
  'RestrictNamespaces',
  'RestrictRealtime',
  'RestrictSUIDSGID',
  'LockPersonality',
  'MemoryDenyWriteExecute',
  'RemoveIPC',
  'SystemCallFilter',
  'SystemCallArchitectures',
  'SystemCallErrorNumber',
  'ReadOnlyPaths',
  'ReadWritePaths',
  'InaccessiblePaths',
  'TemporaryFileSystem',
  'UMask',
  'IPAddressDeny',
  'IPAddressAllow',
  'SecureBits',
  'KeyringMode',
  'RootDirectory',
  'RootImage',
  'MemoryMax',
  'CPUQuota',
  'TasksMax',
]);

const factOf = ({ value, valueSpan, span }: SystemdEntry): Fact<string> => ({
  value: value.text,
  text: value.text,
  span: valueSpan,
  entry: span,
});

/** systemd.syntax(7), "Booleans". */
const booleanFact = (entry: SystemdEntry | undefined): Fact<boolean> | undefined =>
  entry && /^(?:1|0|yes|no|true|false|on|off|y|n|t|f)$/i.test(entry.value.text)
    ? { ...factOf(entry), value: /^(?:1|yes|true|on|y|t)$/i.test(entry.value.text) }
    : undefined;

export function readSystemd(text: string): SystemdModel {
  const tree = parseSystemd(text);
  const inSection = (name: string): readonly SystemdEntry[] =>
    tree.sections.flatMap((section) => (section.name === name ? section.entries : []));
  const service = inSection('Service');
  const entries = (key: string): readonly SystemdEntry[] => service.filter((entry) => entry.key === key);
  const last = (key: string): Fact<string> | undefined => {
    const entry = entries(key).at(-1);
    return entry && entry.value.text !== '' ? factOf(entry) : undefined;
  };
  const kept = (key: string): readonly SystemdEntry[] => sinceCleared(entries(key));
  const words = (key: string): readonly Fact<string>[] =>
    kept(key).flatMap((entry) =>
      systemdWords(entry.value).map((word) => ({
        value: word.text,
        text: word.text,
        span: word.content(0),
        entry: entry.span,
      })),
    );
  return {
    tree,
    environment: kept('Environment').flatMap((entry) => systemdWords(entry.value).flatMap(environmentSetting)),
    strays: kept('Environment').flatMap((entry) => straysIn(systemdWords(entry.value))),
    envFiles: kept('EnvironmentFile').map(readEnvFile),
    passed: words('PassEnvironment'),
    unset: words('UnsetEnvironment'),
    clears: { environment: isCleared(entries('Environment')), envFiles: isCleared(entries('EnvironmentFile')) },
    execStart: kept('ExecStart').map(factOf),
    user: last('User'),
    group: last('Group'),
    dynamicUser: booleanFact(entries('DynamicUser').at(-1)),
    workingDirectory: last('WorkingDirectory'),
    restart: last('Restart'),
    listens: inSection('Socket')
      .filter(({ key }) => key === 'ListenStream' || key === 'ListenDatagram')
      .map(factOf),
    hardening: new Map(service.flatMap((entry) => (hardeningNames.has(entry.key) ? [[entry.key, factOf(entry)]] : []))),
    timer: tree.sections.some(({ name }) => name === 'Timer') ? readTimer(inSection('Timer')) : undefined,
    installed: inSection('Install').some(
      ({ key, value }) => /^(?:WantedBy|RequiredBy)$/.test(key) && value.text !== '',
    ),
    isService: tree.sections.some(({ name }) => name === 'Service'),
  };
}

function readTimer(entries: readonly SystemdEntry[]): SystemdModel['timer'] {
  const of = (...keys: readonly string[]) => sinceCleared(entries.filter(({ key }) => keys.includes(key))).map(factOf);
  return {
    calendars: of('OnCalendar'),
    intervals: of('OnUnitActiveSec', 'OnUnitInactiveSec'),
    unit: of('Unit').at(-1),
  };
}

const isCleared = (entries: readonly SystemdEntry[]): boolean => entries.some(({ value }) => value.text === '');

/** An assignment of nothing clears those before it. */
const sinceCleared = (entries: readonly SystemdEntry[]): readonly SystemdEntry[] =>
  entries.slice(entries.findLastIndex(({ value }) => value.text === '') + 1);

function readEnvFile(entry: SystemdEntry): SystemdEnvFile {
  const fact = factOf(entry);
  const required = !fact.text.startsWith('-');
  if (required) return { path: fact, required };
  const value = fact.text.slice(1);
  return { path: { ...fact, value, text: value, span: entry.value.place(1, fact.text.length) }, required };
}

/** `NAME=value`; a word of another form is none to systemd, which warns. */
function environmentSetting(word: SystemdWord): readonly Setting[] {
  const equals = word.text.indexOf('=');
  const key = word.text.slice(0, equals);
  if (equals < 0 || !/^[A-Za-z_]\w*$/.test(key)) return [];
  const valueSpan = word.content(equals + 1);
  const keyStart = word.content(0).start;
  return [
    {
      key,
      keySpan: { start: keyStart, end: keyStart + key.length },
      text: word.text.slice(equals + 1),
      valueSpan,
      exact: word.exactFrom(equals + 1),
      template: { parts: withoutKey(word, equals + 1), span: valueSpan },
      source: 'systemd-env',
      pointer: `/Service/Environment/${key}`,
      inherited: false,
      type: 'string',
      lead: '',
      span: word.span,
    },
  ];
}

/** All words without `=` that follow an assignment, as one stretch. */
function straysIn(words: readonly SystemdWord[]): SystemdModel['strays'] {
  return words.flatMap((word, index) => {
    const [setting] = environmentSetting(word);
    const rest = words.slice(index + 1);
    const next = rest.findIndex(({ text }) => text.includes('='));
    const strays = next < 0 ? rest : rest.slice(0, next);
    const [first, last] = [strays[0], strays.at(-1)];
    return setting && first && last ? [{ setting, span: { start: first.span.start, end: last.span.end } }] : [];
  });
}

/** The name and its `=` stand in the first part: names hold no specifiers. */
function withoutKey({ template: { parts } }: SystemdWord, length: number): Setting['template']['parts'] {
  const [first, ...rest] = parts;
  if (typeof first !== 'string') return parts;
  const left = first.slice(length);
  return left === '' ? rest : [left, ...rest];
}
