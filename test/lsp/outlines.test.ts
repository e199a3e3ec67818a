import { describe, expect, it } from 'vitest';
import { canary, opened, outline } from './ask.ts';

const nginx = `http {
    upstream app { server app:3000; }
    server {
        listen 443 ssl;
        server_name app.example.org;
        ssl_certificate tls/app.pem;
        include snippets/proxy.conf;
        # of people
        # and robots
        location / {
            proxy_set_header Authorization "${canary}";
            proxy_pass http://app;
        }
    }
}
`;
const dockerfile = `ARG VERSION=22.14.0
FROM node:\${VERSION} AS build
ENV API_TOKEN=${canary}
RUN npm ci \\
    && npm run build
COPY package.json ./

FROM node:\${VERSION}
ENV PORT=3000
CMD ["node", "server.js"]
`;
const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: app
          image: example/app:1.4.2
          env:
            - name: API_TOKEN
              value: ${canary}
---
apiVersion: v1
kind: Secret
metadata:
  name: keys
stringData:
  token: ${canary}
`;
const unit = `[Unit]
Description=App

[Service]
Environment=API_TOKEN=${canary}
ExecStart=/usr/bin/node \\
  server.js
`;

describe('the outline', () => {
  it('of nginx names blocks by what makes them one of many', async () => {
    const { ask } = await opened({ 'nginx/nginx.conf': nginx }, outline);
    const symbols = (await ask.symbols('nginx/nginx.conf')) ?? [];
    expect(symbols.map((line) => line.replace(/ @.*/, ''))).toEqual([
      'http',
      '  upstream app',
      '    server',
      '  server (app.example.org)',
      ...['    listen', '    server_name', '    ssl_certificate', '    include', '    location /'],
      ...['      proxy_set_header', '      proxy_pass'],
    ]);
  });

  it('of a Dockerfile has its stages, names and steps', async () => {
    const { ask } = await opened({ Dockerfile: dockerfile }, outline);
    expect((await ask.symbols('Dockerfile'))?.map((line) => line.replace(/ @.*/, ''))).toEqual([
      ...['build', '  API_TOKEN', '  RUN', '  COPY'],
      ...['stage 1', '  PORT', '  CMD'],
    ]);
  });

  it('of a manifest has objects, containers and the names of their environment', async () => {
    const { ask } = await opened({ 'k8s/web.yaml': manifest }, outline);
    expect((await ask.symbols('k8s/web.yaml'))?.map((line) => line.replace(/ @.*/, ''))).toEqual([
      ...['web (Deployment)', '  app', '    API_TOKEN', 'keys (Secret)'],
    ]);
  });

  it('of PM2, systemd and Traefik has what they start and route', async () => {
    const { ask } = await opened(
      {
        'ecosystem.config.js': `module.exports = { apps: [{ name: 'web', script: 'a.js', env: { API_TOKEN: '${canary}' } }] };\n`,
        'app.service': unit,
        'traefik/dynamic.yml':
          'http:\n  routers:\n    web:\n      rule: Host(`app.example.org`)\n      service: app\n  services:\n    app:\n      loadBalancer:\n        servers:\n          - url: http://app:3000\n',
      },
      outline,
    );
    const names = async (path: string) => (await ask.symbols(path))?.map((line) => line.replace(/ @.*/, ''));
    expect(await names('ecosystem.config.js')).toEqual(['web', '  env', '    API_TOKEN']);
    expect(await names('app.service')).toEqual([
      ...['Unit', '  Description', 'Service', '  Environment', '  ExecStart'],
    ]);
    expect(await names('traefik/dynamic.yml')).toEqual(['web (router)', 'app (service)']);
  });

  it('holds no value', async () => {
    const { client, ask } = await opened(
      { 'nginx/nginx.conf': nginx, Dockerfile: dockerfile, 'k8s/web.yaml': manifest, 'app.service': unit },
      outline,
    );
    for (const path of ['nginx/nginx.conf', 'Dockerfile', 'k8s/web.yaml', 'app.service']) await ask.symbols(path);
    expect(client.received()).not.toContain(canary);
  });
});

describe('folding', () => {
  it('leaves the closing brace of nginx in sight', async () => {
    const { ask } = await opened({ 'nginx/nginx.conf': nginx });
    expect(await ask.folds('nginx/nginx.conf')).toEqual(['1-14', '3-13', '8-9 comment', '10-12']);
  });

  it('takes the stages and long steps of a Dockerfile, and the sections of a unit', async () => {
    const { ask } = await opened({ Dockerfile: dockerfile, 'app.service': unit });
    expect(await ask.folds('Dockerfile')).toEqual(['2-6', '4-5', '8-10']);
    expect(await ask.folds('app.service')).toEqual(['1-2', '4-7', '6-7']);
  });
});

describe('links and definitions', () => {
  it('lead from nginx, kustomizations and Dockerfiles to files that are there', async () => {
    const { ask } = await opened({
      'nginx/nginx.conf': nginx,
      'nginx/snippets/proxy.conf': 'proxy_set_header Host $host;\n',
      'k8s/kustomization.yaml': 'resources:\n  - web.yaml\n  - https://example.org/base\n',
      'k8s/web.yaml': manifest,
    });
    expect(await ask.links('nginx/nginx.conf')).toEqual([
      'nginx/nginx.conf:7:17 snippets/proxy.conf -> nginx/snippets/proxy.conf',
    ]);
    expect(await ask.links('k8s/kustomization.yaml')).toEqual(['k8s/kustomization.yaml:2:5 web.yaml -> k8s/web.yaml']);
  });

  it('lead from a variable of a Dockerfile to where it is set, and back', async () => {
    const { ask } = await opened({ Dockerfile: dockerfile });
    expect(await ask.definition('Dockerfile', 'FROM node:${VER|SION} AS build')).toEqual(['Dockerfile:1:5 VERSION']);
    expect(await ask.references('Dockerfile', 'ARG VER|SION')).toEqual([
      'Dockerfile:2:13 VERSION',
      'Dockerfile:8:13 VERSION',
    ]);
  });
});
