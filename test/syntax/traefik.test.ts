import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCompose } from '../../server/src/core/model/read-compose.ts';
import { readTraefik } from '../../server/src/core/model/read-traefik.ts';
import type { TraefikDynamic } from '../../server/src/core/model/traefik.ts';
import { readTraefikLabels } from '../../server/src/core/model/traefik-labels.ts';
import { isWithin, runs, spansIn, textFrom } from './arbitrary.ts';

const staticYaml = `entryPoints:
  web:
    address: ":80"
    http:
      redirections:
        entryPoint:
          to: websecure
          scheme: https
  websecure:
    address: ":443"
    http:
      tls: {}
    forwardedHeaders:
      trustedIPs: [10.0.0.0/8, "192.168.0.0/16"]
    proxyProtocol:
      insecure: true
api:
  insecure: true
  dashboard: true
log:
  level: DEBUG
accessLog: {}
providers:
  docker:
    exposedByDefault: false
serversTransport:
  insecureSkipVerify: true
certificatesResolvers:
  letsencrypt:
    acme:
      email: a@example.org
`;

const staticToml = `[entryPoints.web]
address = ":80"
[entryPoints.web.http.redirections.entryPoint]
to = "websecure"
scheme = "https"
[entryPoints.websecure]
address = ":443"
[entryPoints.websecure.http.tls]
[entryPoints.websecure.forwardedHeaders]
trustedIPs = ["10.0.0.0/8", "192.168.0.0/16"]
[entryPoints.websecure.proxyProtocol]
insecure = true
[api]
insecure = true
dashboard = true
[log]
level = "DEBUG"
[accessLog]
[providers.docker]
exposedByDefault = false
[serversTransport]
insecureSkipVerify = true
[certificatesResolvers.letsencrypt.acme]
email = "a@example.org"
`;

const dynamicYaml = `http:
  routers:
    app:
      rule: Host(\`App.example.org\`, \`www.example.org\`) && !Host(\`old.example.org\`)
      entryPoints: [websecure]
      middlewares: [secure, auth]
      service: app
      tls:
        options: modern
  services:
    app:
      loadBalancer:
        servers:
          - url: http://app:3000
  middlewares:
    secure:
      headers:
        stsSeconds: 31536000
        stsIncludeSubdomains: true
        contentTypeNosniff: true
        customResponseHeaders:
          X-Powered-By: ""
        accessControlAllowOriginList: ["*"]
    auth:
      basicAuth:
        users: ["admin:x"]
    office:
      ipWhiteList:
        sourceRange: [10.0.0.1]
tls:
  options:
    modern:
      minVersion: VersionTLS12
      cipherSuites: [TLS_AES_128_GCM_SHA256]
`;

const labels = `services:
  app:
    image: app:1.0.0
    labels:
      - traefik.enable=true
      - traefik.http.routers.app.rule=Host(\`App.example.org\`, \`www.example.org\`) && !Host(\`old.example.org\`)
      - traefik.http.routers.app.entrypoints=websecure
      - traefik.http.routers.app.middlewares=secure, auth
      - traefik.http.routers.app.service=app
      - traefik.http.routers.app.tls.options=modern
      - traefik.http.services.app.loadbalancer.server.port=3000
      - traefik.http.middlewares.secure.headers.stsseconds=31536000
      - traefik.http.middlewares.secure.headers.stsincludesubdomains=true
      - traefik.http.middlewares.secure.headers.contenttypenosniff=true
      - traefik.http.middlewares.secure.headers.customresponseheaders.X-Powered-By=
      - traefik.http.middlewares.secure.headers.accesscontrolalloworiginlist=*
      - traefik.http.middlewares.auth.basicauth.users=admin:x
      - traefik.http.middlewares.office.ipallowlist.sourcerange=10.0.0.1
`;

const drawn = ({ routers, middlewares }: TraefikDynamic) => ({
  routers: routers.map(({ name, hosts, entryPoints, tls, tlsOptions, middlewares: used, service }) => ({
    name,
    hosts: hosts.map(({ value }) => value),
    entryPoints: entryPoints.map(({ text }) => text),
    tls,
    tlsOptions: tlsOptions?.text,
    middlewares: used.map(({ text }) => text),
    service: service?.text,
  })),
  middlewares: middlewares.map(({ name, type, headers, sourceRange, users }) => ({
    name,
    type,
    response: headers?.response.map((header) => [header.name, header.value]),
    origins: headers?.allowOrigins.map(({ text }) => text),
    sourceRange: sourceRange.map(({ text }) => text),
    users: users.length,
  })),
});

const wanted = {
  routers: [
    {
      name: 'app',
      hosts: ['app.example.org', 'www.example.org'],
      entryPoints: ['websecure'],
      tls: true,
      tlsOptions: 'modern',
      middlewares: ['secure', 'auth'],
      service: 'app',
    },
  ],
  middlewares: [
    {
      name: 'secure',
      type: 'headers',
      response: [
        ['x-content-type-options', 'nosniff'],
        ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
        ['x-powered-by', ''],
      ],
      origins: ['*'],
      sourceRange: [],
      users: 0,
    },
    { name: 'auth', type: 'basicAuth', response: undefined, origins: undefined, sourceRange: [], users: 1 },
    {
      name: 'office',
      type: 'ipAllowList',
      response: undefined,
      origins: undefined,
      sourceRange: ['10.0.0.1'],
      users: 0,
    },
  ],
};

describe('readTraefik', () => {
  for (const [form, text] of [
    ['yaml', staticYaml],
    ['toml', staticToml],
  ] as const) {
    it(`reads a static configuration in ${form}`, () => {
      const { static: read, problems } = readTraefik(text, form);
      expect(problems).toEqual([]);
      expect(
        read.entryPoints.map((one) => [one.name, one.port, one.redirectTo?.text, one.redirectScheme?.text, one.tls]),
      ).toEqual([
        ['web', 80, 'websecure', 'https', false],
        ['websecure', 443, undefined, undefined, true],
      ]);
      expect(read.entryPoints[1]?.forwardedHeaders.trustedIps.map(({ text: ip }) => ip)).toEqual([
        '10.0.0.0/8',
        '192.168.0.0/16',
      ]);
      expect(read.entryPoints[1]?.proxyProtocol.insecure?.value).toBe(true);
      expect([read.api.insecure?.value, read.api.dashboard?.value, read.docker?.exposedByDefault?.value]).toEqual([
        true,
        true,
        false,
      ]);
      expect([read.insecureSkipVerify?.value, read.accessLog !== undefined, read.metrics]).toEqual([
        true,
        true,
        undefined,
      ]);
      expect(read.certificateResolvers.map(({ name }) => name)).toEqual(['letsencrypt']);
      const level = read.logLevel;
      expect(level && text.slice(level.span.start, level.span.end)).toBe('DEBUG');
    });
  }

  it('reads a dynamic configuration', () => {
    const { dynamic } = readTraefik(dynamicYaml, 'yaml');
    expect(drawn(dynamic)).toEqual(wanted);
    expect(dynamic.services.map(({ servers }) => servers.map(({ text }) => text))).toEqual([['http://app:3000']]);
    expect(
      dynamic.tlsOptions.map(({ name, minVersion, cipherSuites }) => [name, minVersion?.text, cipherSuites.length]),
    ).toEqual([['modern', 'VersionTLS12', 1]]);
    for (const { text, span } of dynamic.routers.flatMap(({ hosts }) => hosts))
      expect(dynamicYaml.slice(span.start, span.end)).toBe(text);
  });

  it('reads the labels of a service as the file that they stand for', () => {
    const read = readTraefikLabels(readCompose(labels).services[0]?.labels ?? []);
    expect(read.enable?.value).toBe(true);
    expect(drawn(read.dynamic)).toEqual(wanted);
    expect(read.dynamic.services.map(({ port }) => port?.text)).toEqual(['3000']);
    for (const { text, span } of read.dynamic.routers.flatMap(({ hosts, middlewares }) => [...hosts, ...middlewares]))
      expect(labels.slice(span.start, span.end)).toBe(text);
  });

  it('reads any text without throwing, with places inside of it', () => {
    fc.assert(
      fc.property(textFrom([staticYaml, staticToml, dynamicYaml]), (text) => {
        for (const form of ['yaml', 'toml'] as const)
          expect(spansIn(readTraefik(text, form)).filter((span) => !isWithin(span, text))).toEqual([]);
      }),
      runs,
    );
  });
});
