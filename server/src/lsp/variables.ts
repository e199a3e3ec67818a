import type { Deployment } from '../core/deployment/deployment.ts';
import type { Lookup, Segment } from '../core/deployment/effective.ts';
import { type DotenvFile, lastSettings } from '../core/deployment/environment.ts';
import { caddyLookup } from '../core/deployment/site.ts';
import type { Setting } from '../core/model/setting.ts';
import type { SourceFile } from '../core/model/source-file.ts';
import { parseTemplate, referencesIn } from '../core/syntax/interpolation.ts';
import { parseYaml } from '../core/syntax/yaml.ts';
import type { YamlNode } from '../core/syntax/yaml-tree.ts';
import { lineIndex, type Position, type Span, textAt } from '../core/text.ts';
import type { Located } from './locate.ts';

/** A place that reads a variable: `${NAME}`, `$NAME`, `{$NAME}`, or a name alone that Compose hands to a service. */
export interface Use {
  readonly name: string;
  readonly nameSpan: Span;
  /** Where a cursor means it: from its first sign to the end of the name. */
  readonly span: Span;
}

/** A place that sets a variable. */
export interface Entry {
  readonly path: string;
  readonly setting: Setting;
}

export const touches = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** Undefined for a position that the text does not have. */
export function offsetAt(text: string, position: Position): number | undefined {
  const lines = lineIndex(text);
  const offset = lines.offset(position);
  return lines.position(offset).line === position.line ? offset : undefined;
}

/** The deployments that a file belongs to. */
export const deploymentsOf = ({ folder, path }: Located): readonly Deployment[] =>
  folder
    .analysis()
    .deployments.map(({ deployment }) => deployment)
    .filter(({ files }) => files.some((file) => file.path === path));

const known = new WeakMap<SourceFile, readonly Use[]>();

/** All uses in a file, those in fallbacks too; none in JSON, whose readers differ in what a `$` means. */
export function usesIn(file: SourceFile): readonly Use[] {
  const uses = known.get(file) ?? readUses(file);
  known.set(file, uses);
  return uses;
}

function readUses(file: SourceFile): readonly Use[] {
  switch (file.kind) {
    case 'dotenv':
      return file.model.tree.entries.flatMap(({ quote, hasSeparator, raw, valueSpan }) => {
        if (!hasSeparator || quote === "'") return [];
        return usesOf(quote === '"' ? withoutEscapes(raw) : raw, valueSpan.start);
      });
    case 'compose':
      return [...composeUses(file.text), ...handedOn(file.model.services.flatMap(({ environment }) => environment))];
    case 'dockerfile':
      return dockerfileUses(file);
    case 'caddyfile':
      return file.model.tree.tokens.flatMap(({ span }) => caddyUses(textAt(file.text, span), span.start));
    default:
      return [];
  }
}

/** Instructions that replace variables, by BuildKit or, in a command, by the shell that gets the same names. */
const dockerfileUses = ({ text, model }: Extract<SourceFile, { kind: 'dockerfile' }>): readonly Use[] =>
  model.tree.instructions.flatMap(({ keywordSpan, span }) =>
    usesOf(textAt(text, { start: keywordSpan.end, end: span.end }), keywordSpan.end),
  );

/** Between double quotes `\$` is a dollar sign; blanks of the same length keep the places. */
const withoutEscapes = (raw: string): string => raw.replace(/\\[\s\S]/g, (pair) => (pair === '\\$' ? '  ' : pair));

const usesOf = (written: string, base: number): readonly Use[] =>
  written.includes('$')
    ? referencesIn(parseTemplate(written, base).template).map(({ name, nameSpan, span }) => ({
        name,
        nameSpan,
        span: { start: span.start, end: nameSpan.end },
      }))
    : [];

/** Compose replaces references in every scalar value, so these come from the whole tree, as they are written there. */
function composeUses(text: string): readonly Use[] {
  if (!text.includes('$')) return [];
  const seen = new Set<YamlNode>();
  const uses: Use[] = [];
  const visit = (node: YamlNode | undefined): void => {
    // Aliases and merge keys share what they refer to.
    if (!node || seen.has(node)) return;
    seen.add(node);
    if (node.type === 'scalar') uses.push(...usesOf(textAt(text, node.content), node.content.start));
    else if (node.type === 'seq') node.items.forEach(visit);
    else for (const { value } of node.entries) visit(value);
  };
  for (const { root } of parseYaml(text).documents) visit(root);
  return uses;
}

function handedOn(environment: readonly Setting[]): readonly Use[] {
  const byStart = new Map(
    environment.flatMap(({ key, keySpan, inherited }) =>
      inherited && key !== '' ? [[keySpan.start, { name: key, nameSpan: keySpan, span: keySpan }] as const] : [],
    ),
  );
  return [...byStart.values()];
}

/** Caddy replaces these before it reads the file, so quotes make no difference. */
const caddyUses = (written: string, base: number): readonly Use[] =>
  [...written.matchAll(/\{\$([^{}:\s]+)(?::[^{}]*)?\}/g)].map(({ 1: name = '', index }) => {
    const start = base + index;
    const nameSpan = { start: start + 2, end: start + 2 + name.length };
    return { name, nameSpan, span: { start, end: nameSpan.end } };
  });

/** What the names of one deployment mean. */
export interface Names {
  /** The entry that a use reads; undefined where the files do not tell. */
  entryOf(use: Use, file: SourceFile): Entry | undefined;
  /** All that a use refers to: uses and entries belong together where they share one of these. */
  idsOfUse(use: Use, file: SourceFile): readonly string[];
  /** The same of an entry; the first is its own. */
  idsOfEntry(entry: Entry): readonly string[];
}

export function namesIn(deployment: Deployment): Names {
  const { files, projectEnv, services } = deployment;
  const env = files.find((file) => file.kind === 'dotenv' && file.path === projectEnv);
  const settings = env?.kind === 'dotenv' ? lastSettings(env) : undefined;
  const claimed = new Set(services.flatMap(({ envFiles }) => envFiles));

  const project = (name: string): Entry | undefined => {
    const setting = settings?.get(name);
    return env && setting && !setting.inherited ? { path: env.path, setting } : undefined;
  };
  const caddy = entryLookup(deployment, project);

  const setters = new Map<string, ReadonlyMap<Use, Setting>>();
  const settersOf = (file: DotenvFile): ReadonlyMap<Use, Setting> => {
    const found = setters.get(file.path) ?? settersIn(file);
    setters.set(file.path, found);
    return found;
  };

  const entryOf = (use: Use, file: SourceFile): Entry | undefined => {
    if (file.kind === 'compose') return project(use.name);
    if (file.kind === 'caddyfile') {
      const found = caddy(use.name);
      return found?.setting.inherited ? project(use.name) : found;
    }
    if (file.kind === 'dockerfile') {
      const setting = entriesIn(file).findLast(
        (one) => one.setting.key === use.name && one.setting.span.end <= use.span.start,
      );
      return setting ?? entriesIn(file).find((one) => one.setting.key === use.name);
    }
    if (file.kind !== 'dotenv') return undefined;
    const before = settersOf(file).get(use);
    const own = before && !before.inherited ? { path: file.path, setting: before } : undefined;
    const isHanded = claimed.has(file.path) && file.path !== projectEnv;
    return isHanded ? (project(use.name) ?? own) : own;
  };

  /** The name as Compose knows it, whatever sets it. */
  const shared = (name: string): string => `\0${name}`;
  const idsOfEntry = ({ path, setting }: Entry): readonly string[] => {
    const own = `${path}\0${setting.pointer}`;
    if (setting.source === 'compose-environment') {
      const isHandedOn = setting.inherited || referencesIn(setting.template).some(({ name }) => name === setting.key);
      const source = isHandedOn ? project(setting.key) : undefined;
      return [own, ...(isHandedOn ? [shared(setting.key)] : []), ...(source ? idsOfEntry(source) : [])];
    }
    // What an image sets holds inside of its own file.
    if (setting.source === 'dockerfile-env') return [own];
    // A file that nothing names stands in for the project's: an example of it, or one for another tier.
    const isProject = path === projectEnv || projectEnv === undefined || !claimed.has(path);
    return isProject ? [own, shared(setting.key)] : [own];
  };
  return {
    entryOf,
    idsOfEntry,
    idsOfUse(use, file) {
      const entry = entryOf(use, file);
      // A name that a Dockerfile only reads is nobody's outside of it.
      return entry ? idsOfEntry(entry) : file.kind === 'dockerfile' ? [] : [shared(use.name)];
    },
  };
}

/** For each use in an env file the last entry of its name before it: the file is read from its top. */
function settersIn(file: DotenvFile): ReadonlyMap<Use, Setting> {
  const { settings } = file.model;
  const latest = new Map<string, Setting>();
  const setters = new Map<Use, Setting>();
  let next = 0;
  for (const use of usesIn(file)) {
    for (let one = settings[next]; one && one.span.end <= use.nameSpan.start; one = settings[++next])
      latest.set(one.key, one);
    const setting = latest.get(use.name);
    if (setting) setters.set(use, setting);
  }
  return setters;
}

/** Caddy's lookup, but for the entries that it reads instead of what their values resolve to. */
function entryLookup(
  { services }: Deployment,
  project: (name: string) => Entry | undefined,
): (name: string) => Entry | undefined {
  const standIn = ({ path, setting }: Entry): readonly Segment[] => [
    { path, setting, span: setting.valueSpan, text: '', kind: 'variable', exact: false },
  ];
  const entries = services.map((service) => ({
    ...service,
    settings: service.settings.map((setting) => ({ ...setting, value: '', segments: standIn(setting) })),
  }));
  const fromProject: Lookup = (name) => {
    const entry = project(name);
    return entry && standIn(entry);
  };
  const lookup = caddyLookup(entries, fromProject);
  return (name) => lookup(name)?.[0];
}

/** Every entry of a file: those of an env file, and the environment of each service. */
export const entriesIn = (file: SourceFile): readonly Entry[] =>
  (file.kind === 'dotenv'
    ? file.model.settings
    : file.kind === 'compose'
      ? file.model.services.flatMap(({ environment }) => environment)
      : file.kind === 'dockerfile'
        ? [...file.model.args, ...file.model.stages.flatMap(({ env, args }) => [...args, ...env])]
        : []
  ).map((setting) => ({ path: file.path, setting }));
