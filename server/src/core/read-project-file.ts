import { readBaseline } from './baseline.ts';
import { readSignOffs, signOffPath } from './checklist/sign-off.ts';
import { defaultSettings } from './config.ts';
import type { ProjectMistake, ProjectModel } from './model/project.ts';
import { readProduct } from './product/read-product.ts';
import { readConfig } from './read-config.ts';

export const configPath = '.seaworthy/config.json';
export const baselinePath = '.seaworthy/baseline.json';

/** The mistakes in a file below `.seaworthy`. */
export function readProjectFile(path: string, text: string): ProjectModel {
  return { mistakes: mistakesIn(path, text), comments: [] };
}

function mistakesIn(path: string, text: string): readonly ProjectMistake[] {
  if (path === configPath) return readConfig(text, defaultSettings).problems;
  if (path === baselinePath) return readBaseline(text).problems;
  return path === signOffPath ? readSignOffs(text, undefined).mistakes : readProduct(text).problems;
}
