import type { Span } from '../text.ts';
import { baseNameOf } from './path.ts';

/**
 * A container image reference, taken apart as the distribution specification does:
 * `[registry[:port]/]path[:tag][@digest]` (https://github.com/distribution/reference).
 */
export interface Image {
  /** Without tag and digest, as written: `ghcr.io/azrtydxb/novamem`. */
  readonly repository: string;
  /** The repository as Docker Hub's short names mean it: `library/` and `docker.io/` removed. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Offsets in the reference's own text: add the start of its place. `tag` excludes the colon. */
  readonly spans: { readonly repository: Span; readonly tag: Span | undefined; readonly digest: Span | undefined };
}

/** Undefined where the text is empty or still holds a reference that nobody resolved. */
export function readImage(text: string): Image | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || /[\s${}]/.test(trimmed)) return undefined;
  const offset = text.indexOf(trimmed);
  const at = trimmed.indexOf('@');
  const named = at < 0 ? trimmed : trimmed.slice(0, at);
  const digest = at < 0 ? undefined : trimmed.slice(at + 1);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (repository === '') return undefined;
  return {
    repository,
    name: repository.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, ''),
    tag: tag === '' ? undefined : tag,
    digest,
    spans: {
      repository: { start: offset, end: offset + repository.length },
      tag: colon < 0 ? undefined : { start: offset + colon + 1, end: offset + named.length },
      digest: at < 0 ? undefined : { start: offset + at + 1, end: offset + trimmed.length },
    },
  };
}

/** The repository of a reference that is known to be one. */
export const withoutTag = (reference: string): string => reference.replace(/[:@][^/]*$/, '');

/** The last part of its repository: `novamem` of `registry.example.org/tools/novamem:1.1.4`. */
export const imageNameOf = (reference: string): string => baseNameOf(withoutTag(reference));
