// The editor layer: mocha inside the extension host, then the UI specs, on the packed extension in a real workbench.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, outFolder, projectFolder } from './rig.mjs';
import { setUp } from './setup.mjs';

const vsix = process.env.SEAWORTHY_VSIX ?? join(projectFolder, 'dist/seaworthy.vsix');
const source = join(projectFolder, 'examples/novamem-careless');

async function run() {
  const chromium = findChromium();
  if (!chromium) {
    console.log('SKIPPED editor layer: chromium is not installed');
    return process.env.SEAWORTHY_NO_SKIP !== '1';
  }
  if (!existsSync(vsix)) throw new Error(`There is no ${vsix}. Run \`npm run package\` first, or set SEAWORTHY_VSIX.`);
  setUp();
  rmSync(outFolder, { recursive: true, force: true });

  const results = [];
  // Whoever picks a UI spec waits for nothing else.
  const layers = process.env.SEAWORTHY_SPEC ? [userInterface] : [extensionHost, userInterface];
  for (const layer of layers) {
    const began = Date.now();
    for await (const result of layer({ vsix, source, chromium })) {
      results.push(result);
      console.log(`${result.error ? 'not ok' : 'ok'} ${result.title}`);
      if (result.error) console.log(result.error.replace(/^/gm, '    '));
    }
    console.log(`# ${layer.title}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
  const failed = results.filter(({ error }) => error).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

// Both are loaded after the set-up, which they stand on.
async function* extensionHost(given) {
  const { runExtensionHost } = await import('./run-extension-host.mjs');
  yield* await runExtensionHost(given);
}
extensionHost.title = 'extension host';

async function* userInterface(given) {
  const { runUserInterface } = await import('./run-ui.mjs');
  yield* runUserInterface(given);
}
userInterface.title = 'user interface';

// A Ctrl+C must still run the exit handlers, which end the server.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const good = await run().catch((error) => {
  console.log(`not ok editor layer\n${error.stack}`);
  return false;
});
process.exit(good ? 0 : 1);
