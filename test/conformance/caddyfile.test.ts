import { readCaddyfile } from '../../server/src/core/model/read-caddyfile.ts';
import { addressMistake } from '../../server/src/core/syntax/caddy-site-address.ts';
import { parseCaddyfile } from '../../server/src/core/syntax/caddyfile.ts';
import type { CaddyToken } from '../../server/src/core/syntax/caddyfile-lexer.ts';
import { conforms, isEqual, readCases, readText } from './suite.ts';

interface GoldenToken {
  readonly line: number;
  readonly text: string;
  readonly quote?: string;
}
interface Golden {
  readonly file: string;
  readonly tokens: readonly GoldenToken[] | null;
  readonly blocks?: readonly { readonly keys: readonly GoldenToken[] | null; readonly hasBraces: boolean }[];
  readonly lexError?: string;
  readonly parseError?: string;
}
interface Row {
  readonly input: string;
  readonly expected?: readonly { readonly Line: number; readonly Text: string }[];
  readonly expectErr?: boolean;
}

const drawn = ({ line, text }: Pick<CaddyToken, 'line' | 'text'>): string => `${line} ${text}`;
const refuses = (text: string): boolean => parseCaddyfile(text).problems.some(({ verdict }) => verdict === 'refused');

conforms('the table of Caddy’s lexer', () =>
  readCases<{ func: string; rows: readonly Row[] }>('caddyfile/unit-tables.json')
    .filter(({ func }) => func === 'TestLexer')
    .flatMap(({ rows }) => rows)
    .map(({ input, expected = [], expectErr = false }) => {
      if (expectErr) return { id: input, agrees: refuses(input) };
      const wanted = expected.map(({ Line, Text }) => drawn({ line: Line, text: Text }));
      return { id: input, agrees: isEqual(parseCaddyfile(input).tokens.map(drawn), wanted) };
    }),
);

const goldens = (): readonly (Golden & { readonly text: string })[] =>
  readCases<Golden>('caddyfile/golden-tokens-adapt.json').map((golden) => ({
    ...golden,
    text: readText(`caddyfile/${golden.file}`),
  }));

conforms('the tokens of Caddy’s adapter tests', () =>
  goldens().map(({ file, text, tokens, lexError }) => ({
    id: file,
    agrees:
      lexError === undefined
        ? isEqual(parseCaddyfile(text).tokens.map(drawn), (tokens ?? []).map(drawn))
        : refuses(text),
  })),
);

conforms('the server blocks of Caddy’s adapter tests', () =>
  goldens()
    // An import at the top brings in blocks of another file; a snippet is no block of its own to Caddy.
    .filter(({ text, blocks }) => blocks !== undefined && !/^import\b/m.test(text))
    .map(({ file, text, blocks = [] }) => {
      const own = parseCaddyfile(text).blocks.filter(({ kind }) => kind !== 'snippet');
      const came = own.map(({ keys, braces }) => [keys.map((key) => key.text.replace(/^&\((.*)\)$/, '$1')), braces]);
      const wanted = blocks.map(({ keys, hasBraces }) => [(keys ?? []).map((key) => key.text), hasBraces]);
      return { id: file, agrees: isEqual(came, wanted) };
    }),
);

conforms('the verdicts of Caddy’s parser', () =>
  goldens().map(({ file, text, lexError, parseError }) => ({
    id: file,
    agrees: refuses(text) === (lexError !== undefined || parseError !== undefined),
  })),
);

/** The adapter's verdict: what its directives take, too. */
const isRefused = (text: string): boolean => readCaddyfile(text).problems.some(({ verdict }) => verdict === 'refused');

conforms('what Caddy’s adapter refuses and takes', () =>
  readCases<{ readonly name: string; readonly input: string; readonly expectedError: string | null }>(
    'caddyfile/adapt-cases.json',
  ).map(({ name, input, expectedError }) => ({ id: name, agrees: isRefused(input) === (expectedError !== null) })),
);

const tables = ['TestMatcherSyntax', 'TestGlobalOptions', 'TestLogDirectiveSyntax', 'TestRedirDirectiveSyntax'].concat(
  'TestGlobalLogOptionSyntax',
  'TestGlobalResolversOption',
);

conforms('the tables of Caddy’s directives', () =>
  readCases<{
    readonly func: string;
    readonly rows: readonly { readonly input: string; readonly expectError: boolean }[];
  }>('caddyfile/unit-tables.json')
    .filter(({ func }) => tables.includes(func))
    .flatMap(({ rows }) => rows)
    .map(({ input, expectError }) => ({ id: input, agrees: isRefused(input) === expectError })),
);

conforms('the table of Caddy’s site addresses', () =>
  readCases<{ readonly func: string; readonly rows: readonly (readonly [string, ...unknown[]])[] }>(
    'caddyfile/unit-tables.json',
  )
    .filter(({ func }) => func === 'TestParseAddress')
    .flatMap(({ rows }) => rows)
    .map(([text, , , , , refused]) => ({ id: text, agrees: (addressMistake(text) !== undefined) === refused })),
);
