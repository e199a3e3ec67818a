import { baseImages, builtFrom } from '../deployment/dockerfile-image.ts';
import { fromTopLayer } from '../deployment/stack.ts';
import { lastStage, stageChain } from '../model/dockerfile.ts';
import { readImage } from '../model/image.ts';
import { imagesIn, isOverlaid } from '../rules/image-place.ts';
import type { Context } from './context.ts';
import type { Sighting, Sightings } from './sighting.ts';

/** Tags of the images with that repository, or with that last part of it, that services and pods run or are built on. */
export function seeImage(wanted: string, context: Context): Sightings {
  const fromServices = context.services.flatMap(({ name, image, layers }): Sighting[] => {
    const written = fromTopLayer(layers, (service) => service.image);
    if (!image || !written) return [];
    const read = image.value === undefined ? undefined : readImage(image.value);
    // The repository stands before any reference to a tag.
    const repository = read?.repository ?? readImage(written.value.text.replace(/[:@]?\$\{?.*$/s, ''))?.repository;
    const isWanted = wanted.includes('/') ? repository === wanted : repository?.split('/').at(-1) === wanted;
    if (!isWanted || repository === undefined) return [];
    const { decided } = image;
    return [
      {
        name: `The tag of ${repository}`,
        value: read && `${read.tag ?? ''}${read.digest === undefined ? '' : `@${read.digest}`}`,
        ...(!read && { open: `Nothing in the files sets the tag of ${repository}.` }),
        places: [
          { path: decided.path, span: decided.span },
          { path: written.path, span: written.value.span },
        ],
        tellable: true,
        about: { services: [name] },
      },
    ];
  });
  const found = [
    ...fromServices,
    ...imagesOfPods(wanted, context),
    ...mirroredImages(wanted, context),
    ...imagesOfBuilds(wanted, context),
  ];
  return { found, complete: true, name: `image ${wanted}` };
}

/** What a kustomization takes from another registry is the image all the same. */
const mirroredImages = (wanted: string, { deployment }: Context): readonly Sighting[] =>
  deployment.files.flatMap((file) =>
    file.kind !== 'kustomize' || file.tier === 'example'
      ? []
      : file.model.images.flatMap(({ name, newName, newTag, digest }): readonly Sighting[] => {
          const tag = newTag ?? digest;
          if (name.value !== wanted || !newName || newName.value === wanted || !tag) return [];
          return [
            {
              name: `The tag of ${newName.value}`,
              value: `${newTag?.value ?? ''}${digest ? `@${digest.value}` : ''}`,
              places: [{ path: file.path, span: tag.span }],
              tellable: true,
            },
          ];
        }),
  );

/** What the product's own images are built on; without a service that builds them each Dockerfile counts. */
function imagesOfBuilds(wanted: string, { deployment, running }: Context): readonly Sighting[] {
  const built = running.flatMap(({ layers }) =>
    layers.flatMap(({ path, service }) => builtFrom(service, path, deployment.files) ?? []),
  );
  const loose = running.length > 0 ? [] : deployment.files.filter((file) => file.kind === 'dockerfile');
  return [...built, ...loose.filter(({ path }) => deployment.tierOf(path) === 'production')].flatMap((file) => {
    const last = lastStage(file.model);
    const [first] = last ? stageChain(file.model, last) : [];
    return baseImages(file)
      .filter(({ stage }) => stage === first)
      .flatMap(({ value, decided }): readonly Sighting[] => {
        const read = value === undefined ? undefined : readImage(value);
        const { repository, tag, digest } = read ?? {};
        const isWanted = wanted.includes('/') ? repository === wanted : repository?.split('/').at(-1) === wanted;
        if (!isWanted) return [];
        return [
          {
            name: `The tag of ${repository}`,
            value: `${tag ?? ''}${digest === undefined ? '' : `@${digest}`}`,
            places: [{ path: decided.path, span: decided.span }],
            tellable: true,
          },
        ];
      });
  });
}

/** What a kustomization puts in its place counts, and the tag in a chart's values. */
function imagesOfPods(wanted: string, { deployment }: Context): readonly Sighting[] {
  const written = deployment.files
    .filter(({ path }) => deployment.tierOf(path) !== 'example')
    .flatMap((file) =>
      imagesIn(file)
        .filter((image) => !isOverlaid(image, file, deployment))
        .map((image) => ({
          ...image,
          path: file.path,
          kind: file.kind,
          isOpen: deployment.images.open.has(file.path),
        })),
    );
  return written.flatMap(
    ({ reference: { repository, tag, digest }, place, service, path, kind, isOpen }): Sighting[] => {
      const isWanted = wanted.includes('/') ? repository === wanted : repository.split('/').at(-1) === wanted;
      if (!isWanted || (kind !== 'kustomize' && deployment.images.replacements.has(repository))) return [];
      return [
        {
          name: `The tag of ${repository}`,
          value: isOpen ? undefined : `${tag ?? ''}${digest === undefined ? '' : `@${digest}`}`,
          ...(isOpen && { open: `A patch of a kustomization that is not read may change the tag of ${repository}.` }),
          places: [{ path, span: place.span }],
          tellable: true,
          ...(service !== undefined && { about: { services: [service] } }),
        },
      ];
    },
  );
}
