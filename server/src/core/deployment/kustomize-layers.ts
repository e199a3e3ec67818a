import { folderOf, joinPath } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';

export type KustomizeFile = Extract<SourceFile, { kind: 'kustomize' }>;

/** It puts something else in the place of what it builds on, so that its bases are not what runs; so does a component of it. */
const changesBases = ({ path, model }: KustomizeFile, all: readonly KustomizeFile[]): boolean => {
  const { images, replicas, patches, inlinePatches, generators } = model;
  if ([images, replicas, patches, inlinePatches, generators].some(({ length }) => length > 0)) return true;
  const folders = model.components.map(({ text }) => joinPath(path, text));
  return all.some((one) => one.path !== path && folders.includes(folderOf(one.path)) && changesBases(one, []));
};

/**
 * Folders of the kustomizations that an overlay builds on, however deep. None where it only gathers, or comes to one of them
 * by two ways: then it is several deployments, each of which is judged by itself.
 */
export function basesOf(overlay: KustomizeFile, all: readonly KustomizeFile[]): readonly string[] {
  if (!changesBases(overlay, all)) return [];
  const found: KustomizeFile[] = [overlay];
  for (const file of found) {
    for (const { text } of file.model.resources) {
      const folder = joinPath(file.path, text);
      const base = all.find(({ path }) => folderOf(path) === folder);
      if (!base) continue;
      if (found.includes(base)) return [];
      found.push(base);
    }
  }
  return found.slice(1).map(({ path }) => folderOf(path));
}

/** The kustomizations of one deployment, each after those that it builds on. */
export function kustomizationsIn(files: readonly SourceFile[]): readonly KustomizeFile[] {
  const all = files.filter((file) => file.kind === 'kustomize');
  const ordered: KustomizeFile[] = [];
  const seen = new Set<KustomizeFile>();
  const visit = (file: KustomizeFile): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const wanted = new Set(file.model.resources.map(({ text }) => joinPath(file.path, text)));
    for (const one of all) if (wanted.has(folderOf(one.path))) visit(one);
    ordered.push(file);
  };
  all.forEach(visit);
  return ordered;
}

/** Files with patches, lowest first; a kustomization holds some itself. */
export const patchFiles = (kustomizations: readonly KustomizeFile[]): readonly string[] =>
  kustomizations.flatMap(({ path, model }) => [
    ...model.patches.flatMap(({ text }) => joinPath(path, text) ?? []),
    ...(model.inlinePatches.length > 0 ? [path] : []),
  ]);
