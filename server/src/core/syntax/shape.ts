/** What a YAML node has to be: the part of JSON Schema that the Compose specification's schema needs. */
export type Shape =
  | { readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'null' }
  | { readonly type: 'words'; readonly words: readonly string[] }
  | { readonly type: 'list'; readonly of: Shape }
  /** Any key, of a form if there is one. */
  | { readonly type: 'map'; readonly of: Shape; readonly keys?: RegExp }
  /** These keys and no others, but for `x-` ones where it is open to extensions. */
  | {
      readonly type: 'object';
      readonly fields: Readonly<Record<string, Shape>>;
      readonly required: readonly string[];
      readonly extensions: boolean;
    }
  | { readonly type: 'either'; readonly options: readonly Shape[] };

export const string: Shape = { type: 'string' };
export const number: Shape = { type: 'number' };
export const integer: Shape = { type: 'integer' };
export const boolean: Shape = { type: 'boolean' };
export const empty: Shape = { type: 'null' };
export const words = (...all: readonly string[]): Shape => ({ type: 'words', words: all });
export const list = (of: Shape): Shape => ({ type: 'list', of });
export const map = (of: Shape, keys?: RegExp): Shape => ({ type: 'map', of, ...(keys && { keys }) });
export const either = (...options: readonly Shape[]): Shape => ({ type: 'either', options });
export const object = (fields: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape => ({
  type: 'object',
  fields,
  required,
  extensions: true,
});
/** An object that has no `x-` keys either. */
export const closed = (fields: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape => ({
  type: 'object',
  fields,
  required,
  extensions: false,
});
