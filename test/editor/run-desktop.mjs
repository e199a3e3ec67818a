// The same suite in a desktop VS Code, where one can be had: VSCODE_EXECUTABLE_PATH, else a download that may fail.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWorkspace, makeProfile, projectFolder } from './rig.mjs';
import { rigFolder, setUp } from './setup.mjs';

const required = process.env.E2E_DESKTOP === 'require';

/** Thrown where there is no VS Code to run, which is a failure only if somebody demanded this layer. */
class Missing extends Error {}

async function findProgram() {
  const named = process.env.VSCODE_EXECUTABLE_PATH;
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`VSCODE_EXECUTABLE_PATH names ${named}, which does not exist`);
    return named;
  }
  if (process.env.E2E_DESKTOP === 'off') throw new Missing('E2E_DESKTOP is off');
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  try {
    return await downloadAndUnzipVSCode({
      version: process.env.VSCODE_VERSION ?? 'stable',
      timeout: 15_000,
      cachePath: join(tmpdir(), 'seaworthy-desktop'),
      reporter: new SilentReporter(),
    });
  } catch (error) {
    throw new Missing(`VS Code cannot be downloaded (${error.code ?? error.message})`);
  }
}

/** A window needs a display; without one this script starts itself again under a virtual one. */
function needsVirtualDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return false;
  if (spawnSync('xvfb-run', ['--help']).error) throw new Missing('there is no display and no xvfb-run');
  return true;
}

async function run() {
  if (!existsSync(join(projectFolder, 'dist/client.js'))) throw new Error('Run `npm run build` first.');
  setUp();
  const program = await findProgram();
  if (needsVirtualDisplay()) {
    const env = { ...process.env, VSCODE_EXECUTABLE_PATH: program };
    const again = ['-a', process.execPath, join(rigFolder, 'run-desktop.mjs')];
    if (spawnSync('xvfb-run', again, { env, stdio: 'inherit' }).status !== 0) throw new Error('the tests failed');
    return;
  }
  const { runTests } = await import('@vscode/test-electron');
  const profile = makeProfile();
  // The names of its sockets may have about a hundred characters, and this folder is part of them.
  const userData = mkdtempSync(join(tmpdir(), 'sea-'));
  try {
    await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: projectFolder,
      extensionTestsPath: join(rigFolder, 'extension-host/index.cjs'),
      launchArgs: [
        copyWorkspace(profile, join(projectFolder, 'examples/novamem-careless')),
        ...['--disable-extensions', '--disable-workspace-trust', '--disable-gpu', '--no-sandbox'],
        ...['--skip-welcome', '--skip-release-notes'],
        ...['--user-data-dir', userData, '--extensions-dir', join(profile.folder, 'extensions')],
      ],
    });
  } finally {
    profile.remove();
    rmSync(userData, { recursive: true, force: true });
  }
}

try {
  await run();
  console.log('ok desktop layer');
} catch (error) {
  const missing = error instanceof Missing;
  console.log(`${missing ? 'SKIPPED' : 'not ok'} desktop layer: ${error.message}`);
  process.exitCode = missing && !required ? 0 : 1;
}
