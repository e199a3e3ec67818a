import { parseYaml } from '../syntax/yaml.ts';
import { entryOf, type YamlNode } from '../syntax/yaml-tree.ts';
import type { Span } from '../text.ts';
import { itemSeverities } from './condition.ts';
import { nearest } from './nearest.ts';
import type {
  Detection,
  IgnoredName,
  ImageFacts,
  Item,
  Product,
  Section,
  Signs,
  Variable,
  VariableKind,
} from './product.ts';
import { namesIn } from './product-names.ts';
import { applies, evidence, named } from './read-condition.ts';
import { ruleIds } from './rule-ids.ts';
import { flag, list, type Mistake, mapOf, number, object, oneOf, type Shape, text } from './shape.ts';

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

const variableKinds: readonly VariableKind[] = [
  'secret',
  'password',
  'dsn',
  'enum',
  'bool',
  'int',
  'url',
  'public-url',
  'origins',
  'host',
  'email',
  'path',
  'string',
  'tier',
  'log-level',
];

const signs: Shape<Signs> = object(
  { envPrefixes: list(text), images: list(text), files: list(text), services: list(text), jsonKeys: list(text) },
  [],
  ({ envPrefixes = [], images = [], files = [], services = [], jsonKeys = [] }) => ({
    envPrefixes,
    images,
    files,
    services,
    jsonKeys,
  }),
);

const noSigns: Signs = { envPrefixes: [], images: [], files: [], services: [], jsonKeys: [] };

const detection: Shape<Detection> = object({ strong: signs, weak: signs }, [], ({ strong, weak }) => ({
  strong: strong ?? noSigns,
  weak: weak ?? noSigns,
}));

const depends = object({ variable: text, values: list(text) }, ['variable', 'values'], ({ variable, values }) =>
  variable !== undefined && values ? { variable, values } : undefined,
);

const variable: Shape<Variable> = object(
  {
    kind: oneOf(variableKinds),
    encoding: oneOf(['hex', 'base64', 'base64url', 'password']),
    bytes: number,
    minLength: number,
    required: flag,
    requiredUnless: depends,
    requiredWhen: depends,
    default: text,
    values: list(text),
    insecure: list(text),
    placeholders: list(text),
    rule: oneOf(ruleIds),
    production: text,
    encryptsData: flag,
    bootstrapOnly: flag,
    files: list(text),
    rotation: text,
    versions: text,
    note: text,
  },
  ['kind'],
  ({ kind, ...rest }) => (kind ? { kind, ...rest } : undefined),
);

const image: Shape<ImageFacts> = object(
  { releases: list(text), pin: text },
  ['releases'],
  ({ releases = [], pin }) => ({
    releases,
    ...(pin !== undefined && { pin }),
  }),
);

const proxy = object({ forwardedHeaders: flag, websocket: flag, sse: flag, trust: text }, [], (read) => read);

const listener = object({ host: text, auth: list(text) }, ['host', 'auth'], ({ host, auth }) =>
  host !== undefined && auth ? { host, auth } : undefined,
);

/** A text alone is the reason. */
const ignoredName: Shape<IgnoredName> = {
  read: (node, mistakes) => {
    if (node.type === 'map') return ignoredWithKey.read(node, mistakes);
    const why = text.read(node, mistakes);
    return why === undefined ? undefined : { why };
  },
  get schema() {
    return { anyOf: [text.schema, ignoredWithKey.schema] };
  },
};

const ignoredWithKey: Shape<IgnoredName> = object({ why: text, instead: text }, ['why'], ({ why, instead }) =>
  why === undefined ? undefined : { why, ...(instead !== undefined && { instead }) },
);

/** A list of lists of two names. */
const pairs: Shape<readonly (readonly [string, string])[]> = {
  read(node, mistakes) {
    const items = node.type === 'seq' ? node.items : [node];
    return items.flatMap((item): (readonly [string, string])[] => {
      const [first, second, more] = item.type === 'seq' ? (list(text).read(item, mistakes) ?? []) : [];
      if (first !== undefined && second !== undefined && more === undefined) return [[first, second]];
      mistakes.push({ span: item.span, message: 'This has to be a list of two names.' });
      return [];
    });
  },
  schema: { type: 'array', items: { type: 'array', items: text.schema } },
};

const limits = object({ production: number, staging: number, development: number }, [], (read) => read);

const credential = object(
  { user: text, password: text, where: text },
  ['password', 'where'],
  ({ user, password, where }) =>
    password !== undefined && where !== undefined
      ? { ...(user !== undefined && { user }), password, where }
      : undefined,
);

const item: Shape<Item> = object(
  { id: text, text, severity: oneOf(itemSeverities), same: text, applies, evidence: list(evidence), remedy: text },
  ['id', 'text'],
  ({ id, text: words, severity, same, applies: when, evidence: given = [], remedy }, span, reject) => {
    if (id === undefined || words === undefined) return undefined;
    // The line stays, with its mistake: a checklist that lost one would look better than it is.
    if (same === undefined && given.length === 0) reject(`${id} needs evidence, or same.`);
    if (same === undefined && severity === undefined) reject(`${id} needs a severity.`);
    return {
      id,
      text: words,
      severity: severity ?? 'info',
      ...(same !== undefined && { same }),
      ...(when && { applies: when }),
      evidence: given,
      ...(remedy !== undefined && { remedy }),
      span,
    };
  },
);

const section: Shape<Section> = object(
  { title: text, items: list(item) },
  ['title', 'items'],
  ({ title = '', items = [] }) => ({ title, items }),
);

const shape: Shape<Product> = object(
  {
    product: text,
    name: text,
    title: text,
    source: text,
    detect: detection,
    fallback: flag,
    variables: mapOf(variable),
    images: mapOf(image),
    ports: mapOf(number),
    proxy,
    headers: mapOf(text),
    sentHeaders: list(text),
    ignored: mapOf(ignoredName),
    renamed: mapOf(text),
    openNames: list(text),
    linked: pairs,
    rateLimits: mapOf(limits),
    listener,
    pools: list(text),
    credentials: list(credential),
    sections: list(section),
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
      images: rest.images ?? {},
      ports: rest.ports ?? {},
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
function mistakesAcross({ sections, variables, ignored, renamed, linked = [] }: Product): readonly Mistake[] {
  const items = sections.flatMap((one) => one.items);
  const ids = items.map(({ id }) => id);
  const known = new Set([...Object.keys(variables), ...Object.keys(ignored), ...Object.keys(renamed)]);
  const strays = linked.flat().filter((name) => variables[name] === undefined);
  const start: Span = { start: 0, end: 0 };
  const unlinked = strays.map((name) => ({ span: start, message: `linked names ${name}, which is no variable.` }));
  return unlinked.concat(
    items.flatMap((one, index): Mistake[] => {
      const at = (message: string): Mistake => ({ span: beginning(one.span), message });
      const target = items.find(({ id }) => id === one.same);
      return [
        ...(ids.indexOf(one.id) < index ? [at(`${one.id} is the id of an earlier line.`)] : []),
        ...(one.same !== undefined && !target
          ? [at(`${one.id} repeats ${one.same}, which is no line; ${nearest(one.same, ids)}`)]
          : []),
        ...(target?.same !== undefined
          ? [at(`${one.id} repeats ${target.id}, which itself repeats another line.`)]
          : []),
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
