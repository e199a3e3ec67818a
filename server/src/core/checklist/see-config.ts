import type { Place } from '../model/place.ts';
import type { Subject } from '../product/condition.ts';
import { matchesGlob } from '../product/glob.ts';
import type { ConfigPart } from '../product/parts.ts';
import type { JsonNode } from '../syntax/json.ts';
import type { Context } from './context.ts';
import type { JsonConfig } from './json-config.ts';
import { seeSetting } from './see-setting.ts';
import type { Sighting, Sightings } from './sighting.ts';

type ConfigSubject = Extract<Subject, { readonly config: ConfigPart }>;

/** Parts of the product's own JSON files, by glob; what broken text hides decides nothing. */
export function seeConfig({ config: part, in: glob, under }: ConfigSubject, context: Context): Sightings {
  const all = context.configs.filter(({ name }) => matchesGlob(glob, name));
  const shipped = all.filter(({ path }) => context.deployment.tierOf(path) !== 'development');
  const files = shipped.length > 0 ? shipped : all;
  const found = files
    .flatMap((file) => seen[part](file, context))
    .filter(({ value }) => part !== 'keys' || under === '' || value === undefined || value.startsWith(`${under}.`));
  const [first] = files;
  return {
    found,
    complete: first !== undefined && files.every((file) => !isBroken(file)),
    name: `${words[part]} ${glob}`,
    ...(first && part === 'keys' && { whole: wholeOf(first, under) }),
    ...(first && { home: { path: first.path, span: startOf(first) } }),
  };
}

const words: Readonly<Record<ConfigPart, string>> = {
  grammar: 'the file',
  keys: 'a key in',
  references: 'a reference to a variable in',
};

const seen: Readonly<Record<ConfigPart, (file: JsonConfig, context: Context) => readonly Sighting[]>> = {
  grammar: (file) => [
    {
      name: 'The grammar of the file',
      value: isBroken(file) ? 'none' : isStrictJson(file.text) ? 'json' : 'json5',
      places: [{ path: file.path, span: startOf(file) }],
      tellable: true,
    },
  ],
  keys: (file) => (isBroken(file) ? [openFile(file)] : keysIn(file)),
  references: (file, context) => (isBroken(file) ? [openFile(file)] : referencesIn(file, context)),
};

const isBroken = ({ model: { tree } }: JsonConfig): boolean => tree.problems.length > 0 || tree.root === undefined;

const startOf = ({ model: { tree } }: JsonConfig): Place['span'] => {
  const start = tree.root?.span.start ?? 0;
  return { start, end: Math.min(start + 1, tree.root?.span.end ?? start) };
};

const openFile = (file: JsonConfig): Sighting => ({
  name: 'The file',
  value: undefined,
  open: 'The file is broken, so that parts of it may not have been read.',
  places: [{ path: file.path, span: startOf(file) }],
  tellable: true,
});

const wholeOf = (file: JsonConfig, under: string): Sighting => ({
  name: 'The keys',
  value: '',
  words: `Every key ${under === '' ? 'of the file' : `under ${under}`} is known.`,
  places: [{ path: file.path, span: startOf(file) }],
  tellable: true,
});

/** What a reader takes that knows RFC 8259 alone. */
function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Leaf {
  /** Dotted. */
  readonly path: string;
  readonly node: JsonNode;
  readonly place: Place;
}

/** Every value that holds no other; an empty object or list is one too. */
function leavesOf({ path, model: { tree } }: JsonConfig): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: JsonNode, steps: readonly string[], span: Place['span']): void => {
    if (node.type === 'object' && node.members.length > 0)
      for (const { key, keySpan, value } of node.members) {
        if (value) visit(value, [...steps, key], keySpan);
      }
    else if (node.type === 'array' && node.items.length > 0)
      for (const [index, item] of node.items.entries()) visit(item, [...steps, String(index)], item.span);
    else leaves.push({ path: steps.join('.'), node, place: { path, span } });
  };
  if (tree.root) visit(tree.root, [], tree.root.span);
  return leaves;
}

const keysIn = (file: JsonConfig): readonly Sighting[] =>
  leavesOf(file).map(({ path, node, place }) => ({
    name: 'The key',
    value: `${path}: ${node.type}`,
    places: [place],
    tellable: true,
  }));

/** `$${NAME}` is text. */
const reference = /(?<!\$)\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** Each `${NAME}`: set where the product gets it, or in the file's own `env`. */
function referencesIn(file: JsonConfig, context: Context): readonly Sighting[] {
  const leaves = leavesOf(file);
  const own = new Set(
    leaves.flatMap(({ path, node }) => {
      const name = /^env\.(?:vars\.)?([A-Z_][A-Z0-9_]*)$/.exec(path)?.[1];
      return name !== undefined && node.type === 'string' && node.value !== '' ? [name] : [];
    }),
  );
  return leaves.flatMap(({ node }): readonly Sighting[] => {
    if (node.type !== 'string') return [];
    return [...node.value.matchAll(reference)].map(([, name = '']): Sighting => {
      const place = { path: file.path, span: node.span };
      if (own.has(name)) return { name, value: 'set', words: `${name} is set.`, places: [place], tellable: true };
      const { found, complete } = seeSetting(name, context);
      const open = found.find(({ value }) => value === undefined);
      if (open) return { ...open, value: undefined, places: [place] };
      const [first] = found;
      if (first && found.every(({ value }) => value !== ''))
        return { name, value: 'set', words: `${name} is set.`, places: [place, ...first.places], tellable: true };
      // An env file alone may be one of several, and a platform may set the rest.
      const runs = context.running.length > 0 || context.processes.length > 0;
      return complete && runs
        ? { name, value: 'unset', words: `${name} is not set.`, places: [place], tellable: true }
        : { name, value: undefined, open: `Nothing in the files sets ${name}.`, places: [place], tellable: true };
    });
  });
}
