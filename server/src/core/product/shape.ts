import type { YamlNode } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import { nearest, nearestWord } from './nearest.ts';

/** A mistake in a file of ours, at its place. */
export interface Mistake {
  readonly span: Span;
  readonly message: string;
  /** The word that may be meant, and where it would stand. */
  readonly instead?: { readonly span: Span; readonly text: string };
}

/** The nearest legal word in place of a written one; nothing where none is near. */
export function wordInstead(word: string, words: readonly string[], span: Span): Pick<Mistake, 'instead'> {
  const text = nearestWord(word, words);
  return text === undefined ? {} : { instead: { span, text } };
}

/** What a value has to look like: read from a tree with places, and written as JSON Schema, from one description. */
export interface Shape<T> {
  read(node: YamlNode, mistakes: Mistake[]): T | undefined;
  readonly schema: object;
}

/** The same shape with what it is for, in words: editors show them where the value is written. */
export const about = <T>(description: string, shape: Shape<T>): Shape<T> => ({
  read: (node, mistakes) => shape.read(node, mistakes),
  schema: { description, ...shape.schema },
});

const wrong = (node: YamlNode, mistakes: Mistake[], wanted: string): undefined => {
  mistakes.push({ span: node.span, message: `This has to be ${wanted}.` });
  return undefined;
};

/** Any scalar as its text: `0`, `true` and `v1` are words to a product file. */
export const text: Shape<string> = {
  read: (node, mistakes) =>
    node.type === 'scalar' && node.value !== null ? node.text : wrong(node, mistakes, 'a text'),
  schema: { type: ['string', 'number', 'boolean'] },
};

export const number: Shape<number> = {
  read: (node, mistakes) =>
    node.type === 'scalar' && typeof node.value === 'number' ? node.value : wrong(node, mistakes, 'a number'),
  schema: { type: 'number' },
};

export const flag: Shape<boolean> = {
  read: (node, mistakes) =>
    node.type === 'scalar' && typeof node.value === 'boolean' ? node.value : wrong(node, mistakes, 'true or false'),
  schema: { type: 'boolean' },
};

export const oneOf = <const T extends string>(values: readonly T[]): Shape<T> => ({
  read(node, mistakes) {
    const found = node.type === 'scalar' ? values.find((value) => value === node.text) : undefined;
    if (found !== undefined) return found;
    mistakes.push({
      span: node.span,
      message:
        node.type === 'scalar'
          ? `Unknown word ${node.text}; ${nearest(node.text, values)}`
          : `This has to be one of ${values.join(', ')}.`,
      ...(node.type === 'scalar' && wordInstead(node.text, values, node.content)),
    });
    return undefined;
  },
  schema: { enum: values },
});

/** A list; one value alone counts as a list of one. */
export const list = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  read(node, mistakes) {
    const nodes = node.type === 'seq' ? node.items : [node];
    return nodes.flatMap((one) => item.read(one, mistakes) ?? []);
  },
  schema: { anyOf: [item.schema, { type: 'array', items: item.schema }] },
});

/** Names of the author's own. */
export const mapOf = <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  read(node, mistakes) {
    if (node.type !== 'map') return wrong(node, mistakes, 'a mapping');
    return Object.fromEntries(
      node.entries.flatMap((entry): [string, T][] => {
        const read = entry.value ? value.read(entry.value, mistakes) : undefined;
        if (!entry.value) mistakes.push({ span: entry.key.span, message: `${entry.key.text} has no value.` });
        return read === undefined ? [] : [[entry.key.text, read]];
      }),
    );
  },
  schema: { type: 'object', additionalProperties: value.schema },
});

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Read<F extends Fields> = { readonly [K in keyof F]?: F[K] extends Shape<infer T> ? T : never };

/** A mapping with known keys; any other is a mistake, with the nearest known one. `build` may find more mistakes and give up. */
export const object = <F extends Fields, T = Read<F>>(
  fields: F,
  required: readonly (keyof F & string)[],
  build: (read: Read<F>, span: Span, reject: (message: string) => undefined) => T | undefined,
): Shape<T> => ({
  read(node, mistakes) {
    if (node.type !== 'map') return wrong(node, mistakes, 'a mapping');
    const values: Record<string, unknown> = {};
    const before = mistakes.length;
    for (const { key, value } of node.entries) {
      const field = fields[key.text];
      if (!field)
        mistakes.push({
          span: key.span,
          message: `Unknown key ${key.text}; ${nearest(key.text, Object.keys(fields))}`,
          ...wordInstead(key.text, Object.keys(fields), key.content),
        });
      else if (!value) mistakes.push({ span: key.span, message: `${key.text} has no value.` });
      else {
        const read = field.read(value, mistakes);
        if (read !== undefined) values[key.text] = read;
      }
    }
    const missing = required.filter((name) => !node.entries.some(({ key }) => key.text === name));
    for (const name of missing) mistakes.push({ span: node.span, message: `${name} is missing.` });
    // A part with a mistake may be what else is missing, and is said already.
    const reject = (message: string): undefined =>
      mistakes.length > before ? undefined : void mistakes.push({ span: node.span, message });
    // The keys were read by their own shapes just above.
    return missing.length > 0 ? undefined : build(values as Read<F>, node.span, reject);
  },
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema])),
    ...(required.length > 0 && { required }),
  },
});

/** Chosen by the first of the keys that the mapping has. */
export const choiceByKey = <T>(choices: Readonly<Record<string, Shape<T>>>): Shape<T> => ({
  read(node, mistakes) {
    const keys = node.type === 'map' ? node.entries.map(({ key }) => key.text) : [];
    const found = Object.entries(choices).find(([name]) => keys.includes(name));
    if (found) return found[1].read(node, mistakes);
    mistakes.push({
      span: node.span,
      message:
        keys[0] === undefined
          ? `This has to be a mapping with one of ${Object.keys(choices).join(', ')}.`
          : `Unknown key ${keys[0]}; ${nearest(keys[0], Object.keys(choices))}`,
    });
    return undefined;
  },
  schema: { anyOf: [...new Set(Object.values(choices))].map(({ schema }) => schema) },
});

/** A shape that refers to itself: its schema is a reference, and `definition` what stands under `$defs`. */
export interface NamedShape<T> extends Shape<T> {
  readonly name: string;
  definition(): object;
}

export const lazy = <T>(name: string, make: () => Shape<T>): NamedShape<T> => ({
  name,
  read: (node, mistakes) => make().read(node, mistakes),
  schema: { $ref: `#/$defs/${name}` },
  definition: () => make().schema,
});

export type { Read };
