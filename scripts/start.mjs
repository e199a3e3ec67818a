import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);

const asked = process.argv[2];
const examples = join(root, 'examples');
const folders =
  asked === undefined
    ? readdirSync(examples)
        .map((name) => join(examples, name))
        .filter((path) => statSync(path).isDirectory())
    : [resolve(process.env.INIT_CWD ?? process.cwd(), asked)];

let readable = true;
for (const folder of folders) {
  console.log(`\n=== ${relative(process.cwd(), folder) || folder}\n`);
  for (const command of ['checklist', 'check']) {
    // Findings are what was asked for; only what could not be read or reported is a failure here.
    if (run(process.execPath, [join(root, 'dist/cli.js'), command, folder, '--fail-on', 'never']) !== 0)
      readable = false;
    console.log('');
  }
}

console.log(`To have this in an editor:
  npm run package                                    makes dist/seaworthy.vsix
  code --install-extension dist/seaworthy.vsix       or "Install from VSIX..." in the Extensions view
  npm run editor                                     opens a VS Code in the browser with it (needs chromium only for tests)
In a terminal: node dist/cli.js check FOLDER, node dist/cli.js checklist FOLDER, node dist/cli.js --help`);
process.exit(readable ? 0 : 1);
