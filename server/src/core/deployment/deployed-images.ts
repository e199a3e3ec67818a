import { type Image, readImage } from '../model/image.ts';
import type { KustomizeImage } from '../model/kustomize.ts';
import type { SourceFile } from '../model/source-file.ts';
import { put } from '../multimap.ts';
import type { Span } from '../text.ts';
import type { DeployedService } from './deployment.ts';
import type { DeployedWorkload } from './workload.ts';

/** What becomes of the images that the files of a deployment name. */
export interface DeployedImages {
  /** By path, the images that a patch puts another one in the place of. */
  readonly overlaid: ReadonlyMap<string, readonly Span[]>;
  /** Paths of pods that a patch which is not read may give another image. */
  readonly open: ReadonlySet<string>;
  /** By repository, another tag or digest that a kustomization puts in the place of the image's own. */
  readonly replacements: ReadonlyMap<string, KustomizeImage>;
  /** What services and pods run, by repository. */
  readonly running: ReadonlyMap<string, readonly Image[]>;
}

export function deployedImages(
  files: readonly SourceFile[],
  services: readonly DeployedService[],
  workloads: readonly DeployedWorkload[],
): DeployedImages {
  const overlaid = new Map<string, Span[]>();
  for (const { containers } of workloads) {
    for (const { layers } of containers) {
      const written = layers.flatMap(({ path, definition }) => {
        const { image } = definition.container;
        return image ? [{ path, span: image.span }] : [];
      });
      for (const { path, span } of written.slice(0, -1)) put(overlaid, path, span);
    }
  }
  const replacements = new Map<string, KustomizeImage>();
  for (const file of files) {
    if (file.kind !== 'kustomize' || file.tier === 'example') continue;
    for (const image of file.model.images) {
      const isNew = (image.newTag ?? image.digest) !== undefined;
      if (isNew && !replacements.has(image.name.value)) replacements.set(image.name.value, image);
    }
  }
  const running = new Map<string, Image[]>();
  for (const text of [
    ...services.map(({ image }) => image?.value),
    ...workloads.flatMap(({ containers }) => containers.map(({ container }) => container.image?.value)),
  ]) {
    const image = text === undefined ? undefined : readImage(text);
    if (image) put(running, image.repository, image);
  }
  return {
    overlaid,
    open: new Set(
      workloads.flatMap(({ layers, mayChange }) => (mayChange('image') ? layers.map(({ path }) => path) : [])),
    ),
    replacements,
    running,
  };
}
