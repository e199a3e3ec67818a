import { defaultSettings } from '../../server/src/core/config.ts';
import { buildDeployment } from '../../server/src/core/deployment/build-deployment.ts';
import { isByteSize, portFault, splitVolume } from '../../server/src/core/model/compose-text.ts';
import { folderOf } from '../../server/src/core/model/path.ts';
import { readPortMapping } from '../../server/src/core/model/port.ts';
import { readCompose } from '../../server/src/core/model/read-compose.ts';
import type { SourceFile } from '../../server/src/core/model/source-file.ts';
import { readSource } from '../../server/src/core/read-source.ts';
import { parseTemplate } from '../../server/src/core/syntax/interpolation.ts';
import { conforms, isEqual, namesIn, type Outcome, readCases, readText } from './suite.ts';

const refuses = (text: string): boolean => readCompose(text).problems.some(({ verdict }) => verdict === 'refused');

conforms('the verdicts of compose-go’s loader on the documents of its tests', () =>
  readCases<{ func: string; line: number; text: string; expectError: boolean }>('compose/loader-inline-docs.json').map(
    ({ func, line, text, expectError }) => ({ id: `${func}:${line}`, agrees: refuses(text) === expectError }),
  ),
);

/** The Compose files of a folder as one workspace, and what their stacks lack. */
function stackRefusals(folder: string): readonly Outcome[] {
  const files = namesIn(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name): SourceFile[] => {
      const file = readSource({ path: name, text: readText(`${folder}${name}`) }, defaultSettings);
      return file?.kind === 'compose' ? [file] : [];
    });
  return files.map((file) => {
    const { stackProblems } = buildDeployment(
      { root: folderOf(file.path), files, lends: false, parts: [] },
      { products: [], forced: [], publicUrl: undefined },
    );
    const isRefused =
      (file.kind === 'compose' && file.model.problems.some(({ verdict }) => verdict === 'refused')) ||
      stackProblems.some(({ path }) => path === file.path);
    return {
      id: `${folder}${file.path}`,
      agrees: isRefused === /(?:depends-on-cycle|include-cycle|depends-on-self)|remote\/cycle/.test(file.path),
    };
  });
}

conforms('the verdicts on compose-go’s files', () =>
  ['compose/compose-go/', 'compose/conformance-tests/tests/'].flatMap(stackRefusals),
);

interface Table {
  readonly func: string;
  readonly line: number;
  readonly rows: unknown;
}
/** The author of the file promises the form of the rows of each table. */
const rowsOf = <T>(...functions: readonly string[]): readonly T[] =>
  readCases<Table>('compose/unit-tables.json')
    .filter(({ func }) => functions.includes(func))
    .flatMap(({ rows }) => (Array.isArray(rows) ? (rows as T[]) : []));

interface PortRow {
  readonly value: string;
  readonly expectedError?: string;
  readonly expected?: readonly { readonly HostIP?: string; readonly Published?: string; readonly Target: number }[];
}

function portOutcome({ value, expectedError, expected = [] }: PortRow): Outcome {
  if (expectedError !== undefined) return { id: value, agrees: portFault(value) !== undefined };
  const mapping = readPortMapping(value);
  const [first, last] = [expected[0], expected.at(-1)];
  const agrees =
    portFault(value) === undefined &&
    mapping?.target[0] === first?.Target &&
    mapping?.target[1] === last?.Target &&
    mapping?.hostIp === first?.HostIP &&
    (mapping?.published?.[0] ?? undefined) === (first?.Published && Number(first.Published.split('-')[0]));
  return { id: value, agrees };
}

conforms('compose-go’s table of ports', () => rowsOf<PortRow>('TestParsePortConfig').map(portOutcome));

const volumeIn = (text: string) =>
  readCompose(`services:\n  a:\n    volumes:\n      - ${JSON.stringify(text)}\n`).services[0]?.volumes[0];

conforms('compose-go’s tables of volumes', () => [
  ...rowsOf<readonly [string, unknown, readonly string[] | null]>('TestParseVolumeSplitCases')
    .filter(([, n]) => typeof n !== 'number')
    .map(([text, , parts]) => ({
      id: text,
      agrees: parts === null ? text === '' || splitVolume(text) === undefined : isEqual(splitVolume(text), parts),
    })),
  ...rowsOf<string>('TestParseVolumeMissingSource').map((text) => ({
    id: text,
    agrees: splitVolume(text) === undefined,
  })),
  ...rowsOf<{
    readonly input: string;
    readonly expected: { Source?: string; Target: string; Type: string; ReadOnly?: boolean };
  }>(
    'TestParseVolumeWithVariableDefaultValue',
    'TestParseVolumeWithVariableDefaultValueWindows',
    'TestParseVolumeWithNestedBraces',
  ).map(({ input, expected }) => {
    const volume = volumeIn(input);
    const came = [volume?.source?.text, volume?.target, volume?.kind, volume?.readOnly];
    return {
      id: input,
      agrees: isEqual(came, [expected.Source, expected.Target, expected.Type, expected.ReadOnly ?? false]),
    };
  }),
]);

conforms('compose-go’s tables of templates', () => [
  ...rowsOf<string>('TestInvalid').map((text) => ({ id: text, agrees: parseTemplate(text, 0).problems.length > 0 })),
  ...rowsOf<string>('TestUnescaped').map((text) => ({
    id: text,
    agrees: isEqual(parseTemplate(text, 0).template.parts, [text]),
  })),
]);

conforms('compose-go’s tables of sizes', () =>
  rowsOf<readonly [string, string]>('TestUnitBytesUnmarshalJSON', 'TestUnitBytesUnmarshalYAML').map(([name, text]) => ({
    id: name,
    agrees: isByteSize(text.replaceAll('"', '')),
  })),
);
