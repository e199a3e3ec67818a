import type { SyntaxProblem } from '../syntax/problem.ts';
import { entryOf, valueAt, type YamlEntry, type YamlNode, type YamlScalar } from '../syntax/yaml-tree.ts';
import { isByteSize, isDuration, portFault, splitVolume } from './compose-text.ts';

type Report = (place: YamlNode | YamlEntry, message: string) => void;

/**
 * What Compose refuses in a single file beyond its shape: texts that are no port, volume, duration or size, and keys that
 * exclude each other (compose-go: loader/validate.go, validation/, types/). What several files settle together is not asked.
 */
export function composeValueProblems(root: YamlNode | undefined): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const report: Report = (place, message) => {
    const { span } = 'key' in place ? place.key : place;
    problems.push({ span, message, verdict: 'refused' });
  };
  for (const { key, value } of entriesAt(root, 'services')) {
    if (value?.type !== 'map' || value.tag === '!reset') continue;
    checkService(key.text, value, report);
  }
  for (const kind of ['volumes', 'networks', 'secrets', 'configs'])
    for (const entry of entriesAt(root, kind)) checkResource(kind, entry, report);
  return problems;
}

function checkService(name: string, service: YamlNode, report: Report): void {
  for (const item of itemsAt(service, 'ports')) checkPort(item, report);
  for (const item of itemsAt(service, 'volumes')) checkVolume(item, report);
  for (const item of itemsAt(valueAt(valueAt(valueAt(service, 'deploy'), 'resources'), 'reservations'), 'devices'))
    checkDevice(item, report);
  const mode = entryOf(service, 'network_mode');
  const networks = valueAt(service, 'networks');
  if (mode && networks && sizeOf(networks) > 0)
    report(mode, `'${name}' has both \`network_mode\` and \`networks\`, which exclude each other.`);
  const healthcheck = valueAt(service, 'healthcheck');
  const test = valueAt(healthcheck, 'test');
  const first = test?.type === 'seq' ? test.items[0] : undefined;
  if (isWord(first) && !['NONE', 'CMD', 'CMD-SHELL'].includes(first.text))
    report(first, 'A health check’s `test` list starts with NONE, CMD or CMD-SHELL.');
  const build = valueAt(service, 'build');
  const inline = entryOf(build, 'dockerfile_inline');
  if (inline && entryOf(build, 'dockerfile'))
    report(inline, '`dockerfile` and `dockerfile_inline` exclude each other.');
  for (const key of ['interval', 'timeout', 'start_period', 'start_interval'])
    checkText(entryOf(healthcheck, key), isDuration, 'is no duration such as 30s or 1m30s', report);
  checkText(entryOf(service, 'stop_grace_period'), isDuration, 'is no duration such as 30s or 1m30s', report);
  for (const key of ['mem_limit', 'mem_reservation', 'memswap_limit', 'shm_size'])
    checkText(entryOf(service, key), isByteSize, 'is no size such as 512m or 2g', report);
  for (const [key, [least, most]] of Object.entries(limits)) checkLimit(entryOf(service, key), least, most, report);
  checkText(
    entryOf(service, 'container_name'),
    isContainerName,
    'is shorter than two signs or has others than A-Z a-z 0-9 _ . -',
    report,
  );
  checkText(entryOf(service, 'pull_policy'), isPullPolicy, 'is none of always, never, build, missing, daily …', report);
  const resources = valueAt(valueAt(service, 'deploy'), 'resources');
  for (const key of ['limits', 'reservations'])
    checkText(entryOf(valueAt(resources, key), 'memory'), isByteSize, 'is no size such as 512m or 2g', report);
}

const limits: Readonly<Record<string, readonly [least: number, most: number]>> = {
  cpu_count: [0, Number.POSITIVE_INFINITY],
  cpu_percent: [0, 100],
  oom_score_adj: [-1000, 1000],
};

function checkLimit(entry: YamlEntry | undefined, least: number, most: number, report: Report): void {
  const value = entry?.value?.type === 'scalar' ? entry.value.value : undefined;
  if (!entry?.value || typeof value !== 'number' || (value >= least && value <= most)) return;
  report(entry.value, `'${entry.key.text}' is out of range.`);
}

/** https://docs.docker.com/reference/compose-file/services/#container_name; the engine takes nothing else. */
const isContainerName = (text: string): boolean => /^[a-z0-9][\w.-]+$/i.test(text);

/** https://docs.docker.com/reference/compose-file/services/#pull_policy */
const isPullPolicy = (text: string): boolean =>
  /always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:\d+[wdhms])+/.test(text);

function checkText(
  entry: YamlEntry | undefined,
  isRight: (text: string) => boolean,
  fault: string,
  report: Report,
): void {
  if (!entry || !isWord(entry.value) || entry.value.text === '' || isRight(entry.value.text.trim())) return;
  report(entry.value, `'${entry.key.text}' ${fault}.`);
}

function checkPort(item: YamlNode, report: Report): void {
  if (isWord(item)) {
    const fault = portFault(item.text);
    if (fault !== undefined) report(item, `The port cannot be read: ${fault}.`);
    return;
  }
  if (item.type !== 'map') return;
  const published = valueAt(item, 'published');
  if (isWord(published) && published.text !== '' && !/^\d+(?:-\d+)?$/.test(published.text))
    report(published, 'The published port is neither a port nor a range.');
}

function checkVolume(item: YamlNode, report: Report): void {
  if (isWord(item)) {
    if (splitVolume(item.text) === undefined)
      report(item, 'The volume cannot be read: it has blank parts or too many of them.');
    return;
  }
  if (item.type !== 'map') return;
  const kind = entryOf(item, 'type');
  if (isWord(kind?.value) && kind.value.text === 'bind' && !entryOf(item, 'source'))
    report(kind, 'A bind mount needs a `source`.');
  const size = valueAt(valueAt(item, 'tmpfs'), 'size');
  if (size?.type !== 'scalar' || isOpen(size)) return;
  const isRight =
    typeof size.value === 'number' ? size.value >= 0 : isByteSize(size.text) && !size.text.startsWith('-');
  if (!isRight) report(size, 'The size of a tmpfs is no size such as 64m.');
}

function checkDevice(item: YamlNode, report: Report): void {
  const count = entryOf(item, 'count');
  if (!count) return;
  if (isWord(count.value) && !/^(?:all|-?\d+)$/i.test(count.value.text))
    report(count.value, '`count` of devices is a number or `all`.');
  if (entryOf(item, 'device_ids')) report(count, '`count` and `device_ids` exclude each other.');
}

/** Who looks after the resource: Compose, or somebody else who has settled all of it. */
function checkResource(kind: string, { key, value }: YamlEntry, report: Report): void {
  if (value?.type !== 'map' || value.tag === '!reset') return;
  const external = entryOf(value, 'external');
  const named = external?.value?.type === 'map';
  if (external && named && entryOf(value, 'name') && entryOf(external.value, 'name')) {
    const [own, other] = [valueAt(value, 'name'), valueAt(external.value, 'name')];
    if (!(isWord(own) && isWord(other) && own.text === other.text))
      report(external, `'${kind}.${key.text}' is named twice; only \`name\` is needed.`);
  }
  if (kind === 'volumes' && (named || (external?.value?.type === 'scalar' && external.value.value === true))) {
    const other = value.entries.find(
      (entry) => !['external', 'name'].includes(entry.key.text) && !entry.key.text.startsWith('x-'),
    );
    if (other) report(other, `'${other.key.text}' says nothing of what is external; Compose refuses both together.`);
  }
  if (kind !== 'secrets' && kind !== 'configs') return;
  const sources = value.entries.filter((entry) => ['file', 'environment', 'content'].includes(entry.key.text));
  const second = sources[1];
  if (second) report(second, `'${kind}.${key.text}' takes its content from one place only.`);
  if (sources.length === 0 && !external && !entryOf(value, 'driver'))
    report(
      key,
      `'${kind}.${key.text}' says nowhere where its content comes from: \`file\`, \`environment\` or \`external\`.`,
    );
}

const isOpen = ({ text }: YamlScalar): boolean => /\$(?!\$)/.test(text);
/** A scalar whose text is settled. */
const isWord = (node: YamlNode | undefined): node is YamlScalar =>
  node?.type === 'scalar' && node.tag !== '!reset' && !isOpen(node);
const entriesAt = (node: YamlNode | undefined, key: string): readonly YamlEntry[] => {
  const value = valueAt(node, key);
  return value?.type === 'map' ? value.entries.filter((entry) => !entry.key.text.startsWith('x-')) : [];
};
const itemsAt = (node: YamlNode | undefined, key: string): readonly YamlNode[] => {
  const value = valueAt(node, key);
  return value?.type === 'seq' && value.tag !== '!reset' ? value.items : [];
};
const sizeOf = (node: YamlNode): number =>
  node.type === 'map' ? node.entries.length : node.type === 'seq' ? node.items.length : 0;
