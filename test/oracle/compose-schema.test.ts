import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCompose } from '../../server/src/core/model/read-compose.ts';
import { runs } from '../syntax/arbitrary.ts';

const file = new URL('../../../shared/conformance/compose/compose-spec.schema.json', import.meta.url);

/** Said of the shape; what Compose looks at after the schema is another matter, as are fields of a GPU, of `external` and names of limits. */
const isOfShape = /^Compose knows no|^'[^']+' (?:has to be|lacks)/;
const isUnnamed = /'[\w.]*\.(?:gpus\.\d|ulimits\.\w+|external)'/;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly format?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

if (!existsSync(file)) {
  console.log('SKIPPED schema of Compose: ../shared/conformance is absent');
  it('says that the schema is left out', () => expect(existsSync(file)).toBe(false));
} else {
  const schema: Schema & Readonly<Record<string, unknown>> = JSON.parse(
    // Compose drops what a list has twice before it looks.
    readFileSync(file, 'utf8').replaceAll(/"uniqueItems": *true/g, '"title": "set"'),
  );
  const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

  const resolve = (one: Schema): Schema => {
    const path = one.$ref?.replace(/^#\//, '').split('/');
    if (!path) return one;
    let at: unknown = schema;
    for (const key of path) at = (at as Readonly<Record<string, unknown>>)[key];
    return resolve(at as Schema);
  };
  const text = fc.constantFrom('a', 'web', '80', '10s', 'bridge', '1g', '0.5', 'always', '/data', 'a:/b');
  const odd = fc.constantFrom<unknown>(1, -2, 1.5, true, null, 'x', [], {}, ['a'], ['a', 'a'], { a: 'b' }, { a: 1 });

  /** A value of the schema, now and then one that it does not have. */
  const value = (given: Schema, depth: number): fc.Arbitrary<unknown> => {
    const right = rightValue(resolve(given), depth);
    return fc.oneof({ weight: 14, arbitrary: right }, { weight: 1, arbitrary: odd });
  };
  const rightValue = (one: Schema, depth: number): fc.Arbitrary<unknown> => {
    const choices = one.oneOf ?? one.anyOf;
    if (choices) return fc.constantFrom(...choices).chain((choice) => value(choice, depth));
    if (one.enum) return fc.constantFrom(...one.enum);
    const types = Array.isArray(one.type) ? one.type : [one.type ?? (one.properties ? 'object' : 'string')];
    return fc.constantFrom<string>(...types).chain((type): fc.Arbitrary<unknown> => {
      if (type === 'string') return text;
      if (type === 'integer') return fc.integer({ min: 0, max: 9 });
      if (type === 'number') return fc.constantFrom(1, 0.5, 9);
      if (type === 'boolean') return fc.boolean();
      if (type === 'null') return fc.constant(null);
      if (type === 'array') return fc.array(value(one.items ?? {}, depth + 1), { maxLength: depth > 5 ? 0 : 2 });
      return anObject(one, depth);
    });
  };
  const anObject = (one: Schema, depth: number): fc.Arbitrary<unknown> => {
    const properties = Object.entries(one.properties ?? {});
    const [pattern] = Object.values(one.patternProperties ?? {});
    const more = typeof one.additionalProperties === 'object' ? one.additionalProperties : pattern;
    const entry = (key: fc.Arbitrary<string>, of: Schema) => fc.tuple(key, value(of, depth + 1));
    const entries: fc.Arbitrary<readonly [string, unknown]>[] = [
      ...properties.map(([key, of]) => entry(fc.constant(key), of)),
      ...(more ? [entry(fc.constantFrom('one', 'TWO'), more)] : []),
    ];
    const needed = (one.required ?? []).map((key) => entry(fc.constant(key), one.properties?.[key] ?? {}));
    const chosen =
      entries.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...entries), { maxLength: depth > 5 ? 0 : 3 });
    const wrong = fc.option(fc.constantFrom('imgae', 'x-note'), { freq: 12, nil: undefined });
    return fc
      .tuple(chosen, fc.tuple(...needed), wrong)
      .map(([all, must, key]) => Object.fromEntries([...all, ...must, ...(key ? [[key, 'x']] : [])]));
  };

  const aService = value(
    resolve(schema.properties?.['services'] ?? {}).patternProperties?.['^[a-zA-Z0-9._-]+$'] ?? {},
    0,
  );
  const aProject = fc.oneof(
    { weight: 5, arbitrary: aService.map((web) => ({ services: { web } })) },
    { weight: 1, arbitrary: anObject(schema, 0) },
  );

  describe('the JSON Schema of Compose', () => {
    it('refuses what the reader refuses, and the reverse', () => {
      let [refused, accepted] = [0, 0];
      const disagreements: string[] = [];
      for (const project of fc.sample(aProject, { ...runs, numRuns: runs.numRuns * 10 })) {
        const written = JSON.stringify(project, undefined, 1);
        const isValid = validate(parse(written));
        const problems = readCompose(written).problems.filter(
          ({ message, verdict }) =>
            verdict === 'refused' && !(isValid && (!isOfShape.test(message) || isUnnamed.test(message))),
        );
        if (isValid) accepted++;
        else refused++;
        if (isValid !== (problems.length === 0))
          disagreements.push(
            `${written}\nschema: ${(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')}\nours: ${problems.map(({ message }) => message).join(' ')}`,
          );
      }
      console.log(`JSON Schema of Compose: ${accepted} accepted, ${refused} refused, ${disagreements.length} disagree`);
      expect(disagreements).toEqual([]);
    });
  });
}
