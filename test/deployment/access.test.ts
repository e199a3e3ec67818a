import products from 'seaworthy:products';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../server/src/core/checklist/context.ts';
import { seeAccess } from '../../server/src/core/checklist/see-access.ts';
import { defaultSettings } from '../../server/src/core/config.ts';
import { analyzeFiles } from '../fixture.ts';

/** What stands before a path of novamem by every way in; `open` where nobody can tell. */
function layersOf(files: Readonly<Record<string, string>>, path = '/admin/*'): readonly string[] {
  const { deployments, findings } = analyzeFiles(new Map(Object.entries(files)), defaultSettings, products);
  const deployment = deployments[0]?.deployment;
  const product = products.find(({ id }) => id === 'novamem');
  if (!deployment || !product) throw new Error('Nothing is deployed.');
  const judged = { deployment, findings, suppressed: [], faults: [] };
  const context = contextOf(product, judged, { tracked: undefined, ignoreFiles: [] }, defaultSettings);
  return [...new Set(seeAccess(path, context).found.map(({ value }) => value ?? 'open'))];
}

const image = 'ghcr.io/azrtydxb/novamem:v1.1.4';
const service = (labels = ''): string => `services:\n  novamem:\n    image: ${image}\n${labels}`;
const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

type Case = readonly [what: string, text: string, layers: readonly string[]];

/** Tables of what is written and what stands before `/admin/*`. */
function describeLayers(
  title: string,
  filesOf: (text: string) => Record<string, string>,
  cases: readonly Case[],
): void {
  describe(title, () => {
    for (const [what, text, layers] of cases) it(what, () => expect(layersOf(filesOf(text))).toEqual(layers));
  });
}

const basic = 'auth_basic "x"; auth_basic_user_file /etc/nginx/users;';
const pass = 'proxy_pass http://novamem:7778;';
const rest = `location / { ${pass} }`;

describeLayers(
  'nginx',
  (text) => ({
    'compose.yaml': service(),
    'nginx.conf': `http {\nserver {\n  listen 443 ssl;\n  server_name memory.example.org;\n${text}\n}\n}\n`,
  }),
  [
    ['asks for nothing at the location for all', rest, ['none']],
    ['asks for a login there and hands it down', `${basic} ${rest}`, ['login']],
    ['lets everybody pass without a file of users', `auth_basic "x"; ${rest}`, ['none']],
    ['asks where the longer prefix serves', `${rest} location /admin/ { ${basic} ${pass} }`, ['login']],
    [
      'asks nothing where the longer prefix says off',
      `${basic} ${rest} location /admin { auth_basic off; ${pass} }`,
      ['none'],
    ],
    [
      'asks nothing deeper where that says off',
      `${rest} location /admin/ { ${basic} ${pass} } location /admin/api { ${pass} }`,
      ['login', 'none'],
    ],
    [
      'is decided by the pattern over the prefix',
      `${rest} location /admin/ { ${basic} ${pass} } location ~ ^/admin { ${pass} }`,
      ['none'],
    ],
    [
      'is decided by ^~ over the pattern',
      `${rest} location ^~ /admin/ { ${basic} ${pass} } location ~ ^/admin { ${pass} }`,
      ['login'],
    ],
    [
      'leaves what a pattern may take open',
      `${rest} location /admin/ { ${basic} ${pass} } location ~* \\.js$ { ${pass} }`,
      ['login', 'open'],
    ],
    ['covers one path alone with =', `${rest} location = /admin/ { ${basic} ${pass} }`, ['login', 'none']],
    ['lets few addresses in', `${rest} location /admin/ { allow 10.0.0.0/8; deny all; ${pass} }`, ['address']],
    ['keeps a few addresses out, which is no layer', `${rest} location /admin/ { deny 10.1.2.3; ${pass} }`, ['none']],
    [
      'lets all addresses in before it denies',
      `${rest} location /admin/ { allow 0.0.0.0/0; deny all; ${pass} }`,
      ['none'],
    ],
    [
      'lets everybody in by either of two',
      `${rest} location /admin/ { satisfy any; allow all; ${basic} ${pass} }`,
      ['none'],
    ],
    [
      'asks for a login or an address',
      `${rest} location /admin/ { satisfy any; allow 10.0.0.0/8; deny all; ${basic} ${pass} }`,
      ['login'],
    ],
    [
      'replaces inherited addresses by its own',
      `allow 10.0.0.0/8; deny all; ${rest} location /admin/ { allow all; ${pass} }`,
      ['none'],
    ],
    ['asks another program', `auth_request /check; ${rest}`, ['login']],
    ['asks for certificates', `ssl_verify_client on; ${rest}`, ['certificate']],
    ['asks for certificates where it has TLS alone', `listen 80; ssl_verify_client on; ${rest}`, ['none']],
    ['takes certificates that are not asked for', `ssl_verify_client optional; ${rest}`, ['none']],
    [
      'refuses those without one',
      `ssl_verify_client optional; if ($ssl_client_verify != SUCCESS) { return 403; } ${rest}`,
      ['certificate'],
    ],
    ['hangs on a variable that nobody knows', `if ($let_in = 0) { return 403; } ${rest}`, ['open']],
    ['does not hand it on', `${rest} location /admin/ { return 404; }`, ['closed']],
    ['hands on other paths alone', `location /v1/ { ${pass} }`, ['closed']],
    ['exchanges the prefix', `location /mem/ { proxy_pass http://novamem:7778/; }`, ['none']],
    [
      'asks where the exchanged prefix serves',
      `location /mem/ { proxy_pass http://novamem:7778/; } location /mem/admin/ { ${basic} proxy_pass http://novamem:7778/admin/; }`,
      ['login'],
    ],
    [
      'falls back to the application behind the same login',
      `location / { ${basic} try_files $uri @app; } location @app { ${pass} }`,
      ['login'],
    ],
    ['includes what is not there', `${basic} include snippets/locations.conf; ${rest}`, ['open']],
  ],
);

const hash = '$2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG';
const login = (matcher: string): string => `basic_auth ${matcher} {\n\tops ${hash}\n}\n`;
const proxy = 'reverse_proxy novamem:7778\n';

describeLayers(
  'Caddy',
  (text) => ({ 'compose.yaml': service(), Caddyfile: `memory.example.org {\n${indented(text, '\t')}}\n` }),
  [
    ['asks for nothing', proxy, ['none']],
    ['asks for a login before the path', login('/admin/*') + proxy, ['login']],
    ['asks for a login before other paths', login('/v1/*') + proxy, ['none']],
    [
      'asks for a login in the group of other paths',
      `handle /v1/* {\n${login('')}${proxy}}\nhandle {\n${proxy}}\n`,
      ['none'],
    ],
    [
      'asks for a login in the group of the path',
      `handle {\n${proxy}}\nhandle /admin/* {\n${login('')}${proxy}}\n`,
      ['login'],
    ],
    [
      'lets few addresses in',
      `@out {\n\tpath /admin/*\n\tnot remote_ip 10.0.0.0/8\n}\nrespond @out 403\n${proxy}`,
      ['address'],
    ],
    [
      'refuses behind the group that answered',
      `@out not remote_ip 10.0.0.0/8\nrespond @out 403\nhandle {\n${proxy}}\n`,
      ['none'],
    ],
    ['lets all addresses in', `@out not remote_ip 0.0.0.0/0\nrespond @out 403\n${proxy}`, ['open']],
    [
      'asks for certificates',
      `tls {\n\tclient_auth {\n\t\tmode require_and_verify\n\t\ttrust_pool file ca.pem\n\t}\n}\n${proxy}`,
      ['certificate'],
    ],
    [
      'takes certificates that are not asked for',
      `tls {\n\tclient_auth {\n\t\tmode request\n\t}\n}\n${proxy}`,
      ['none'],
    ],
    ['hangs on an expression', `@out expression {env.OPEN} != "1"\nrespond @out 403\n${proxy}`, ['open']],
    ['does not hand it on', `respond /admin/* 404\n${proxy}`, ['closed']],
    ['imports what is not there', `import guards\n${login('/admin/*')}${proxy}`, ['open']],
  ],
);

const traefikStart = `entryPoints:\n  websecure:\n    address: ":443"\n`;
const dynamic = (text: string): Record<string, string> => ({
  'compose.yaml': service(),
  'traefik.yml': `${traefikStart}providers:\n  file: { filename: dynamic.yml }\n`,
  'dynamic.yml': `http:\n  services:\n    novamem: { loadBalancer: { servers: [{ url: "http://novamem:7778" }] } }\n${indented(text, '  ')}`,
});
const router = (name: string, rule: string, more = ''): string =>
  `  ${name}: { rule: "Host(\`memory.example.org\`)${rule}", service: novamem, entryPoints: [websecure], tls: {}${more} }\n`;
const middlewares = (text: string): string => `middlewares:\n${indented(text, '  ')}`;
const users = 'login: { basicAuth: { usersFile: /users } }\n';

describeLayers('Traefik, from a file', dynamic, [
  ['asks for nothing', `routers:\n${router('all', '')}`, ['none']],
  ['asks for a login', `routers:\n${router('all', '', ', middlewares: [login]')}${middlewares(users)}`, ['login']],
  [
    'asks for a login of nobody',
    `routers:\n${router('all', '', ', middlewares: [login]')}${middlewares('login: { basicAuth: { users: [] } }\n')}`,
    ['open'],
  ],
  [
    'asks for a login before one of two services that share the requests',
    `  both: { weighted: { services: [{ name: novamem, weight: 1 }] } }\nrouters:\n${router('all', '', ', middlewares: [login]').replace('service: novamem', 'service: both')}${middlewares(users)}`,
    ['login'],
  ],
  [
    'asks for a login in a chain',
    `routers:\n${router('all', '', ', middlewares: [safe]')}${middlewares(`${users}safe: { chain: { middlewares: [login] } }\n`)}`,
    ['login'],
  ],
  [
    'asks for a login at the longer rule',
    `routers:\n${router('all', '')}${router('admin', ' && PathPrefix(`/admin`)', ', middlewares: [login]')}${middlewares(users)}`,
    ['login'],
  ],
  [
    'asks for a login at other paths',
    `routers:\n${router('all', '')}${router('api', ' && PathPrefix(`/v1`)', ', middlewares: [login]')}${middlewares(users)}`,
    ['none'],
  ],
  [
    'asks for a login that a greater priority goes around',
    `routers:\n${router('all', '', ', priority: 1000')}${router('admin', ' && PathPrefix(`/admin`)', ', middlewares: [login]')}${middlewares(users)}`,
    ['none'],
  ],
  [
    'asks for a login for some methods',
    `routers:\n${router('all', '')}${router('admin', ' && PathPrefix(`/admin`) && Method(`POST`)', ', middlewares: [login]')}${middlewares(users)}`,
    ['none', 'login'],
  ],
  [
    'lets few addresses in',
    `routers:\n${router('all', '', ', middlewares: [few]')}${middlewares('few: { ipAllowList: { sourceRange: [10.0.0.0/8] } }\n')}`,
    ['address'],
  ],
  [
    'lets all addresses in',
    `routers:\n${router('all', '', ', middlewares: [few]')}${middlewares('few: { ipWhiteList: { sourceRange: [10.0.0.0/8, 0.0.0.0/0] } }\n')}`,
    ['none'],
  ],
  ['lets few addresses in by the rule', `routers:\n${router('all', ' && ClientIP(`10.0.0.0/8`)')}`, ['address']],
  ['names a middleware that is not there', `routers:\n${router('all', '', ', middlewares: [other@docker]')}`, ['open']],
  [
    'takes the prefix off',
    `routers:\n${router('all', ' && PathPrefix(`/mem`)', ', middlewares: [strip]')}${middlewares('strip: { stripPrefix: { prefixes: [/mem] } }\n')}`,
    ['none'],
  ],
  ['does not hand it on', `routers:\n${router('api', ' && PathPrefix(`/v1`)')}`, ['closed']],
]);

const tlsOptions = (type: string): Record<string, string> => {
  const files = dynamic(`routers:\n${router('all', '').replace('tls: {}', 'tls: { options: mutual }')}`);
  const options = `tls:\n  options:\n    mutual: { clientAuth: { clientAuthType: ${type}, caFiles: [ca.pem] } }\n`;
  return { ...files, 'dynamic.yml': `${files['dynamic.yml']}${options}` };
};
describeLayers('Traefik, by TLS', tlsOptions, [
  ['asks for certificates', 'RequireAndVerifyClientCert', ['certificate']],
  ['takes certificates of anybody', 'RequireAnyClientCert', ['none']],
  ['checks those that are sent', 'VerifyClientCertIfGiven', ['none']],
]);

const labels = (text: string): Record<string, string> => ({
  'compose.yaml': `${service(`    labels:\n${indented(text, '      - ')}`)}  traefik:\n    image: traefik:v3.1\n    command: ["--entrypoints.websecure.address=:443", "--providers.docker"]\n`,
});
const rule = 'traefik.http.routers.m.rule=Host(`memory.example.org`)\ntraefik.http.routers.m.tls=true\n';
describeLayers('Traefik, from labels', labels, [
  ['asks for nothing', rule, ['none']],
  [
    'asks for a login',
    `${rule}traefik.http.routers.m.middlewares=in\ntraefik.http.middlewares.in.basicauth.usersfile=/users\n`,
    ['login'],
  ],
  [
    'asks another program',
    `${rule}traefik.http.routers.m.middlewares=in@docker\ntraefik.http.middlewares.in.forwardauth.address=http://auth:9091\n`,
    ['login'],
  ],
  [
    'defines a login that no router passes',
    `${rule}traefik.http.middlewares.in.basicauth.usersfile=/users\n`,
    ['none'],
  ],
]);

describeLayers(
  'Traefik, from labels of two files',
  (text) => ({
    ...labels(rule),
    'compose.override.yaml': `services:\n  novamem:\n    labels:\n${indented(text, '      - ')}`,
  }),
  [
    [
      'asks for a login',
      'traefik.http.routers.m.middlewares=in\ntraefik.http.middlewares.in.basicauth.usersfile=/users\n',
      ['login'],
    ],
    ['asks for nothing', 'traefik.http.routers.m.entrypoints=websecure\n', ['none']],
  ],
);

const cluster = (text: string): Record<string, string> => ({
  'app.yaml': [
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: novamem }\nspec:\n  selector: { matchLabels: { app: novamem } }\n  template:\n    metadata: { labels: { app: novamem } }\n    spec:\n      containers:\n        - { name: novamem, image: "${image}" }\n`,
    'apiVersion: v1\nkind: Service\nmetadata: { name: memory }\nspec: { selector: { app: novamem }, ports: [{ port: 80, targetPort: 7778 }] }\n',
    text,
  ].join('---\n'),
});
const ingress = (annotations: string, path = '/', more = '', name = 'web'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n  annotations: { ${annotations} }\nspec:\n  ${more || 'ingressClassName: nginx'}\n  tls: [{ hosts: [memory.example.org], secretName: tls }]\n  rules:\n    - host: memory.example.org\n      http:\n        paths:\n          - { path: ${path}, pathType: Prefix, backend: { service: { name: memory, port: { number: 80 } } } }\n`;
const own = (name: string, value: string): string => `nginx.ingress.kubernetes.io/${name}: "${value}"`;

describeLayers('Ingress', cluster, [
  ['asks for nothing', ingress(''), ['none']],
  ['asks another program', ingress(own('auth-url', 'https://auth.example.org')), ['login']],
  ['asks for a password', ingress(`${own('auth-type', 'basic')}, ${own('auth-secret', 'users')}`), ['login']],
  ['has no users to ask for', ingress(own('auth-secret', 'users')), ['none']],
  ['lets few addresses in', ingress(own('whitelist-source-range', '10.0.0.0/8, 192.168.0.0/16')), ['address']],
  ['lets all addresses in', ingress(own('whitelist-source-range', '10.0.0.0/8,0.0.0.0/0')), ['none']],
  ['asks for certificates', ingress(own('auth-tls-secret', 'default/ca')), ['certificate']],
  [
    'takes certificates that are not asked for',
    ingress(`${own('auth-tls-secret', 'default/ca')}, ${own('auth-tls-verify-client', 'optional')}`),
    ['none'],
  ],
  [
    'asks at the longer path of another Ingress',
    `${ingress('')}---\n${ingress(own('auth-url', 'https://auth.example.org'), '/admin', '', 'admin')}`,
    ['login'],
  ],
  [
    'asks at other paths',
    `${ingress('')}---\n${ingress(own('auth-url', 'https://auth.example.org'), '/v1', '', 'api')}`,
    ['none'],
  ],
  [
    'is of a class whose annotations nobody here reads',
    ingress(own('auth-url', 'https://auth.example.org'), '/', 'ingressClassName: haproxy'),
    ['open'],
  ],
  [
    'may be changed by a snippet',
    ingress(`${own('auth-url', 'https://auth.example.org')}, ${own('configuration-snippet', 'auth_request off;')}`),
    ['open'],
  ],
  [
    'passes a middleware of Traefik',
    `${ingress('traefik.ingress.kubernetes.io/router.middlewares: default-login@kubernetescrd', '/', 'ingressClassName: traefik')}---\napiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: { name: login, namespace: default }\nspec: { basicAuth: { secret: users } }\n`,
    ['login'],
  ],
  [
    'passes a middleware that is not there',
    ingress(
      'traefik.ingress.kubernetes.io/router.middlewares: default-login@kubernetescrd',
      '/',
      'ingressClassName: traefik',
    ),
    ['open'],
  ],
]);

const httpRoute = (rule: string, more = ''): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: memory }\nspec:\n  parentRefs: [{ name: web }]\n  hostnames: [memory.example.org]\n  rules: [{ ${rule}backendRefs: [{ name: memory, port: 80 }] }]\n${more}`;
const policy =
  '---\napiVersion: gateway.envoyproxy.io/v1alpha1\nkind: SecurityPolicy\nmetadata: { name: login }\nspec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: memory }], basicAuth: { users: { name: users } } }\n';

describeLayers('Gateway API', cluster, [
  ['asks for nothing', httpRoute(''), ['none']],
  ['hands on other paths alone', httpRoute('matches: [{ path: { type: PathPrefix, value: /v1 } }], '), ['closed']],
  ['may ask by a policy', httpRoute('', policy), ['open']],
  ['may ask by a filter', httpRoute('filters: [{ type: ExtensionRef }], '), ['open']],
]);

it('is open to nobody where no proxy is among the files', () => {
  expect(layersOf({ 'compose.yaml': service() })).toEqual([]);
});

it('is told of one path alone', () => {
  const files = {
    'compose.yaml': service(),
    Caddyfile: `memory.example.org {\n\tbasic_auth /admin {\n\t\tops ${hash}\n\t}\n\treverse_proxy novamem:7778\n}\n`,
  };
  expect(layersOf(files, '/admin')).toEqual(['login']);
  expect(layersOf(files, '/admin/*')).toEqual(['none']);
});
