import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const results = join(root, 'test-results');
mkdirSync(results, { recursive: true });
const bin = (path) => join(root, 'node_modules', path);

/** What each layer runs. `counts` reads passed and failed tests; a layer without it is one test. */
const layers = [
  { name: 'lint and format', command: [bin('@biomejs/biome/bin/biome'), 'check', '.'] },
  { name: 'types', command: [bin('typescript/bin/tsc'), '-b'] },
  { name: 'build and package', command: ['scripts/package.mjs'] },
  {
    name: 'unit, fixtures, command line, language server',
    command: [
      bin('vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${join(results, 'vitest.json')}`,
      ...process.argv.slice(2),
    ],
    counts: countsOfVitest,
  },
  { name: 'Neovim', command: ['test/neovim/run.mjs'], counts: countsOfLastLine },
  { name: 'editor', command: ['test/editor/run.mjs'], counts: countsOfLastLine },
  { name: 'desktop editor', command: ['test/editor/run-desktop.mjs'], counts: countsOfLastLine },
];

let [passed, failed] = [0, 0];
const skipped = [];
for (const { name, command, counts } of layers) {
  console.log(`\n--- ${name}`);
  const started = Date.now();
  const { status, output } = await run(command);
  const own = counts?.(output) ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  // A layer that ends badly without a failed test has failed as a whole.
  const broken = status !== 0 && own.failed === 0 ? 1 : 0;
  passed += own.passed;
  failed += own.failed + broken;
  skipped.push(...output.split('\n').filter((line) => line.startsWith('SKIPPED')));
  console.log(
    `${name}: ${own.passed} passed, ${own.failed + broken} failed, ${Math.round((Date.now() - started) / 1000)} s`,
  );
}
console.log('');
for (const line of new Set(skipped)) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** Shows the output as it comes and keeps it. */
function run(command) {
  return new Promise((done) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('close', (status) => done({ status: status ?? 1, output }));
  });
}

function countsOfLastLine(output) {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return { passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) };
}

function countsOfVitest() {
  const file = join(results, 'vitest.json');
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: numPassedTests, failed: Math.max(numFailedTests, Math.min(numFailedTestSuites, 1)) };
}
