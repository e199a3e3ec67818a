import { readUrl } from '../server/src/core/model/url.ts';
import { secretRole } from '../server/src/core/secrets/role.ts';
import type { Case } from './fixture.ts';

const assignment = /([A-Za-z_][\w.-]*)["']?\s*[=:]\s*["']?([^\s"',#}]+)/g;
const fallback = /\$\{\w+:?-([^${}]+)\}/g;
const url = /[a-z][a-z0-9+]*:\/\/[^\s"',}]+/g;

/** Values that stand under a secret's name, as fallback of one, or as password of a URL: found by other means than the core's. */
export function plantedSecrets({ files }: Case): readonly string[] {
  const text = [...files.values()].join('\n');
  const named = [...text.matchAll(assignment)].flatMap(([, key = '', value = '']) =>
    secretRole(key) === undefined ? [] : [value, ...[...value.matchAll(fallback)].map(([, inner = '']) => inner)],
  );
  const inUrls = [...text.matchAll(url)].flatMap(([found]) => readUrl(found)?.password ?? []);
  return [...new Set([...named, ...inUrls])].filter((value) => value.length > 3 && !isName(value, text));
}

/** References are no values; a password that equals a name of the file would be found in every message about that name. */
const isName = (value: string, text: string): boolean =>
  value.startsWith('$') || value.startsWith('{') || new RegExp(`^[ ]*${escaped(value)}\\s*[:=]`, 'm').test(text);

const escaped = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
