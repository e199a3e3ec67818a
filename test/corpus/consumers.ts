import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceFile } from '../../server/src/core/model/source-file.ts';

const isInstalled = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const installed = { caddy: isInstalled('caddy', 'version'), compose: isInstalled('docker-compose', 'version') };

/** Our own verdict: something in the file would be refused. */
export const isRefused = ({ model }: SourceFile): boolean => {
  const problems = 'problems' in model ? model.problems : 'tree' in model ? model.tree.problems : [];
  return problems.some(({ verdict }) => verdict === 'refused');
};

/** What the program that reads the file says of it; undefined where it is not installed, or there is none to ask. */
export function accepts({ kind, text }: SourceFile): boolean | undefined {
  if (kind === 'caddyfile' && installed.caddy)
    return inScratch('Caddyfile', text, (file) => ['caddy', 'adapt', '--config', file, '--adapter', 'caddyfile']);
  if (kind === 'compose' && installed.compose)
    return inScratch('docker-compose.yml', text, (file) => ['docker-compose', '-f', file, 'config', '-q']);
  return undefined;
}

function inScratch(name: string, text: string, command: (file: string) => readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-fix-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    // Any value does for a reference: what is asked is whether the file can be read.
    const names = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, variable = '']) => [variable, 'site.example.org']);
    const [program = '', ...args] = command(file);
    const env = { ...Object.fromEntries(names), PATH: process.env['PATH'], HOME: folder };
    return spawnSync(program, args, { cwd: folder, env, timeout: 20_000 }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
