import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** A build takes seconds; a lock that is older was left behind by a run that was stopped. */
const staleAfter = 60_000;
/** Bundles of earlier sources are removed after a day. */
const keptFor = 24 * 3_600_000;
let folder: string | undefined;
let failure: Error | undefined;

/** The bundled file as `npm run build` makes it from the sources as they are now; built once for all test files. */
export function built(file: 'cli.js' | 'server.js'): string {
  // A build that failed fails every test at once, not after another build.
  if (failure) throw failure;
  try {
    folder ??= build();
  } catch (error) {
    failure = error instanceof Error ? error : new Error('the build failed');
    throw failure;
  }
  return join(folder, file);
}

function build(): string {
  const wanted = join(tmpdir(), `seaworthy-built-${keyOfSources()}`);
  const lock = `${wanted}.lock`;
  while (!existsSync(wanted)) {
    if (!take(lock)) {
      // Another test file builds; its rename ends the loop.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      continue;
    }
    try {
      if (!existsSync(wanted)) buildInto(wanted);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return wanted;
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > staleAfter) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function buildInto(wanted: string): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`scripts/build.mjs failed: ${stderr}`);
  const fresh = `${wanted}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  for (const name of ['cli.js', 'server.js']) copyFileSync(join(root, 'dist', name), join(fresh, name));
  renameSync(fresh, wanted);
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith('seaworthy-built-'))) {
    const old = join(tmpdir(), name);
    const since = statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > keptFor) rmSync(old, { recursive: true, force: true });
  }
}

/** Changes whenever a file changes that the bundle is made from. */
function keyOfSources(): string {
  const hash = createHash('sha256').update(root);
  const sources = ['server/src', 'server/products', 'scripts'].flatMap((part) => filesBelow(join(root, part)));
  for (const file of [...sources.sort(), join(root, 'package.json')]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

const filesBelow = (below: string): string[] =>
  readdirSync(below, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
