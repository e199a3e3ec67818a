import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
// A million texts a parser, or as many as are asked for; what came is kept in test/robust/last-fuzz.json.
process.env.RUNS = process.argv[2] ?? '1000000';
process.env.FUZZ_RECORD = '1';
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
process.exit(run(process.execPath, [vitest, 'run', 'test/robust/broken-text.test.ts', '-t', 'mutations']));
