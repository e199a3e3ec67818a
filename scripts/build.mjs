import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { productsForEsbuild } from './products-plugin.mjs';
import { serverForEsbuild } from './server-plugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // jsonc-parser's `main` is a UMD file whose requires no bundler can follow.
  mainFields: ['module', 'main'],
  // The same library as ECMAScript modules: esbuild joins them into one scope, which starts faster than sixty CommonJS functions.
  alias: { yaml: `${root}/node_modules/yaml/browser/index.js` },
  define: { SEAWORTHY_VERSION: JSON.stringify(version) },
  plugins: [productsForEsbuild],
  legalComments: 'none',
  logLevel: 'warning',
};

mkdirSync(`${root}/dist`, { recursive: true });
await Promise.all([
  build({ ...common, entryPoints: ['client/src/extension.ts'], outfile: 'dist/client.js', external: ['vscode'] }),
  build({
    ...common,
    entryPoints: ['server/src/cli/entry.ts'],
    outfile: 'dist/cli.js',
    plugins: [productsForEsbuild, serverForEsbuild(common)],
    banner: { js: '#!/usr/bin/env node' },
  }),
]);

// The server is a command of the command line: one bundle holds both, and the package holds the rules and products once.
writeFileSync(`${root}/dist/server.js`, '"use strict";process.argv.splice(2,0,"lsp");require("./cli.js");\n');
