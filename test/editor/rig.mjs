// Starts the real workbench: VS Code's own web server, a Chromium without a display, and folders that go afterwards.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { node24, rigFolder, workbench } from './setup.mjs';

export const projectFolder = join(rigFolder, '../..');
/** Screenshots and what a failed run said; git ignores it. */
export const outFolder = join(rigFolder, 'out');
const serverMain = join(workbench, 'out/server-main.js');

/** A window that says nothing of itself and asks nothing of the network. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // A workbench in the browser saves by itself after a second, and a test could not tell who saved.
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Everything that one server keeps: settings, extensions, logs and the copies of the workspaces. */
export function makeProfile(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-editor-'));
  const user = join(folder, 'user/User');
  mkdirSync(user, { recursive: true });
  mkdirSync(join(folder, 'extensions'));
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** A copy that a test may edit; every call makes another one. */
export function copyWorkspace(profile, source) {
  const folder = join(mkdtempSync(join(profile.folder, 'work-')), source.split('/').at(-1));
  cpSync(source, folder, { recursive: true });
  return folder;
}

const serverArguments = ({ folder }) => [
  serverMain,
  '--server-data-dir',
  join(folder, 'server'),
  '--user-data-dir',
  join(folder, 'user'),
  '--extensions-dir',
  join(folder, 'extensions'),
];

const environment = ({ folder }, more = {}) => {
  const { VSCODE_IPC_HOOK_CLI: _outerWindow, ...env } = process.env;
  return { ...env, HOME: folder, ...more };
};

/** Installs the packed extension and answers with the folder that it was unpacked to. */
export function installVsix(profile, vsix) {
  const { status, stdout, stderr } = spawnSync(node24, [...serverArguments(profile), '--install-extension', vsix], {
    env: environment(profile),
    encoding: 'utf8',
  });
  if (status !== 0 || !/successfully installed/.test(stdout))
    throw new Error(`${vsix} could not be installed: ${stdout}${stderr}`);
  const extensions = join(profile.folder, 'extensions');
  const name = readdirSync(extensions).find((entry) => entry.startsWith('seaworthy.'));
  if (!name) throw new Error(`No extension of ours in ${readdirSync(extensions).join(', ')}`);
  return join(extensions, name);
}

/**
 * `forTests` lets the page name an extension under test and its suite. It also hides notifications, so it is off where
 * a person's view is tested.
 */
export async function startServer(profile, { forTests = false, env = {}, port } = {}) {
  port ??= await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...serverArguments(profile),
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(forTests ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(node24, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(profile, env),
    // The extension hosts are its children; a group of their own ends with one signal.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  const atExit = () => end('SIGKILL');
  process.once('exit', atExit);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const server = {
    url,
    output: () => output,
    async stop() {
      end('SIGTERM');
      await Promise.race([exited, pause(3000, undefined, { ref: false })]);
      end('SIGKILL');
      process.off('exit', atExit);
    },
  };
  try {
    await untilAnswering(url, child, () => output);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

async function untilAnswering(url, child, output) {
  const limit = Date.now() + 60_000;
  while (Date.now() < limit) {
    if (child.exitCode !== null) break;
    try {
      if ((await fetch(url)).status < 500) return;
    } catch {
      // It does not listen yet.
    }
    await pause(100);
  }
  throw new Error(`The VS Code server did not start:\n${output().slice(-3000)}`);
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** The browser's program: the one named by CHROMIUM, else the first of the usual names on the path. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function launchBrowser(executablePath) {
  // Loaded late: the package is there only after the set-up.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      // The tests are about this machine; a name that leads elsewhere is a mistake and fails at once.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}
