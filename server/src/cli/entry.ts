import runServer from 'seaworthy:server';
import { processIo, run } from './main.ts';

const argv = process.argv.slice(2);

// `seaworthy check | head` closes the pipe early; that is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

// The server's libraries are loaded only for the server: `check` starts without them.
// The flags are those of vscode-languageserver, one for each way to talk.
const talks = argv.slice(1).some((flag) => /^--(?:stdio|node-ipc|(?:socket|pipe)(?:=|$))/.test(flag));
if (argv[0] === 'lsp' && talks) runServer();
else process.exitCode = run(argv, processIo());
