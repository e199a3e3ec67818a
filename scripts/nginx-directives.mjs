/**
 * Asks an installed nginx what its directives take, and writes server/src/core/syntax/nginx-directives.ts: where each may
 * stand, whether it has a block, how many arguments, and of what form. `node scripts/nginx-directives.mjs` needs `nginx` and
 * `strings`, and the modules of stream where they are apart.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-nginx-directives-'));
const program = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));
if (!program) throw new Error('nginx is not installed.');
const streamModule = '/usr/lib/nginx/modules/ngx_stream_module.so';
const load = existsSync(streamModule) ? `load_module ${streamModule}; ` : '';

const contexts = {
  main: ['', 'events {}'],
  events: ['events { ', '}'],
  http: ['events {} http { ', '}'],
  server: ['events {} http { server { set $a 1; ', '}}'],
  location: ['events {} http { server { location / { ', '}}}'],
  upstream: ['events {} http { upstream u { ', '}}'],
  'server if': ['events {} http { server { set $a 1; if ($a) { ', '}}}'],
  'location if': ['events {} http { server { set $a 1; location / { if ($a) { ', '}}}}'],
  limit_except: ['events {} http { server { location / { limit_except GET { ', '}}}}'],
  stream: [`${load}events {} stream { `, '}'],
  'stream server': [`${load}events {} stream { server { `, '}}'],
  'stream upstream': [`${load}events {} stream { upstream u { `, '}}'],
};

const said = (context, line) => {
  const [before, after] = contexts[context];
  const file = join(scratch, 'nginx.conf');
  writeFileSync(file, `${before}${line}${after}\n`);
  const { stderr } = spawnSync(program, ['-t', '-p', scratch, '-c', file, '-g', `pid ${scratch}/pid;`], {
    encoding: 'utf8',
  });
  return stderr.split('\n').find((text) => text.includes('[emerg]')) ?? '';
};

/** What forms of values tell apart; the words are those that stand for no value. */
const forms = {
  number: ['5'],
  size: ['5', '5k', '5m'],
  offset: ['5', '5k', '5m', '5g'],
  milliseconds: ['5', '5ms', '5s', '5m', '5d'],
  seconds: ['5', '5s', '5m', '5d'],
};
const probes = [...new Set(Object.values(forms).flat())];
const blanks = ['off', 'auto', 'default', 'none', 'any', 'all'];

const isWrong = (text) => /invalid (?:value|number|size|time|parameter)|invalid limit/i.test(text);
function formOf(name, context) {
  const accepts = (value) => !isWrong(said(context, `${name} ${value};`));
  if (accepts('x0')) return undefined;
  const taken = probes.filter(accepts);
  const form = Object.entries(forms).find(
    ([, values]) => values.length === taken.length && values.every((one) => taken.includes(one)),
  );
  return form && [form[0], ...blanks.filter(accepts)].join('|');
}

function signatureOf(name) {
  const byTake = new Map();
  for (const context of Object.keys(contexts)) {
    const bare = said(context, `${name};`);
    if (bare.includes(`"${name}" directive is not allowed here`) || bare.includes('unknown directive')) continue;
    const hasBlock = bare.includes('has no opening');
    const counts = [];
    let isFlag = false;
    for (let count = 0; count <= 8; count++) {
      const words = Array.from({ length: count }, (_, index) => ` x${index}`).join('');
      const answer = said(context, `${name}${words}${hasBlock ? ' {}' : ';'}`);
      if (answer.includes(`invalid number of arguments in "${name}" directive`)) continue;
      counts.push(count);
      if (answer.includes('it must be "on" or "off"')) isFlag = true;
    }
    if (counts.length === 0) continue;
    const form = isFlag ? 'flag' : !hasBlock && counts.join() === '1' ? formOf(name, context) : undefined;
    const last = counts.at(-1);
    const take = `${hasBlock ? 'block ' : ''}${counts.length === 1 ? last : `${counts[0]}-${last === 8 ? '' : last}`}${form ? ` ${form}` : ''}`;
    byTake.set(take, [...(byTake.get(take) ?? []), context]);
  }
  return [...byTake].map(([take, where]) => `${where.join(', ')}: ${take}`).join('; ');
}

const binaries = [program, ...(load ? [streamModule] : [])];
/** The linker keeps a text that ends another one as a part of it: `root` is in `document_root`. */
const endings = (word) => [...word.matchAll(/_(?=[a-z])/g)].map(({ index }) => word.slice(index + 1));
/** Short names, which `strings` passes over where they end in the middle of a word. */
const short =
  'ssl http events types root index user hash zone upstream expires keepalive server_name ip_hash alias'.split(' ');
const names = new Set(
  binaries
    .flatMap((path) =>
      execFileSync('strings', ['-n', '2', path], { encoding: 'utf8', maxBuffer: 1e9 })
        .split('\n')
        .filter((word) => /^[a-z][a-z0-9_]{1,40}$/.test(word)),
    )
    .flatMap((word) => [word, ...endings(word)])
    .concat(short),
);
const known = [...names].filter((name) =>
  ['http', 'stream'].some((context) => !said(context, `${name};`).includes(`unknown directive "${name}"`)),
);
const groups = new Map();
for (const name of known.toSorted()) {
  const signature = signatureOf(name);
  if (signature) groups.set(signature, [...(groups.get(signature) ?? []), name]);
}
const version = /nginx\/([\d.]+)/.exec(spawnSync(program, ['-v'], { encoding: 'utf8' }).stderr)?.[1];
const lines = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
const text = `/**
 * What the directives of nginx take, as nginx ${version} itself answers (\`node scripts/nginx-directives.mjs\` asks it): where they may
 * stand, \`block\`, how many arguments, and the form of the one. Those of later releases and of other modules are not here.
 */
export const nginxDirectives: readonly (readonly [take: string, names: string])[] = ${JSON.stringify(
  lines.map(([take, all]) => [take, all.join(' ')]),
  undefined,
  2,
)};
`;
const target = fileURLToPath(new URL('../server/src/core/syntax/nginx-directives.ts', import.meta.url));
writeFileSync(target, text);
rmSync(scratch, { recursive: true });
console.log(
  `${known.length} directives of nginx ${version} in ${groups.size} groups: ${readFileSync(target).length} bytes`,
);
