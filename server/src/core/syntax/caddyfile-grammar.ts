/**
 * What Caddy's own directives take (https://caddyserver.com/docs/caddyfile/directives and /options, as of 2.10). Plugins add
 * directives and options of their own, so an unknown name there says nothing; the blocks of known ones are closed.
 */
export interface Shape {
  /** Fewest and most arguments, without the matcher. */
  readonly args?: readonly [least: number, most: number];
  /** A matcher may stand before the arguments. */
  readonly matcher?: true;
  /** The names that its block may hold; undefined where plugins, or the author, make them up. */
  readonly inside?: Readonly<Record<string, Shape>>;
  /** Its block holds directives of the site. */
  readonly routes?: true;
  /** The name may stand once in its block. */
  readonly once?: true;
}

const many = Number.POSITIVE_INFINITY;
const exactly = (count: number): Shape => ({ args: [count, count] });
const atLeast = (count: number): Shape => ({ args: [count, many] });
const upTo = (count: number): Shape => ({ args: [0, count] });
const names = (shape: Shape, ...list: readonly string[]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(list.map((name) => [name, shape]));

const handleResponse: Shape = { args: [0, 1], routes: true };

const proxy: Readonly<Record<string, Shape>> = {
  ...names(exactly(1), 'lb_retries', 'lb_try_duration', 'lb_try_interval', 'health_uri', 'health_path', 'health_port'),
  ...names(exactly(1), 'health_upstream', 'health_method', 'health_request_body', 'health_interval', 'health_passes'),
  ...names(exactly(1), 'health_fails', 'health_timeout', 'health_status', 'health_body', 'max_fails', 'fail_duration'),
  ...names(exactly(1), 'unhealthy_request_count', 'unhealthy_latency', 'flush_interval', 'request_buffers'),
  ...names(exactly(1), 'response_buffers', 'stream_timeout', 'stream_close_delay', 'method', 'rewrite'),
  ...names({}, 'buffer_requests', 'buffer_responses', 'max_buffer_size', 'stream_buffer_size', 'stream_logs'),
  ...names(atLeast(1), 'to', 'dynamic', 'lb_policy', 'unhealthy_status', 'trusted_proxies', 'transport'),
  ...names(upTo(0), 'health_headers', 'health_follow_redirects', 'verbose_logs'),
  ...names({ args: [1, 3] }, 'header_up', 'header_down'),
  lb_retry_match: {},
  handle_response: handleResponse,
  replace_status: { args: [1, 2] },
};

const log: Readonly<Record<string, Shape>> = {
  ...names({ args: [1, many], once: true }, 'output', 'format', 'core'),
  ...names(atLeast(1), 'hostnames', 'include', 'exclude'),
  level: { args: [1, 1], once: true },
  no_hostname: upTo(0),
  sampling: { inside: names({ args: [1, 1], once: true }, 'interval', 'first', 'thereafter') },
};

const tls: Readonly<Record<string, Shape>> = {
  ...names(exactly(1), 'ca', 'ca_root', 'key_type', 'propagation_delay', 'propagation_timeout', 'dns_ttl'),
  ...names(exactly(1), 'dns_challenge_override_domain', 'insecure_secrets_log', 'renewal_window_ratio'),
  ...names(atLeast(1), 'ciphers', 'curves', 'alpn', 'load', 'resolvers', 'issuer', 'get_certificate'),
  ...names(upTo(0), 'on_demand', 'reuse_private_keys', 'force_automate'),
  protocols: { args: [1, 2] },
  eab: exactly(2),
  dns: {},
  client_auth: {},
};

/** HTTP directives of a site. */
export const siteDirectives: Readonly<Record<string, Shape>> = {
  abort: { matcher: true, ...upTo(0) },
  acme_server: {
    matcher: true,
    inside: names({}, 'ca', 'lifetime', 'resolvers', 'challenges', 'allow', 'deny', 'sign_with_root'),
  },
  basic_auth: { matcher: true, ...upTo(2) },
  basicauth: { matcher: true, ...upTo(2) },
  bind: atLeast(1),
  copy_response: { matcher: true, ...upTo(1) },
  copy_response_headers: { matcher: true, ...upTo(0) },
  encode: { matcher: true },
  error: { matcher: true, args: [1, 2], inside: { message: exactly(1) } },
  file_server: {
    matcher: true,
    args: [0, 1],
    inside: {
      ...names(exactly(1), 'fs', 'root', 'status'),
      ...names({}, 'hide', 'index', 'browse', 'precompressed', 'etag_file_extensions'),
      ...names(upTo(0), 'disable_canonical_uris', 'pass_thru'),
    },
  },
  forward_auth: {
    matcher: true,
    inside: { ...proxy, uri: { args: [1, 1], once: true }, copy_headers: {} },
  },
  fs: { matcher: true, ...exactly(1) },
  handle: { matcher: true, args: [0, 0], routes: true },
  handle_errors: { routes: true },
  handle_path: { matcher: true, args: [0, 0], routes: true },
  header: { matcher: true, args: [0, 3] },
  intercept: {
    matcher: true,
    args: [0, 0],
    inside: { replace_status: { args: [1, 2] }, handle_response: handleResponse },
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
      ...names(exactly(1), 'root', 'index', 'dial_timeout', 'read_timeout', 'write_timeout'),
      ...names({}, 'split', 'try_files', 'env', 'resolve_root_symlink', 'capture_stderr', 'body_buffer_disabled'),
      ...names({}, 'file_buffer_size_limit', 'file_buffer_filepath'),
    },
  },
  push: { matcher: true },
  redir: { matcher: true, args: [1, 2] },
  request_body: {
    matcher: true,
    args: [0, 0],
    inside: names(exactly(1), 'max_size', 'read_timeout', 'write_timeout', 'set'),
  },
  request_header: { matcher: true, args: [1, 3] },
  respond: { matcher: true, args: [0, 2], inside: { body: exactly(1), close: upTo(0) } },
  reverse_proxy: { matcher: true, inside: proxy },
  rewrite: { matcher: true, ...exactly(1) },
  root: { matcher: true, ...exactly(1) },
  route: { matcher: true, args: [0, 0], routes: true },
  skip_log: { matcher: true, ...upTo(0) },
  templates: {
    matcher: true,
    args: [0, 0],
    inside: { mime: atLeast(1), between: exactly(2), root: exactly(1), extensions: {} },
  },
  tls: { args: [0, 2], inside: tls },
  tracing: { matcher: true },
  try_files: { matcher: true, ...atLeast(1) },
  uri: { matcher: true, ...atLeast(1) },
  vars: { matcher: true },
};

/** Options of the global block. */
export const globalOptions: Readonly<Record<string, Shape>> = {
  ...names(exactly(1), 'http_port', 'https_port', 'storage_clean_interval', 'renew_interval', 'ocsp_interval'),
  ...names(exactly(1), 'grace_period', 'shutdown_delay', 'default_sni', 'fallback_sni', 'acme_ca', 'acme_ca_root'),
  ...names(exactly(1), 'key_type', 'cert_lifetime', 'ocsp_stapling', 'persist_config'),
  ...names(upTo(0), 'debug', 'local_certs', 'skip_install_trust'),
  ...names(atLeast(1), 'default_bind', 'tls_resolvers', 'cert_issuer'),
  admin: { args: [0, 1], inside: { enforce_origin: upTo(0), origins: atLeast(1) } },
  log: { args: [0, 1], inside: log },
  servers: {
    args: [0, 1],
    inside: {
      ...names(exactly(1), 'name', 'keepalive_interval', 'keepalive_idle', 'keepalive_count', 'max_header_size'),
      ...names({}, 'listener_wrappers', 'packet_conn_wrappers', 'timeouts', 'protocol', 'metrics', 'trusted_proxies'),
      ...names(upTo(0), 'trusted_proxies_strict', 'trusted_proxies_unix', 'log_credentials', 'trace'),
      ...names(upTo(1), 'strict_sni_host', 'enable_full_duplex', 'experimental_http3', 'allow_h2c', '0rtt'),
      ...names(atLeast(1), 'protocols', 'client_ip_headers'),
    },
  },
  order: { args: [2, 3] },
};

/** Options of the DNS challenge that mean nothing without a provider. */
export const dnsChallengeOptions = new Set([
  'propagation_delay',
  'propagation_timeout',
  'dns_ttl',
  'dns_challenge_override_domain',
]);
