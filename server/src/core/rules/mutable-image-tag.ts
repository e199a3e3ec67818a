import type { DeployedService, Deployment } from '../deployment/deployment.ts';
import { baseImages } from '../deployment/dockerfile-image.ts';
import type { Segment } from '../deployment/effective.ts';
import { type Image, readImage } from '../model/image.ts';
import { isOfficialImage } from '../model/official-image.ts';
import type { SourceFile } from '../model/source-file.ts';
import { knownImage } from '../product/known-image.ts';
import type { TextPart } from '../text.ts';
import { imagesIn, isOverlaid, tagPlace, type WrittenImage } from './image-place.ts';
import type { FileRule, Fix, Problem } from './rule.ts';

export const mutableImageTag: FileRule = {
  id: 'mutable-image-tag',
  severity: 'warning',
  confidence: 'high',
  profile: 'recommended',
  scope: 'file',
  topic: 'container',
  summary: 'The image’s tag moves: what runs after the next pull is not what was tested.',
  why: `A branch-like tag (\`latest\`, \`main\`, \`edge\`), or none, names whatever was pushed last. A pull on another machine,
or after a restart, brings other code without any change in this file, and a rollback has nothing to go back to. A release
tag or a digest names one build. Services that are built from the workspace are left alone; the images that a Dockerfile
builds on count.

The profile \`strict\` asks for a digest: a tag can be pushed anew.`,
  bad: { 'compose.yaml': 'services:\n  app:\n    image: ghcr.io/example/app:main\n' },
  good: { 'compose.yaml': 'services:\n  app:\n    image: ghcr.io/example/app:v1.4.2\n' },
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  ],

  *check({ file, deployment, profile }) {
    const isStrict = profile === 'strict';
    if (file.kind === 'dockerfile') {
      for (const image of baseImages(file)) {
        const reference = image.value === undefined ? undefined : readImage(image.value);
        if (!reference || !isOpen(reference, isStrict)) continue;
        const place = tagPlace(image, reference);
        yield {
          path: place.path,
          span: place.span,
          ...judged(reference),
          fixes: pins(reference, place, deployment),
          subject: { image: reference.repository },
          pointer: `/stages/${image.stage.index}/FROM`,
        };
      }
    }
    for (const written of imagesIn(file)) yield* clusterProblem(written, file, deployment, isStrict);
    for (const deployed of deployment.services) {
      const { image, name } = deployed;
      if (!image || image.value === undefined || isBuiltHere(deployed)) continue;
      const reference = readImage(image.value);
      if (!reference || !isOpen(reference, isStrict)) continue;
      const place = tagPlace(image, reference);
      if (place.path !== file.path) continue;
      yield {
        path: place.path,
        span: place.span,
        ...judged(reference),
        fixes: pins(reference, place, deployment),
        subject: { image: reference.repository, service: name },
        pointer: `/services/${name}/image`,
      };
    }
  },
};

/** Anything but a digest can be pushed anew; who asks for that much runs `strict`. */
const isOpen = (image: Image, isStrict: boolean): boolean =>
  image.digest === undefined && (isStrict || isMoving(image));

function judged(image: Image): Pick<Problem, 'message' | 'severity' | 'strict'> {
  const { repository, tag } = image;
  if (tag === undefined) return { message: `Image ${repository} has no tag, so it follows latest.` };
  if (isMoving(image)) return { message: `Tag ${tag} of ${repository} moves.` };
  return {
    message: `Tag ${tag} of ${repository} can be pushed anew; a digest cannot.`,
    severity: 'hint',
    strict: true,
  };
}

const isBuiltHere = ({ layers }: DeployedService): boolean => layers.some(({ service }) => service.built);

/** Words that name a line of development, never one build. */
const movingWord =
  /^(?:latest|main|master|edge|nightly|dev|develop|development|devel|canary|unstable|testing|next|head|trunk|snapshot|rolling|current|stable|release|beta|alpha|rc|prod|production|staging|preview|lts)$/;

/** Distributions name their releases by words: such a tag is a version like any other. */
const codename =
  /^(?:bookworm|bullseye|buster|stretch|trixie|forky|bionic|focal|jammy|noble|oracular|plucky|questing|kinetic|lunar|mantic)(?:-|$)/;

function isMoving({ name, tag }: Image): boolean {
  if (tag === undefined || knownImage(name)?.facts.moving?.includes(tag)) return true;
  if (/^(?:debian|ubuntu|buildpack-deps)$/.test(name) && codename.test(tag)) return false;
  const words = tag.toLowerCase().split(/[-_.]/);
  // A date, a commit, or the number of a build, which a year alone is not.
  const dated = /\d{4}-\d{2}-\d{2}|[0-9a-f]{7,}|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}/.test(tag) && /\d/.test(tag);
  if (words.some((word) => movingWord.test(word)) && !dated && !/\d+\.\d+/.test(tag)) return true;
  if (/^(?:latest|nightly|edge|main|master)(?:-|$)/.test(tag) && !dated) return true;
  if (/^(?:pr|branch|feature|feat|fix)[-_]/.test(tag)) return true;
  return !/\d/.test(tag) && !/^(?:local|scratch)$/.test(tag);
}

/** A release that the deployment already uses elsewhere, else the one the product's data names, else a blank to fill in. */
function pins(
  reference: Image,
  place: Pick<Segment, 'path' | 'span' | 'text' | 'exact'>,
  deployment: Deployment,
): readonly Fix[] {
  if (!place.exact || !isMoving(reference)) return [];
  const running = deployment.images.running.get(reference.repository) ?? [];
  const used = running.find((image) => image.tag !== undefined && !isMoving(image));
  const facts = deployment.products.flatMap(({ product }) => product.images[reference.repository] ?? [])[0];
  const tag = used?.tag ?? facts?.pin;
  const text: TextPart = tag ?? { blank: '1.0.0' };
  const title = tag === undefined ? 'Pin image to a release tag' : `Pin image to ${tag}`;
  const isTag = reference.tag !== undefined && place.text === reference.tag;
  const edit = isTag
    ? { path: place.path, span: place.span, text: [text] }
    : { path: place.path, span: { start: place.span.end, end: place.span.end }, text: [':', text] };
  if (!isTag && (reference.tag !== undefined || place.text !== reference.repository)) return [];
  return [{ title, safe: false, edits: [edit] }];
}

function* clusterProblem(
  written: WrittenImage,
  file: SourceFile,
  deployment: Deployment,
  isStrict: boolean,
): Iterable<Problem> {
  const { reference, place, service, pointer } = written;
  const { path, kind } = file;
  if (!isOpen(reference, isStrict) || (kind !== 'helm-values' && isReplaced(reference))) return;
  if (kind !== 'kustomize' && deployment.images.replacements.has(reference.repository)) return;
  if (deployment.images.open.has(path) || isOverlaid(written, file, deployment)) return;
  yield {
    path,
    span: place.span,
    ...judged(reference),
    fixes: pins(reference, { path, ...place }, deployment),
    subject: { image: reference.repository, ...(service !== undefined && { service }) },
    pointer,
  };
}

/** No registry has it: Skaffold, Tilt, ko or a kustomization put the image that they built in its place. */
const isReplaced = ({ name, tag }: Image): boolean =>
  tag === undefined && /^[\w.-]+$/.test(name) && !isOfficialImage(name);
