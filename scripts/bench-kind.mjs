import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { caddyfileOf, composeOf, dockerfileOf, dotenvOf, jsonOf, manifestOf, nginxOf } from './bench-files.mjs';
import { root } from './setup.mjs';

const ofYaml = 'yaml.parseDocument of a Compose file';
const ofJson = 'jsonc-parser of it';

/** Path and maker of each kind, the peer that it is held against, and how much of the peer's time it may take. */
export const kinds = {
  dotenv: { path: '.env', make: dotenvOf, peer: ofYaml, aim: 0.2 },
  Caddyfile: { path: 'Caddyfile', make: caddyfileOf, peer: ofYaml, aim: 0.2 },
  nginx: { path: 'nginx.conf', make: nginxOf, peer: ofYaml, aim: 0.2 },
  Dockerfile: { path: 'Dockerfile', make: dockerfileOf, peer: ofYaml, aim: 1 },
  JSON: { path: 'config.json', make: jsonOf, peer: ofJson, aim: 1.5 },
  Compose: { path: 'compose.yaml', make: composeOf, peer: ofYaml, aim: 1.3 },
  Kubernetes: { path: 'k8s/app.yaml', make: manifestOf, peer: ofYaml, aim: 1.5 },
};

/** Runs the peers in turn, so that whatever else the machine does falls on all of them; the median of each counts. */
export async function together(peers, rounds, warmUp) {
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

// A process for each kind: the peer reads one text over and over, and the compiler fits its code to it; ours is given the same.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , kind, rounds] = process.argv;
  const { path, make, peer } = kinds[kind];
  const { importCore } = await import('./products-plugin.mjs');
  const { analyze } = await importCore('analyze.ts');
  const { defaultSettings } = await importCore('config.ts');
  const { readSource } = await importCore('read-source.ts');
  const { parseDocument } = await import(pathToFileURL(join(root, 'node_modules/yaml/dist/index.js')).href);
  const { parseTree } = createRequire(import.meta.url)('jsonc-parser');
  const settings = { settings: defaultSettings, products: [] };
  const [text, long, compose] = [make(1000), make(4000), composeOf(1000)];
  const times = await together(
    {
      peer: repeat(peer === ofYaml ? () => parseDocument(compose) : () => parseTree(text)),
      read: repeat(() => readSource({ path, text }, defaultSettings)),
      fourTimes: repeat(() => readSource({ path, text: long }, defaultSettings)),
      // The others are held against a peer by what it takes to read them.
      ...(kind === 'Compose' && {
        analysis: repeat(() => analyze(undefined, new Map([[path, { path, text }]]), settings)),
      }),
      edited: edits(analyze, path, text, settings),
    },
    Number(rounds),
    10,
  );
  process.stdout.write(JSON.stringify(times));
}

function repeat(work) {
  return () => {
    for (let index = 0; index < 5; index++) work();
  };
}

/** One character more or less in the middle of the file, each time analysed on what was known before. */
function edits(analyze, path, text, settings) {
  const at = text.indexOf('\n', text.length / 2);
  let state = analyze(undefined, new Map([[path, { path, text }]]), settings);
  let longer = false;
  return repeat(() => {
    longer = !longer;
    const edited = longer ? `${text.slice(0, at)} ${text.slice(at)}` : text;
    state = analyze(state, new Map([[path, { path, text: edited }]]), settings);
  });
}
