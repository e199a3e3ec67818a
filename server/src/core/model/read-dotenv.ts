import { parseDotenv } from '../syntax/dotenv.ts';
import { dotenvValue } from '../syntax/dotenv-entry.ts';
import { rawEntries } from '../syntax/dotenv-raw.ts';
import type { DotenvModel } from './dotenv.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting } from './setting.ts';

/**
 * Reads an env file as Docker Compose does: the strictest of the common readers about what a `$` means. Where another reader
 * would take it literally, the value counts as a reference that nothing sets, and rules stay silent about it.
 */
export function readDotenv(text: string): DotenvModel {
  const tree = parseDotenv(text);
  const assigned = new Set<string>();
  const settings = tree.entries.flatMap((entry) => {
    // `export NAME` below `NAME=value` marks what is set, and takes nothing away.
    if (!entry.hasSeparator && assigned.has(entry.key)) return [];
    if (entry.hasSeparator) assigned.add(entry.key);
    const value = dotenvValue(entry, text, 'compose');
    return makeSetting({
      key: entry.key,
      keySpan: entry.keySpan,
      text: value,
      valueSpan: entry.valueSpan,
      exact: value === text.slice(entry.valueSpan.start, entry.valueSpan.end),
      source: 'dotenv',
      pointer: entry.key,
      span: entry.span,
      inherited: !entry.hasSeparator,
      lead: entry.hasSeparator ? '' : '=',
      interpolated: entry.quote !== "'",
    });
  });
  return {
    tree,
    settings,
    get rawSettings() {
      return readRaw(text);
    },
  };
}

const readRaw = (text: string): readonly Setting[] =>
  rawEntries(text).map(({ key, keySpan, value, valueSpan, span }) =>
    makeSetting({
      key,
      keySpan,
      text: value ?? '',
      valueSpan,
      exact: true,
      source: 'dotenv',
      pointer: key,
      span,
      inherited: value === undefined,
      lead: value === undefined ? '=' : '',
      interpolated: false,
    }),
  );
