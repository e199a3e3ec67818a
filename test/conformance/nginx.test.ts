import { existsSync, readFileSync } from 'node:fs';
import { readNginx } from '../../server/src/core/model/read-nginx.ts';
import { type NginxDirective, type NginxToken, parseNginx } from '../../server/src/core/syntax/nginx.ts';
import { unescapeNginx } from '../../server/src/core/syntax/nginx-lexer.ts';
import { conforms, isEqual, readCases, readText } from './suite.ts';

interface Statement {
  readonly directive: string;
  readonly line: number;
  readonly args: readonly string[];
  readonly block?: readonly Statement[];
}
interface Golden {
  readonly file: string;
  /** Text, line, whether it is quoted; with `;`, braces and comments among them. */
  readonly tokens?: readonly (readonly [string, number, boolean])[];
  readonly payload: {
    readonly status: string;
    readonly config: readonly { readonly file: string; readonly parsed: readonly Statement[] }[];
  };
}

const corpus = new URL('../../../shared/corpora/open/', import.meta.url);
const crossplane = () =>
  readCases<Golden>('nginx/crossplane-golden.json').map((golden) => ({ ...golden, text: readText(golden.file) }));
/** Real files, where they are here. */
const open = () => {
  const path = new URL('golden/nginx-crossplane.json', corpus);
  if (!existsSync(path)) return [];
  const goldens: readonly Golden[] = JSON.parse(readFileSync(path, 'utf8'));
  return goldens.map((golden) => ({ ...golden, text: readFileSync(new URL(golden.file, corpus), 'utf8') }));
};

const refuses = (text: string): boolean => parseNginx(text).problems.some(({ verdict }) => verdict === 'refused');

/** crossplane leaves all escapes but those of quotes; and gives the line where Lua code ends. */
const isLua = (token: NginxToken, text: string): boolean => token.quote === '' && text[token.span.start - 1] === '{';
const drawnTokens = (text: string) =>
  parseNginx(text).tokens.map((token) =>
    isLua(token, text)
      ? [token.text, token.line + token.text.split('\n').length - 1, true]
      : [token.text, token.line, token.quote !== ''],
  );
const wantedTokens = ({ tokens = [] }: Golden) =>
  tokens
    .filter(([text, , quoted]) => quoted || !(/^[;{}]$/.test(text) || text.startsWith('#')))
    .map(([text, line, quoted], index, all) => [
      quoted && /_by_lua_block$/.test(all[index - 1]?.[0] ?? '') ? text : unescapeNginx(text),
      line,
      quoted,
    ]);

/** crossplane takes the parentheses of `if` away, and gives the code of Lua blocks as an argument. */
function drawn({ name, args, block }: NginxDirective): unknown {
  const texts = args.map(({ text }) => text);
  return {
    directive: name.text,
    line: name.line,
    args: (name.text === 'if' ? withoutParentheses(texts) : texts).concat(block?.opaque ? [block.opaque.text] : []),
    ...(block && !name.text.endsWith('_by_lua_block') ? { block: block.directives.map(drawn) } : {}),
  };
}
const wanted = ({ directive, line, args, block }: Statement): unknown => ({
  directive: unescapeNginx(directive),
  line,
  args: directive.endsWith('_by_lua_block') ? args : args.map(unescapeNginx),
  ...(block ? { block: wantedAll(block) } : {}),
});
const wantedAll = (parsed: readonly Statement[]): unknown =>
  parsed.filter(({ directive }) => directive !== '#').map(wanted);

function withoutParentheses(args: readonly string[]): string[] {
  if (!args[0]?.startsWith('(') || !args.at(-1)?.endsWith(')')) return [...args];
  const inner = args.map((arg, index) => {
    const start = index === 0 ? arg.replace(/^\(\s*/, '') : arg;
    return index === args.length - 1 ? start.replace(/\s*\)$/, '') : start;
  });
  return inner.filter((arg, index) => arg !== '' || (index > 0 && index < inner.length - 1));
}

for (const [name, goldens] of [
  ['crossplane’s configurations', crossplane],
  ['real nginx files', open],
] as const) {
  conforms(`the tokens of ${name}`, () =>
    goldens()
      .filter(({ tokens }) => tokens !== undefined)
      .map((golden) => ({ id: golden.file, agrees: isEqual(drawnTokens(golden.text), wantedTokens(golden)) })),
  );

  conforms(`the directives of ${name}`, () =>
    goldens()
      .filter(({ payload }) => payload.status === 'ok')
      .map(({ file, text, payload }) => {
        const parsed = payload.config.find((config) => config.file === file)?.parsed ?? [];
        return { id: file, agrees: isEqual(parseNginx(text).directives.map(drawn), wantedAll(parsed)) };
      }),
  );

  conforms(`the verdicts on ${name}`, () =>
    goldens().map(({ file, text, payload }) => ({ id: file, agrees: refuses(text) === (payload.status !== 'ok') })),
  );
}

conforms('what crossplane’s lexer refuses', () =>
  readCases<{ readonly func: string; readonly rows: Readonly<Record<string, string>> }>(
    'nginx/go-crossplane-tables.json',
  )
    .filter(({ func }) => func === 'TestLex_unhappy')
    .flatMap(({ rows }) => Object.entries(rows))
    .map(([id, text]) => ({ id, agrees: refuses(text) })),
);

type Row = readonly [
  stmt: { readonly Directive: string; readonly Args?: readonly string[]; readonly Block?: unknown },
  context: readonly string[],
  refused: boolean,
];

/** The contexts of crossplane leave the server out, and name a location twice. */
const opening = (name: string, context: readonly string[]): string => {
  const server = context.includes('server') ? '' : 'server { ';
  if (name === 'location') return `${server}location / {`;
  if (name === 'location if') return context.includes('location') ? 'if ($a) {' : `${server}location / { if ($a) {`;
  const args: Readonly<Record<string, string>> = { if: '($a) ', upstream: 'u ', limit_except: 'GET ' };
  return `${name} ${args[name] ?? ''}{`;
};

/** A directive in its blocks, as the text that a person would write. */
function written([{ Directive, Args = [], Block }, context]: Row): string {
  const outer = context.map((name) => opening(name, context)).join(' ');
  const args = Args.map((arg) => (/^[^\s;{}'"]+$/.test(arg) ? arg : JSON.stringify(arg)));
  const closing = '}'.repeat(outer.split('{').length - 1);
  return `${outer} ${[Directive, ...args].join(' ')}${Block ? ' {}' : ';'} ${closing}\n`;
}

// Most of the directives are of NGINX Plus and other modules, of which nothing is said: what may stand is never refused.
conforms('what crossplane takes of directives', () =>
  readCases<{ readonly func: string; readonly rows: Readonly<Record<string, unknown>> }>(
    'nginx/go-crossplane-tables.json',
  )
    .filter(({ func }) => func.startsWith('TestAnalyze_'))
    .flatMap(({ func, rows }) => Object.entries(rows).map(([id, row]) => ({ id: `${func} ${id}`, row })))
    .filter(
      (one): one is { id: string; row: Row } =>
        Array.isArray(one.row) &&
        one.row[0]?.Directive !== undefined &&
        Array.isArray(one.row[1]) &&
        one.row[2] === false,
    )
    .map(({ id, row }) => ({ id, agrees: readNginx(written(row)).problems.length === 0 })),
);
