import { item, type YamlCursor, yamlCursor } from '../syntax/yaml-cursor.ts';
import type { Span } from '../text.ts';
import { productJsonSchema, readProduct } from './read-product.ts';

/** A word that may stand at the place where somebody types in a product file. */
export interface Proposal {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'variable';
  /** What the schema says of it. */
  readonly words: string | undefined;
  /** What takes the place of the word that was begun. */
  readonly insert: string;
}

export interface Proposals {
  readonly span: Span;
  readonly proposals: readonly Proposal[];
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys and values that the schema of product files knows at an offset, and the file's own variables where one is named. */
export function completeProduct(text: string, offset: number): Proposals | undefined {
  const cursor = yamlCursor(text, offset);
  if (!cursor) return undefined;
  const root = asSchema(productJsonSchema());
  const { path, kind, word, taken } = cursor;
  const here = follow(root, path);
  const keys = here.flatMap((one) => keysOf(one).filter(([name]) => !taken.includes(name)));
  const values = kind === 'value' ? [...here.flatMap(valuesOf), ...ownNames(text, path)] : [];
  const proposals = kind === 'key' ? keys.map(([name, schema]) => keyProposal(name, schema)) : values;
  const unique = [...new Map(proposals.map((one) => [one.label, one])).values()];
  return unique.length === 0 ? undefined : { span: word, proposals: unique };
}

/** What the schema says of the key that stands at an offset. */
export function explainProduct(
  text: string,
  offset: number,
): { readonly span: Span; readonly words: string } | undefined {
  const start = offset - (/[\w.-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (/^[\w.-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const name = text.slice(start, end);
  if (name === '' || !/^\s*:/.test(text.slice(end, end + 3))) return undefined;
  const cursor: YamlCursor | undefined = yamlCursor(text, start);
  if (cursor?.kind !== 'key') return undefined;
  const found = follow(asSchema(productJsonSchema()), [...cursor.path, name]).map(wordsOf);
  const words = found.find((one) => one !== undefined);
  return words === undefined ? undefined : { span: { start, end }, words };
}

const asSchema = (schema: object): Schema => ({ ...schema });

const wordsOf = ({ description }: Schema): string | undefined =>
  typeof description === 'string' ? description : undefined;

function keyProposal(name: string, schema: Schema): Proposal {
  return { label: name, kind: 'key', words: wordsOf(schema), insert: `${name}: ` };
}

/** The schemas that may hold at a path, each alternative by itself. */
function follow(root: Schema, path: readonly string[]): readonly Schema[] {
  let here = alternatives(root, root);
  for (const step of path)
    here = here.flatMap((schema) =>
      (step === item ? itemsOf(schema) : memberOf(schema, step)).flatMap((next) => alternatives(root, next)),
    );
  return here;
}

/** `anyOf` and references taken apart; what a description says beside them holds for each. */
function alternatives(root: Schema, schema: Schema, depth = 0): readonly Schema[] {
  const { $ref, anyOf, ...rest } = schema;
  const beside = wordsOf(rest);
  const given = (one: Schema): Schema => (beside === undefined ? one : { ...one, description: beside });
  if (depth > 20) return [];
  if (typeof $ref === 'string') {
    const named = isSchema(root['$defs']) ? root['$defs'][$ref.replace('#/$defs/', '')] : undefined;
    return isSchema(named) ? alternatives(root, named, depth + 1).map(given) : [];
  }
  if (Array.isArray(anyOf))
    return anyOf.filter(isSchema).flatMap((one) => alternatives(root, one, depth + 1).map(given));
  return [schema];
}

const itemsOf = ({ items }: Schema): readonly Schema[] => (isSchema(items) ? [items] : []);

function memberOf({ properties, additionalProperties }: Schema, name: string): readonly Schema[] {
  const own = isSchema(properties) ? properties[name] : undefined;
  if (isSchema(own)) return [own];
  return isSchema(additionalProperties) ? [additionalProperties] : [];
}

const keysOf = ({ properties }: Schema): readonly (readonly [string, Schema])[] =>
  isSchema(properties)
    ? Object.entries(properties).flatMap(([name, schema]) => (isSchema(schema) ? [[name, schema] as const] : []))
    : [];

function valuesOf(schema: Schema): readonly Proposal[] {
  const words = schema['enum'];
  const all = Array.isArray(words) ? words.map(String) : schema['type'] === 'boolean' ? ['true', 'false'] : [];
  return all.map((label) => ({ label, kind: 'value', words: undefined, insert: label }));
}

/** A line's `setting` is one of the variables that the file describes. */
function ownNames(text: string, path: readonly string[]): readonly Proposal[] {
  if (path.at(-1) !== 'setting') return [];
  return Object.entries(readProduct(text).product?.variables ?? {}).map(([name, { note, kind }]) => ({
    label: name,
    kind: 'variable',
    words: note ?? kind,
    insert: name,
  }));
}
