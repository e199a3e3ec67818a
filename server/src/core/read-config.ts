import type { IgnoredFinding, Settings } from './config.ts';
import type { Tier } from './file-kind.ts';
import type { ProjectMistake } from './model/project.ts';
import { nearest, nearestWord } from './product/nearest.ts';
import { rules as catalogue } from './rules/index.ts';
import type { Profile } from './rules/rule.ts';
import { type Severity, severities } from './severity.ts';
import { type JsonMember, type JsonNode, parseJson } from './syntax/json.ts';

/** With the word that may be meant. */
export type ConfigProblem = ProjectMistake;

export type FailOn = Severity | 'never';

export interface ReadConfig {
  readonly settings: Settings;
  readonly failOn: FailOn | undefined;
  readonly problems: readonly ConfigProblem[];
}

const tiers: readonly Tier[] = ['production', 'staging', 'development', 'example'];
const configKeys = [
  'rules',
  'profile',
  'failOn',
  'tiers',
  'exclude',
  'products',
  'publicUrl',
  'overrides',
  'ignore',
] as const;
const ignoreKeys = ['path', 'pointer', 'rule', 'reason'] as const;
const ruleIds = catalogue.map(({ id }) => id);

/**
 * Reads `.seaworthy/config.json` (JSON with comments). What is right in it counts; every unknown key and wrong type is a
 * problem with its place, none is ignored.
 */
export function readConfig(text: string, base: Settings): ReadConfig {
  const problems: ConfigProblem[] = [];
  const { root, problems: syntax } = parseJson(text, 'jsonc');
  problems.push(...syntax);
  if (root !== undefined && root.type !== 'object')
    problems.push({ span: root.span, message: 'The configuration has to be an object.' });
  const members = root?.type === 'object' ? root.members : [];
  const reader = {
    problems,
    reject: (node: JsonNode | JsonMember, message: string): undefined =>
      void problems.push({ span: 'keySpan' in node ? node.keySpan : node.span, message }),
  };
  let settings = base;
  let failOn: FailOn | undefined;
  for (const member of members) {
    const { key, value } = member;
    // Editors look there for the schema.
    if (key === '$schema') continue;
    if (!(configKeys as readonly string[]).includes(key)) rejectWord(member, 'key', key, configKeys, reader);
    else if (value === undefined) reader.reject(member, `${key} has no value.`);
    else if (key === 'failOn') failOn = oneOf(value, [...severities, 'never'] as const, key, reader);
    else settings = { ...settings, ...readMember(key, value, settings, reader) };
  }
  return { settings, failOn, problems };
}

interface Reader {
  readonly problems: ConfigProblem[];
  reject(node: JsonNode | JsonMember, message: string): undefined;
}

/** An unknown word, with the nearest legal one. */
function rejectWord(
  { keySpan }: JsonMember,
  what: string,
  word: string,
  words: readonly string[],
  { problems }: Reader,
): undefined {
  const near = nearestWord(word, words);
  problems.push({
    span: keySpan,
    message: `Unknown ${what} ${word}; ${nearest(word, words)}`,
    ...(near !== undefined && { instead: { span: keySpan, text: JSON.stringify(near) } }),
  });
}

const rulesIn = (value: JsonNode, key: string, reader: Reader) =>
  mapOf(value, key, reader, (item, member) =>
    ruleIds.includes(member.key)
      ? oneOf(item, [...severities, 'off'] as const, member.key, reader)
      : rejectWord(member, 'rule', member.key, ruleIds, reader),
  );

function readMember(key: string, value: JsonNode, settings: Settings, reader: Reader): Partial<Settings> {
  switch (key) {
    case 'rules':
      return { rules: { ...settings.rules, ...rulesIn(value, key, reader) } };
    case 'overrides':
      return {
        overrides: {
          ...settings.overrides,
          ...mapOf(value, key, reader, (item, member) => rulesIn(item, member.key, reader)),
        },
      };
    case 'ignore': {
      if (value.type !== 'array') return reader.reject(value, 'ignore has to be a list.') ?? {};
      return { ignore: [...settings.ignore, ...value.items.flatMap((item) => readIgnored(item, reader) ?? [])] };
    }
    case 'profile': {
      const profile = oneOf(value, ['recommended', 'strict'] as const satisfies readonly Profile[], key, reader);
      return profile ? { profile } : {};
    }
    case 'tiers':
      return {
        tiers: {
          ...settings.tiers,
          ...mapOf(value, key, reader, (item, member) => oneOf(item, tiers, member.key, reader)),
        },
      };
    case 'products':
      return {
        products: {
          ...settings.products,
          ...mapOf(value, key, reader, (item, member) =>
            item.type === 'boolean' ? item.value : reader.reject(item, `${member.key} has to be true or false.`),
          ),
        },
      };
    case 'exclude': {
      if (value.type !== 'array') return reader.reject(value, 'exclude has to be a list of globs.') ?? {};
      const globs = value.items.flatMap((item) =>
        item.type === 'string' ? [item.value] : (reader.reject(item, 'A glob has to be a string.') ?? []),
      );
      return { exclude: [...settings.exclude, ...globs] };
    }
    default:
      if (value.type === 'string' && /^https?:\/\/[^/\s]+$/.test(value.value)) return { publicUrl: value.value };
      return (
        reader.reject(value, 'publicUrl has to be an origin such as https://app.example.org, without a path.') ?? {}
      );
  }
}

function readIgnored(node: JsonNode, reader: Reader): IgnoredFinding | undefined {
  if (node.type !== 'object')
    return reader.reject(node, 'An entry of ignore has to be an object with path, rule and reason.');
  const texts = new Map<string, string>();
  for (const member of node.members) {
    const { key, value } = member;
    if (!(ignoreKeys as readonly string[]).includes(key)) rejectWord(member, 'key', key, ignoreKeys, reader);
    else if (value?.type !== 'string') reader.reject(member, `${key} has to be a text.`);
    else if (key === 'rule' && !ruleIds.includes(value.value)) {
      reader.reject(value, `Unknown rule ${value.value}; ${nearest(value.value, ruleIds)}`);
      return undefined;
    } else texts.set(key, value.value);
  }
  const [path, rule, reason = '', pointer] = ['path', 'rule', 'reason', 'pointer'].map((key) => texts.get(key));
  if (path === undefined || rule === undefined || reason.trim() === '')
    return reader.reject(node, 'An entry of ignore needs path, rule and reason.');
  return { path, rule, reason, ...(pointer !== undefined && { pointer }) };
}

function mapOf<T>(
  node: JsonNode,
  key: string,
  reader: Reader,
  read: (value: JsonNode, member: JsonMember) => T | undefined,
): Record<string, T> {
  if (node.type !== 'object') {
    reader.reject(node, `${key} has to be an object.`);
    return {};
  }
  return Object.fromEntries(
    node.members.flatMap((member): [string, T][] => {
      const value = member.value && read(member.value, member);
      return value === undefined ? [] : [[member.key, value]];
    }),
  );
}

function oneOf<T extends string>(node: JsonNode, values: readonly T[], key: string, reader: Reader): T | undefined {
  const found = node.type === 'string' ? values.find((value) => value === node.value) : undefined;
  return found ?? reader.reject(node, `${key} has to be one of ${values.join(', ')}.`);
}
