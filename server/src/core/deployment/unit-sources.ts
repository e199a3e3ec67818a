import { frequencyOfCalendar, frequencyOfDuration } from '../model/frequency.ts';
import { baseNameOf } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';
import { joinText } from '../syntax/joined-text.ts';
import { systemdWords } from '../syntax/systemd-words.ts';
import type { Span } from '../text.ts';
import { namesOfSettings, type Source, type Started } from './backup-source.ts';
import { type Run, runsOfWords, type Scene } from './shell-run.ts';
import { type Told, told, unknownSign } from './told.ts';

type SystemdFile = Extract<SourceFile, { kind: 'systemd' }>;

/** A service, and where timers start it one for each of them. A timer without `[Install]` is started by nothing. */
export function systemdSources(file: SystemdFile, started: Started): readonly Source[] {
  if (!file.model.isService) return [];
  const { environmentOf } = started;
  const name = baseNameOf(file.path);
  const process = started.processes.find(({ path }) => path === file.path);
  const names = namesOfSettings(process?.settings ?? []);
  const scene: Scene = { names, inside: undefined, environmentOf };
  const runs = file.model.execStart.flatMap(({ value, span }) => execRuns(value, span, scene));
  const [first] = file.model.execStart;
  if (!first) return [];
  const service: Source = {
    by: 'systemd',
    path: file.path,
    span: first.span,
    repeats: undefined,
    off: false,
    runs,
    names,
    inside: undefined,
  };
  const timers = started.files.flatMap((one): readonly Source[] => {
    if (one.kind !== 'systemd' || !one.model.timer || !one.model.installed) return [];
    const { calendars, intervals, unit } = one.model.timer;
    const runsIt = unit ? unit.value === name : baseNameOf(one.path).replace(/\.timer\b/, '.service') === name;
    const [at] = [...calendars, ...intervals];
    if (!runsIt || !at) return [];
    const frequencies = [
      ...calendars.map(({ value }) => frequencyOfCalendar(value)),
      ...intervals.map(({ value }) => frequencyOfDuration(value)),
    ];
    const frequency =
      frequencies.find((found) => found === 'daily') ?? frequencies.find((found) => found !== undefined);
    return [{ ...service, path: one.path, span: at.span, repeats: { frequency } }];
  });
  return timers.length > 0 ? timers : [service];
}

/** `ExecStart=` takes signs in front of the program (systemd.service(5)) and starts no shell. */
function execRuns(value: string, span: Span, scene: Scene): readonly Run[] {
  const words = systemdWords(joinText([{ text: value, offset: span.start }], span.end)).map(
    ({ template }, index): Told => {
      const text = template.parts.map((part) => (typeof part === 'string' ? part : unknownSign)).join('');
      const own = index === 0 ? text.replace(/^[-@:+!|]+/, '') : text;
      const named = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(own)?.[1];
      return named === undefined ? told(own) : (scene.names(named) ?? { text: unknownSign, sure: false, name: named });
    },
  );
  return runsOfWords(words, scene, span);
}
