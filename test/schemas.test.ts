import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../server/src/core/config-schema.ts';
import { productJsonSchema } from '../server/src/core/product/read-product.ts';

type Schema = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths at which a value breaks the schema: the keywords that our own schemas use, and a failure for any other. */
function mistakes(schema: Schema, value: unknown, root: Schema, path = ''): readonly string[] {
  return Object.entries(schema)
    .flatMap(([keyword, wanted]): readonly string[] => {
      switch (keyword) {
        case '$ref':
          return mistakes(definition(String(wanted), root), value, root, path);
        case 'anyOf': {
          const choices = Array.isArray(wanted) ? wanted.filter(isObject) : [];
          return choices.some((choice) => mistakes(choice, value, root, path).length === 0)
            ? []
            : [`${path}: no choice`];
        }
        case 'type': {
          const names: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
          const name = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
          return names.includes(name) ? [] : [`${path}: ${name}`];
        }
        case 'enum':
          return Array.isArray(wanted) && wanted.includes(value) ? [] : [`${path}: not in the list`];
        case 'required':
          return isObject(value) && Array.isArray(wanted)
            ? wanted.filter((name) => !(name in value)).map((name) => `${path}/${name}: missing`)
            : [];
        case 'items':
          return Array.isArray(value) && isObject(wanted)
            ? value.flatMap((item, index) => mistakes(wanted, item, root, `${path}/${index}`))
            : [];
        case 'properties':
        case 'additionalProperties':
          return keyword === 'properties' ? membersOf(schema, value, root, path) : [];
        case '$schema':
        case '$id':
        case '$defs':
        case 'title':
        case 'description':
        case 'default':
          return [];
        default:
          return [`the schema uses ${keyword}, which this test does not know`];
      }
    })
    .concat('properties' in schema ? [] : membersOf(schema, value, root, path));
}

function membersOf(schema: Schema, value: unknown, root: Schema, path: string): readonly string[] {
  const { properties, additionalProperties } = schema;
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const known = isObject(properties) ? properties[key] : undefined;
    if (isObject(known)) return mistakes(known, member, root, `${path}/${key}`);
    if (isObject(additionalProperties)) return mistakes(additionalProperties, member, root, `${path}/${key}`);
    return additionalProperties === false ? [`${path}/${key}: unknown`] : [];
  });
}

function definition(reference: string, { $defs }: Schema): Schema {
  const found = isObject($defs) ? $defs[reference.replace('#/$defs/', '')] : undefined;
  if (!isObject(found)) throw new Error(`${reference} leads nowhere`);
  return found;
}

const asSchema = (schema: object): Schema => ({ ...schema });

describe('the schema of product files', () => {
  const schema = asSchema(productJsonSchema());
  const folder = new URL('../server/products/', import.meta.url);

  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yaml'),
  )) {
    it(`accepts ${name}`, () => {
      expect(mistakes(schema, parse(readFileSync(new URL(name, folder), 'utf8'), { merge: true }), schema)).toEqual([]);
    });
  }

  it('refuses an unknown key, a missing one and a wrong word', () => {
    const wrong = { product: 'x', detect: { strong: {} }, variables: { A: { kind: 'secrets' } }, colour: 'red' };
    expect(mistakes(schema, wrong, schema)).toEqual([
      '/variables/A/kind: not in the list',
      '/colour: unknown',
      '/title: missing',
    ]);
  });
});

it('the schema of the configuration accepts the one in the README and refuses what the reader refuses', () => {
  const schema = asSchema(configJsonSchema(['novamem']));
  const good = {
    tiers: { 'deploy/lab/**': 'development' },
    rules: { 'verbose-log-level': 'off' },
    exclude: ['legacy/**'],
  };
  expect(mistakes(schema, good, schema)).toEqual([]);
  expect(mistakes(schema, { rules: { 'no-such-rule': 'off' }, tier: 'x' }, schema)).toEqual([
    '/rules/no-such-rule: unknown',
    '/tier: unknown',
  ]);
});
