import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kinds, together } from './bench-kind.mjs';
import { root, run, setUp } from './setup.mjs';

setUp();
if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'));
writeFileSync(join(folder, '.env'), 'JWT_SECRET=changeme\nLOG_LEVEL=info\n');
const rounds = Number(process.argv[2] ?? 15);

const node = () => spawnSync(process.execPath, ['-e', '0']);
const check = () => spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', join(folder, '.env')]);

const processes = await together({ node, check, server: firstDiagnostics }, rounds, 2);
const inProcess = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, measured(kind)]));
rmSync(folder, { recursive: true, force: true });

const rows = [
  ['cold check of one file / node -e 0', processes.check / processes.node, 2.5],
  ['server start to first diagnostics / node -e 0', processes.server / processes.node, 4],
  [
    'analysis of a 1,000-line Compose file / yaml.parseDocument of it',
    inProcess.Compose.analysis / inProcess.Compose.peer,
    1.5,
  ],
  ...Object.entries(kinds).flatMap(([name, { peer: peerName, aim }]) => {
    const { peer, read, fourTimes, edited } = inProcess[name];
    return [
      [`${name}, 1,000 lines, text to model / ${peerName}`, read / peer, aim],
      // Reading again and judging by all rules; reading alone is what the line above says.
      [`${name}, analysis after one more character / ${peerName}`, edited / peer],
      [`${name}, 4,000 lines / 1,000 lines`, fourTimes / read, 5],
    ];
  }),
];
console.log(`medians of ${rounds} rounds, peers in turn; Node ${process.versions.node}`);
for (const [name, ratio, aim] of rows) {
  const verdict = aim === undefined ? 'no aim, for information' : `aim <= ${aim}x  ${ratio <= aim ? 'met' : 'MISSED'}`;
  console.log(`${ratio.toFixed(2).padStart(6)}x  ${verdict.padEnd(24)}  ${name}`);
}

/** The medians of one kind of file, from a process of its own: see bench-kind.mjs. */
function measured(kind) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/bench-kind.mjs'), kind, String(rounds)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The benchmark of ${kind} failed:\n${stderr}`);
  return JSON.parse(stdout);
}

/** A fresh server over stdio, asked for the diagnostics of one document. */
function firstDiagnostics() {
  return new Promise((done, fail) => {
    const server = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const send = (message) => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    let output = '';
    server.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (output.includes('"id":2')) {
        server.kill();
        done();
      }
    });
    server.on('error', fail);
    const uri = pathToFileURL(join(folder, '.env')).href;
    const capabilities = { textDocument: { diagnostic: {} } };
    send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities } });
    send({ method: 'initialized', params: {} });
    const textDocument = { uri, languageId: 'dotenv', version: 1, text: 'JWT_SECRET=changeme\n' };
    send({ method: 'textDocument/didOpen', params: { textDocument } });
    send({ id: 2, method: 'textDocument/diagnostic', params: { textDocument: { uri } } });
  });
}
