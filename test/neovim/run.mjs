// Builds the server and runs a headless Neovim against it on a copy of an example. Needs `nvim`.
// SEAWORTHY_NO_SKIP=1 makes a missing Neovim a failure; SEAWORTHY_CLI names a bundle to test as it is, without a build.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = fileURLToPath(new URL('neovim.lua', import.meta.url));
let passed = 0;
let failed = 0;

function build() {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`scripts/build.mjs failed: ${stderr}`);
  return join(root, 'dist/cli.js');
}

function report(ok, name, detail = '') {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok' : 'not ok'} ${passed + failed} - ${name}${ok || detail === '' ? '' : `\n  ${detail}`}`);
}

function runNeovim(folder, cli) {
  // Nothing of the person's own configuration, and no state left behind.
  const home = join(folder, 'home');
  const folders = ['CONFIG', 'DATA', 'STATE', 'CACHE'].map((name) => [
    `XDG_${name}_HOME`,
    join(home, name.toLowerCase()),
  ]);
  return spawnSync('nvim', ['--headless', '--clean', '-n', '-S', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      ...process.env,
      ...Object.fromEntries(folders),
      HOME: home,
      SEAWORTHY_CLI: cli,
      SEAWORTHY_NODE: process.execPath,
      SEAWORTHY_FOLDER: join(folder, 'deployment'),
    },
  });
}

function check(folder) {
  const deployment = join(folder, 'deployment');
  cpSync(join(root, 'examples/novamem-careless'), deployment, { recursive: true });
  const before = readFileSync(join(deployment, '.env'), 'utf8');
  const { status, stdout, stderr, error } = runNeovim(folder, process.env.SEAWORTHY_CLI ?? build());
  const lines = stdout.split('\n').map((line) => line.trim());
  const all = `${error ?? ''} ${stdout} ${stderr}`.trim();
  const after = readFileSync(join(deployment, '.env'), 'utf8');
  report(lines.includes('attached seaworthy'), 'attaches to the server over stdio', all);
  report(
    lines.some((line) => /^diagnostic 1:22-31 1 seaworthy placeholder-secret NOVAMEM_COOKIE_SECRET /.test(line)),
    'shows the placeholder with its place, severity, source and rule',
    all,
  );
  report(
    lines.filter((line) => line.startsWith('diagnostic ')).length === 6,
    'shows every finding of the file once',
    lines.filter((line) => line.startsWith('diagnostic ')).join('\n  '),
  );
  report(lines.includes('action Generate secure token (hex, 32 bytes)'), 'offers the quick fix', all);
  report(lines.includes('left 5'), 'clears the diagnostic once the fix is applied, and no other', all);
  const secret = /^NOVAMEM_COOKIE_SECRET=([a-f][0-9a-f]{63})$/m.exec(after)?.[1];
  report(lines.includes('saved') && secret !== undefined, 'saves 64 hex digits', after.split('\n')[1]);
  report(secret !== undefined && after === before.replace('CHANGE_ME', secret), 'leaves the rest of the file alone');
  report(lines.includes('stopped') && status === 0, 'stops the server and quits', `status ${status}: ${all}`);
}

if (spawnSync('nvim', ['--version']).error) {
  console.log('SKIPPED neovim layer: nvim is not installed');
  process.exitCode = process.env.SEAWORTHY_NO_SKIP === '1' ? 1 : 0;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-neovim-'));
  try {
    check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
