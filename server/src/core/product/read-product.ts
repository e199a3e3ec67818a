import { parseYaml } from '../syntax/yaml.ts';
import { entryOf, type YamlNode } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import { itemSeverities } from './condition.ts';
import { nearest } from './nearest.ts';
import type { Item, Product, Section } from './product.ts';
import { namesIn } from './product-names.ts';
import { applies, evidence, named } from './read-condition.ts';
import {
  credentials,
  detection,
  ignoredName,
  image,
  limits,
  listener,
  noSigns,
  ownLimiter,
  pairs,
  proxy,
  variable,
} from './read-facts.ts';
import { about, flag, list, type Mistake, mapOf, number, object, oneOf, type Shape, text } from './shape.ts';

export interface ReadProduct {
  /** Undefined where a required part is missing; what could be read stands otherwise, beside its problems. */
  readonly product: Product | undefined;
  readonly problems: readonly Mistake[];
}

/**
 * Reads a product file (YAML, design page on checklists): the same for those built in and those of a workspace. What is right in
 * a file with mistakes still counts; a line with a mistake in it, and every pass of a file with one elsewhere, stays open.
 */
export function readProduct(source: string): ReadProduct {
  const { documents, problems: syntax, duplicates } = parseYaml(source);
  const problems: Mistake[] = syntax.map(({ span, message }) => ({ span, message }));
  problems.push(...duplicates.map(({ key, name }) => ({ span: key, message: `${name} stands here twice.` })));
  const [document, second] = documents;
  if (second) problems.push({ span: second.span, message: 'A product file holds one document.' });
  if (!document?.root) {
    return {
      product: undefined,
      problems: [...problems, { span: { start: 0, end: 0 }, message: 'The file is empty.' }],
    };
  }
  const product = shape.read(document.root, problems);
  if (!product) return { product, problems };
  problems.push(...mistakesAcross(product));
  return { product: problems.length === 0 ? product : marked(product, problems, document.root), problems };
}

/** The product with its mistakes at the lines that they are in, and the first of all others at itself. */
function marked(product: Product, problems: readonly Mistake[], root: YamlNode): Product {
  const isIn = (outer: Span | undefined, { span }: Mistake): boolean =>
    outer !== undefined && outer.start <= span.start && span.end <= outer.end;
  const lines = entryOf(root, 'sections')?.value?.span;
  const general = problems.find((problem) => !isIn(lines, problem));
  const sections = product.sections.map((section) => ({
    ...section,
    items: section.items.map((item) => {
      const own = problems.find((problem) => isIn(item.span, problem));
      return own ? { ...item, mistake: own.message } : item;
    }),
  }));
  return { ...product, sections, ...(general && { mistake: general.message }) };
}

/** The JSON Schema of product files (draft 2020-12), from the same shapes that read them. */
export const productJsonSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://seaworthy.invalid/schemas/product.schema.json',
  title: 'A Seaworthy product: how to recognise it, its variables, and its checklist',
  ...shape.schema,
  $defs: Object.fromEntries(named.map((one) => [one.name, one.definition()])),
});

const item: Shape<Item> = object(
  {
    id: about(
      'The name of the line: unique over all products and never changed, because sign-offs name nothing else.',
      text,
    ),
    text: about('What has to be true, as a sentence.', text),
    severity: about('How bad it is where it is not true.', oneOf(itemSeverities)),
    same: about('The id of the line that this one repeats, instead of evidence.', text),
    sums: about(
      'The ids of the lines that this one sums up, instead of evidence: it is as the worst of them.',
      list(text),
    ),
    applies: about('When the line is about this deployment at all; where not, it is not applicable.', applies),
    evidence: about('What decides the line: all of it has to hold.', list(evidence)),
    remedy: about('What to do where it is not true.', text),
  },
  ['id', 'text'],
  ({ id, text: words, severity, same, sums, applies: when, evidence: given = [], remedy }, span, reject) => {
    if (id === undefined || words === undefined) return undefined;
    // The line stays, with its mistake: a checklist that lost one would look better than it is.
    const isOwn = same === undefined && sums === undefined;
    if (isOwn && given.length === 0) reject(`${id} needs evidence, same or sums.`);
    if (isOwn && severity === undefined) reject(`${id} needs a severity.`);
    return {
      id,
      text: words,
      severity: severity ?? 'info',
      ...(same !== undefined && { same }),
      ...(sums !== undefined && { sums }),
      ...(when && { applies: when }),
      evidence: given,
      ...(remedy !== undefined && { remedy }),
      span,
    };
  },
);

const section: Shape<Section> = object(
  { title: about('The heading.', text), items: about('The lines below it.', list(item)) },
  ['title', 'items'],
  ({ title = '', items = [] }) => ({ title, items }),
);

const shape: Shape<Product> = object(
  {
    product: about(
      'Its id: one word in lower case. The id of a product that is built in replaces that one in this workspace.',
      text,
    ),
    name: about('What people call it in a sentence; the id where it is left out.', text),
    title: about('What its checklist is called.', text),
    source: about('The published checklist that the lines come from.', text),
    detect: about(
      'How it is recognised. A workspace’s own product without it counts as deployed wherever its file is.',
      detection,
    ),
    fallback: about('Its checklist is walked only where no other one is.', flag),
    variables: about('The environment variables that it reads, by name.', mapOf(variable)),
    jsonVariables: about('Dotted path of a JSON key -> the variable whose value it holds instead.', mapOf(text)),
    images: about('Its images, by repository without a tag.', mapOf(image)),
    datastore: about('Its ports are a datastore’s, which only the services beside it need to reach.', flag),
    ports: about('The ports that it listens on inside its container, by a name of yours.', mapOf(number)),
    health: about('The paths that answer whether it is well.', list(text)),
    ownLimiter: about('Each replica limits rates by what it alone has counted.', ownLimiter),
    proxy: about('What it needs of a proxy in front of it.', proxy),
    headers: about(
      'Response headers that have to reach the browser, each with the value that is asked for.',
      mapOf(text),
    ),
    sentHeaders: about('Response headers that it sends by itself, so that none is asked of the proxy.', list(text)),
    ignored: about(
      'Variables, and dotted paths of JSON keys, that it does not read; each with the reason.',
      mapOf(ignoredName),
    ),
    renamed: about('Old name of a variable -> the name that it reads now.', mapOf(text)),
    openNames: about('Globs of variables that whoever deploys makes up: none of them counts as misspelt.', list(text)),
    linked: about('Pairs of variables that have to hold the same value.', pairs),
    rateLimits: about(
      'Variables that limit how often somebody may ask, with the highest value of each tier.',
      mapOf(limits),
    ),
    listener: about(
      'The variable with the address that it listens on, and what has to be set before strangers reach it.',
      listener,
    ),
    pools: about('Variables with the number of database connections that one replica may open.', list(text)),
    credentials: about(
      'Logins that it or its examples ship, which everybody knows; `none` where somebody looked.',
      credentials,
    ),
    sections: about('The checklist, in the order in which it is read.', list(section)),
  },
  ['product', 'title'],
  ({ product: id, name, title, source, detect, fallback = false, ...rest }, span, reject) => {
    if (id === undefined || title === undefined) return undefined;
    if (fallback && detect)
      reject('A product with fallback is walked where no other is, so nothing detects it: remove detect.');
    return {
      id,
      name: name ?? id,
      title,
      ...(source !== undefined && { source }),
      ...(fallback && { fallback: true as const }),
      ...(!detect && !fallback && { always: true as const }),
      detect: detect ?? { strong: noSigns, weak: noSigns },
      variables: rest.variables ?? {},
      ...(rest.jsonVariables && { jsonVariables: rest.jsonVariables }),
      images: rest.images ?? {},
      ...(rest.datastore && { datastore: true }),
      ports: rest.ports ?? {},
      ...(rest.health && { health: rest.health }),
      ...(rest.ownLimiter && { ownLimiter: rest.ownLimiter }),
      proxy: rest.proxy ?? {},
      headers: rest.headers ?? {},
      sentHeaders: rest.sentHeaders ?? [],
      ignored: rest.ignored ?? {},
      renamed: rest.renamed ?? {},
      ...(rest.openNames && { openNames: rest.openNames }),
      ...(rest.linked && { linked: rest.linked }),
      rateLimits: rest.rateLimits ?? {},
      ...(rest.listener && { listener: rest.listener }),
      pools: rest.pools ?? [],
      credentials: rest.credentials ?? [],
      sections: rest.sections ?? [],
      span,
    };
  },
);

/** What only the whole file shows: ids that occur twice, lines that repeat nothing, names that the product does not have. */
function mistakesAcross({
  sections,
  variables,
  ignored,
  renamed,
  linked = [],
  jsonVariables = {},
}: Product): readonly Mistake[] {
  const items = sections.flatMap((one) => one.items);
  const ids = items.map(({ id }) => id);
  const known = new Set([...Object.keys(variables), ...Object.keys(ignored), ...Object.keys(renamed)]);
  const strays = linked.flat().filter((name) => variables[name] === undefined);
  const start: Span = { start: 0, end: 0 };
  const unlinked = strays.map((name) => ({ span: start, message: `linked names ${name}, which is no variable.` }));
  const unheld = Object.values(jsonVariables)
    .filter((name) => variables[name] === undefined)
    .map((name) => ({ span: start, message: `jsonVariables names ${name}, which is no variable.` }));
  return [...unlinked, ...unheld].concat(
    items.flatMap((one, index): Mistake[] => {
      const at = (message: string): Mistake => ({ span: beginning(one.span), message });
      const target = items.find(({ id }) => id === one.same);
      const summed = (one.sums ?? []).map((id) => ({ id, line: items.find((other) => other.id === id) }));
      return [
        ...(ids.indexOf(one.id) < index ? [at(`${one.id} is the id of an earlier line.`)] : []),
        ...(one.same !== undefined && !target
          ? [at(`${one.id} repeats ${one.same}, which is no line; ${nearest(one.same, ids)}`)]
          : []),
        ...(target?.same !== undefined || target?.sums !== undefined
          ? [at(`${one.id} repeats ${target.id}, which itself repeats another line.`)]
          : []),
        ...summed.flatMap(({ id, line }) => {
          if (!line) return [at(`${one.id} sums up ${id}, which is no line; ${nearest(id, ids)}`)];
          const isOther = line.same !== undefined || line.sums !== undefined;
          return isOther ? [at(`${one.id} sums up ${id}, which itself stands for another line.`)] : [];
        }),
        ...namesIn(one)
          .filter((name) => !known.has(name))
          .map((name) =>
            at(`${one.id} looks at ${name}, which is no variable of this product; ${nearest(name, [...known])}`),
          ),
      ];
    }),
  );
}

/** An item's span covers its whole mapping; a mistake in it is drawn under its beginning. */
const beginning = ({ start }: Span): Span => ({ start, end: start });
