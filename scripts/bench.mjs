import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { caddyfileOf, composeOf, dockerfileOf, dotenvOf, jsonOf, manifestOf, nginxOf } from './bench-files.mjs';
import { root, run, setUp } from './setup.mjs';

setUp();
if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);
const { importCore } = await import('./products-plugin.mjs');
const { analyze } = await importCore('analyze.ts');
const { defaultSettings } = await importCore('config.ts');
const { readSource } = await importCore('read-source.ts');
const { parseDocument } = await import(pathToFileURL(join(root, 'node_modules/yaml/dist/index.js')).href);
const { parseTree } = createRequire(import.meta.url)('jsonc-parser');

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
const json = jsonOf(1000);
/** Path and maker of each kind, the peer that it is held against, and how much of it may be taken. */
const readers = {
  dotenv: ['.env', dotenvOf, 'parse', 0.2],
  Caddyfile: ['Caddyfile', caddyfileOf, 'parse', 0.2],
  nginx: ['nginx.conf', nginxOf, 'parse', 0.2],
  Dockerfile: ['Dockerfile', dockerfileOf, 'parse', 1],
  JSON: ['config.json', jsonOf, 'parseTree', 1.5],
  Compose: ['compose.yaml', composeOf, 'parse', 1.3],
  Kubernetes: ['k8s/app.yaml', manifestOf, 'parse', 1.5],
};
const readOnce = (path, text) => () => repeat(() => readSource({ path, text }, defaultSettings));
const peers = {
  parse: () => repeat(() => parseDocument(compose)),
  parseTree: () => repeat(() => parseTree(json)),
  analysis: () =>
    repeat(() => analyze(undefined, new Map([['compose.yaml', { path: 'compose.yaml', text: compose }]]), settings)),
};
for (const [name, [path, make]] of Object.entries(readers)) {
  const text = make(1000);
  peers[name] = readOnce(path, text);
  peers[`${name} four times`] = readOnce(path, make(4000));
  peers[`${name} edited`] = edits(path, text);
}
const inProcess = await together(peers, 10);
rmSync(folder, { recursive: true, force: true });

const rows = [
  ['cold check of one file / node -e 0', processes.check / processes.node, 2.5],
  ['server start to first diagnostics / node -e 0', processes.server / processes.node, 4],
  ['analysis of a 1,000-line Compose file / yaml.parseDocument of it', inProcess.analysis / inProcess.parse, 1.5],
  ...Object.entries(readers).flatMap(([name, [, , peer, aim]]) => {
    const other = peer === 'parse' ? 'yaml.parseDocument of a Compose file' : 'jsonc-parser of it';
    return [
      [`${name}, 1,000 lines, text to model / ${other}`, inProcess[name] / inProcess[peer], aim],
      // Reading again and judging by all rules; reading alone is what the line above says.
      [`${name}, analysis after one more character / ${other}`, inProcess[`${name} edited`] / inProcess[peer]],
      [`${name}, 4,000 lines / 1,000 lines`, inProcess[`${name} four times`] / inProcess[name], 5],
    ];
  }),
];
console.log(`medians of ${rounds} rounds, peers in turn; Node ${process.versions.node}`);
for (const [name, ratio, aim] of rows) {
  const verdict = aim === undefined ? 'no aim, for information' : `aim <= ${aim}x  ${ratio <= aim ? 'met' : 'MISSED'}`;
  console.log(`${ratio.toFixed(2).padStart(6)}x  ${verdict.padEnd(24)}  ${name}`);
}

function repeat(work) {
  for (let index = 0; index < 5; index++) work();
}

/** One character more or less in the middle of the file, each time analysed on what was known before. */
function edits(path, text) {
  const at = text.indexOf('\n', text.length / 2);
  let state = analyze(undefined, new Map([[path, { path, text }]]), settings);
  let longer = false;
  return () =>
    repeat(() => {
      longer = !longer;
      const edited = longer ? `${text.slice(0, at)} ${text.slice(at)}` : text;
      state = analyze(state, new Map([[path, { path, text: edited }]]), settings);
    });
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
