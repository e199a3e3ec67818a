import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
// A million texts a parser, or as many as are asked for, of all kinds or those that are named: `npm run fuzz -- 1000000 nginx`.
// What came is kept in test/robust/last-fuzz.json.
const [runs = '1000000', ...kinds] = process.argv.slice(2);
process.env.RUNS = runs;
process.env.FUZZ_RECORD = '1';
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
process.exit(
  run(process.execPath, [
    vitest,
    'run',
    'test/robust/broken-text.test.ts',
    '-t',
    `^(?:${kinds.join('|') || '.*'}) is read after \\d+ mutations`,
  ]),
);
