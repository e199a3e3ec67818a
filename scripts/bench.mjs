import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, setUp } from './setup.mjs';

setUp();
if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);
const { importCore } = await import('./products-plugin.mjs');
const { analyze } = await importCore('analyze.ts');
const { defaultSettings } = await importCore('config.ts');
const { parseDocument } = await import(pathToFileURL(join(root, 'node_modules/yaml/dist/index.js')).href);

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'));
writeFileSync(join(folder, '.env'), 'JWT_SECRET=changeme\nLOG_LEVEL=info\n');
const compose = composeOf(1000);
const rounds = Number(process.argv[2] ?? 15);

/** Runs the peers in turn, so that whatever else the machine does falls on all of them; the median of each counts. */
async function together(peers, warmUp) {
  const times = new Map(Object.keys(peers).map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const [name, work] of Object.entries(peers)) {
      const start = process.hrtime.bigint();
      await work();
      // The first rounds warm caches and the just-in-time compiler, as the first keystrokes in an editor do.
      if (round >= warmUp) times.get(name).push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, list.sort((a, b) => a - b)[list.length >> 1]]));
}

const node = () => spawnSync(process.execPath, ['-e', '0']);
const check = () => spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', join(folder, '.env')]);

const processes = await together({ node, check, server: firstDiagnostics }, 2);
const settings = { settings: defaultSettings, products: [] };
const inProcess = await together(
  {
    parse: () => repeat(() => parseDocument(compose)),
    analysis: () =>
      repeat(() => analyze(undefined, new Map([['compose.yaml', { path: 'compose.yaml', text: compose }]]), settings)),
  },
  10,
);
rmSync(folder, { recursive: true, force: true });

const rows = [
  ['cold check of one file / node -e 0', processes.check / processes.node, 2.5],
  ['server start to first diagnostics / node -e 0', processes.server / processes.node, 4],
  ['analysis of a 1,000-line Compose file / yaml.parseDocument of it', inProcess.analysis / inProcess.parse, 1.5],
];
console.log(`medians of ${rounds} rounds, peers in turn; Node ${process.versions.node}`);
for (const [name, ratio, aim] of rows) {
  console.log(`${ratio.toFixed(2).padStart(6)}x  aim <= ${aim}x  ${ratio <= aim ? 'met   ' : 'MISSED'}  ${name}`);
}

function repeat(work) {
  for (let index = 0; index < 5; index++) work();
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

/** A Compose file of about so many lines, as real ones are made. */
function composeOf(lines) {
  const service = (index) => `  app${index}:
    image: ghcr.io/example/app${index}:1.4.${index}
    restart: unless-stopped
    environment:
      NODE_ENV: production
      DATABASE_URL: postgres://app:\${DB_PASSWORD:?set DB_PASSWORD}@db${index}:5432/app
      SESSION_SECRET: \${SESSION_SECRET_${index}:?set it}
      LOG_LEVEL: info # as loud as it gets
      PORT: "${3000 + index}"
    ports:
      - "127.0.0.1:${3000 + index}:${3000 + index}"
    volumes:
      - data${index}:/var/lib/app
    depends_on: [db]
    labels:
      - org.example.index=${index}
    healthcheck:
      test: ["CMD", "wget", "-qO-", "http://localhost:${3000 + index}/health"]
      interval: 30s
`;
  const count = Math.ceil(lines / 20);
  return `services:\n${Array.from({ length: count }, (_, index) => service(index)).join('')}`;
}
