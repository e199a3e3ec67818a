import type { JsonNode } from '../../server/src/core/syntax/json.ts';
import type { YamlNode } from '../../server/src/core/syntax/yaml-tree.ts';

/** The JavaScript value of a tree; the later of two equal names counts. */
export const plain = (node: JsonNode | undefined): unknown => {
  switch (node?.type) {
    case 'object':
      // A name like `__proto__` is a name here.
      return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'null':
      return null;
    default:
      return node?.value;
  }
};

/** The same for YAML; an entry without a value is null. */
export const plainYaml = (node: YamlNode | undefined): unknown => {
  switch (node?.type) {
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plainYaml(value)]));
    case 'seq':
      return node.items.map(plainYaml);
    default:
      return node?.value ?? null;
  }
};
