import type { Deployment } from '../deployment/deployment.ts';
import type { BaseImage } from '../deployment/dockerfile-image.ts';
import type { Segment } from '../deployment/effective.ts';
import { kustomizationsIn } from '../deployment/kustomize-layers.ts';
import { isManifest } from '../deployment/workload.ts';
import type { Fact } from '../model/container.ts';
import { type Image, readImage } from '../model/image.ts';
import type { SourceFile } from '../model/source-file.ts';
import type { Span } from '../text.ts';

/** An image reference in a file for a cluster, with the place that decides its tag. */
export interface WrittenImage {
  readonly reference: Image;
  /** The tag where it stands, else the whole reference. */
  readonly place: { readonly span: Span; readonly text: string; readonly exact: boolean };
  readonly service: string | undefined;
  readonly pointer: string;
}

/**
 * The images that a manifest, a chart's values or a kustomization decides. An image whose tag nothing here says (a chart
 * falls back to its own version) is left out.
 */
export function imagesIn(file: SourceFile): readonly WrittenImage[] {
  const text = (fact: Fact<string>): WrittenImage['place'] => ({
    span: fact.span,
    text: fact.value,
    exact: file.text.slice(fact.span.start, fact.span.end) === fact.value,
  });
  const whole = (fact: Fact<string>, service: string | undefined, pointer: string): readonly WrittenImage[] => {
    const reference = readImage(fact.value);
    if (!reference) return [];
    const place = text(fact);
    const tag = place.exact ? reference.spans.tag : undefined;
    const at = tag && { start: fact.span.start + tag.start, end: fact.span.start + tag.end };
    return [{ reference, place: at ? { ...place, span: at, text: reference.tag ?? '' } : place, service, pointer }];
  };
  const split = (
    repository: string,
    tag: Fact<string> | undefined,
    digest: Fact<string> | undefined,
    pointer: string,
  ): readonly WrittenImage[] => {
    if (!tag || tag.value === '' || digest?.value) return [];
    const [name = '', pinned] = tag.value.split('@', 2);
    const reference = pinned === undefined ? readImage(`${repository}:${name}`) : undefined;
    return reference?.tag === name ? [{ reference, place: text(tag), service: undefined, pointer }] : [];
  };
  if (isManifest(file))
    return file.model.workloads.flatMap(({ name, containers }) =>
      containers.flatMap(({ container }) =>
        container.image ? whole(container.image, name, `${container.pointer}/image`) : [],
      ),
    );
  if (file.kind === 'helm-values')
    return file.model.images.flatMap(({ registry, repository, tag, digest, whole: isWhole, pointer }) => {
      if (isWhole) return whole(repository, undefined, pointer);
      const named = registry?.value ? `${registry.value}/${repository.value}` : repository.value;
      return split(named, tag, digest, `${pointer}/tag`);
    });
  if (file.kind === 'kustomize')
    return file.model.images.flatMap(({ name, newName, newTag, digest, pointer }) =>
      split((newName ?? name).value, newTag, digest, `${pointer}/newTag`),
    );
  return [];
}

/** A patch, or a kustomization that builds on this one, puts another image or tag in its place. */
export function isOverlaid(
  { reference: { repository }, place: { span } }: WrittenImage,
  { path, kind }: SourceFile,
  { images, files }: Deployment,
): boolean {
  if (kind === 'kustomize') {
    const all = kustomizationsIn(files);
    return all
      .slice(all.findIndex((one) => one.path === path) + 1)
      .some(({ model }) =>
        model.images.some(({ name, newTag, digest }) => name.value === repository && (newTag ?? digest)),
      );
  }
  return images.overlaid.get(path)?.some((image) => image.start <= span.start && span.end <= image.end) ?? false;
}

/** The tag where it stands; the whole reference where there is none, or where several places make it up. */
export function tagPlace(
  { segments, decided }: Pick<BaseImage, 'segments' | 'decided'>,
  { spans: { tag } }: Image,
): Segment {
  if (!tag) return decided;
  let offset = 0;
  for (const segment of segments) {
    const end = offset + segment.text.length;
    if (tag.start >= offset && tag.end <= end && segment.exact) {
      const start = segment.span.start + tag.start - offset;
      const text = segment.text.slice(tag.start - offset, tag.end - offset);
      return { ...segment, text, span: { start, end: start + tag.end - tag.start } };
    }
    offset = end;
  }
  return decided;
}
