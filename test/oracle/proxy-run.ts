import { spawn } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The same numbers each time. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const picker =
  (random: () => number) =>
  <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const [one] = list.slice(Math.floor(random() * list.length));
    if (one === undefined) throw new Error('There is nothing to pick from.');
    return one;
  };

const listen = (server: Server): Promise<number> =>
  new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });

/** An application that answers with the path that it was asked for. */
export async function startApplication(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer((asked, answer) => answer.end(asked.url));
  return { port: await listen(server), close: () => void server.close() };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

export interface RunningProxy {
  /** The body of an answer with status 200. */
  readonly get: (host: string, path: string) => Promise<string | undefined>;
  readonly stop: () => void;
}

/** The program once it answers at the port; what it said instead where it does not. */
export async function startProxy(command: string, args: readonly string[], port: number): Promise<RunningProxy> {
  const running = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  running.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const get = (host: string, path: string): Promise<string | undefined> =>
    new Promise((done, fail) => {
      const asked = request({ port, host: '127.0.0.1', path, headers: { host } }, (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => done(answer.statusCode === 200 ? body : undefined));
      });
      asked.on('error', fail);
      asked.end();
    });
  for (let tries = 0; tries < 200; tries++) {
    const answers = await get('s0.test', '/').then(
      () => true,
      () => false,
    );
    if (answers) return { get, stop: () => void running.kill() };
    await wait(50);
  }
  running.kill();
  throw new Error(said);
}

/** Ways in that people try, behind prefixes that the configurations name. */
const triedPrefixes = ['', '/mem', '/api', '/adm', '/admin', '/admin/x', '/admin/deep'].flatMap((prefix, _, all) =>
  prefix === ''
    ? all
    : ['/mem', '/api', '/admin'].includes(prefix)
      ? ['/mem', '/api'].map((more) => prefix + more)
      : [],
);

export const triedPaths: readonly string[] = triedPrefixes.flatMap((prefix) =>
  [
    ...['', '/x', '/x0', '/admin/', '/admin/x0', '/admin/x', '/admin/x/y'],
    ...['/admin/app.js', '/admin/deep/z', '/admin/zz/app.js'],
  ]
    .flatMap((path) => [path, path.slice(1)])
    .flatMap((path) => ((prefix + path).startsWith('/') ? [prefix + path] : [])),
);

/** What the model says of a site against what the running proxy lets through; nothing where they agree. */
async function compare(
  layers: readonly (string | undefined)[],
  host: string,
  { get }: RunningProxy,
): Promise<string | undefined> {
  const reached: string[] = [];
  for (const path of triedPaths) if ((await get(host, path))?.startsWith('/admin/')) reached.push(path);
  const isGuarded = !layers.includes(undefined) && !layers.includes('none');
  if (isGuarded && reached.length > 0) return `guarded (${layers}), but ${reached.slice(0, 5)} answer`;
  return layers.includes('none') && reached.length === 0 ? `open (${layers}), but nothing answers` : undefined;
}

/** Where the model and the running proxy differ over configurations, and how many the model decided. */
export async function differences(
  texts: readonly string[],
  layersOf: (text: string, at: number) => readonly (string | undefined)[],
  proxy: RunningProxy,
): Promise<{ readonly wrong: readonly string[]; readonly decided: number }> {
  let decided = 0;
  const wrong: string[] = [];
  for (const [at, text] of texts.entries()) {
    const layers = layersOf(text, at);
    if (!layers.includes(undefined)) decided++;
    const difference = await compare(layers, `s${at}.test`, proxy);
    if (difference !== undefined) wrong.push(`${difference}:\n${text}`);
  }
  return { wrong, decided };
}
