import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/core/config.ts';
import { readAskedPath } from '../../server/src/core/deployment/access.ts';
import { accessInCaddy } from '../../server/src/core/deployment/access-caddy.ts';
import { analyzeFiles } from '../fixture.ts';
import { differences, freePort, numbers, picker, startApplication, startProxy } from './proxy-run.ts';

const caddy = ['caddy', '/usr/bin/caddy'].find((path) => spawnSync(path, ['version']).status === 0);

/** More of them on demand. */
const count = Number(process.env['SERVERS'] ?? 300);

const hash = '$2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG';
const matchers = [
  '@few remote_ip 10.0.0.0/8',
  '@strangers not remote_ip 10.0.0.0/8',
  '@admin path /admin/*',
  '@deep {\n\t\tpath /admin/deep/*\n\t\tnot remote_ip 10.0.0.0/8\n\t}',
  '@others not path /admin/*',
  '@pattern path_regexp ^/admin/',
];
const heads = ['', '', '', '/admin/*', '/admin*', '/admin/deep/*', '/api/*', '/adm*', '/mem/*'];
const names = ['@few', '@strangers', '@admin', '@deep', '@others', '@pattern'];

/** What stands in a site whose application listens at `app`. */
function siteText(random: () => number, app: string): string {
  const pick = picker(random);
  const matcher = (): string => (random() < 0.3 ? pick(names) : pick(heads));
  // Old releases do not keep several handle of one route apart.
  const directive = (depth: number, isOrdered = false): string => {
    const groups = isOrdered ? [] : ['handle', 'handle', 'handle_path', 'route'];
    const kind = pick(['basicauth', 'reverse_proxy', 'reverse_proxy', 'respond', ...groups]);
    const indent = '\t'.repeat(depth);
    if (kind === 'basicauth') return `${indent}basicauth ${matcher()} {\n${indent}\tops ${hash}\n${indent}}\n`;
    if (kind === 'reverse_proxy') return `${indent}reverse_proxy ${matcher()} ${app}\n`;
    if (kind === 'respond') return `${indent}respond ${pick(['/admin/*', '@strangers', '@deep', '/api/*'])} 403\n`;
    if (depth > 2) return '';
    const inner = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
      directive(depth + 1, kind === 'route'),
    ).join('');
    const head = kind === 'handle_path' ? pick(['/mem/*', '/api/*']) : matcher();
    return `${indent}${kind} ${head} {\n${inner}${indent}}\n`;
  };
  const content = Array.from({ length: 1 + Math.floor(random() * 4) }, () => directive(1)).join('');
  return `${matchers.map((text) => `\t${text}\n`).join('')}${content}`;
}

if (caddy === undefined) {
  console.log('SKIPPED Caddy access oracle: Caddy is not installed');
  it('has Caddy where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else {
  it('says open of what Caddy lets through, and guarded of nothing that it lets through', {
    timeout: 300_000,
  }, async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-access-'));
    const application = await startApplication();
    const port = await freePort();
    const random = numbers(20_261_125);
    const texts = Array.from({ length: count }, () => siteText(random, `127.0.0.1:${application.port}`));
    const file = join(scratch, 'Caddyfile');
    const sites = texts.map((text, at) => `http://s${at}.test:${port} {\n${text}}\n`);
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${sites.join('')}`);
    const proxy = await startProxy(caddy, ['run', '--config', file, '--adapter', 'caddyfile'], port);
    try {
      const layersOf = (text: string, at: number) => {
        const files = new Map([['Caddyfile', `s${at}.example.org {\n${text}}\n`]]);
        const [first] = analyzeFiles(files, defaultSettings, []).deployments;
        const [site] = first?.deployment.sites ?? [];
        const accesses = site ? accessInCaddy(site, site.site.proxies, readAskedPath('/admin/*')) : [];
        return accesses.map(({ layer }) => layer);
      };
      const { wrong, decided } = await differences(texts, layersOf, proxy);
      expect(wrong).toEqual([]);
      expect(decided).toBeGreaterThan(count / 2);
    } finally {
      proxy.stop();
      application.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}
