import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNginx } from '../../server/src/core/model/read-nginx.ts';
import { type NginxDirective, parseNginx } from '../../server/src/core/syntax/nginx.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const tokensOf = (text: string) => parseNginx(text).tokens.map((token) => token.text);
const messagesOf = (text: string) => parseNginx(text).problems.map(({ message }) => message);
/** `name arg arg` with the lists of blocks behind. */
const outline = (directives: readonly NginxDirective[]): unknown[] =>
  directives.flatMap(({ name, args, block }) => [
    [name, ...args].map(({ text }) => text).join(' '),
    ...(block ? [outline(block.directives)] : []),
  ]);
const outlineOf = (text: string) => outline(parseNginx(text).directives);

describe('tokens', () => {
  // ngx_conf_read_token in https://github.com/nginx/nginx/blob/master/src/core/ngx_conf_file.c
  it.each([
    ['listen 80;', ['listen', '80']],
    ['a "b c" \'d "e\';', ['a', 'b c', 'd "e']],
    ['a "b \\" \\\' \\\\ \\t \\r \\n \\d";', ['a', 'b " \' \\ \t \r \n \\d']],
    ['a \\.php$ x\\ y \\;;', ['a', '\\.php$', 'x\\ y', '\\;']],
    ['a b#c d;#e', ['a', 'b#c', 'd']],
    ['a # b;\nc;', ['a', 'c']],
    ['a ${b}c $d{e;', ['a', '${b}c', '$d', 'e']],
    ['a ${b c;', ['a', '${b', 'c']],
    ['a b}c b"d";', ['a', 'b}c', 'b"d"']],
    ['if ($a = "") {\n}', ['if', '($a', '=', '', ')']],
    ['a "b\nc" d;', ['a', 'b\nc', 'd']],
    ['a;b;c{d;}', ['a', 'b', 'c', 'd']],
    ['a\u00a0b;', ['a\u00a0b']],
    ['a\tb\r\n;\r\n', ['a', 'b']],
    ['# only', []],
    ['', []],
  ])('cuts %j', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected);
  });

  it('counts lines from one, over quotes, comments and Lua', () => {
    const text = 'a "b\nc" d;\n# x\r\ne_by_lua_block {\n  x = {}\n}\nf;';
    expect(parseNginx(text).tokens.map((token) => [token.text, token.line])).toEqual([
      ['a', 1],
      ['b\nc', 1],
      ['d', 2],
      ['e_by_lua_block', 4],
      ['\n  x = {}\n', 4],
      ['f', 7],
    ]);
  });

  it('spans quotes and keeps their kind', () => {
    const { tokens } = parseNginx('a "b" \'c\';');
    expect(tokens.map(({ quote, span }) => [quote, span.start, span.end])).toEqual([
      ['', 0, 1],
      ['"', 2, 5],
      ["'", 6, 9],
    ]);
  });
});

describe('directives', () => {
  it.each([
    ['events {\n}\nhttp {\n  server {\n    listen 80;\n  }\n}\n', ['events', [], 'http', ['server', ['listen 80']]]],
    ['server {}', ['server', []]],
    ['location / { return 204; }', ['location /', ['return 204']]],
    ["map $a $b { default x; '' y; }", ['map $a $b', ['default x', ' y']]],
    ['types { text/html html htm; }', ['types', ['text/html html htm']]],
    ['add_header A "b";\r\nadd_header C d always;', ['add_header A b', 'add_header C d always']],
  ])('reads %j', (text, expected) => {
    expect(outlineOf(text)).toEqual(expected);
    expect(messagesOf(text)).toEqual([]);
  });

  it('keeps Lua closed, whatever braces its strings and comments hold', () => {
    const code = '\n  local a = "}" -- }\n  b = { 1, \'{\' } --[[ } ]] c = [==[ } ]==]\n';
    const text = `location / { "content_by_lua_block" {${code}} return 204; }`;
    const [inner, after] = parseNginx(text).directives[0]?.block?.directives ?? [];
    expect(inner?.block?.opaque?.text).toBe(code);
    expect(inner?.block?.close).toEqual({ start: text.indexOf('} return'), end: text.indexOf('} return') + 1 });
    expect(after?.name.text).toBe('return');
    expect(messagesOf(text)).toEqual([]);
  });

  it('spans each with its `;` or block', () => {
    const text = 'http {\n  a b ;\n}\n';
    const [http] = parseNginx(text).directives;
    expect([http, http?.block?.directives[0]].map((one) => one && text.slice(one.span.start, one.span.end))).toEqual([
      'http {\n  a b ;\n}',
      'a b ;',
    ]);
  });
});

describe('mistakes', () => {
  it.each([
    ['http {\n  server {\n', 'This brace is never closed.', '{'],
    ['http {\n}\n}\n', 'This brace closes nothing.', '}'],
    ['a;;', 'This `;` ends no directive.', ';'],
    ['{ a; }', 'This brace has no directive before it.', '{'],
    ['server { listen 80 }', 'The directive lacks its `;`.', 'listen 80'],
    ['listen 80', 'The directive lacks its `;`.', 'listen 80'],
    ['a "b;\nc d;\n', 'The quote is never closed.', '"b'],
    ['a "b"c;', 'After a closing quote nginx expects white space, `;` or `{`.', '"b"c'],
    ['\ufeffevents {}', 'nginx takes the byte order mark for a part of the first directive.', '\ufeff'],
  ])('refuses %j', (text, message, at) => {
    const { problems } = parseNginx(text);
    expect(problems.map((one) => [one.message, one.verdict, text.slice(one.span.start, one.span.end)])).toContainEqual([
      message,
      'refused',
      at,
    ]);
  });

  it.each([
    [
      'server {\n  listen 80\n  location / {\n    return 204;\n  }\n}\n',
      ['server', ['listen 80', 'location /', ['return 204']]],
    ],
    ['server {\n  listen 80\n}\nserver {\n  a;\n}\n', ['server', ['listen 80'], 'server', ['a']]],
    ['proxy_pass http://a\nproxy_set_header Host $host;\n', ['proxy_pass http://a', 'proxy_set_header Host $host']],
    ['a "b;\nserver {\n  root "x";\n}\n', ['a b', 'server', ['root x']]],
    ['a "b;\n\nc "d e";\n', ['a b', 'c d e']],
    ['server {\n  location / {\n    a;\n\nserver {\n  b;\n}\n', ['server', ['location /', ['a']], 'server', ['b']]],
    ['server {\n}\n}\nserver {\n  b;\n}\n', ['server', [], 'server', ['b']]],
    ['http {\n  {\n    a;\n  }\n  b;\n}\n', ['http', ['a', 'b']]],
  ])('keeps what stands around the one in %j', (text, expected) => {
    expect(outlineOf(text)).toEqual(expected);
    expect(messagesOf(text)).toHaveLength(1);
  });

  it('takes a line for arguments where nginx does, and says so', () => {
    expect(parseNginx('server_name a\nlisten 80;').problems).toMatchObject([{ verdict: 'odd' }]);
  });

  it('names the outermost of several open braces, once', () => {
    const text = 'http {\n  server {\n    location / {\n      a;\n';
    expect(parseNginx(text).problems).toEqual([
      { span: { start: 5, end: 6 }, message: 'This brace is never closed.', verdict: 'refused' },
    ]);
  });

  it('does not judge the templates of other languages', () => {
    const text = 'server {\n  {% if tls %}\n  listen {{ port }};\n  {% endif %}\n}\n';
    expect(parseNginx(text)).toMatchObject({ template: true, problems: [] });
    expect(parseNginx('http {{server {}}')).toMatchObject({ template: false });
  });

  it('ends at a bounded depth', () => {
    const text = 'a {\n'.repeat(100_000);
    expect(messagesOf(text)).toContain('Blocks are nested more than 200 deep.');
    expect(outlineOf(`${'a {'.repeat(300)}${'}'.repeat(300)} b;`).at(-1)).toBe('b');
    expect(readNginx('server { location / {'.repeat(50_000)).servers.length).toBeGreaterThan(0);
  });
});

const at = (text: string, span: { readonly start: number; readonly end: number } | undefined): string | undefined =>
  span && text.slice(span.start, span.end);
const effective = (headers: readonly { readonly name: string; readonly inherited: boolean }[]): readonly string[] =>
  headers.map(({ name, inherited }) => `${inherited ? '<' : ''}${name}`);

describe('servers', () => {
  // https://nginx.org/en/docs/http/ngx_http_core_module.html#listen
  it.each([
    ['listen 127.0.0.1:8000;', ['127.0.0.1', 8000, false, false]],
    ['listen 127.0.0.1;', ['127.0.0.1', 80, false, false]],
    ['listen 8000 default_server;', [undefined, 8000, false, true]],
    ['listen *:8000;', [undefined, 8000, false, false]],
    ['listen localhost:8000;', ['localhost', 8000, false, false]],
    ['listen [::]:443 ssl http2;', ['::', 443, true, false]],
    ['listen [::1];', ['::1', 80, false, false]],
    ['listen 443 quic reuseport;', [undefined, 443, true, false]],
    ['listen unix:/var/run/nginx.sock;', [undefined, undefined, false, false]],
    ['listen ${PORT};', [undefined, undefined, false, false]],
    ['listen 443; ssl on;', [undefined, 443, true, false]],
  ])('listen as %j says', (text, expected) => {
    const [listen] = readNginx(`server { ${text} }`).servers[0]?.listens ?? [];
    expect([listen?.address, listen?.port, listen?.ssl, listen?.defaultServer]).toEqual(expected);
  });

  it('are read with names, certificates and what they inherit of them', () => {
    const text = `http {
      ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate /a.pem; ssl_certificate_key /a.key;
      server { server_name a.example *.a.example; ssl_certificate /b.pem; }
    }
    stream { server { listen 5432; } }`;
    const { servers } = readNginx(text);
    expect(servers).toHaveLength(1);
    const [server] = servers;
    expect(at(text, server?.keyword)).toBe('server');
    expect(server?.serverNames.map(({ span }) => at(text, span))).toEqual(['a.example', '*.a.example']);
    expect([server?.ssl.certificate?.text, server?.ssl.key?.text]).toEqual(['/b.pem', '/a.key']);
    expect(server?.ssl.protocols?.values.map((value) => value.text)).toEqual(['TLSv1.2', 'TLSv1.3']);
    expect(at(text, server?.ssl.protocols?.span)).toBe('ssl_protocols TLSv1.2 TLSv1.3;');
  });

  it.each([
    ['return 301 https://$host$request_uri;', true],
    ['return https://a.example/;', true],
    ['rewrite ^ https://$host$request_uri? permanent;', true],
    ['location /.well-known/acme-challenge/ { root /x; } location / { return 308 https://$host$request_uri; }', true],
    ['if ($host = a.example) { return 301 https://$host$request_uri; } return 404;', true],
    ['location / { return 301 https://$host; } location /api { proxy_pass http://a; }', false],
    ['location = / { return 301 https://$host; }', false],
    ['return 301 http://$host;', false],
    ['return 200 https://a;', false],
    ['root /x;', false],
    ['', false],
  ])('redirect all requests or not: %j', (text, expected) => {
    expect(readNginx(`server { listen 80; ${text} }`).servers[0]?.redirectsOnly).toBe(expected);
  });
});

describe('levels', () => {
  // https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
  it('inherit headers only where they have none of their own', () => {
    const text = `http { add_header A 1; proxy_set_header H h;
      server { add_header B 2 always; add_header C "3 4";
        location /none { proxy_pass http://a; location /none/deep { } }
        location /own { add_header D 5; proxy_set_header I i; if ($x) { add_header E 6; } }
      }
      server { }
    }`;
    const [one, other] = readNginx(text).servers;
    expect(effective(one?.addHeaders ?? [])).toEqual(['B', 'C']);
    expect(effective(one?.proxyHeaders ?? [])).toEqual(['<H']);
    expect(one?.addHeaders.map(({ span, value, always }) => [at(text, span), value, always])).toEqual([
      ['B 2', '2', true],
      ['C "3 4"', '3 4', false],
    ]);
    const [none, own] = one?.locations ?? [];
    expect(effective(none?.addHeaders ?? [])).toEqual(['<B', '<C']);
    expect(effective(none?.locations[0]?.addHeaders ?? [])).toEqual(['<B', '<C']);
    expect(effective(own?.addHeaders ?? [])).toEqual(['D']);
    expect(effective(own?.proxyHeaders ?? [])).toEqual(['I']);
    expect(effective(own?.conditions[0]?.addHeaders ?? [])).toEqual(['E']);
    expect(effective(other?.addHeaders ?? [])).toEqual(['<A']);
  });

  // https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header_inherit
  it('merge or drop headers where they say so', () => {
    const text = `server { add_header A 1; add_header_inherit merge;
      location / { add_header B 2; location /x { add_header C 3; } }
      location /off { add_header_inherit off; }
    }`;
    const [first, off] = readNginx(text).servers[0]?.locations ?? [];
    expect(effective(first?.addHeaders ?? [])).toEqual(['<A', 'B']);
    expect(effective(first?.locations[0]?.addHeaders ?? [])).toEqual(['<A', '<B', 'C']);
    expect(off?.addHeaders).toEqual([]);
  });

  // https://nginx.org/en/docs/http/ngx_http_core_module.html#location
  it.each([
    ['location / {}', '', '/'],
    ['location = /a {}', '=', '/a'],
    ['location =/a {}', '=', '/a'],
    ['location ~ \\.php$ {}', '~', '\\.php$'],
    ['location ~* "\\.(js|css)$" {}', '~*', '\\.(js|css)$'],
    ['location ^~ /b {}', '^~', '/b'],
    ['location @c {}', '@', '@c'],
  ])('have the path of %j', (text, modifier, path) => {
    expect(readNginx(text).locations).toMatchObject([{ modifier, path }]);
    expect(readNginx(`server { ${text} }`).servers[0]?.locations).toMatchObject([{ modifier, path }]);
  });

  it('inherit the settings of a proxy, and know the files that may say more', () => {
    const text = `include top.conf; proxy_read_timeout 5s; server { include a.conf; proxy_http_version 1.1;
      location / { proxy_buffering off; include b.conf; } }`;
    const { servers, includes } = readNginx(text);
    const [location] = servers[0]?.locations ?? [];
    expect([
      location?.proxyHttpVersion?.text,
      location?.proxyBuffering?.text,
      location?.proxyReadTimeout?.text,
    ]).toEqual(['1.1', 'off', '5s']);
    expect(servers[0]?.proxyBuffering).toBeUndefined();
    expect(location?.includes.map(({ span }) => at(text, span))).toEqual(['top.conf', 'a.conf', 'b.conf']);
    expect(includes).toHaveLength(3);
  });
});

describe('proxies', () => {
  const rest = 'upstream up { server a:3000 weight=2; server b; server unix:/s; } set $v http://c:5;';
  // https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass
  it.each([
    ['http://App:8000/x/', 'http', 'app', 8000, ['app:8000']],
    ['https://app', 'https', 'app', 443, ['app:443']],
    ['http://[::1]:81', 'http', '::1', 81, ['::1:81']],
    ['http://up', 'http', 'up', undefined, ['a:3000', 'b:80', 'undefined:undefined']],
    ['http://up:9', 'http', 'up', 9, ['up:9']],
    ['http://unix:/tmp/s.socket:/uri/', 'http', undefined, undefined, ['undefined:undefined']],
    ['http://$unknown:80', 'http', undefined, 80, ['undefined:80']],
    ['$v', 'http', 'c', 5, ['c:5']],
    ['${v}/x', 'http', 'c', 5, ['c:5']],
    ['$unknown', undefined, undefined, undefined, ['undefined:undefined']],
  ])('of %j reach what they name', (target, scheme, host, port, servers) => {
    const text = `http { ${rest} server { location / { proxy_pass ${target}; } } }`;
    const [proxy] = readNginx(text).servers[0]?.locations[0]?.proxyPasses ?? [];
    expect([proxy?.scheme, proxy?.host, proxy?.port]).toEqual([scheme, host, port]);
    expect(proxy?.servers.map((one) => `${one.host}:${one.port}`)).toEqual(servers);
    expect(at(text, proxy?.span)).toBe(target);
  });

  it('are known to be conditional inside of `if`', () => {
    const [location] = readNginx('location / { if ($a) { proxy_pass http://b; } proxy_pass http://c; }').locations;
    expect(location?.proxyPasses.map(({ host, conditional }) => [host, conditional])).toEqual([
      ['c', false],
      ['b', true],
    ]);
  });
});

it('maps are found by the variable that they set', () => {
  const text = "map $http_upgrade $connection_upgrade { default upgrade; '' close; }";
  const map = readNginx(text).maps.get('$connection_upgrade');
  expect(map?.source?.text).toBe('$http_upgrade');
  expect(map?.entries.map(({ key, value }) => [key.text, value?.text])).toEqual([
    ['default', 'upgrade'],
    ['', 'close'],
  ]);
});

const seeds = [
  'events {}\nhttp {\n  map $a $b { default "x y"; }\n  server {\n    listen [::]:443 ssl; # c\n    if ($a = "") { return 301 https://$host; }\n  }\n}\n',
  "server {\r\n  add_header A 'b \\' c';\r\n  location ~* \\.(js|css)$ { proxy_pass http://${up}:80/; }\r\n}\r\n",
  'location / {\n  content_by_lua_block {\n    x = "}" --[[ } ]]\n  }\n}\nupstream u { server a:1; server unix:/b; }\n',
];

describe('any text', () => {
  it('gives places inside of it without a throw, in tree and model', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        expect(spansIn(parseNginx(text)).every((span) => isWithin(span, text))).toBe(true);
        const model = readNginx(text);
        expect(spansIn([model, ...model.maps.values()]).every((span) => isWithin(span, text))).toBe(true);
      }),
      runs,
    );
  });

  it('is its tokens and comments with white space and punctuation between them', () => {
    fc.assert(
      fc.property(textFrom(seeds), (text) => {
        const { tokens, comments } = parseNginx(text);
        let at = 0;
        let between = '';
        for (const { start, end } of [...tokens.map(({ span }) => span), ...comments].toSorted(
          (a, b) => a.start - b.start,
        )) {
          expect(start).toBeGreaterThanOrEqual(at);
          between += text.slice(at, start);
          at = end;
        }
        expect((between + text.slice(at)).replace('\ufeff', '')).toMatch(/^[ \t\r\n;{}]*$/);
      }),
      runs,
    );
  });

  it('keeps each directive inside of the block that holds it, in order', () => {
    const check = (directives: readonly NginxDirective[], start: number, end: number): void => {
      let at = start;
      for (const { span, block } of directives) {
        expect(span.start).toBeGreaterThanOrEqual(at);
        expect(span.end).toBeLessThanOrEqual(end);
        if (block) check(block.directives, block.open.end, block.span.end);
        at = span.end;
      }
    };
    fc.assert(
      fc.property(textFrom(seeds), (text) => check(parseNginx(text).directives, 0, text.length)),
      runs,
    );
  });

  it('keeps what is complete while it is typed', () => {
    for (const seed of seeds) {
      for (let length = 0; length <= seed.length; length++) {
        const typed = `server {\n  listen 1;\n}\n${seed.slice(0, length)}`;
        expect(outlineOf(typed).slice(0, 2)).toEqual(['server', ['listen 1']]);
      }
    }
  });
});
