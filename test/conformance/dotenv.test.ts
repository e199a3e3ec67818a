import { defaultSettings } from '../../server/src/core/config.ts';
import { resolve } from '../../server/src/core/deployment/effective.ts';
import { lastSettings, lookupIn } from '../../server/src/core/deployment/environment.ts';
import { readSource } from '../../server/src/core/read-source.ts';
import { parseDotenv } from '../../server/src/core/syntax/dotenv.ts';
import { type DotenvConsumer, dotenvValue } from '../../server/src/core/syntax/dotenv-entry.ts';
import { conforms, isEqual, type Outcome, readCases, readText } from './suite.ts';

interface Result {
  readonly values?: Readonly<Record<string, string | null>>;
  readonly error?: string;
}
type Results = Readonly<Record<string, Result>>;
/** undefined: the reader refuses the file. */
type Values = Readonly<Record<string, string>> | undefined;

const readers: Readonly<Record<string, (text: string) => Values>> = {
  'compose-go': composeValues,
  'node-dotenv': (text) => literalValues(text, 'node'),
  'docker-run-envfile': (text) => literalValues(text, 'raw'),
};

/**
 * As a Compose project reads it: with references replaced by what stands above them, and names without a value left to the
 * shell, which has none here.
 */
function composeValues(text: string): Values {
  const file = readSource({ path: '.env', text }, defaultSettings);
  if (file?.kind !== 'dotenv' || isRefused(text, 'compose')) return undefined;
  return Object.fromEntries(
    [...lastSettings(file)].flatMap(([key, setting]) => {
      if (setting.inherited) return [];
      const above = readSource({ path: '.env', text: text.slice(0, setting.span.start) }, defaultSettings);
      const lookup = lookupIn(above?.kind === 'dotenv' ? above : undefined);
      const { segments } = resolve(setting.template, { path: file.path, setting }, lookup);
      return [[key, segments.map((segment) => segment.text).join('')]];
    }),
  );
}

function literalValues(text: string, consumer: DotenvConsumer): Values {
  if (isRefused(text, consumer)) return undefined;
  return Object.fromEntries(
    parseDotenv(text).entries.flatMap((entry) =>
      entry.hasSeparator && entry.consumers.includes(consumer) ? [[entry.key, dotenvValue(entry, text, consumer)]] : [],
    ),
  );
}

const isRefused = (text: string, consumer: DotenvConsumer): boolean =>
  parseDotenv(text).problems.some(({ verdict, consumers }) => verdict === 'refused' && consumers.includes(consumer));

function compare(id: string, text: string, results: Results, reader: string): Outcome {
  const expected = results[reader] ?? {};
  const came = readers[reader]?.(text);
  const agrees = expected.error !== undefined ? came === undefined : isEqual(came, expected.values);
  return { id, agrees };
}

for (const reader of Object.keys(readers)) {
  conforms(`dotenv dialects as ${reader} reads them`, () =>
    readCases<{ id: string; text: string; results: Results }>('dotenv/dialect-cases.json').map(
      ({ id, text, results }) => compare(id, text, results, reader),
    ),
  );
  conforms(`dotenv fixtures as ${reader} reads them`, () =>
    readCases<{ file: string; results: Results }>('dotenv/fixtures-golden.json').map(({ file, results }) =>
      compare(file, readText(file), results, reader),
    ),
  );
}
