import type { Product } from '../server/src/core/product/product.ts';

const none = { envPrefixes: [], images: [], files: [], services: [], jsonKeys: [] };

/** A small product for the rules that need one; it is detected by its prefix or its image and by nothing else. */
export const exampleProduct: Product = {
  id: 'novamem',
  name: 'Novamem',
  title: 'Novamem production checklist',
  detect: { strong: { ...none, envPrefixes: ['NOVAMEM_'], images: ['ghcr.io/example/novamem'] }, weak: none },
  variables: {
    NOVAMEM_COOKIE_SECRET: { kind: 'secret', bytes: 32, required: true, files: ['NOVAMEM_COOKIE_SECRET_FILE'] },
    NOVAMEM_MASTER_KEY: {
      kind: 'secret',
      bytes: 32,
      encoding: 'base64',
      encryptsData: true,
      placeholders: ['base64-of-*'],
    },
    NOVAMEM_SIGNING_SECRET: {
      kind: 'secret',
      minLength: 32,
      requiredWhen: { variable: 'NOVAMEM_AUTH', values: ['jwt'] },
    },
    NOVAMEM_ADMIN_PASSWORD: {
      kind: 'password',
      requiredUnless: { variable: 'NOVAMEM_AUTH', values: ['oidc'] },
      bootstrapOnly: true,
    },
    NOVAMEM_AUTH: {
      kind: 'enum',
      values: ['none', 'password', 'jwt', 'oidc'],
      insecure: ['none'],
      rule: 'authentication-disabled',
      production: 'password',
    },
    NOVAMEM_ENV: { kind: 'tier', default: 'development', production: 'production' },
    NOVAMEM_DEMO: { kind: 'bool', insecure: ['1', 'true'], rule: 'development-mode', production: 'false' },
    NOVAMEM_LOG: { kind: 'log-level', production: 'info' },
    NOVAMEM_ORIGINS: { kind: 'origins', insecure: ['any'], rule: 'wildcard-origin' },
    NOVAMEM_COOKIES: { kind: 'string', insecure: ['plain'], rule: 'insecure-cookie', production: 'secure' },
    NOVAMEM_ADDRESS: { kind: 'public-url' },
    NOVAMEM_TRUST_PROXY: { kind: 'bool' },
    NOVAMEM_RATE_LIMIT: { kind: 'int' },
    NOVAMEM_HOST: { kind: 'host', default: '127.0.0.1' },
    NOVAMEM_API_KEY: { kind: 'secret', bytes: 32 },
    NOVAMEM_POOL_MAX: { kind: 'int' },
  },
  images: { 'ghcr.io/example/novamem': { releases: ['v*.*.*'], pin: 'v2.3.1' } },
  ports: { http: 8787 },
  proxy: { forwardedHeaders: true, websocket: true, sse: true, trust: 'NOVAMEM_TRUST_PROXY' },
  headers: { 'Strict-Transport-Security': 'max-age=63072000', 'X-Frame-Options': 'DENY' },
  sentHeaders: ['X-Frame-Options'],
  ignored: {},
  renamed: {},
  rateLimits: { NOVAMEM_RATE_LIMIT: { production: 600, staging: 1200 } },
  listener: { host: 'NOVAMEM_HOST', auth: ['NOVAMEM_API_KEY'] },
  pools: ['NOVAMEM_POOL_MAX'],
  credentials: [{ user: 'admin', password: 'harbour-light', where: 'the quick start' }],
  sections: [],
};
