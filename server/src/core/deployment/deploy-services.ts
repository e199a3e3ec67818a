import type { ComposeService, ComposeText } from '../model/compose.ts';
import { withoutTag } from '../model/image.ts';
import type { Setting } from '../model/setting.ts';
import { isServiceName, ownsName } from '../product/detect.ts';
import { knownImage } from '../product/known-image.ts';
import type { Product, Variable } from '../product/product.ts';
import type { FileGroup } from './anchor.ts';
import type { DeployedService, DetectedProduct, EffectiveText } from './deployment.ts';
import { decidingSegment, type EffectiveSetting, type Lookup, resolve } from './effective.ts';
import { effectiveSetting, inheritedFrom, withImageVariable } from './effective-setting.ts';
import { type DotenvFile, environmentOf } from './environment.ts';
import type { Layer } from './merge-layers.ts';
import { publishedPorts, type ResolveText } from './published-port.ts';
import { namesOf, runsAnother, runsProduct } from './served-product.ts';
import {
  type ComposeFile,
  fromTopLayer,
  type LayeredService,
  layeredServices,
  parentOf,
  type Stack,
  stacksOf,
} from './stack.ts';
import { runsTraefik } from './traefik-source.ts';

/** Every service of the Compose files as its stack makes it. */
export function deployServices(
  { root, parts }: Pick<FileGroup, 'root' | 'parts'>,
  composeFiles: readonly ComposeFile[],
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
  projectOf: (path: string) => Lookup,
  detected: readonly DetectedProduct[],
): readonly DeployedService[] {
  const stacks = stacksOf(composeFiles, root, parts);
  return stacks.flatMap((stack) => {
    const own = stack.files.at(-1);
    const services = layeredServices(stack, composeFiles)
      .filter(
        ({ name, layers }) =>
          stack.primary ||
          (layers.some(({ path }) => path === own?.path) && !(own && lends(own, name, stacks, composeFiles))),
      )
      .map((layered) =>
        deployService(layered, stack.primary ? undefined : own?.path, dotenvFiles, projectOf, detected),
      );
    const labelled = services.some(runsForSwarm)
      ? services.map((service) => ({ ...service, labels: [...service.labels, ...swarmLabels(service, projectOf)] }))
      : services;
    return labelled.map((service) => {
      if (service.product) return service;
      const product = productOfEnvFiles(service, labelled, detected);
      if (!product) return service;
      const settings = service.settings.map((one) => ({
        ...one,
        product: one.product ?? (product.variables[one.key] && product),
        variable: one.variable ?? product.variables[one.key],
      }));
      return { ...service, product, settings };
    });
  });
}

/** Nobody starts a service that is there for those of production to extend: what these make of it counts. */
const lends = ({ path }: ComposeFile, name: string, stacks: readonly Stack[], known: readonly ComposeFile[]): boolean =>
  stacks.some(
    (stack) =>
      stack.primary &&
      stack.files.some((file) =>
        file.model.services.some((service) => {
          const parent = service.extends && parentOf(file, service, known);
          return typeof parent === 'object' && parent.file.path === path && parent.service.name === name;
        }),
      ),
  );

/**
 * A product that no service is by its image, name or own variables runs where an env file hands its variables to a program of
 * nobody else: one env file is often given to every service.
 */
function productOfEnvFiles(
  { name, image, settings }: DeployedService,
  services: readonly DeployedService[],
  detected: readonly DetectedProduct[],
): Product | undefined {
  if (runsAnother(name, image?.value)) return undefined;
  return detected.find(
    ({ product }) =>
      settings.some(({ key }) => ownsName(key, product)) &&
      !services.some((service) => service.product === product && runsProduct(service, product)),
  )?.product;
}

function deployService(
  layered: LayeredService,
  onlyFrom: string | undefined,
  dotenvFiles: ReadonlyMap<string, DotenvFile>,
  projectOf: (path: string) => Lookup,
  detected: readonly DetectedProduct[],
): DeployedService {
  const { name, layers } = layered;
  const first = layers[0];
  if (!first) throw new Error('unreachable: a service stands in at least one layer');
  const resolveText =
    (path: string): ResolveText =>
    ({ template, setting }) =>
      resolve(template, { path, setting }, projectOf(path));
  const written = fromTopLayer(layers, ({ image }) => image);
  const resolution =
    written &&
    resolve(written.value.template, { path: written.path, setting: written.value.setting }, projectOf(written.path));
  const image = written &&
    resolution && {
      value: resolution.value,
      segments: resolution.segments,
      decided: decidingSegment(resolution, written.path, written.value.setting),
    };
  const product = productOfService(name, image?.value, layers, detected);
  const { entries, complete, envFiles } = environmentOf(layered, dotenvFiles);
  const known = knownImage(image?.value);
  const settings = [...entries].flatMap(([key, { path, setting }]): EffectiveSetting[] => {
    // An alternative stack repeats what its base says; only what its own file adds is its business.
    if (onlyFrom !== undefined && path !== onlyFrom) return [];
    return effectiveSetting(
      key,
      path,
      setting,
      setting.inherited ? inheritedFrom(key, projectOf(path)) : projectOf(path),
      name,
      product,
      detected,
    ).map((one) => withImageVariable(one, known));
  });
  const ports = layers.flatMap((layer) => publishedPorts({ name, layers: [layer] }, resolveText(layer.path)));
  const shown = onlyFrom === undefined ? layers : layers.filter(({ path }) => path === onlyFrom);
  const top = shown[0] ?? first;
  const limit = (of: (service: ComposeService) => ComposeText | undefined) =>
    effectiveText(fromTopLayer(layers, of), resolveText);
  return {
    name,
    path: top.path,
    definition: top.service,
    layers: shown,
    image,
    product,
    settings,
    complete,
    envFiles,
    primary: onlyFrom === undefined,
    optional: layers.some(({ service }) => service.profiles.length > 0),
    ports: ports.filter(({ path }) => shown.some((layer) => layer.path === path)),
    portsOpen: layers.some((layer) => layer.service.ports.some(({ pointer }) => isOpen(layer, pointer, ports))),
    labels: layers.flatMap(({ path, service }) => service.labels.map(resolvedLabel(path, projectOf))),
    limits: { memory: limit(({ limits }) => limits.memory), cpus: limit(({ limits }) => limits.cpus) },
    replicas: effectiveText(
      fromTopLayer(layers, ({ replicas }) => replicas),
      resolveText,
    ),
  };
}

const resolvedLabel =
  (path: string, projectOf: (path: string) => Lookup) =>
  (label: Setting): DeployedService['labels'][number] => ({
    key: label.key,
    setting: label,
    path,
    span: label.valueSpan,
    value: resolve(label.template, { path, setting: label }, projectOf(path)).value,
  });

const swarmLabels = ({ layers }: DeployedService, projectOf: (path: string) => Lookup): DeployedService['labels'] =>
  layers.flatMap(({ path, service }) => service.deployLabels.map(resolvedLabel(path, projectOf)));

/** A Traefik that asks a swarm for its services (https://doc.traefik.io/traefik/providers/swarm/). */
const runsForSwarm = (service: DeployedService): boolean =>
  runsTraefik(service) &&
  (service.layers.some(({ service: { command } }) =>
    /--providers\.(?:swarm\b|docker\.swarmmode\b(?!=false))/i.test(command),
  ) ||
    service.settings.some(({ key }) => /^TRAEFIK_PROVIDERS_(?:SWARM|DOCKER_SWARMMODE)/i.test(key)));

/** A port entry that gave no mapping: it holds a reference that nothing resolves, or leaves the host's port to chance. */
const isOpen = (
  { path }: Layer,
  pointer: string,
  ports: readonly { readonly path: string; readonly pointer: string }[],
): boolean => !ports.some((port) => port.path === path && port.pointer === pointer);

function effectiveText(
  found: { readonly path: string; readonly value: ComposeText } | undefined,
  resolveText: (path: string) => ResolveText,
): EffectiveText | undefined {
  return found && { path: found.path, span: found.value.span, value: resolveText(found.path)(found.value).value };
}

function productOfService(
  name: string,
  image: string | undefined,
  layers: LayeredService['layers'],
  detected: readonly DetectedProduct[],
): Product | undefined {
  const repository = image === undefined ? undefined : withoutTag(image);
  const byImage = detected.find(
    ({ product }) => repository !== undefined && product.detect.strong.images.includes(repository),
  );
  if (byImage) return byImage.product;
  const keys = layers.flatMap(({ service }) => service.environment.map(({ key }) => key));
  const names = namesOf(name, image, layers);
  const byName = detected.find(
    ({ product }) => names.some((one) => isServiceName(one, product)) || keys.some((key) => ownsName(key, product)),
  );
  if (byName) return byName.product;
  // A datastore beside one product alone holds that product's password.
  return detected.length === 1 && keys.some((key) => holdsSecret(detected[0]?.product.variables[key]))
    ? detected[0]?.product
    : undefined;
}

const holdsSecret = (variable: Variable | undefined): boolean =>
  variable?.kind === 'secret' || variable?.kind === 'password' || variable?.kind === 'dsn';
