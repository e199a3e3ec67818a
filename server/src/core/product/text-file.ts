import { matchesGlob } from './glob.ts';

/** True for a file that is read for its lines alone, because a product's condition names it. */
export const isTextFileOf = (path: string, globs: readonly string[]): boolean =>
  globs.some((glob) => matchesGlob(glob, path));
