import type { KustomizeModel, KustomizePatch } from '../model/kustomize.ts';
import { folderOf, joinPath } from '../model/path.ts';
import type { SourceFile } from '../model/source-file.ts';

export type KustomizeFile = Extract<SourceFile, { kind: 'kustomize' }>;

/** It puts something else in the place of what it builds on, so that its bases are not what runs. */
const changesBases = ({ images, replicas, patches, inlinePatches, generators }: KustomizeModel): boolean =>
  [images, replicas, patches, inlinePatches, generators].some(({ length }) => length > 0);

/**
 * Folders of the kustomizations that an overlay builds on, however deep. None where it only gathers, or comes to one of them
 * by two ways: then it is several deployments, each of which is judged by itself.
 */
export function basesOf(overlay: KustomizeFile, all: readonly KustomizeFile[]): readonly string[] {
  if (!changesBases(overlay.model)) return [];
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

/** Files with patches, lowest first. */
export const patchFiles = (kustomizations: readonly KustomizeFile[]): readonly string[] =>
  kustomizations.flatMap(({ path, model }) => model.patches.flatMap(({ text }) => joinPath(path, text) ?? []));

/** The words of the patches that are not read as objects; undefined stands for a file that is not here. */
export function unreadPatches(
  kustomizations: readonly KustomizeFile[],
  files: readonly SourceFile[],
): readonly (ReadonlySet<string> | undefined)[] {
  const texts = kustomizations.flatMap(({ path, model }) => [
    ...model.inlinePatches.filter(changesPods).map(({ value }) => value),
    ...model.patches.filter(changesPods).flatMap(({ text }) => {
      const file = files.find((one) => one.path === joinPath(path, text));
      const isRead = file?.kind === 'kubernetes' && file.model.objects.length > 0;
      return isRead ? [] : [file?.text];
    }),
  ]);
  // In a JSON patch the names stand in paths.
  return texts.map((text) => (text === undefined ? undefined : new Set(text.split(/[^\w.-]+/))));
}

/** A target may be a pattern. */
const changesPods = ({ target }: KustomizePatch): boolean =>
  target === undefined || /Deployment|Set|Job|Pod|ConfigMap|Secret|\W/.test(target);
