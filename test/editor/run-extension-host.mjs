// Runs the mocha suite inside the extension host of the real workbench, on the extension as it was packed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { format } from 'node:util';
import { copyWorkspace, installVsix, launchBrowser, makeProfile, outFolder, startServer } from './rig.mjs';
import { rigFolder } from './setup.mjs';
import { screenshot, viewport } from './workbench.mjs';

const limit = 300_000;

/** Answers with `{ title, error }` for every test. */
export async function runExtensionHost({ vsix, source, chromium }) {
  const profile = makeProfile();
  const results = join(profile.folder, 'results.json');
  // Unpacked elsewhere: an installed copy beside the one under test would be a second server.
  const unpacked = makeProfile();
  const extension = installVsix(unpacked, vsix);
  // A workspace file takes a second folder without a restart of the extension host.
  const workspace = join(profile.folder, 'tests.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: copyWorkspace(profile, source) }] }));
  const server = await startServer(profile, { forTests: true, env: { SEAWORTHY_RESULTS: results } });
  const browser = await launchBrowser(chromium);
  const log = [];
  try {
    const page = await browser.newPage({ viewport });
    const ended = new Promise((resolve, reject) => {
      page.exposeFunction('codeAutomationLog', (type, args) => log.push(`${type}: ${format(...args)}`));
      page.exposeFunction('codeAutomationExit', resolve);
      page.once('crash', () => reject(new Error('the page crashed')));
    });
    await page.goto(addressOf(server, { workspace, extension, tests: join(rigFolder, 'extension-host/index.cjs') }));
    const inTime = await Promise.race([ended.then(() => true), pause(limit, false, { ref: false })]);
    if (existsSync(results)) return JSON.parse(readFileSync(results, 'utf8'));
    await screenshot(page, 'extension-host-failed');
    const why = inTime ? 'the extension host ended without results' : `no end within ${limit / 1000} s`;
    return [
      { title: 'extension host', error: `${why}\n${log.slice(-20).join('\n')}\n${server.output().slice(-1500)}` },
    ];
  } finally {
    mkdirSync(outFolder, { recursive: true });
    writeFileSync(join(outFolder, 'extension-host.log'), `${log.join('\n')}\n${server.output()}`);
    await browser.close();
    await server.stop();
    profile.remove();
    unpacked.remove();
  }
}

/** The workbench reads what to test from its own address, as VS Code's integration tests in the browser do. */
function addressOf({ url }, { workspace, extension, tests }) {
  const remote = (path) => `vscode-remote://${new URL(url).host}${encodeURI(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ workspace, payload: JSON.stringify(payload) });
  return `${url}/?${query}`;
}
