import type { ComposeText } from '../model/compose.ts';
import type { Place } from '../model/place.ts';
import type { Span } from '../text.ts';
import type { Layer } from './merge-layers.ts';
import {
  type ComposeFile,
  hasBase,
  includedBy,
  type LayeredService,
  layeredServices,
  parentOf,
  partnersOf,
  type Stack,
} from './stack.ts';

/** What Compose refuses in files that it reads together. */
export interface StackProblem extends Place {
  readonly message: string;
}

/**
 * Names that a stack refers to and does not have, circles, and services without anything to run (compose-go,
 * loader/validate.go, `checkConsistency`). Where part of the stack is elsewhere, broken or not whole by itself, nothing is
 * said; nor of services with a profile, which Compose leaves out before it looks.
 */
export function referenceProblems(stack: Stack, known: readonly ComposeFile[]): readonly StackProblem[] {
  const broken = brokenExtends(stack, known);
  const services = layeredServices(stack, known);
  const always = services.filter(({ layers }) => layers.every(({ service }) => service.profiles.length === 0));
  const certain = [...broken, ...includeCircles(stack, known), ...circles(always)];
  const paths = new Set(stack.files.map(({ path }) => path));
  const isOpen = stack.files.some(
    (file) =>
      file.model.problems.some(({ verdict }) => verdict === 'refused') ||
      file.model.includes.length > partnersOf(file).filter((path) => paths.has(path)).length,
  );
  // A file that Compose reads only when somebody names it may lay on any other; so do services that run nothing, one and all.
  const idle = services.filter((service) => !runsSomething(service));
  const isPartial = !hasBase(stack) || (idle.length > 0 && idle.length === services.length);
  if (certain.length > 0 || isOpen || isPartial || services.some(({ whole }) => !whole)) return certain;
  const names = namesOf(stack, services);
  return [
    ...idle.flatMap(({ name, layers: [first] }) =>
      first && always.some((one) => one.name === name)
        ? [at(first, first.service.nameSpan, `'${name}' has neither an image nor a build.`)]
        : [],
    ),
    ...always.flatMap(({ layers }) => layers.flatMap((layer) => [...unknownNames(layer, names)])),
  ];
}

/** `extends` of a service that its file has not, or that leads back. */
function brokenExtends({ files }: Stack, known: readonly ComposeFile[]): readonly StackProblem[] {
  return files.flatMap((file) =>
    file.model.services.flatMap((service) => {
      const seen = new Set([service]);
      let [home, current] = [file, service];
      for (;;) {
        const parent = parentOf(home, current, known);
        if (parent === 'elsewhere' || !service.extends) return [];
        const { serviceSpan, service: wanted } = service.extends;
        if (parent === 'missing')
          return current === service && wanted !== ''
            ? [at(file, serviceSpan, `'${service.name}' extends '${wanted}', which is no service there.`)]
            : [];
        if (seen.has(parent.service))
          return parent.service === service
            ? [at(file, serviceSpan, `'${service.name}' extends itself in a circle.`)]
            : [];
        seen.add(parent.service);
        [home, current] = [parent.file, parent.service];
      }
    }),
  );
}

/** Files that include themselves, by themselves or through others. */
function includeCircles({ files }: Stack, known: readonly ComposeFile[]): readonly StackProblem[] {
  const leadsTo = (from: ComposeFile, goal: string, seen: Set<ComposeFile>): boolean => {
    if (seen.has(from)) return false;
    seen.add(from);
    return includedBy(from).some((path) => {
      const next = known.find((one) => one.path === path);
      return path === goal || (next !== undefined && leadsTo(next, goal, seen));
    });
  };
  return files.flatMap((file) => {
    const [first] = file.model.includes;
    return first && leadsTo(file, file.path, new Set()) ? [at(file, first.span, 'The file includes itself.')] : [];
  });
}

const at = ({ path }: Pick<Layer, 'path'>, span: Span, message: string): StackProblem => ({ path, span, message });

const runsSomething = ({ layers }: LayeredService): boolean =>
  layers.some(({ service }) => service.image || service.built || service.provided);

interface Names {
  readonly services: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  readonly configs: ReadonlySet<string>;
}

function namesOf({ files }: Stack, services: readonly LayeredService[]): Names {
  const all = (kind: 'volumes' | 'networks' | 'secrets' | 'configs') =>
    new Set(files.flatMap(({ model }) => model[kind].map(({ name }) => name)));
  return {
    services: new Set(services.map(({ name }) => name)),
    volumes: all('volumes'),
    networks: all('networks').add('default'),
    secrets: all('secrets'),
    configs: all('configs'),
  };
}

function* unknownNames(layer: Layer, names: Names): Iterable<StackProblem> {
  const { service } = layer;
  for (const { name, span } of serviceReferences(layer))
    if (!names.services.has(name))
      yield at(layer, span, `'${service.name}' refers to a service '${name}' that the project has not.`);
  for (const { kind, source, span } of service.volumes)
    if (kind === 'volume' && isUnknown(source, names.volumes))
      yield at(layer, span, `'${service.name}' mounts the volume '${source?.text}', which no \`volumes:\` names.`);
  for (const { name, nameSpan } of service.networks)
    if (!names.networks.has(name) && !name.includes('$'))
      yield at(layer, nameSpan, `'${service.name}' joins the network '${name}', which no \`networks:\` names.`);
  for (const kind of ['secrets', 'configs'] as const)
    for (const { source, span } of service[kind])
      if (isUnknown(source, names[kind]))
        yield at(layer, span, `'${service.name}' wants '${source.text}', which no \`${kind}:\` names.`);
}

const isUnknown = (source: ComposeText | undefined, known: ReadonlySet<string>): boolean =>
  source !== undefined && !source.text.includes('$') && !known.has(source.text);

/** Services that have to be there before this one. */
function serviceReferences({ service }: Layer): readonly { readonly name: string; readonly span: Span }[] {
  const { network, pid, ipc } = service.namespaces;
  const shared = [network, pid, ipc].flatMap((text) => {
    const name = text && /^service:([^$]+)$/.exec(text.text)?.[1];
    return text && name !== undefined ? [{ name, span: text.span }] : [];
  });
  const linked = [...service.links, ...service.volumesFrom].flatMap(({ text, span }) =>
    text.includes('$') || text.startsWith('container:') ? [] : [{ name: text.replace(/:.*$/s, ''), span }],
  );
  const needed = service.dependsOn.flatMap(({ name, nameSpan, required }) =>
    required && !name.includes('$') ? [{ name, span: nameSpan }] : [],
  );
  return [...needed, ...shared, ...linked];
}

/** One problem a circle, where its last step leads back. */
function circles(services: readonly LayeredService[]): readonly StackProblem[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const state = new Map<string, 'open' | 'done'>();
  const problems: StackProblem[] = [];
  for (const { name } of services) walk(name);
  return problems;

  function walk(name: string): void {
    state.set(name, 'open');
    for (const layer of byName.get(name)?.layers ?? []) {
      for (const { name: next, span } of serviceReferences(layer)) {
        if (state.get(next) === 'open')
          problems.push(at(layer, span, `'${name}' and '${next}' wait for each other in a circle.`));
        else if (!state.has(next) && byName.has(next)) walk(next);
      }
    }
    state.set(name, 'done');
  }
}
