import type { Settings } from './config.ts';
import type { Tier } from './file-kind.ts';
import { nearest } from './product/nearest.ts';
import { rules as catalogue } from './rules/index.ts';
import type { Profile } from './rules/rule.ts';
import { type Severity, severities } from './severity.ts';
import { type JsonMember, type JsonNode, parseJson } from './syntax/json.ts';
import type { Span } from './text.ts';

export interface ConfigProblem {
  readonly span: Span;
  readonly message: string;
}

export type FailOn = Severity | 'never';

export interface ReadConfig {
  readonly settings: Settings;
  readonly failOn: FailOn | undefined;
  readonly problems: readonly ConfigProblem[];
}

const tiers: readonly Tier[] = ['production', 'staging', 'development', 'example'];
const configKeys = ['rules', 'profile', 'failOn', 'tiers', 'exclude', 'products', 'publicUrl'] as const;

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
    if (!(configKeys as readonly string[]).includes(key))
      reader.reject(member, `Unknown key ${key}; ${nearest(key, configKeys)}`);
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

function readMember(key: string, value: JsonNode, settings: Settings, reader: Reader): Partial<Settings> {
  switch (key) {
    case 'rules':
      return {
        rules: {
          ...settings.rules,
          ...mapOf(value, key, reader, (item, member) => {
            if (!catalogue.some(({ id }) => id === member.key))
              return reader.reject(
                member,
                `Unknown rule ${member.key}; ${nearest(
                  member.key,
                  catalogue.map(({ id }) => id),
                )}`,
              );
            return oneOf(item, [...severities, 'off'] as const, member.key, reader);
          }),
        },
      };
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
