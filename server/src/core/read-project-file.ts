import { readBaseline } from './baseline.ts';
import { readSignOffs, signOffPath } from './checklist/sign-off.ts';
import { defaultSettings } from './config.ts';
import type { ProjectMistake, ProjectModel } from './model/project.ts';
import type { Catalogue, PlacedMistake } from './product/catalogue.ts';
import { readConfig } from './read-config.ts';

export const configPath = '.seaworthy/config.json';
export const baselinePath = '.seaworthy/baseline.json';

/** A file below `.seaworthy` with the mistakes that it alone shows. */
export function readProjectFile(path: string, text: string): ProjectModel {
  return { mistakes: mistakesIn(path, text), comments: [] };
}

function mistakesIn(path: string, text: string): readonly ProjectMistake[] {
  if (path === configPath) return readConfig(text, defaultSettings).problems;
  return path === baselinePath ? readBaseline(text).problems : [];
}

/** The mistakes in product files, and in the sign-offs of lines, which only the products tell. */
export function projectMistakes(
  files: readonly { readonly path: string; readonly text: string }[],
  { mistakes, products }: Catalogue,
): readonly PlacedMistake[] {
  const signOffs = files.find(({ path }) => path === signOffPath);
  if (!signOffs) return mistakes;
  const own = readSignOffs(signOffs.text, products).mistakes;
  return [...mistakes, ...own.map((mistake) => ({ ...mistake, path: signOffPath }))];
}
