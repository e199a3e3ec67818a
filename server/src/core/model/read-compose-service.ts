import { entryOf, valueAt, type YamlEntry, type YamlMap, type YamlNode } from '../syntax/yaml-tree.ts';
import type {
  ComposeBuild,
  ComposeDependency,
  ComposeExtends,
  ComposeGrant,
  ComposeHealthcheck,
  ComposeMembership,
  ComposeService,
  ComposeText,
} from './compose.ts';
import { composeContainer } from './compose-container.ts';
import { composeText, entriesOf, isScalar, itemsOf, readFlag, scalarText, textOf, textsAt } from './compose-scalar.ts';
import { readEnvFile, readEnvironment } from './read-compose-environment.ts';
import { readPorts } from './read-compose-port.ts';
import { readVolumes } from './read-compose-volume.ts';

export function readService(entry: YamlEntry, node: YamlMap, text: string): ComposeService {
  const name = entry.key.text;
  const pointer = `/services/${name}`;
  const at = (key: string): YamlNode | undefined => valueAt(node, key);
  const scalar = (key: string): ComposeText | undefined => composeText(entryOf(node, key), `${pointer}/${key}`);
  const texts = (key: string): readonly ComposeText[] => textsAt(node, key, pointer);
  const pairs = (key: string) => readEnvironment(entryOf(node, key), `${pointer}/${key}`, text);
  const amount = (group: string, key: string): ComposeText | undefined =>
    composeText(
      entryOf(valueAt(valueAt(at('deploy'), 'resources'), group), key),
      `${pointer}/deploy/resources/${group}/${key}`,
    );
  const memory = amount('limits', 'memory') ?? scalar('mem_limit');
  const cpus = amount('limits', 'cpus') ?? scalar('cpus');
  const pids = amount('limits', 'pids') ?? scalar('pids_limit');
  const reservedMemory = amount('reservations', 'memory') ?? scalar('mem_reservation');
  const reservedCpus = amount('reservations', 'cpus');
  const commands = ['command', 'entrypoint'].flatMap((key) => entryOf(node, key) ?? []);
  const logging = entryOf(node, 'logging');
  const networks = readMemberships(at('networks'), `${pointer}/networks`);
  const service: Omit<ComposeService, 'container'> = {
    name,
    nameSpan: entry.key.span,
    span: entry.span,
    reset: keysTagged(node, '!reset'),
    override: keysTagged(node, '!override'),
    image: scalar('image'),
    built: at('build') !== undefined,
    provided: at('provider') !== undefined,
    build: readBuild(entryOf(node, 'build'), `${pointer}/build`, text),
    extends: readExtends(at('extends')),
    environment: pairs('environment'),
    envFiles: itemsOf(at('env_file')).flatMap((item) =>
      readEnvFile(item, `${pointer}/env_file/${textOf(item) ?? textOf(valueAt(item, 'path')) ?? ''}`),
    ),
    ports: readPorts(at('ports'), `${pointer}/ports`),
    expose: texts('expose'),
    volumes: readVolumes(entryOf(node, 'volumes'), `${pointer}/volumes`),
    tmpfs: texts('tmpfs'),
    devices: readDevices(at('devices'), `${pointer}/devices`),
    secrets: readGrants(at('secrets'), `${pointer}/secrets`),
    configs: readGrants(at('configs'), `${pointer}/configs`),
    labels: pairs('labels'),
    deployLabels: readEnvironment(entryOf(at('deploy'), 'labels'), `${pointer}/deploy/labels`, text),
    privileged: readFlag(entryOf(node, 'privileged'), `${pointer}/privileged`),
    readOnly: readFlag(entryOf(node, 'read_only'), `${pointer}/read_only`),
    user: scalar('user'),
    capAdd: texts('cap_add'),
    capDrop: texts('cap_drop'),
    securityOpt: texts('security_opt'),
    namespaces: {
      network: scalar('network_mode'),
      pid: scalar('pid'),
      ipc: scalar('ipc'),
      uts: scalar('uts'),
      user: scalar('userns_mode'),
      cgroup: scalar('cgroup'),
    },
    networkMode: textOf(at('network_mode')),
    networks,
    dependsOn: readDependencies(at('depends_on')),
    links: texts('links'),
    volumesFrom: texts('volumes_from'),
    extraHosts: pairs('extra_hosts'),
    sysctls: pairs('sysctls'),
    ulimits: entriesOf(at('ulimits')).map(({ key, span }) => ({ name: key.text, span })),
    containerName: textOf(at('container_name')),
    aliases: networks.flatMap(({ aliases }) => aliases.map((alias) => alias.text)),
    profiles: texts('profiles').map((profile) => profile.text),
    command: commands.flatMap(({ value }) => itemsOf(value).flatMap((word) => textOf(word) ?? [])).join(' '),
    commandSpan: commands[0]?.span,
    commandWords: texts('command'),
    entrypointWords: texts('entrypoint'),
    healthcheck: readHealthcheck(entryOf(node, 'healthcheck'), `${pointer}/healthcheck`),
    logging: logging && {
      driver: textOf(valueAt(logging.value, 'driver')),
      options: entriesOf(valueAt(logging.value, 'options')).map(({ key }) => key.text),
      span: logging.span,
    },
    limits: { memory, cpus, pids },
    reservations: { memory: reservedMemory, cpus: reservedCpus },
    restart:
      scalar('restart') ??
      composeText(
        entryOf(valueAt(at('deploy'), 'restart_policy'), 'condition'),
        `${pointer}/deploy/restart_policy/condition`,
      ),
    stopGracePeriod: scalar('stop_grace_period'),
    replicas: composeText(entryOf(at('deploy'), 'replicas'), `${pointer}/deploy/replicas`) ?? scalar('scale'),
  };
  // Copying an object of forty fields would cost more than reading most of them.
  return Object.assign(service, { container: composeContainer(service) });
}

const keysTagged = (node: YamlMap, tag: string): ReadonlySet<string> =>
  new Set(node.entries.flatMap(({ key, value }) => (value?.tag === tag ? [key.text] : [])));

function readBuild(entry: YamlEntry | undefined, pointer: string, text: string): ComposeBuild | undefined {
  if (!entry?.value) return undefined;
  const { value, span } = entry;
  const part = (key: string): ComposeText | undefined => composeText(entryOf(value, key), `${pointer}/${key}`);
  return {
    context: composeText(entry, pointer) ?? part('context'),
    dockerfile: part('dockerfile'),
    target: part('target'),
    args: readEnvironment(entryOf(value, 'args'), `${pointer}/args`, text),
    secrets: readGrants(valueAt(value, 'secrets'), `${pointer}/secrets`),
    span,
  };
}

function readExtends(node: YamlNode | undefined): ComposeExtends | undefined {
  if (!node) return undefined;
  const service = isScalar(node) ? node : valueAt(node, 'service');
  const file = isScalar(node) ? undefined : valueAt(node, 'file');
  return {
    service: textOf(service) ?? '',
    serviceSpan: isScalar(service) ? service.content : node.span,
    file: textOf(file),
    fileSpan: isScalar(file) ? file.content : undefined,
  };
}

function readDependencies(node: YamlNode | undefined): readonly ComposeDependency[] {
  if (node?.type !== 'map')
    return itemsOf(node).flatMap((item): ComposeDependency[] =>
      isScalar(item) ? [{ name: item.text, nameSpan: item.content, condition: 'service_started', required: true }] : [],
    );
  return node.entries.map(({ key, value }) => {
    const condition = textOf(valueAt(value, 'condition'));
    return {
      name: key.text,
      nameSpan: key.span,
      condition:
        condition === 'service_healthy' || condition === 'service_completed_successfully'
          ? condition
          : 'service_started',
      required: textOf(valueAt(value, 'required')) !== 'false',
    };
  });
}

function readMemberships(node: YamlNode | undefined, pointer: string): readonly ComposeMembership[] {
  if (node?.type !== 'map')
    return itemsOf(node).flatMap((item) =>
      isScalar(item) ? [{ name: item.text, nameSpan: item.content, aliases: [] }] : [],
    );
  return node.entries.map(({ key, value }) => ({
    name: key.text,
    nameSpan: key.span,
    aliases: textsAt(value, 'aliases', `${pointer}/${key.text}`),
  }));
}

function readGrants(node: YamlNode | undefined, pointer: string): readonly ComposeGrant[] {
  return itemsOf(node).flatMap((item): ComposeGrant[] => {
    if (isScalar(item)) {
      const source = scalarText(item, 'source', item.span, `${pointer}/${item.text}`);
      return [{ source, target: undefined, span: item.span }];
    }
    const source = composeText(entryOf(item, 'source'), pointer);
    return source ? [{ source, target: composeText(entryOf(item, 'target'), pointer), span: item.span }] : [];
  });
}

function readDevices(node: YamlNode | undefined, pointer: string): readonly ComposeText[] {
  return itemsOf(node).flatMap((item) => {
    if (isScalar(item)) return [scalarText(item, 'devices', item.span, `${pointer}/${item.text}`)];
    const source = composeText(entryOf(item, 'source'), pointer);
    return source ? [source] : [];
  });
}

function readHealthcheck(entry: YamlEntry | undefined, pointer: string): ComposeHealthcheck | undefined {
  if (!entry) return undefined;
  const test = textsAt(entry.value, 'test', pointer);
  return {
    text: test.map((word) => word.text).join(' '),
    test,
    interval: composeText(entryOf(entry.value, 'interval'), `${pointer}/interval`),
    disabled: readFlag(entryOf(entry.value, 'disable'), pointer)?.value === true || test[0]?.text === 'NONE',
    span: entry.span,
  };
}
