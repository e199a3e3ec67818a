import { expect } from 'vitest';
import { contentOf, type Files, folderWith, writeFiles } from './folder.ts';
import { check } from './run.ts';

/** Stands beside every bad file and is reported whatever the bad file does. */
export const neighbour = { 'good/.env': 'API_PASSWORD=postgres\n' };

/** Checks a folder with bad files in it: the neighbour is reported, nothing is written, and the run ends. */
export function checkBad(folder: string): ReturnType<typeof check> {
  writeFiles(folder, neighbour);
  const before = contentOf(folder);
  const result = check(folder);
  expect(contentOf(folder)).toEqual(before);
  expect(result.report.findings).toContainEqual(expect.objectContaining({ path: 'good/.env', rule: 'weak-secret' }));
  return result;
}

export const checkFiles = (files: Files): ReturnType<typeof check> => checkBad(folderWith(files));
