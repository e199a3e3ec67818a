import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseNginx } from '../../server/src/core/syntax/nginx.ts';

const nginx = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v']).status === 0);
const corpus = new URL('../../../shared/corpora/open/', import.meta.url);

const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-nginx-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Where a part of a configuration may stand; on one line, so that lines keep their numbers. */
const contexts: readonly (readonly [string, string])[] = [
  ['', ''],
  ['events {} ', ''],
  ['events {} http { ', '\n}'],
  ['events {} http { server { ', '\n}}'],
  ['events {} http { server { location / { ', '\n}}}'],
];

/** In place, line by line: what only the machine has that the file was written for. */
function sanitise(text: string): string {
  const upstreams = new Set([...text.matchAll(/\bupstream\s+([^\s{]+)/g)].map(([, name]) => name));
  return text
    .replaceAll(/^([ \t]*)load_module\b/gm, '$1#')
    .replaceAll(/\b(ssl_certificate(?:_key)?|ssl_(?:client|trusted)_certificate)[ \t]+[^;\n]+/g, (_, name: string) => {
      return `${name} ${scratch}/${name.endsWith('_key') ? 'key' : 'certificate'}.pem`;
    })
    .replaceAll(/^([ \t]*)include[ \t]+[^;\n]+/gm, `$1include ${scratch}/none/*.conf`)
    .replaceAll(
      /^([ \t]*)(?:ssl_dhparam|user|pid)[ \t]+[^;\n]+/gm,
      (_, indent: string) => `${indent}include ${scratch}/none/*.conf`,
    )
    .replaceAll(/^([ \t]*)error_log[ \t]+[^;\n]+/gm, `$1error_log ${scratch}/error.log`)
    .replaceAll(/^([ \t]*)access_log[ \t]+[^;\n]+/gm, '$1access_log off')
    .replaceAll(/\b(proxy_cache_path|fastcgi_cache_path)[ \t]+\S+/g, `$1 ${scratch}/cache`)
    .replaceAll(/^([ \t]*)resolver[ \t]+[^;\n]+/gm, '$1resolver 127.0.0.1')
    .replaceAll(/^([ \t]*server)[ \t]+(?!\{)[^\s;{}"'$]+/gm, '$1 127.0.0.1:9')
    .replaceAll(
      /\b(proxy_pass[ \t]+https?:\/\/|grpc_pass[ \t]+grpcs?:\/\/|(?:fastcgi|uwsgi)_pass[ \t]+)([\w.-]+)(:\d+)?/g,
      (all, head: string, host: string) => (upstreams.has(host) ? all : `${head}127.0.0.1:9`),
    );
}

interface Verdict {
  readonly ok: boolean;
  readonly said: string;
  readonly line: number;
  readonly context: number;
}

const refusesSyntax =
  /unexpected "|unexpected end of file|is not terminated by|has no opening|too long parameter|unexpected end of parameter/;

function testIn(text: string, context: number): Verdict {
  const [before, after] = contexts[context] ?? ['', ''];
  const file = join(scratch, 'nginx.conf');
  writeFileSync(file, `${before}${text}${after}\n`);
  const prefix = join(scratch, 'prefix');
  const { status, stderr } = spawnSync(
    nginx ?? 'nginx',
    ['-t', '-c', file, '-p', prefix, '-g', `pid ${scratch}/pid;`],
    {
      encoding: 'utf8',
    },
  );
  const said = stderr.split('\n').find((line) => line.includes('[emerg]')) ?? '';
  // The file was read to its end where the port is what nginx lacks.
  return { ok: status === 0 || said.includes('bind()'), said, line: Number(/:(\d+)$/.exec(said)?.[1] ?? 0), context };
}

/** nginx's verdict on the syntax; undefined where it stopped for what a directive means or for what this machine lacks. */
function judge(text: string): Verdict | undefined {
  const clean = sanitise(text);
  const verdicts = contexts.map((_, context) => testIn(clean, context));
  const accepted = verdicts.find(({ ok }) => ok);
  if (accepted) return accepted;
  const furthest = verdicts.toSorted((a, b) => b.line - a.line)[0];
  return furthest && refusesSyntax.test(furthest.said) ? furthest : undefined;
}

/** More of them on demand. */
const perFile = Number(process.env['SLIPS'] ?? 6);

const refuses = (text: string): boolean => parseNginx(text).problems.some(({ verdict }) => verdict === 'refused');

/** Slips of typing: a brace, a quote or a `;` that is missing or there twice. */
function slips(text: string, count: number): readonly string[] {
  const places = [...text.matchAll(/[{};"']/g)].map(({ index }) => index);
  const step = Math.max(1, Math.floor(places.length / count));
  return places
    .filter((_, index) => index % step === 0)
    .flatMap((at) => [
      text.slice(0, at) + text.slice(at + 1),
      text.slice(0, at + 1) + (text[at] ?? '') + text.slice(at + 1),
    ]);
}

if (nginx === undefined) {
  console.log('SKIPPED nginx oracle: nginx is not installed');
  it('has nginx where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else if (!existsSync(corpus)) {
  console.log('SKIPPED nginx oracle: ../shared/corpora is absent');
  it('says that the corpus is left out', () => expect(existsSync(corpus)).toBe(false));
} else {
  mkdirSync(join(scratch, 'prefix'));
  spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-keyout', join(scratch, 'key.pem'), '-out', join(scratch, 'certificate.pem')],
  ]);
  const manifest: { readonly files: readonly { readonly file: string; readonly kind: string }[] } = JSON.parse(
    readFileSync(new URL('manifest.json', corpus), 'utf8'),
  );
  const files = manifest.files
    .filter(({ kind }) => kind === 'nginx' || kind === 'nginx-template')
    .map(({ file }) => [file, readFileSync(new URL(file, corpus), 'utf8')] as const);

  describe('nginx -t', () => {
    it('agrees with the parser on real files and on slips in them', { timeout: 300_000 }, () => {
      let whole = 0;
      let slipped = 0;
      const disagreements: string[] = [];
      for (const [file, text] of files) {
        const verdict = judge(text);
        // Templates are read, and not judged.
        if (!verdict || parseNginx(text).template) continue;
        whole++;
        if (verdict.ok === refuses(text)) disagreements.push(`${file}: ${verdict.said}`);
        if (!verdict.ok) continue;
        const clean = sanitise(text);
        for (const slip of slips(clean, perFile)) {
          const inContext = testIn(slip, verdict.context);
          if (!inContext.ok && !refusesSyntax.test(inContext.said)) continue;
          slipped++;
          if (inContext.ok === refuses(slip)) disagreements.push(`${file}, a slip: ${inContext.said}\n${slip}`);
        }
      }
      const answers = whole + slipped;
      console.log(
        `nginx -t: ${whole} of ${files.length} files, ${slipped} slips: ${answers - disagreements.length} agree`,
      );
      expect(whole).toBeGreaterThanOrEqual(40);
      expect(disagreements.length / answers).toBeLessThanOrEqual(0.01);
    });
  });
}
