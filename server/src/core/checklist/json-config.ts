import type { Deployment } from '../deployment/deployment.ts';
import { isManifest } from '../deployment/workload.ts';
import { jsonDialect } from '../file-kind.ts';
import type { JsonModel } from '../model/json.ts';
import { dottedPath } from '../model/pointer.ts';
import { readJson } from '../model/read-json.ts';
import { matchesGlob } from '../product/glob.ts';
import type { Product } from '../product/product.ts';
import type { Span } from '../text.ts';

/** A JSON file of the deployment, or one that a ConfigMap, a Secret or a config of Compose holds. */
export interface JsonConfig {
  /** The file that it stands in; all spans are offsets of that one. */
  readonly path: string;
  /** Its own path: the same, or what the program finds it by. */
  readonly name: string;
  readonly text: string;
  readonly model: JsonModel;
}

interface Held {
  readonly name: string;
  readonly span: Span;
}

/** The JSON files that count; those inside of others where one beside them is the product's own. */
export function jsonConfigs(deployment: Deployment, product: Product): readonly JsonConfig[] {
  return deployment.files
    .filter(({ path }) => deployment.tierOf(path) !== 'example')
    .flatMap((file): readonly JsonConfig[] => {
      if (file.kind === 'json') return [{ path: file.path, name: file.path, text: file.text, model: file.model }];
      const groups: readonly (readonly Held[])[] =
        file.kind === 'compose'
          ? file.model.configs.map(({ name, content }) => (content ? [{ name, span: content.span }] : []))
          : isManifest(file)
            ? [...file.model.configMaps, ...file.model.secrets].map(({ settings }) =>
                settings.map(({ key, valueSpan }) => ({ name: key, span: valueSpan })),
              )
            : [];
      return groups
        .filter((held) => held.some((one) => mayBeOfProduct(one, file.text, product)))
        .map((held) => held.flatMap((one) => configIn(file, one) ?? []))
        .filter((configs) => configs.some((config) => isOfProduct(config, product)))
        .flat();
    });
}

/** Only what is written as it is: an object in a block of text, or in quotes without escapes. */
function configIn({ path, text }: { readonly path: string; readonly text: string }, { name, span }: Held) {
  const start = text.indexOf('{', span.start);
  if (start < 0 || start >= span.end) return undefined;
  const own = text.slice(start, span.end);
  // A template's action fills it in.
  if (own.includes('{{')) return undefined;
  // Blanks in place of all that stands before it keep the offsets.
  const model = readJson(text.slice(0, start).replace(/[^\r\n]/g, ' ') + own, jsonDialect(name, undefined));
  return model.tree.root?.type === 'object' ? { path, name, text: own, model } : undefined;
}

const isNamedFor = (name: string, { detect: { strong, weak } }: Product): boolean =>
  [...strong.files, ...weak.files].some((glob) => matchesGlob(glob, name));

/** Asked before anything is read: dashboards and the like are many, and large. */
const mayBeOfProduct = ({ name, span }: Held, text: string, product: Product): boolean => {
  const { strong, weak } = product.detect;
  const words = [...strong.jsonKeys, ...weak.jsonKeys].map((key) => `"${key.split('.')[0]}"`);
  const own = text.slice(span.start, span.end);
  return isNamedFor(name, product) || words.some((word) => own.includes(word));
};

const isOfProduct = ({ name, model }: JsonConfig, product: Product): boolean =>
  isNamedFor(name, product) || model.settings.some(({ pointer }) => isOwnKey(dottedPath(pointer), product));

/** A key, dotted, that the product is recognised by, or one below it. */
export const isOwnKey = (dotted: string, { detect: { strong, weak } }: Product): boolean =>
  [...strong.jsonKeys, ...weak.jsonKeys].some((key) => dotted === key || dotted.startsWith(`${key}.`));
