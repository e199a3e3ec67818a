import { processIo, run } from './main.ts';

const argv = process.argv.slice(2);

// The server's libraries are loaded only for the server: `check` starts without them.
if (argv[0] === 'lsp' && argv[1] === '--stdio') void import('../lsp/main.ts');
else process.exitCode = run(argv, processIo());
