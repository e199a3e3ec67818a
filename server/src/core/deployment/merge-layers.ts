import type { ComposePort, ComposeService } from '../model/compose.ts';

/** One file's definition of a service. */
export interface Layer {
  readonly path: string;
  readonly service: ComposeService;
}

/**
 * The layers without what Compose drops when it lays them on each other
 * (https://docs.docker.com/reference/compose-file/merge/): what `!reset` and `!override` of a higher layer take away, volumes
 * whose target a higher one mounts, ports that a higher one repeats. What stays adds up: lists append, of names the highest
 * counts. Each part keeps the place where it stands.
 */
export function mergeLayers(layers: readonly Layer[]): readonly Layer[] {
  const [only, second] = layers;
  if (only && !second && only.service.reset.size === 0) return layers;
  const gone = new Set<string>();
  const targets = new Set<string>();
  const ports = new Set<string>();
  const merged: Layer[] = [];
  for (const { path, service } of layers.toReversed()) {
    const kept = without(service, new Set([...gone, ...service.reset]));
    const volumes = kept.volumes.filter(({ target }) => !targets.has(target));
    const own = kept.ports.filter((port) => !ports.has(portText(port)));
    const isSame = kept === service && volumes.length === kept.volumes.length && own.length === kept.ports.length;
    merged.unshift({ path, service: isSame ? service : { ...kept, volumes, ports: own } });
    for (const key of [...service.reset, ...service.override]) gone.add(key);
    for (const { target } of kept.volumes) targets.add(target);
    for (const port of kept.ports) ports.add(portText(port));
  }
  return merged;
}

/** Address, both ports and protocol; a reference stands as it is. */
function portText({ short, long }: ComposePort): string {
  if (short) return short.text.replace(/\/tcp$/i, '');
  return [long?.hostIp, long?.published, long?.target].flatMap((part) => (part ? [part.text] : [])).join(':');
}

/** What each key of the file leaves behind when it goes. */
const blank: Readonly<Record<string, Partial<ComposeService>>> = {
  image: { image: undefined },
  build: { build: undefined, built: false },
  extends: { extends: undefined },
  environment: { environment: [] },
  env_file: { envFiles: [] },
  ports: { ports: [] },
  expose: { expose: [] },
  volumes: { volumes: [] },
  tmpfs: { tmpfs: [] },
  devices: { devices: [] },
  secrets: { secrets: [] },
  configs: { configs: [] },
  labels: { labels: [] },
  privileged: { privileged: undefined },
  read_only: { readOnly: undefined },
  user: { user: undefined },
  cap_add: { capAdd: [] },
  cap_drop: { capDrop: [] },
  security_opt: { securityOpt: [] },
  network_mode: { networkMode: undefined },
  networks: { networks: [], aliases: [] },
  depends_on: { dependsOn: [] },
  links: { links: [] },
  volumes_from: { volumesFrom: [] },
  extra_hosts: { extraHosts: [] },
  sysctls: { sysctls: [] },
  ulimits: { ulimits: [] },
  container_name: { containerName: undefined },
  profiles: { profiles: [] },
  command: { command: '', commandSpan: undefined, commandWords: [] },
  entrypoint: { entrypointWords: [] },
  healthcheck: { healthcheck: undefined },
  logging: { logging: undefined },
  restart: { restart: undefined },
  stop_grace_period: { stopGracePeriod: undefined },
  deploy: { limits: {}, reservations: {}, replicas: undefined },
};

function without(service: ComposeService, keys: ReadonlySet<string>): ComposeService {
  const left = [...keys].flatMap((key) => blank[key] ?? []);
  return left.length === 0 ? service : Object.assign({}, service, ...left);
}
