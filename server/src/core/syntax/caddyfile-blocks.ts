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

export const handleResponse: Shape = {
  args: [0, 1],
  takes: [{ called: 'a named matcher', accepts: (text) => text.startsWith('@') }],
  routes: true,
};

/** https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#the-http-transport */
const httpTransport: Readonly<Record<string, Shape>> = {
  ...names(one(duration), 'dial_timeout', 'dial_fallback_delay', 'response_header_timeout', 'expect_continue_timeout'),
  ...names(one(duration), 'read_timeout', 'write_timeout', 'tls_timeout', 'keepalive_interval'),
  ...names(one(size), 'read_buffer', 'write_buffer', 'max_response_header'),
  ...names(one(integer), 'keepalive_idle_conns', 'keepalive_idle_conns_per_host', 'max_conns_per_host'),
  ...names(one(integer), 'max_idle_conns_per_host'),
  ...names(upTo(0), 'tls', 'tls_insecure_skip_verify'),
  ...names(
    atLeast(1),
    'resolvers',
    'tls_curves',
    'tls_trusted_ca_certs',
    'tls_trust_pool',
    'tls_except_ports',
    'versions',
  ),
  ...names(exactly(1), 'tls_server_name', 'local_address', 'forward_proxy_url'),
  tls_client_auth: { args: [1, 2] },
  tls_renegotiation: one(oneOf('never', 'once', 'freely')),
  keepalive: one(either(oneOf('off'), duration)),
  proxy_protocol: one(oneOf('v1', 'v2')),
  ...names({}, 'compression', 'network_proxy'),
};

/** https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#the-fastcgi-transport */
export const fastcgiTransport: Readonly<Record<string, Shape>> = {
  ...names(one(duration), 'dial_timeout', 'read_timeout', 'write_timeout'),
  root: exactly(1),
  split: atLeast(1),
  env: exactly(2),
  ...names({}, 'resolve_root_symlink', 'capture_stderr', 'body_buffer_disabled', 'file_buffer_size_limit'),
  file_buffer_filepath: {},
};

/** https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#load-balancing */
const fallback: Shape = { inside: { fallback: atLeast(1) } };
const balancing: Readonly<Record<string, Shape>> = {
  ...names(upTo(0), 'random', 'least_conn', 'round_robin', 'first', 'ip_hash', 'client_ip_hash', 'uri_hash'),
  random_choose: one(integer),
  weighted_round_robin: { args: [1, many], takes: [integer] },
  ...names({ args: [1, 1], ...fallback }, 'query', 'header'),
  cookie: { args: [0, 2], inside: { fallback: atLeast(1), max_age: one(duration) } },
};

export const proxy: Readonly<Record<string, Shape>> = {
  ...names(one(duration), 'lb_try_duration', 'lb_try_interval', 'health_interval', 'health_timeout', 'fail_duration'),
  ...names(one(duration), 'unhealthy_latency', 'stream_timeout', 'stream_close_delay'),
  ...names(one(integer), 'lb_retries', 'health_port', 'health_passes', 'health_fails', 'max_fails'),
  unhealthy_request_count: one(integer),
  health_status: one(status),
  unhealthy_status: { args: [1, many], takes: [status] },
  flush_interval: one(either(integer, duration)),
  ...names(one(either(size, oneOf('unlimited'))), 'request_buffers', 'response_buffers'),
  max_buffer_size: one(size),
  ...names(exactly(1), 'health_uri', 'health_path', 'health_upstream', 'health_method', 'health_request_body'),
  ...names(exactly(1), 'health_body', 'method', 'rewrite'),
  ...names(upTo(0), 'buffer_requests', 'buffer_responses', 'health_follow_redirects', 'verbose_logs', 'health_headers'),
  ...names({}, 'stream_buffer_size', 'stream_logs', 'lb_retry_match'),
  to: atLeast(1),
  trusted_proxies: {},
  lb_policy: { ...atLeast(1), once: true, modules: balancing },
  dynamic: { ...atLeast(1), once: true },
  transport: {
    ...atLeast(1),
    modules: { http: { args: [0, 0], inside: httpTransport }, fastcgi: { args: [0, 0], inside: fastcgiTransport } },
  },
  ...names({ args: [1, 3] }, 'header_up', 'header_down'),
  handle_response: handleResponse,
  replace_status: { matcher: true, args: [1, 1] },
};

/** https://caddyserver.com/docs/caddyfile/directives/log#output-modules, and #format-modules */
const output: Readonly<Record<string, Shape>> = {
  ...names(upTo(0), 'stdout', 'stderr', 'discard'),
  net: { args: [1, 1], inside: { dial_timeout: one(duration), soft_start: upTo(0) } },
  file: {
    args: [1, 1],
    each: {},
    inside: {
      roll_size: one(size),
      roll_keep: one(integer),
      ...names(one(duration), 'roll_keep_for', 'roll_interval'),
      ...names(upTo(0), 'roll_disabled', 'roll_uncompressed', 'roll_local_time'),
    },
  },
};
const encoder: Readonly<Record<string, Shape>> = {
  ...names(exactly(1), 'message_key', 'level_key', 'time_key', 'name_key', 'caller_key', 'stacktrace_key'),
  ...names(exactly(1), 'line_ending', 'time_format', 'duration_format', 'level_format'),
  time_local: {},
};
const format: Readonly<Record<string, Shape>> = names({ args: [0, 0], inside: encoder }, 'console', 'json');

export const log: Readonly<Record<string, Shape>> = {
  output: { args: [1, many], once: true, modules: output },
  format: { args: [1, many], once: true, modules: format },
  core: { args: [1, many], once: true },
  hostnames: atLeast(1),
  ...names({}, 'include', 'exclude'),
  level: { args: [1, 1], once: true },
  no_hostname: upTo(0),
  sampling: { inside: names({ args: [1, 1], once: true }, 'interval', 'first', 'thereafter') },
};

export const tls: Readonly<Record<string, Shape>> = {
  ...names(exactly(1), 'ca', 'ca_root', 'key_type', 'dns_challenge_override_domain', 'insecure_secrets_log'),
  ...names(one(duration), 'propagation_delay', 'dns_ttl'),
  propagation_timeout: one(either(duration, oneOf('-1'))),
  renewal_window_ratio: exactly(1),
  ...names(atLeast(1), 'alpn', 'load', 'resolvers', 'issuer', 'get_certificate'),
  ciphers: { args: [1, many], takes: [{ called: 'names of cipher suites', accepts: (text) => /^TLS_/.test(text) }] },
  curves: {
    args: [1, many],
    takes: [oneOf('x25519mlkem768', 'x25519', 'secp256r1', 'secp384r1', 'secp521r1')],
  },
  ...names(upTo(0), 'on_demand', 'reuse_private_keys', 'force_automate'),
  // The versions that Caddy no longer has are named as what they are, by the rule about them.
  protocols: { args: [1, 2], takes: [oneOf('tls1.2', 'tls1.3', 'tls1.0', 'tls1.1')] },
  eab: exactly(2),
  dns: {},
  client_auth: {
    args: [0, 0],
    inside: {
      ...names(exactly(1), 'mode', 'trusted_ca_cert', 'trusted_leaf_cert', 'trusted_ca_cert_file'),
      trusted_leaf_cert_file: exactly(1),
      ...names(atLeast(1), 'trust_pool', 'verifier'),
    },
  },
};
