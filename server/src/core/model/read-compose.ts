import { parseYaml } from '../syntax/yaml.ts';
import { isTemplate } from '../syntax/yaml-template.ts';
import { entryOf, valueAt, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../syntax/yaml-tree.ts';
import type {
  ComposeEnvFile,
  ComposeFlag,
  ComposeModel,
  ComposePort,
  ComposeService,
  ComposeText,
  ComposeVolume,
} from './compose.ts';
import { composeProblems } from './compose-problems.ts';
import { makeSetting } from './read-setting.ts';
import type { Setting } from './setting.ts';

const isScalar = (node: YamlNode | undefined): node is YamlScalar => node?.type === 'scalar';
const entriesOf = (node: YamlNode | undefined): readonly YamlEntry[] => (node?.type === 'map' ? node.entries : []);
const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.type === 'seq' ? node.items : node === undefined ? [] : [node];
const textOf = (node: YamlNode | undefined): string | undefined => (isScalar(node) ? node.text : undefined);

const yamlType = ({ value }: YamlScalar): Setting['type'] =>
  value === null ? 'null' : typeof value === 'object' ? 'string' : (typeof value as 'string' | 'number' | 'boolean');

/** Reads the services of a Compose file; whatever is not as the specification says is left out, never guessed. */
export function readCompose(text: string): ComposeModel {
  const tree = parseYaml(text);
  const root = tree.documents[0]?.root;
  const generated = isTemplate(text, tree.problems);
  const services = entriesOf(valueAt(root, 'services')).flatMap((entry) =>
    entry.value?.type === 'map' ? [readService(entry, entry.value, text)] : [],
  );
  const includes = itemsOf(valueAt(root, 'include')).flatMap((item) =>
    isScalar(item) ? [item.text] : itemsOf(valueAt(item, 'path')).flatMap((path) => textOf(path) ?? []),
  );
  return {
    services,
    includes,
    problems: generated ? [] : composeProblems(text, tree),
    get comments() {
      return tree.comments.map(({ span }) => span);
    },
  };
}

function readService(entry: YamlEntry, node: YamlMap, text: string): ComposeService {
  const name = entry.key.text;
  const pointer = `/services/${name}`;
  const at = (key: string): YamlNode | undefined => valueAt(node, key);
  const scalar = (key: string): ComposeText | undefined => composeText(entryOf(node, key), `${pointer}/${key}`);
  const extended = at('extends');
  const limits = valueAt(valueAt(at('deploy'), 'resources'), 'limits');
  const memory =
    composeText(entryOf(limits, 'memory'), `${pointer}/deploy/resources/limits/memory`) ?? scalar('mem_limit');
  const cpus = composeText(entryOf(limits, 'cpus'), `${pointer}/deploy/resources/limits/cpus`) ?? scalar('cpus');
  const commands = ['command', 'entrypoint'].flatMap((key) => entryOf(node, key) ?? []);
  const healthcheck = entryOf(node, 'healthcheck');
  const logging = entryOf(node, 'logging');
  return {
    name,
    nameSpan: entry.key.span,
    span: entry.span,
    image: scalar('image'),
    built: at('build') !== undefined,
    extends: isScalar(extended)
      ? { service: extended.text, file: undefined }
      : extended && { service: textOf(valueAt(extended, 'service')) ?? '', file: textOf(valueAt(extended, 'file')) },
    environment: readEnvironment(entryOf(node, 'environment'), `${pointer}/environment`, text),
    envFiles: itemsOf(at('env_file')).flatMap((item, index) => readEnvFile(item, `${pointer}/env_file/${index}`)),
    ports: itemsOf(at('ports')).flatMap((item, index) => readPort(item, `${pointer}/ports/${index}`)),
    volumes: readVolumes(entryOf(node, 'volumes'), `${pointer}/volumes`),
    labels: readEnvironment(entryOf(node, 'labels'), `${pointer}/labels`, text),
    privileged: readFlag(entryOf(node, 'privileged'), `${pointer}/privileged`),
    networkMode: textOf(at('network_mode')),
    containerName: textOf(at('container_name')),
    aliases: entriesOf(at('networks')).flatMap(({ value }) =>
      itemsOf(valueAt(value, 'aliases')).flatMap((alias) => textOf(alias) ?? []),
    ),
    profiles: itemsOf(at('profiles')).flatMap((profile) => textOf(profile) ?? []),
    command: commands.flatMap(({ value }) => itemsOf(value).flatMap((word) => textOf(word) ?? [])).join(' '),
    commandSpan: commands[0]?.span,
    healthcheck: healthcheck && {
      text: itemsOf(valueAt(healthcheck.value, 'test'))
        .flatMap((word) => textOf(word) ?? [])
        .join(' '),
      span: healthcheck.span,
    },
    logging: logging && {
      driver: textOf(valueAt(logging.value, 'driver')),
      options: entriesOf(valueAt(logging.value, 'options')).map(({ key }) => key.text),
      span: logging.span,
    },
    limits: { ...(memory && { memory }), ...(cpus && { cpus }) },
    replicas:
      composeText(entryOf(valueAt(node, 'deploy'), 'replicas'), `${pointer}/deploy/replicas`) ?? scalar('scale'),
  };
}

/** Map and list form: `{NAME: value}` and `- NAME=value`; a name alone is taken from whoever starts it. */
function readEnvironment(entry: YamlEntry | undefined, pointer: string, text: string): readonly Setting[] {
  const node = entry?.value;
  if (node?.type === 'map') return node.entries.map((pair) => mapSetting(pair, pointer, text));
  if (node?.type !== 'seq') return [];
  return node.items.flatMap((item) => (isScalar(item) && item.text !== '' ? [listSetting(item, pointer)] : []));
}

function mapSetting({ key, value, span }: YamlEntry, pointer: string, text: string): Setting {
  const scalar = isScalar(value) ? value : undefined;
  const blank = scalar === undefined || (scalar.value === null && scalar.text === '');
  const end = key.span.end;
  const colon = text.indexOf(':', end);
  const valueSpan = !blank ? scalar.content : { start: colon + 1, end: colon + 1 };
  return makeSetting({
    key: key.text,
    keySpan: key.span,
    text: scalar?.text ?? '',
    valueSpan,
    exact: blank || scalar.exact,
    source: 'compose-environment',
    pointer: `${pointer}/${key.text}`,
    span,
    // `NAME:` with nothing behind it is passed through from the shell; `NAME: ""` is set to nothing.
    inherited: blank,
    type: scalar ? yamlType(scalar) : 'null',
    lead: blank ? ' ' : '',
    interpolated: true,
  });
}

function listSetting(item: YamlScalar, pointer: string): Setting {
  const equals = item.text.indexOf('=');
  const key = equals < 0 ? item.text : item.text.slice(0, equals);
  const start = item.content.start;
  const within = (from: number, to: number) => (item.exact ? { start: start + from, end: start + to } : item.content);
  return makeSetting({
    key: key.trim(),
    keySpan: within(0, key.length),
    text: equals < 0 ? '' : item.text.slice(equals + 1),
    valueSpan: within(equals < 0 ? item.text.length : equals + 1, item.text.length),
    exact: item.exact,
    source: 'compose-environment',
    pointer: `${pointer}/${key.trim()}`,
    span: item.span,
    inherited: equals < 0,
    lead: equals < 0 ? '=' : '',
    interpolated: true,
  });
}

function scalarText(item: YamlScalar, key: string, span: YamlEntry['span'], pointer: string): ComposeText {
  const setting = makeSetting({
    key,
    keySpan: span,
    text: item.text,
    valueSpan: item.content,
    exact: item.exact,
    source: 'compose-environment',
    pointer,
    span,
    type: yamlType(item),
    interpolated: true,
  });
  return { text: item.text, template: setting.template, span: item.content, exact: item.exact, setting };
}

const composeText = (entry: YamlEntry | undefined, pointer: string): ComposeText | undefined =>
  isScalar(entry?.value) ? scalarText(entry.value, entry.key.text, entry.span, pointer) : undefined;

function readFlag(entry: YamlEntry | undefined, pointer: string): ComposeFlag | undefined {
  const text = composeText(entry, pointer);
  if (!entry || !text || !isScalar(entry.value)) return undefined;
  const { value } = entry.value;
  // Compose takes the words of YAML 1.1 too, with a warning.
  const isOn = /^(?:true|y|yes|on)$/i.test(text.text);
  const known = typeof value === 'boolean' ? value : isOn || /^(?:false|n|no|off)$/i.test(text.text) ? isOn : undefined;
  return { value: known, text, entry: entry.span };
}

function readEnvFile(item: YamlNode, pointer: string): readonly ComposeEnvFile[] {
  if (isScalar(item))
    return item.text === ''
      ? []
      : [{ text: scalarText(item, 'env_file', item.span, pointer), required: true, raw: false }];
  const path = composeText(entryOf(item, 'path'), pointer);
  if (!path) return [];
  return [
    {
      text: path,
      required: textOf(valueAt(item, 'required')) !== 'false',
      raw: textOf(valueAt(item, 'format')) === 'raw',
    },
  ];
}

function readPort(item: YamlNode, pointer: string): readonly ComposePort[] {
  if (isScalar(item)) {
    if (item.text === '') return [];
    return [{ span: item.span, short: scalarText(item, 'ports', item.span, pointer), long: undefined, pointer }];
  }
  if (item.type !== 'map') return [];
  const published = composeText(entryOf(item, 'published'), `${pointer}/published`);
  const target = composeText(entryOf(item, 'target'), `${pointer}/target`);
  const hostIp = composeText(entryOf(item, 'host_ip'), `${pointer}/host_ip`);
  const long = {
    ...(published && { published }),
    ...(target && { target }),
    ...(hostIp && { hostIp }),
    flow: item.flow,
  };
  return [{ span: item.span, short: undefined, long, pointer }];
}

function readVolumes(entry: YamlEntry | undefined, pointer: string): readonly ComposeVolume[] {
  const node = entry?.value;
  if (!entry || node?.type !== 'seq') return [];
  const common = { list: entry.span, only: node.items.length === 1, flow: node.flow };
  return node.items.flatMap((item, index): ComposeVolume[] => {
    const place = `${pointer}/${index}`;
    if (isScalar(item)) {
      const cut = /^((?:[A-Za-z]:[\\/])?(?:\$\{[^}]*\}|[^:])*)(?::((?:\$\{[^}]*\}|[^:])*))?(?::(.*))?$/s.exec(
        item.text,
      );
      const [, first = '', second, mode = ''] = cut ?? [];
      const named = second !== undefined;
      const source = named ? sourceText(item, first, place) : undefined;
      return [
        {
          span: item.span,
          ...common,
          source,
          target: second ?? first,
          readOnly: /(?:^|,)ro(?:,|$)/.test(mode),
          pointer: place,
        },
      ];
    }
    const source = composeText(entryOf(item, 'source') ?? entryOf(item, 'src'), place);
    const target = textOf(valueAt(item, 'target') ?? valueAt(item, 'destination') ?? valueAt(item, 'dst')) ?? '';
    return [
      {
        span: item.span,
        ...common,
        source,
        target,
        readOnly: textOf(valueAt(item, 'read_only')) === 'true',
        pointer: place,
      },
    ];
  });
}

/** The part of a short volume before its first colon, with the place of that part alone. */
function sourceText(item: YamlScalar, source: string, pointer: string): ComposeText {
  const content = item.exact ? { start: item.content.start, end: item.content.start + source.length } : item.content;
  return scalarText({ ...item, text: source, content }, 'volumes', item.span, pointer);
}
