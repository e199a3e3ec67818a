import {
  boolean,
  closed,
  either,
  empty,
  integer,
  list,
  map,
  number,
  object,
  type Shape,
  string,
  words,
} from './shape.ts';

/** Services, networks, volumes, secrets and configs have such names. */
export const name = /^[a-zA-Z0-9._-]+$/;
export const flag = either(boolean, string);
const count = either(integer, string);
const amount = either(number, string);
export const strings = list(string);
export const stringOrList = either(string, strings);
const scalar = either(string, number, boolean, empty);
export const pairs = either(map(scalar), strings);
export const options = map(either(string, number));
const command = either(empty, string, strings);
export const orNothing = (shape: Shape): Shape => either(shape, empty);

const hosts = either(map(either(string, strings)), strings);
const ulimits = map(either(integer, string, object({ hard: count, soft: count }, 'hard', 'soft')));
const grant = list(either(string, object({ source: string, target: string, uid: string, gid: string, mode: amount })));

const hook = { user: string, privileged: flag, working_dir: string, environment: pairs };
const serviceHook = object({ command, ...hook }, 'command');

const deviceFields = { capabilities: strings, count, device_ids: strings, driver: string, options: pairs };

const update = object({
  parallelism: count,
  delay: string,
  failure_action: string,
  monitor: string,
  max_failure_ratio: amount,
  order: words('start-first', 'stop-first'),
});

const deploy = orNothing(
  object({
    mode: string,
    endpoint_mode: string,
    replicas: count,
    labels: pairs,
    rollback_config: update,
    update_config: update,
    resources: object({
      limits: object({ cpus: amount, memory: string, pids: count }),
      reservations: object({
        cpus: amount,
        memory: string,
        generic_resources: list(object({ discrete_resource_spec: object({ kind: string, value: amount }) })),
        devices: list(object(deviceFields, 'capabilities')),
      }),
    }),
    restart_policy: object({ condition: string, delay: string, max_attempts: count, window: string }),
    placement: object({
      constraints: strings,
      preferences: list(object({ spread: string })),
      max_replicas_per_node: count,
    }),
  }),
);

const build = either(
  string,
  object({
    context: string,
    dockerfile: string,
    dockerfile_inline: string,
    entitlements: strings,
    args: pairs,
    ssh: pairs,
    labels: pairs,
    cache_from: strings,
    cache_to: strings,
    no_cache: flag,
    no_cache_filter: stringOrList,
    additional_contexts: pairs,
    network: string,
    provenance: flag,
    sbom: flag,
    pull: flag,
    target: string,
    shm_size: count,
    extra_hosts: hosts,
    isolation: string,
    privileged: flag,
    secrets: grant,
    tags: strings,
    ulimits,
    platforms: strings,
  }),
);

const volume = object(
  {
    type: words('bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'),
    source: string,
    target: string,
    read_only: flag,
    consistency: string,
    bind: object({
      propagation: string,
      create_host_path: flag,
      recursive: words('enabled', 'disabled', 'writable', 'readonly'),
      selinux: words('z', 'Z'),
    }),
    volume: object({ labels: pairs, nocopy: flag, subpath: string }),
    tmpfs: object({ size: count, mode: amount }),
    image: object({ subpath: string }),
  },
  'type',
);

const port = object({
  name: string,
  mode: string,
  host_ip: string,
  target: count,
  published: count,
  protocol: string,
  app_protocol: string,
});

const joinedNetwork = object({
  aliases: strings,
  interface_name: string,
  ipv4_address: string,
  ipv6_address: string,
  link_local_ips: strings,
  mac_address: string,
  driver_opts: options,
  priority: number,
  gw_priority: number,
});

const limits = list(closed({ path: string, rate: count }));

/** A service (https://docs.docker.com/reference/compose-file/services/). */
export const service = object({
  annotations: pairs,
  attach: flag,
  blkio_config: closed({
    device_read_bps: limits,
    device_read_iops: limits,
    device_write_bps: limits,
    device_write_iops: limits,
    weight: count,
    weight_device: list(closed({ path: string, weight: count })),
  }),
  build,
  cap_add: strings,
  cap_drop: strings,
  cgroup: words('host', 'private'),
  cgroup_parent: string,
  command,
  configs: grant,
  container_name: string,
  cpu_count: count,
  cpu_percent: count,
  cpu_period: amount,
  cpu_quota: amount,
  cpu_rt_period: amount,
  cpu_rt_runtime: amount,
  cpu_shares: amount,
  cpus: amount,
  cpuset: string,
  credential_spec: object({ config: string, file: string, registry: string }),
  depends_on: either(
    strings,
    map(
      object(
        {
          restart: flag,
          required: flag,
          condition: words('service_started', 'service_healthy', 'service_completed_successfully'),
        },
        'condition',
      ),
      name,
    ),
  ),
  deploy,
  develop: orNothing(
    object({
      watch: list(
        object(
          {
            ignore: stringOrList,
            include: stringOrList,
            path: string,
            action: words('rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'),
            target: string,
            exec: serviceHook,
            initial_sync: flag,
          },
          'path',
          'action',
        ),
      ),
    }),
  ),
  device_cgroup_rules: strings,
  devices: list(either(string, object({ source: string, target: string, permissions: string }, 'source'))),
  dns: stringOrList,
  dns_opt: strings,
  dns_search: stringOrList,
  domainname: string,
  entrypoint: command,
  env_file: either(string, list(either(string, closed({ path: string, format: string, required: flag }, 'path')))),
  environment: pairs,
  expose: list(either(string, number)),
  extends: either(string, closed({ service: string, file: string }, 'service')),
  external_links: strings,
  extra_hosts: hosts,
  gpus: either(words('all'), list(object(deviceFields))),
  group_add: list(either(string, number)),
  healthcheck: object({
    disable: flag,
    interval: string,
    retries: amount,
    test: stringOrList,
    timeout: string,
    start_period: string,
    start_interval: string,
  }),
  hostname: string,
  image: string,
  init: flag,
  ipc: string,
  isolation: string,
  label_file: stringOrList,
  labels: pairs,
  links: strings,
  logging: object({ driver: string, options: map(either(string, number, empty)) }),
  mac_address: string,
  mem_limit: amount,
  mem_reservation: count,
  mem_swappiness: count,
  memswap_limit: amount,
  models: either(strings, map(orNothing(object({ endpoint_var: string, model_var: string })), name)),
  network_mode: string,
  networks: either(strings, map(orNothing(joinedNetwork), name)),
  oom_kill_disable: flag,
  oom_score_adj: count,
  pid: orNothing(string),
  pids_limit: amount,
  platform: string,
  ports: list(either(number, string, port)),
  post_start: list(serviceHook),
  pre_start: list(object({ command, image: string, per_replica: flag, ...hook })),
  pre_stop: list(serviceHook),
  privileged: flag,
  profiles: strings,
  provider: object({ type: string, options: map(either(scalar, list(scalar))) }, 'type'),
  pull_policy: string,
  pull_refresh_after: string,
  read_only: flag,
  restart: string,
  runtime: string,
  scale: count,
  secrets: grant,
  security_opt: strings,
  shm_size: amount,
  stdin_open: flag,
  stop_grace_period: string,
  stop_signal: string,
  storage_opt: map(scalar),
  sysctls: pairs,
  tmpfs: stringOrList,
  tty: flag,
  ulimits,
  use_api_socket: boolean,
  user: string,
  userns_mode: string,
  uts: string,
  volumes: list(either(string, volume)),
  volumes_from: strings,
  working_dir: string,
});
