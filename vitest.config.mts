import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { productsForVite } from './scripts/products-plugin.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default defineConfig({
  plugins: [productsForVite()],
  define: { SEAWORTHY_VERSION: JSON.stringify(version) },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/editor/**', '**/node_modules/**'],
    // Tests of the server and the command line start processes.
    testTimeout: 20_000,
  },
});
