import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const core = 'server/src/core';

/** Lowest first; a layer imports only from itself and those before it. */
const layers = [
  ['text.ts', 'multimap.ts', 'severity.ts', 'fingerprint.ts'],
  ['file-kind.ts', 'tier-of-path.ts'],
  ['syntax'],
  ['model'],
  ['product'],
  ['import'],
  ['deployment'],
  ['secrets'],
  ['rules'],
  ['checklist'],
  [
    ...['config.ts', 'config-schema.ts', 'read-config.ts', 'read-source.ts', 'suppression.ts', 'rule-page.ts'],
    ...[
      'baseline.ts',
      'read-project-file.ts',
      'accept.ts',
      'ignore-here.ts',
      'choose-fixes.ts',
      'unneeded.ts',
      'rule-switch.ts',
      'included.ts',
      'analyze.ts',
    ],
  ],
];

/** What the core may use of the world: parsers, and nothing that reads or runs. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  syntax: [
    'yaml',
    'jsonc-parser',
    'dockerfile-ast',
    'vscode-languageserver-types',
    'acorn',
    'acorn-loose',
    'smol-toml',
  ],
  model: ['ignore'],
  product: ['seaworthy:images'],
  secrets: ['@noble/hashes/sha2.js', '@noble/hashes/utils.js'],
};

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && statSync(join(root, path)).isFile());

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Specifiers of static and dynamic imports and of re-exports. */
const importsOf = (path: string): readonly string[] =>
  [
    ...read(path).matchAll(
      /^(?:import|export)\b[^;']*\bfrom '([^'\n]+)'|\bimport\('([^'\n]+)'\)|^import '([^'\n]+)'/gm,
    ),
  ].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '');

const layerOf = (path: string): number => {
  const inside = path.slice(core.length + 1);
  return layers.findIndex((names) => names.some((name) => inside === name || inside.startsWith(`${name}/`)));
};

describe('the core', () => {
  const sources = sourcesIn(core);

  it('has each file in a layer', () => {
    expect(sources.filter((path) => layerOf(path) < 0)).toEqual([]);
  });

  it('imports downwards only', () => {
    const upward = sources.flatMap((path) =>
      importsOf(path)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.join(posix.dirname(path), specifier))
        .filter((target) => !target.startsWith(`${core}/`) || layerOf(target) > layerOf(path))
        .map((target) => `${path} -> ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('uses no library outside of the parsers', () => {
    const used = sources.flatMap((path) => {
      const folder = path.slice(core.length + 1).split('/')[0] ?? '';
      return importsOf(path)
        .filter((specifier) => !specifier.startsWith('.') && !(libraries[folder] ?? []).includes(specifier))
        .map((specifier) => `${path} -> ${specifier}`);
    });
    expect(used).toEqual([]);
  });

  it('has no clock, no randomness, no globals and no state', () => {
    const forbidden =
      /\bnew Date\b|\bDate\.|\bMath\.random\b|\bglobalThis\b|\bprocess\.|\bperformance\.|^(?:export )?let /m;
    expect(sources.filter((path) => forbidden.test(withoutComments(read(path))))).toEqual([]);
  });

  it('is compiled without the types of Node and the browser', () => {
    const { compilerOptions } = JSON.parse(read(`${core}/tsconfig.json`));
    expect(compilerOptions.types).toEqual([]);
    expect(JSON.parse(read('tsconfig.base.json')).compilerOptions.lib).toEqual(['es2023']);
  });
});

const adapters = [
  { folder: 'server/src/host', mayImport: ['server/src/core', 'server/src/host'], packages: /^node:/ },
  {
    folder: 'server/src/lsp',
    mayImport: ['server/src/core', 'server/src/host', 'server/src/lsp'],
    packages: /^(?:node:(?:url|path)|vscode-languageserver|seaworthy:products)/,
  },
  {
    folder: 'server/src/cli',
    mayImport: ['server/src/core', 'server/src/host', 'server/src/cli'],
    packages: /^(?:node:|seaworthy:(?:products|server)$)/,
  },
  { folder: 'client/src', mayImport: ['client/src'], packages: /^(?:vscode$|vscode-languageclient)/ },
];

for (const { folder, mayImport, packages } of adapters) {
  it(`${folder} imports only what its layer may know`, () => {
    const stray = sourcesIn(folder).flatMap((path) =>
      importsOf(path)
        .filter((specifier) => {
          if (!specifier.startsWith('.')) return !packages.test(specifier);
          const target = posix.join(posix.dirname(path), specifier);
          return !mayImport.some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
        })
        .map((specifier) => `${path} -> ${specifier}`),
    );
    expect(stray).toEqual([]);
  });
}

it('keeps every source file under 300 lines', () => {
  const long = ['server/src', 'client/src']
    .flatMap(sourcesIn)
    .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replace(/(['`])(?:\\.|(?!\1)[^\\])*\1/g, "''");
