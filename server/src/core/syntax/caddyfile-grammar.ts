import { fastcgiTransport, handleResponse, log, proxy, tls } from './caddyfile-blocks.ts';
import {
  atLeast,
  duration,
  either,
  exactly,
  integer,
  many,
  names,
  one,
  oneOf,
  type Shape,
  size,
  status,
  upTo,
} from './caddyfile-shape.ts';

/*
 * What Caddy's own directives take (https://caddyserver.com/docs/caddyfile/directives and /options, as of 2.10). Plugins add
 * directives and options of their own, so an unknown name there says nothing; the blocks of known ones are closed.
 */

/** HTTP directives of a site. */
export const siteDirectives: Readonly<Record<string, Shape>> = {
  abort: { matcher: true, ...upTo(0) },
  acme_server: {
    matcher: true,
    args: [0, 0],
    inside: {
      ca: exactly(1),
      lifetime: one(duration),
      resolvers: atLeast(1),
      ...names({}, 'challenges', 'allow', 'deny', 'sign_with_root'),
    },
  },
  ...names(
    {
      matcher: true,
      args: [0, 2],
      takes: [oneOf('bcrypt', 'scrypt', 'argon2id'), undefined],
      // A salt stands behind the hash in releases before 2.8.
      each: { args: [1, 2] },
    },
    'basic_auth',
    'basicauth',
  ),
  bind: {},
  copy_response: { matcher: true },
  copy_response_headers: { matcher: true, ...upTo(0) },
  encode: {
    matcher: true,
    each: {},
    inside: { minimum_length: one(integer), gzip: { takes: [integer] }, zstd: {} },
  },
  error: { matcher: true, args: [1, 2], inside: { message: { args: [1, 1], once: true } } },
  file_server: {
    matcher: true,
    args: [0, 1],
    takes: [oneOf('browse')],
    inside: {
      ...names(exactly(1), 'root', 'status'),
      fs: { args: [1, 1], once: true },
      ...names(atLeast(1), 'hide', 'index', 'etag_file_extensions'),
      ...names({}, 'precompressed', 'content_digest', 'digest'),
      ...names(upTo(0), 'disable_canonical_uris', 'pass_thru'),
      browse: {
        args: [0, 1],
        once: true,
        inside: {
          reveal_symlinks: { once: true },
          sort: { takes: [oneOf('name', 'namedirfirst', 'size', 'time', 'asc', 'desc')] },
          file_limit: { args: [1, 1], takes: [integer], once: true },
          plain_time_format: { args: [1, 1], once: true },
        },
      },
    },
  },
  forward_auth: {
    matcher: true,
    inside: { ...proxy, uri: { args: [1, 1], once: true }, copy_headers: {} },
  },
  fs: { matcher: true, ...exactly(1) },
  handle: { matcher: true, args: [0, 0], routes: true },
  handle_errors: { routes: true, takes: [status] },
  // Its path is no matcher that may be left out.
  handle_path: {
    args: [1, 1],
    takes: [{ called: 'a path that begins with /', accepts: (text) => text.startsWith('/') }],
    routes: true,
  },
  header: { matcher: true, args: [0, 3] },
  intercept: {
    matcher: true,
    args: [0, 0],
    inside: { replace_status: { matcher: true, args: [1, 1] }, handle_response: handleResponse },
  },
  invoke: { matcher: true, ...exactly(1) },
  log: { args: [0, 1], inside: log },
  log_append: { matcher: true, args: [2, 2] },
  log_name: { matcher: true },
  log_skip: { matcher: true, ...upTo(0) },
  map: { matcher: true },
  method: { matcher: true, ...exactly(1) },
  metrics: { matcher: true, ...upTo(0) },
  php_fastcgi: {
    matcher: true,
    inside: {
      ...proxy,
      ...fastcgiTransport,
      index: exactly(1),
      try_files: atLeast(1),
    },
  },
  push: { matcher: true },
  redir: { matcher: true, ...atLeast(1) },
  request_body: {
    matcher: true,
    inside: { max_size: one(size), ...names(one(duration), 'read_timeout', 'write_timeout'), set: exactly(1) },
  },
  request_header: { matcher: true, args: [1, 3] },
  respond: {
    matcher: true,
    args: [1, 2],
    inside: { body: { args: [1, 1], once: true }, close: { args: [0, 0], once: true } },
  },
  reverse_proxy: { matcher: true, inside: proxy },
  rewrite: { matcher: true, ...exactly(1) },
  root: { matcher: true, ...exactly(1) },
  route: { matcher: true, args: [0, 0], routes: true },
  skip_log: { matcher: true, ...upTo(0) },
  templates: {
    matcher: true,
    inside: { mime: atLeast(1), between: exactly(2), root: atLeast(1), extensions: {} },
  },
  tls: { args: [0, 2], inside: tls },
  tracing: { matcher: true },
  try_files: {
    args: [1, many],
    each: {},
    inside: {
      policy: {
        args: [1, many],
        takes: [
          oneOf('first_exist', 'first_exist_fallback', 'smallest_size', 'largest_size', 'most_recently_modified'),
          undefined,
        ],
        once: true,
      },
    },
  },
  uri: {
    matcher: true,
    args: [1, many],
    modules: {
      ...names(exactly(1), 'strip_prefix', 'strip_suffix'),
      replace: { args: [2, 3], takes: [undefined, undefined, integer] },
      path_regexp: exactly(2),
    },
    takes: [oneOf('strip_prefix', 'strip_suffix', 'replace', 'path_regexp', 'query'), undefined],
  },
  vars: { matcher: true },
};

/** Options of the global block. */
export const globalOptions: Readonly<Record<string, Shape>> = {
  ...names(one(integer), 'http_port', 'https_port'),
  storage_clean_interval: { args: [1, many], takes: [either(duration, oneOf('off')), undefined] },
  // What follows the duration is not read.
  ...names(
    { args: [1, many], takes: [duration, undefined] },
    ...['renew_interval', 'ocsp_interval', 'grace_period', 'shutdown_delay', 'cert_lifetime'],
  ),
  ...names(exactly(1), 'default_sni', 'fallback_sni', 'acme_ca', 'acme_ca_root', 'key_type'),
  ...names(one(oneOf('off')), 'ocsp_stapling', 'persist_config'),
  email: exactly(1),
  ...names({}, 'debug', 'local_certs', 'skip_install_trust'),
  ...names(atLeast(1), 'default_bind', 'tls_resolvers', 'cert_issuer', 'storage'),
  auto_https: {
    args: [1, many],
    takes: [oneOf('off', 'disable_redirects', 'disable_certs', 'ignore_loaded_certs', 'prefer_wildcard')],
  },
  acme_eab: { args: [0, 0], inside: names(exactly(1), 'key_id', 'mac_key') },
  on_demand_tls: {
    args: [0, 0],
    inside: { ask: exactly(1), permission: atLeast(1), interval: one(duration), burst: one(integer) },
  },
  admin: { args: [0, 1], inside: { enforce_origin: upTo(0), origins: {} } },
  log: { args: [0, 1], inside: log },
  servers: {
    args: [0, 1],
    inside: {
      ...names(one(duration), 'keepalive_interval', 'keepalive_idle'),
      keepalive_count: one(integer),
      name: exactly(1),
      max_header_size: one(size),
      timeouts: { args: [0, 0], inside: names(one(duration), 'read_body', 'read_header', 'write', 'idle') },
      ...names({}, 'listener_wrappers', 'packet_conn_wrappers', 'protocol'),
      metrics: upTo(0),
      trusted_proxies: atLeast(1),
      ...names(upTo(0), 'trusted_proxies_strict', 'trusted_proxies_unix', 'log_credentials', 'trace'),
      ...names(upTo(1), 'enable_full_duplex', 'experimental_http3', 'allow_h2c', '0rtt'),
      strict_sni_host: { args: [0, 1], takes: [oneOf('on', 'insecure_off')] },
      protocols: { args: [0, many], takes: [oneOf('h1', 'h2', 'h2c', 'h3')] },
      client_ip_headers: atLeast(1),
    },
  },
  order: { args: [2, 3], takes: [undefined, oneOf('first', 'last', 'before', 'after'), undefined] },
};

/** Options of the DNS challenge that mean nothing without a provider. */
export const dnsChallengeOptions = new Set([
  'propagation_delay',
  'propagation_timeout',
  'dns_ttl',
  'dns_challenge_override_domain',
]);
