import { defaultSettings } from '../../server/src/core/config.ts';
import { resolve } from '../../server/src/core/deployment/effective.ts';
import { lastSettings, lookupIn } from '../../server/src/core/deployment/environment.ts';
import { readSource } from '../../server/src/core/read-source.ts';
import { parseDotenv } from '../../server/src/core/syntax/dotenv.ts';
import { type DotenvDialect, readAs } from '../../server/src/core/syntax/dotenv-dialects.ts';
import { readJson5 } from '../../server/src/core/syntax/json5.ts';
import { conforms, isEqual, type Outcome, readCases, readText } from './suite.ts';

interface Result {
  readonly values?: Readonly<Record<string, string | null>>;
  readonly error?: string;
}
type Results = Readonly<Record<string, Result>>;
/** undefined: the reader refuses the file. */
type Values = Readonly<Record<string, string | null | undefined>> | undefined;

const dialects: Readonly<Record<string, DotenvDialect>> = {
  'node-dotenv': 'node',
  'compose-go': 'compose',
  'docker-run-envfile': 'docker',
  'kubectl-from-env-file': 'kubectl',
  'python-dotenv': 'python',
  'ruby-dotenv-2.4': 'ruby',
  'bash-source': 'shell',
};

function valuesOf(text: string, dialect: DotenvDialect): Values {
  const { values, fault } = readAs(parseDotenv(text), dialect);
  return fault ? undefined : known(Object.fromEntries(values));
}

/** Without the names that are left to the environment. */
const known = (values: NonNullable<Values>): NonNullable<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** As the settings of an env file say it, which keep a place for everything: a Compose project reads them. */
function settingsOf(text: string): Values {
  const file = readSource({ path: '.env', text }, defaultSettings);
  if (file?.kind !== 'dotenv') return undefined;
  const isRefused = file.model.tree.problems.some(
    ({ verdict, consumers }) => verdict === 'refused' && consumers.includes('compose'),
  );
  if (isRefused) return undefined;
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

function compare(id: string, came: Values, expected: Result | undefined): readonly Outcome[] {
  if (!expected) return [];
  const agrees =
    expected.error !== undefined
      ? came === undefined
      : came !== undefined && isEqual(came, known(expected.values ?? {}));
  return [{ id, agrees }];
}

const cases = () => readCases<{ id: string; text: string; results: Results }>('dotenv/dialect-cases.json');
const fixtures = () =>
  readCases<{ file: string; results: Results }>('dotenv/fixtures-golden.json').map(({ file, results }) => ({
    id: file,
    text: readText(file),
    results,
  }));

for (const [reader, dialect] of Object.entries(dialects)) {
  for (const [name, all] of [
    ['dialects', cases],
    ['fixtures', fixtures],
  ] as const) {
    if (reader === 'bash-source' && name === 'fixtures') continue;
    conforms(`dotenv ${name} as ${reader} reads them`, () =>
      all().flatMap(({ id, text, results }) => compare(id, valuesOf(text, dialect), results[reader])),
    );
  }
}

conforms('dotenv dialects as the settings of a Compose project', () =>
  cases().flatMap(({ id, text, results }) => compare(id, settingsOf(text), results['compose-go'])),
);
conforms('dotenv fixtures as the settings of a Compose project', () =>
  fixtures().flatMap(({ id, text, results }) => compare(id, settingsOf(text), results['compose-go'])),
);

interface Call {
  readonly text: string;
  readonly key: string;
  readonly value: string;
}

conforms('the calls of compose-go’s dotenv tests', () =>
  readCases<Call>('dotenv/compose-go-dotenv-calls.json').map(({ text, key, value }) => ({
    id: text,
    agrees: valuesOf(text, 'compose')?.[key] === value,
  })),
);

// Compose's reader began as a copy of this one.
conforms('the calls of godotenv’s tests as Compose reads them', () =>
  readCases<Call>('dotenv/godotenv-calls.json').map(({ text, key, value }) => ({
    id: text,
    agrees: valuesOf(text, 'compose')?.[key] === value,
  })),
);

/** What Node's dotenv gives for its own fixtures, by the assertions of its tests. */
const nodeFixtures: Readonly<Record<string, string>> = {
  'tests/test-parse.js': 'dotenv/fixtures/motdotla__dotenv/tests/.env',
  'tests/test-parse-multiline.js': 'dotenv/fixtures/motdotla__dotenv/tests/.env-multiline',
};

/** A string of JavaScript, whose quotes and escapes JSON5 takes over. */
function stringIn(literal: string): unknown {
  const { root } = readJson5(literal);
  return root?.type === 'string' ? root.value : undefined;
}

conforms('the assertions of Node’s dotenv about its fixtures', () =>
  readCases<{ file: string; object: string; key: string; expectedJsLiteral: string }>('dotenv/motdotla-asserts.json')
    .filter(({ file, object }) => object === 'parsed' && nodeFixtures[file] !== undefined)
    .map(({ file, key, expectedJsLiteral }) => ({
      id: `${file} ${key}`,
      agrees: valuesOf(readText(nodeFixtures[file] ?? ''), 'node')?.[key] === stringIn(expectedJsLiteral),
    })),
);

conforms('the parser specification of the dotenv gem', () =>
  readCases<{ readonly text: string; readonly expected: NonNullable<Values> }>('dotenv/ruby-parser-spec.json').map(
    ({ text, expected }) => ({ id: text, agrees: isEqual(valuesOf(text, 'ruby'), expected) }),
  ),
);

const unterminated = () =>
  readCases<{ readonly func: string; readonly rows: unknown }>('dotenv/compose-go-dotenv-tables.json')
    .filter(({ func }) => func === 'TestUnterminatedQuotes')
    .flatMap(({ rows }) => (Array.isArray(rows) ? rows.map(String) : []));

conforms('the quotes without an end of compose-go’s dotenv tests', () =>
  unterminated().map((text) => ({ id: text, agrees: valuesOf(text, 'compose') === undefined })),
);
