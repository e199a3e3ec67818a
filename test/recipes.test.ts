import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = ['package.json', 'README.md', 'biome.json', 'vitest.config.mts', 'tsconfig.base.json', 'tsconfig.json'];
const folders = ['scripts', 'server', 'client', 'test', 'docs', 'schemas', 'examples'];
const left = ['node_modules', join('test', 'editor'), join('test', 'conformance'), 'dist'];

/** A copy of the project to try a recipe in; what it installed is shared. */
let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'seaworthy-recipe-'));
  for (const name of [...parts, ...folders]) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (source) => !left.some((one) => source.slice(root.length).startsWith(one)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, UPDATE: '' },
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
  return `${stdout}${stderr}`;
}

const vitest = (...files: string[]): string =>
  run(process.execPath, join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...files);

describe('the recipes of CONTRIBUTING.md', () => {
  it('add a rule: the generator writes files that pass the suite', { timeout: 120_000 }, () => {
    run(process.execPath, 'scripts/new-rule.mjs', 'sample-problem');
    run(process.execPath, 'scripts/generate.mjs');
    run(
      process.execPath,
      join(root, 'node_modules/@biomejs/biome/bin/biome'),
      'check',
      'server/src/core/rules',
      'server/src/core/product',
    );
    vitest('test/rules.test.ts', 'test/generated.test.ts', '-t', 'sample-problem|one to one|catalogue|docs/rules');
  });

  it('add a product: one file is walked by the command line', { timeout: 120_000 }, () => {
    writeFileSync(join(copy, 'server/products/sixth.yaml'), sixth);
    run(process.execPath, 'scripts/build.mjs');
    writeFileSync(join(copy, 'compose.yaml'), 'services:\n  sixth:\n    image: ghcr.io/example/sixth:1.2.3\n');
    const report = JSON.parse(
      run(process.execPath, 'dist/cli.js', 'checklist', '.', '--product', 'sixth', '--format', 'json'),
    );
    const items = report.checklists.find(({ product }: { product: string }) => product === 'sixth').items;
    expect(items.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      ['SIX-01', 'pass'],
      ['SIX-02', 'ask'],
    ]);
  });

  it('a misspelt rule or variable in a product file breaks the build with its place', { timeout: 60_000 }, () => {
    const broken = sixth
      .replace('mutable-image-tag', 'mutable-image-tags')
      .replace('ask: Ready?', 'setting: SIXTH_SECRT\n            rules: [weak-secret]');
    writeFileSync(join(copy, 'server/products/sixth.yaml'), broken);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/sixth\.yaml:\d+:\d+: Unknown word mutable-image-tags; did you mean mutable-image-tag\?/);
    expect(stderr).toMatch(/sixth\.yaml:\d+:\d+: SIX-02 looks at SIXTH_SECRT, .* did you mean SIXTH_SECRET\?/);
    rmSync(join(copy, 'server/products/sixth.yaml'));
  });
});

const sixth = `product: sixth
title: Sixth checklist
detect:
  strong: { images: [ghcr.io/example/sixth] }
variables:
  SIXTH_SECRET: { kind: secret }
sections:
  - title: All
    items:
      - id: SIX-01
        text: The image is pinned.
        severity: high
        evidence:
          - image: ghcr.io/example/sixth
            rules: [mutable-image-tag]
      - id: SIX-02
        text: Somebody is ready.
        severity: low
        evidence:
          - ask: Ready?
`;
