import { rules } from './rules/index.ts';
import { severities } from './severity.ts';

interface Property {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/** What each key of the configuration is, as JSON Schema: for `.seaworthy/config.json` and for the editor's settings alike. */
export function configProperties(products: readonly string[]): Readonly<Record<string, Property>> {
  const tiers = ['production', 'staging', 'development', 'example'];
  return {
    rules: {
      description: 'Severity of a rule here, or "off".',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        rules.map(({ id, summary }) => [id, { description: summary, enum: ['off', ...severities] }]),
      ),
      default: {},
    },
    profile: {
      description: 'Which rules run: "recommended", or "strict" for every mere absence of hardening too.',
      type: 'string',
      enum: ['recommended', 'strict'],
      default: 'recommended',
    },
    failOn: {
      description: 'The lowest severity that makes the command line exit with 1.',
      type: 'string',
      enum: [...severities, 'never'],
      default: 'error',
    },
    tiers: {
      description: 'Glob of paths -> the tier that these files are for, where the path itself tells it wrongly.',
      type: 'object',
      additionalProperties: { type: 'string', enum: tiers },
      default: {},
    },
    exclude: {
      description: 'Globs of files that are not read.',
      type: 'array',
      items: { type: 'string' },
      default: [],
    },
    products: {
      description: 'Product -> true (deployed here, whatever the files show) or false (its checklist is not walked).',
      type: 'object',
      properties: Object.fromEntries(products.map((id) => [id, { type: 'boolean' }])),
      additionalProperties: { type: 'boolean' },
      default: {},
    },
    overrides: {
      description: 'Glob of paths -> rules with another severity there, or "off".',
      type: 'object',
      additionalProperties: { type: 'object', additionalProperties: { enum: ['off', ...severities] } },
      default: {},
    },
    ignore: {
      description: 'Findings that are accepted with a reason in files that can hold no comment.',
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'rule', 'reason'],
        properties: {
          path: { description: 'A glob of paths.', type: 'string' },
          pointer: { description: 'The place inside of the file, as the report names it.', type: 'string' },
          rule: { enum: rules.map(({ id }) => id) },
          reason: { type: 'string', minLength: 1 },
        },
      },
      default: [],
    },
    publicUrl: {
      description: 'The origin that people reach the deployment by, such as https://app.example.org.',
      type: 'string',
      default: '',
    },
  };
}

/** The JSON Schema (draft 2020-12) of `.seaworthy/config.json`. */
export const configJsonSchema = (products: readonly string[]): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Configuration of Seaworthy (.seaworthy/config.json)',
  type: 'object',
  additionalProperties: false,
  properties: { $schema: { type: 'string' }, ...configProperties(products) },
});
