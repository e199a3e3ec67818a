import type { SourceFile } from '../model/source-file.ts';
import type { IgnoredName, Product } from '../product/product.ts';
import type { JsonMember, JsonNode } from '../syntax/json.ts';
import type { FileRule, Fix, Problem } from './rule.ts';
import { settingsReadBy } from './variable-names.ts';

export const ignoredSetting: FileRule = {
  id: 'ignored-setting',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'operation',
  summary: 'The product does not read a setting, whatever a guide says.',
  why: `Guides, issues and language models name settings that a program never had, or has no longer. The file looks protected and is
not. The product's file says which names those are, and what is true instead.`,
  bad: { '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_SESSION_LIMIT=5\n' },
  good: { '.env': 'NOVAMEM_AUTH=oidc\nNOVAMEM_RATE_LIMIT=600\n' },
  references: ['https://12factor.net/config'],

  *check({ file, deployment }) {
    for (const { product } of deployment.products) {
      if (file.kind === 'json') yield* ignoredKeys(file, file.model.tree.root, [], product);
      else {
        for (const { key, path, setting, service } of settingsReadBy(product, deployment)) {
          const known = product.ignored[key];
          if (!known || path !== file.path) continue;
          yield {
            ...problem(product, key, known, file, setting),
            subject: { setting: key, ...(service !== undefined && { service }) },
            pointer: setting.pointer,
          };
        }
      }
    }
  },
};

function problem(
  product: Product,
  name: string,
  { why, instead }: IgnoredName,
  { path, text }: SourceFile,
  { keySpan, key }: Pick<JsonMember, 'keySpan' | 'key'>,
): Omit<Problem, 'pointer'> {
  const last = instead?.split('.').at(-1);
  // The same key elsewhere in the tree would have to be moved, which is no edit of a name.
  const isSibling = instead !== undefined && parentOf(instead) === parentOf(name);
  const at = text.slice(keySpan.start, keySpan.end).indexOf(key);
  const start = keySpan.start + at;
  const fixes: readonly Fix[] =
    last === undefined || !isSibling || at < 0 || text.includes(last)
      ? []
      : [
          {
            title: `Rename ${key} to ${last}`,
            safe: false,
            edits: [{ path, span: { start, end: start + key.length }, text: [last] }],
          },
        ];
  const aside = instead === undefined ? '' : `; ${instead} is what it reads`;
  return { path, span: keySpan, message: `${product.name} does not read ${name}: ${why}${aside}.`, fixes };
}

const parentOf = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0));

/** Members of a JSON tree whose dotted path the product ignores. */
function* ignoredKeys(
  file: SourceFile,
  node: JsonNode | undefined,
  above: readonly string[],
  product: Product,
): Iterable<Problem> {
  if (node?.type === 'array') {
    for (const item of node.items) yield* ignoredKeys(file, item, [...above, '*'], product);
  }
  if (node?.type !== 'object' || above.length > 20) return;
  for (const member of node.members) {
    const path = [...above, member.key];
    const known = Object.entries(product.ignored).find(([name]) => name.includes('.') && isAt(name.split('.'), path));
    if (known) {
      const name = path.join('.');
      yield {
        ...problem(product, name, known[1], file, member),
        pointer: `/${path.join('/')}`,
        subject: { setting: member.key },
      };
    } else yield* ignoredKeys(file, member.value, path, product);
  }
}

const isAt = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length && pattern.every((part, index) => part === '*' || part === path[index]);
