import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/core/config.ts';
import { readAskedPath } from '../../server/src/core/deployment/access.ts';
import { accessInNginx } from '../../server/src/core/deployment/access-nginx.ts';
import { analyzeFiles } from '../fixture.ts';
import { differences, freePort, numbers, picker, startApplication, startProxy } from './proxy-run.ts';

const nginx = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v']).status === 0);

/** More of them on demand. */
const count = Number(process.env['SERVERS'] ?? 400);

const guards = (users: string): readonly string[] => [
  ...['', '', '', `auth_basic "x"; auth_basic_user_file ${users};`, 'auth_basic off;', 'auth_basic "x";'],
  ...['allow 10.0.0.0/8; deny all;', 'allow all;', 'deny all;', 'deny 10.1.2.3;', 'allow 0.0.0.0/0; deny all;'],
  ...['auth_request /refuse;', 'auth_request off;', 'if ($http_x_none = "") { return 403; }', 'satisfy all;'],
  `satisfy any; auth_basic "x"; auth_basic_user_file ${users};`,
  'satisfy any; allow 10.0.0.0/8; deny all;',
];
const prefixes = [
  '/',
  '/admin',
  '/admin/',
  '= /admin/',
  '^~ /admin/',
  '/admin/x',
  '/admin/deep/',
  '= /admin/x',
  '/adm',
];
const patterns = ['~ ^/admin/', '~* \\.js$', '~ ^/(admin|api)/', '~ /x', '~ ^/api/', '~* ^/ADMIN'];
const heads = [...prefixes, ...prefixes, ...patterns, '/mem/', '/api/'];

/** What stands in a server whose application listens at `app`. */
function serverText(random: () => number, users: string, app: string): string {
  const pick = picker(random);
  const used = new Set<string>();
  const location = (head: string, isOuter: boolean): string => {
    const name = head.replace('^~ ', '');
    if (used.has(name)) return '';
    used.add(name);
    const isPlain = !/[~=]/.test(head);
    const inner = isOuter && isPlain && random() < 0.3 ? location(pick(patterns), false) : '';
    const path = isPlain && random() < 0.2 ? pick(['/', '/admin/']) : '';
    const content = random() < 0.15 ? 'return 404;' : `proxy_pass http://${app}${path};`;
    return `  location ${head} { ${pick(guards(users))} ${content} ${inner} }\n`;
  };
  const chosen = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(heads));
  const refuse = '  location = /refuse { internal; return 401; }\n';
  return `  ${pick(guards(users))}\n${refuse}${chosen.map((head) => location(head, true)).join('')}`;
}

if (nginx === undefined) {
  console.log('SKIPPED nginx access oracle: nginx is not installed');
  it('has nginx where no layer may be skipped', () => expect(process.env['SEAWORTHY_NO_SKIP']).not.toBe('1'));
} else {
  it('says open of what nginx lets through, and guarded of nothing that it lets through', {
    timeout: 300_000,
  }, async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'seaworthy-access-'));
    const users = join(scratch, 'users');
    writeFileSync(users, 'ops:{PLAIN}secret\n');
    const application = await startApplication();
    const port = await freePort();
    const random = numbers(20_261_125);
    const texts = Array.from({ length: count }, () => serverText(random, users, `127.0.0.1:${application.port}`));
    const servers = texts.map(
      (text, at) => `server {\n  listen 127.0.0.1:${port};\n  server_name s${at}.test;\n${text}}\n`,
    );
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${scratch}/${name};\n`,
    );
    const file = join(scratch, 'nginx.conf');
    const head = `pid ${scratch}/pid;\nerror_log ${scratch}/error.log crit;\nevents {}\n`;
    const http = `server_names_hash_max_size 8192;\naccess_log off;\n${folders.join('')}${servers.join('')}`;
    writeFileSync(file, `${head}http {\n${http}}\n`);
    const single = 'daemon off; master_process off;';
    const proxy = await startProxy(nginx, ['-c', file, '-p', scratch, '-g', single], port);
    try {
      const layersOf = (text: string, at: number) => {
        const conf = `http {\nserver {\n  listen 80;\n  server_name s${at}.example.org;\n${text}}\n}\n`;
        const [first] = analyzeFiles(new Map([['nginx.conf', conf]]), defaultSettings, []).deployments;
        const [host] = first?.deployment.nginx ?? [];
        const accesses = host ? accessInNginx(host, host.routes, readAskedPath('/admin/*')) : [];
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
