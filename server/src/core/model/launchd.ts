import { type PlistNode, parsePlist } from '../syntax/plist.ts';
import type { SyntaxProblem } from '../syntax/problem.ts';
import type { Span } from '../text.ts';
import { type Frequency, frequencyOfSeconds } from './frequency.ts';

/** A job of launchd (launchd.plist(5)). */
export interface LaunchdModel {
  readonly label: string | undefined;
  /** The program with its arguments. */
  readonly words: readonly { readonly text: string; readonly span: Span }[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** `StartCalendarInterval` or `StartInterval`. */
  readonly schedule: { readonly frequency: Frequency; readonly span: Span } | undefined;
  readonly disabled: boolean;
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

export function readLaunchd(text: string): LaunchdModel {
  const { root, comments } = parsePlist(text);
  const program = textAt(root, 'Program');
  const list = itemsAt(root, 'ProgramArguments').flatMap((node) => (node.type === 'text' ? [node] : []));
  return {
    label: textAt(root, 'Label')?.text,
    // `Program` is what runs; the first argument is then only what it is called.
    words: [...(program ? [program, ...list.slice(1)] : list)].map(({ text: word, span }) => ({ text: word, span })),
    environment: entriesAt(root, 'EnvironmentVariables').flatMap(({ key, value }) =>
      value.type === 'text' ? [{ name: key, value: value.text }] : [],
    ),
    schedule: scheduleIn(root),
    disabled: textAt(root, 'Disabled')?.kind === 'true',
    comments,
    problems: [],
  };
}

const at = (node: PlistNode | undefined, name: string): PlistNode | undefined =>
  node?.type === 'dict' ? node.entries.find(({ key }) => key === name)?.value : undefined;

const textAt = (node: PlistNode | undefined, name: string) => {
  const found = at(node, name);
  return found?.type === 'text' ? found : undefined;
};

const itemsAt = (node: PlistNode | undefined, name: string): readonly PlistNode[] => {
  const found = at(node, name);
  return found?.type === 'array' ? found.items : [];
};

const entriesAt = (node: PlistNode | undefined, name: string) => {
  const found = at(node, name);
  return found?.type === 'dict' ? found.entries : [];
};

/** An interval without day, weekday or month comes every day; several of them come as often as the first that does. */
function scheduleIn(root: PlistNode | undefined): LaunchdModel['schedule'] {
  const calendar = at(root, 'StartCalendarInterval');
  const intervals = calendar?.type === 'array' ? calendar.items : calendar ? [calendar] : [];
  const isDaily = (node: PlistNode): boolean =>
    node.type === 'dict' && !node.entries.some(({ key }) => ['Day', 'Weekday', 'Month'].includes(key));
  if (calendar && intervals.length > 0)
    return { frequency: intervals.some(isDaily) ? 'daily' : 'rarer', span: calendar.span };
  const seconds = textAt(root, 'StartInterval');
  return seconds && /^\d+$/.test(seconds.text.trim())
    ? { frequency: frequencyOfSeconds(Number(seconds.text)), span: seconds.span }
    : undefined;
}
