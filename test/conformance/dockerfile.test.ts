import { existsSync, readFileSync } from 'node:fs';
import { type DockerfileInstruction, parseDockerfile } from '../../server/src/core/syntax/dockerfile.ts';
import { heredocsIn } from '../../server/src/core/syntax/dockerfile-heredoc.ts';
import { readShellWord } from '../../server/src/core/syntax/dockerfile-shell.ts';
import { jsonWords, quotedWords } from '../../server/src/core/syntax/dockerfile-words.ts';
import type { Template } from '../../server/src/core/syntax/interpolation.ts';
import { joinText } from '../../server/src/core/syntax/joined-text.ts';
import { conforms, isEqual, readCases, readText } from './suite.ts';

interface GoldenNode {
  readonly value: string;
  readonly args: readonly string[] | null;
  readonly flags?: readonly string[];
  readonly attrs?: { readonly json?: boolean };
  readonly heredocs?: readonly string[];
  /** One-based. */
  readonly startLine: number;
  readonly endLine: number;
}
interface Golden {
  readonly file: string;
  readonly nodes: readonly GoldenNode[] | null;
  readonly error?: string;
}

const corpus = new URL('../../../shared/corpora/open/', import.meta.url);
const buildkit = () =>
  readCases<Golden>('dockerfile/buildkit-golden.json').map((golden) => ({ ...golden, text: readText(golden.file) }));
/** Real files, where they are here. */
const open = () => {
  const path = new URL('golden/dockerfile-ast.json', corpus);
  if (!existsSync(path)) return [];
  const goldens: readonly Golden[] = JSON.parse(readFileSync(path, 'utf8'));
  return goldens.map((golden) => ({ ...golden, text: readFileSync(new URL(golden.file, corpus), 'utf8') }));
};

const refuses = (text: string): boolean => parseDockerfile(text).problems.some(({ verdict }) => verdict === 'refused');

const pairArgs = ({ pairs }: DockerfileInstruction): readonly string[] =>
  pairs.flatMap(({ name, value, separator }) => [name.text, value.text, separator]);
function drawn(instruction: DockerfileInstruction): unknown {
  const { keyword, args, flags, json, heredocs, lines } = instruction;
  const texts =
    keyword === 'ENV' || keyword === 'LABEL'
      ? pairArgs(instruction)
      : keyword === 'ONBUILD'
        ? ['']
        : args.map(({ text }) => text);
  return {
    value: keyword,
    args: texts,
    flags: flags.map(({ text }) => text),
    json,
    heredocs: heredocs.map(({ name }) => name),
    startLine: lines.first + 1,
    endLine: lines.last + 1,
  };
}
const wanted = ({ value, args, flags, attrs, heredocs, startLine, endLine }: GoldenNode): unknown => ({
  value: value.toUpperCase(),
  args: args ?? [],
  flags: flags ?? [],
  json: attrs?.json ?? false,
  heredocs: heredocs ?? [],
  startLine,
  endLine,
});

for (const [name, goldens] of [
  ['BuildKit’s Dockerfiles', buildkit],
  ['real Dockerfiles', open],
] as const) {
  conforms(`the instructions of ${name}`, () =>
    goldens()
      .filter(({ error }) => error === undefined)
      .map(({ file, text, nodes }) => ({
        id: file,
        agrees: isEqual(parseDockerfile(text).instructions.map(drawn), (nodes ?? []).map(wanted)),
      })),
  );
}

conforms('the files that BuildKit’s parser refuses', () =>
  buildkit()
    .filter(({ error }) => error !== undefined)
    .map(({ file, text }) => ({ id: file, agrees: text === '' || refuses(text) })),
);

conforms('the verdicts on real Dockerfiles', () =>
  open().map(({ file, text, error }) => ({ id: file, agrees: refuses(text) === (error !== undefined) })),
);

interface Table {
  readonly file: string;
  readonly func: string;
  readonly line: number;
  readonly rows: never;
}
const rowsOf = <T>(func: string, line?: number): T =>
  readCases<Table>('dockerfile/buildkit-tables.json')
    .filter((table) => table.func === func && (line === undefined || table.line === line))
    .flatMap(({ rows }) => rows) as T;
const asJoined = (text: string) => joinText([{ text, offset: 0 }], text.length);
const asWord = (text: string) => ({ text, span: { start: 0, end: text.length }, exact: true });

conforms('BuildKit’s error cases', () =>
  [
    ...rowsOf<readonly { readonly dockerfile: string }[]>('TestErrorCases'),
    ...rowsOf<readonly { readonly dockerfile: string }[]>('TestErrorCasesHeredoc'),
  ].map(({ dockerfile }) => ({ id: dockerfile, agrees: refuses(`FROM scratch\n${dockerfile}`) })),
);

conforms('BuildKit’s argument counts', () => [
  ...[
    ...rowsOf<readonly string[]>('TestCommandsExactlyOneArgument'),
    ...rowsOf<readonly string[]>('TestCommandsAtLeastOneArgument'),
  ].map((keyword) => ({ id: keyword, agrees: refuses(`FROM scratch\n${keyword}\n`) })),
  ...rowsOf<readonly string[]>('TestCommandsNoDestinationArgument').map((keyword) => ({
    id: keyword,
    agrees: refuses(`FROM scratch\n${keyword} arg1\n`),
  })),
  ...rowsOf<readonly string[]>('TestCommandsBlankNames').map((keyword) => ({
    id: keyword,
    agrees: refuses(`FROM scratch\n${keyword} =arg2\n`),
  })),
]);

conforms('BuildKit’s JSON arrays', () => [
  ...rowsOf<readonly string[]>('', 9).map((text) => ({
    id: text,
    agrees: jsonWords(asJoined(text), 0) === 'not-strings',
  })),
  ...Object.entries(rowsOf<readonly Record<string, readonly string[]>[]>('', 20)[0] ?? {}).map(([text, words]) => {
    const read = jsonWords(asJoined(text), 0);
    return {
      id: text,
      agrees:
        Array.isArray(read) &&
        isEqual(
          read.map((word) => word.text),
          words,
        ),
    };
  }),
]);

conforms('BuildKit’s heredocs', () => [
  ...rowsOf<readonly { readonly line: string; readonly heredocNames: readonly string[] | null }[]>(
    'TestHeredocsFromLine',
  ).map(({ line, heredocNames }) => ({
    id: line,
    agrees: isEqual(
      heredocsIn(line).map(({ name }) => name),
      heredocNames ?? [],
    ),
  })),
  ...rowsOf<readonly string[]>('TestParseHeredocHelpers', 350).map((text) => ({
    id: text,
    agrees: heredocsIn(text).length === 1,
  })),
  ...[
    ...rowsOf<readonly string[]>('TestParseHeredocHelpers', 361),
    ...rowsOf<readonly string[]>('TestParseHeredocHelpers', 367).filter((text) => !text.includes(' ')),
  ].map((text) => ({ id: text, agrees: heredocsIn(text).length === 0 })),
]);

interface InlineFile {
  readonly Data: string;
}
const contentsIn = (text: string): readonly string[] =>
  parseDockerfile(text).instructions.flatMap(({ heredocs }) =>
    heredocs.map(({ content, chomp }) => {
      const written = text.slice(content.start, content.end);
      return chomp ? written.replace(/^\t+/gm, '') : written;
    }),
  );
conforms('the contents of BuildKit’s heredocs', () => [
  ...rowsOf<
    readonly {
      readonly dockerfile: string;
      readonly sourcesAndDest: { readonly SourceContents?: readonly InlineFile[] };
    }[]
  >('TestCopyHeredoc').map(({ dockerfile, sourcesAndDest: { SourceContents = [] } }) => ({
    id: dockerfile,
    agrees: isEqual(
      contentsIn(dockerfile),
      SourceContents.map(({ Data }) => Data),
    ),
  })),
  ...rowsOf<
    readonly { readonly dockerfile: string; readonly shell: boolean; readonly files?: readonly InlineFile[] }[]
  >('TestRunHeredoc').map(({ dockerfile, shell, files = [] }) => ({
    id: dockerfile,
    agrees:
      parseDockerfile(dockerfile).instructions[0]?.json === !shell &&
      isEqual(
        contentsIn(dockerfile),
        files.map(({ Data }) => (dockerfile.includes('<<-') ? Data.replace(/^\t+/gm, '') : Data)),
      ),
  })),
]);

conforms('BuildKit’s words', () =>
  rowsOf<readonly { readonly input: readonly string[]; readonly expect: readonly string[] }[]>('TestParseWords').map(
    ({ input: [text = ''], expect }) => ({
      id: text,
      agrees: isEqual(
        quotedWords(asJoined(text), 0, '\\').map((word) => word.text),
        expect,
      ),
    }),
  ),
);

/** The value with these variables set; undefined where the builder gives an error. */
function evaluate({ parts }: Template, envs: Readonly<Record<string, string>>): string | undefined {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = envs[part.name];
    const isUsable = part.operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
    const operand = part.operand ? evaluate(part.operand, envs) : '';
    if (/-$/.test(part.operator)) text += isUsable ? value : operand;
    else if (/\+$/.test(part.operator)) text += isUsable ? operand : '';
    else if (/\?$/.test(part.operator) && !isUsable) return undefined;
    else text += value ?? '';
  }
  return text;
}
conforms('BuildKit’s substitutions', () =>
  rowsOf<
    readonly {
      readonly input: string;
      /** `[]` where none is set. */
      readonly envs: Readonly<Record<string, string>>;
      readonly expected?: string;
      readonly expectedErr?: boolean;
    }[]
  >('TestProcessWithMatches')
    // What a pattern cuts out or replaces is left unknown, so only what the builder refuses of it is compared.
    .filter(
      ({ input, expectedErr }) =>
        expectedErr === true ||
        readShellWord(asWord(input), '\\').template.parts.every(
          (part) => typeof part === 'string' || /^\w+$/.test(part.name),
        ),
    )
    .map(({ input, envs, expected, expectedErr = false }) => {
      const { template, problems } = readShellWord(asWord(input), '\\');
      const value = problems.length > 0 ? undefined : evaluate(template, Object.fromEntries(Object.entries(envs)));
      return { id: input, agrees: expectedErr ? value === undefined : value === (expected ?? '') };
    }),
);
