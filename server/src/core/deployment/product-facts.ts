import type { ComposeService } from '../model/compose.ts';
import type { Fact } from '../model/container.ts';
import { lastStage } from '../model/dockerfile.ts';
import { imageNameOf, readImage } from '../model/image.ts';
import { startedSettings } from '../model/pm2.ts';
import type { Setting } from '../model/setting.ts';
import type { SourceFile } from '../model/source-file.ts';
import { detectProducts, type ProductFacts, type Sighting } from '../product/detect.ts';
import type { Product } from '../product/product.ts';
import { clusterSettingsOf } from './cluster-settings.ts';
import type { DetectedProduct } from './deployment.ts';
import { isManifest } from './workload.ts';

export const detectIn = (files: readonly SourceFile[], products: readonly Product[]): readonly DetectedProduct[] =>
  detectProducts(factsIn(files), products);

/** Example files name a product's variables to document them, so they show nothing of what is deployed. */
function factsIn(all: readonly SourceFile[]): ProductFacts {
  const files = all.filter(({ tier }) => tier !== 'example');
  const composeServices = files.flatMap((file) =>
    file.kind === 'compose' ? file.model.services.map((service) => ({ service, path: file.path })) : [],
  );
  const images = [...clusterImages(files), ...composeServices.flatMap(imageOf)];
  const variables = files.flatMap((file): Sighting[] => {
    return [...environmentIn(file), ...referencesIn(file)].map(({ key, keySpan }) => ({
      name: key,
      path: file.path,
      span: keySpan,
    }));
  });
  return {
    variables,
    images,
    files: files.map(({ path }) => ({ name: path, path, span: { start: 0, end: 0 } })),
    services: [
      ...composeServices.flatMap(({ service: { name, nameSpan, containerName }, path }) =>
        [name, containerName ?? name].map((one) => ({ name: one, path, span: nameSpan })),
      ),
      ...files.flatMap(startedIn),
      // An image of somebody's own registry keeps the product's name.
      ...images.map((image) => ({ ...image, name: imageNameOf(image.name) })),
    ],
    jsonKeys: files.flatMap((file) =>
      file.kind === 'json'
        ? file.model.settings.map(({ pointer, keySpan }) => ({ name: pointer, path: file.path, span: keySpan }))
        : [],
    ),
  };
}

interface PlacedService {
  readonly service: ComposeService;
  readonly path: string;
}

function imageOf({ service: { image }, path }: PlacedService): readonly Sighting[] {
  // The repository stands before any reference to a tag.
  const repository = image && readImage(image.text.replace(/[:@]?\$\{?.*$/s, ''))?.repository;
  return repository ? [{ name: repository, path, span: image.span }] : [];
}

/** Names of the containers that a manifest starts, and of the programs that PM2 does. */
function startedIn(file: SourceFile): readonly Sighting[] {
  if (file.kind === 'pm2')
    return file.model.apps.map(({ name, nameSpan }) => ({ name, path: file.path, span: nameSpan }));
  if (!isManifest(file)) return [];
  return file.model.workloads.flatMap(({ containers }) =>
    containers.map(({ container: { name, nameSpan } }) => ({ name, path: file.path, span: nameSpan })),
  );
}

/** What a file says of environments; a name in an image that is only built on counts as little as that image. */
function environmentIn(file: SourceFile): readonly Setting[] {
  switch (file.kind) {
    case 'dotenv':
      return file.model.settings;
    case 'compose':
      return file.model.services.flatMap(({ environment }) => environment);
    case 'dockerfile':
      return lastStage(file.model)?.env ?? [];
    case 'pm2':
      return file.model.apps.flatMap(startedSettings);
    case 'systemd':
      return file.model.environment;
    default:
      return clusterSettingsOf(file);
  }
}

/** Names whose values a Secret or ConfigMap holds. */
const referencesIn = (file: SourceFile): readonly Pick<Setting, 'key' | 'keySpan'>[] =>
  isManifest(file)
    ? file.model.workloads.flatMap(({ containers }) => containers.flatMap(({ references }) => references))
    : [];

/** What workloads run, a chart's values name, and Kustomize puts in their place. */
const clusterImages = (files: readonly SourceFile[]): readonly Sighting[] =>
  files.flatMap((file) => {
    const images: readonly (Fact<string> | undefined)[] = isManifest(file)
      ? file.model.workloads.flatMap(({ containers }) => containers.map(({ container }) => container.image))
      : file.kind === 'helm-values'
        ? file.model.images.map(({ repository }) => repository)
        : file.kind === 'kustomize'
          ? file.model.images.map(({ name, newName }) => newName ?? name)
          : [];
    return images.flatMap((image): Sighting[] => {
      const repository = image && readImage(image.value)?.repository;
      return repository ? [{ name: repository, path: file.path, span: image.span }] : [];
    });
  });
