/**
 * `healthcheck`: its words, `none` where it is switched off; its image's where the service has none. `healthcheck-interval`: in
 * seconds. `reach`: of each published port. `port-option`: the number behind `--port` in its command. `volumes`: where in the
 * container they lie, but for those in memory; `storage`: what each is, `volume`, `share` of another machine, `bind`, `memory`.
 * `log-rotation`: of the logging that it names, `bounded` or `unbounded`. `command`: with what `REDIS_ARGS` and its like add.
 */
export const serviceParts = [
  'name',
  'healthcheck',
  'healthcheck-interval',
  'logging',
  'log-rotation',
  'memory',
  'cpus',
  'replicas',
  'command',
  'port-option',
  'volumes',
  'storage',
  'reach',
] as const;
export type ServicePart = (typeof serviceParts)[number];

/**
 * `address`: its addresses as written, spaces between. `scheme`: `https`, or `http` where an address is served in the clear. `issuer`: who
 * signs its certificate: `internal` for Caddy's own authority, else `other`. `upstream`: `product:<container port>` where it reaches the product, `other:<port>` for an
 * upstream whose name is no service, `elsewhere:<port>` where nothing in these files runs the product. `forwarded`: the request headers that it sets or removes (`-name`).
 */
export const siteParts = ['address', 'scheme', 'redirect', 'issuer', 'upstream', 'forwarded'] as const;
export type SitePart = (typeof siteParts)[number];

/**
 * `scheme` as for sites. `listen`: `443 ssl`, or the ports as they are. `server-name`: the names, `''` without a real one.
 * `certificate`: `both`, `certificate`, `key`, `none`, or `snakeoil`. `forwarded`: names of the request headers that it sends on,
 * each between spaces; `connection` where its value lets a connection be upgraded. `host-header`: the Host that it sends on. `rate-limit`: `limit_req` or `none`. `certificate-path`: the paths of certificate and key.
 * `certificate-domain`: `own`, or `other` where certbot keeps them for another domain than the server's; `untold` where the path does not say.
 * `always`: names of the response headers that it adds to answers of every status, each between spaces.
 * `upstream` as for sites. `redirect`: `redirected` where what comes in the clear is sent to https, else `none`; Caddy does it by itself.
 */
export const nginxParts = [
  'scheme',
  'redirect',
  'listen',
  'server-name',
  'certificate',
  'certificate-path',
  'certificate-domain',
  'forwarded',
  'host-header',
  'rate-limit',
  'always',
  'upstream',
] as const;
export type NginxPart = (typeof nginxParts)[number];

/**
 * `scheme` and `upstream` as for sites. `entry-port`: the port of each of its entry points. `certificate`: `resolver` where one
 * that is configured signs it, `missing` where none of that name is, `own` for TLS without a resolver, `none` without TLS. `rate-limit`:
 * `rateLimit` or `none`. `exposed-by-default`: `true` or `false`, of each configuration that asks Docker or a swarm for services.
 */
export const traefikParts = [
  'scheme',
  'upstream',
  'entry-port',
  'certificate',
  'rate-limit',
  'exposed-by-default',
] as const;
export type TraefikPart = (typeof traefikParts)[number];

/**
 * `resources`: which of cpu-request, memory-request, cpu-limit and memory-limit are set, each between spaces. `memory`, `cpus`: its limits. `confinement`:
 * likewise of non-root, no-escalation, drop-all, seccomp, privileged. `pod-security`: the standard that its namespace enforces, `''` for none.
 * `exposure`: the type of each Service, `externalIPs`, `hostPort`, or `hostNetwork`. `egress`:
 * `restricted` by a network policy, or `open`. `ingress-tls`: `tls` or `plain`. `autoscaler`: its greatest number of replicas.
 * `probes`: their paths. `probe-period`: in seconds. `storage`: `claim`, `share` where several nodes write to it, `empty` or `host`.
 */
export const workloadParts = [
  'kind',
  'replicas',
  'resources',
  'memory',
  'cpus',
  'confinement',
  'pod-security',
  'exposure',
  'egress',
  'ingress-tls',
  'autoscaler',
  'probes',
  'probe-period',
  'storage',
] as const;
export type WorkloadPart = (typeof workloadParts)[number];

/**
 * `grammar`: `json` where the file is JSON to the letter, `json5` where only a more lenient reader takes it, `none` where none does.
 * `keys`: each value by its dotted path and type, as `gateway.port: number` (types: string, number, boolean, null, and object or array for
 * empty ones). `references`: each `${NAME}` in its texts: `set` or `unset`.
 */
export const configParts = ['grammar', 'keys', 'references'] as const;
export type ConfigPart = (typeof configParts)[number];

/** `user`: `root` where the unit names nobody. */
export const unitParts = ['user'] as const;
export type UnitPart = (typeof unitParts)[number];

/** Paths are as written. `memory` is `max_memory_restart`. */
export const pm2Parts = ['name', 'error-file', 'out-file', 'memory', 'folder'] as const;
export type Pm2Part = (typeof pm2Parts)[number];

/**
 * `postgres`, `sqlite`: commands that save a database of that sort, each with what is to be said of it: `daily`, or `scheduled` where
 * it runs less often; `off` where what would run it is a comment or suspended; `other-container`, `other-database`, `other-user`
 * where it is not the product's own; `copy` for files of a database that runs; `same-volume`, `web-root` for where it puts them. Undecided
 * where nothing in the files runs it, or variables leave open what it saves. `files`: likewise for commands that save files.
 * `script`, `restore`, `check`: scripts that save, give back, look whether they could: `runnable`, `not-executable` as git has it, `present` where
 * nobody knows the mode, `no-shebang`, `empty` where nothing in it does so.
 */
export const backupParts = ['postgres', 'sqlite', 'files', 'script', 'restore', 'check'] as const;
export type BackupPart = (typeof backupParts)[number];

/**
 * `secrets`: values that a secret is expected to be. `secret-files`: files that hold such values; the value is `tracked` or
 * `untracked`. `origins`: settings and headers that say which origins may read answers. `public-urls`: addresses that the settings
 * call public. `sites`: sites of Caddy, nginx and Traefik that serve something. `datastores`: services of Compose and containers of Kubernetes that
 * hold data. `ports`: published ports of services that are no proxy; the value is how far each is reached, as for `published`. `images`: images that run. `containers`: services of Compose and containers of Kubernetes. `settings`: all names with their
 * values. `files`: all files. `manifests`: those of Kubernetes.
 */
export const sorts = [
  'secrets',
  'secret-files',
  'origins',
  'public-urls',
  'sites',
  'datastores',
  'ports',
  'images',
  'containers',
  'settings',
  'files',
  'manifests',
] as const;
export type Sort = (typeof sorts)[number];
