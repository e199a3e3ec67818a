import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);
const vsix = join(root, 'dist/seaworthy.vsix');
const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
if (
  run(process.execPath, [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ]) !== 0
)
  process.exit(1);
if (existsSync(vsix)) console.log(`${Math.round(statSync(vsix).size / 1024)} KB in dist/seaworthy.vsix`);
