import { type Baseline, readBaseline } from '../core/baseline.ts';
import { baselinePath } from '../core/read-project-file.ts';
import { mistakeLines } from './mistake-lines.ts';
import type { ReadResult, WorkspaceFiles } from './workspace-files.ts';

export interface LoadedBaseline {
  readonly baseline: Baseline;
  /** One line each, with the place in the file. */
  readonly mistakes: readonly string[];
}

const nothing: LoadedBaseline = { baseline: [], mistakes: [] };

/** The accepted findings of a workspace that has some. */
export function loadBaseline(files: WorkspaceFiles): LoadedBaseline {
  const result = files.read(baselinePath);
  return 'fault' in result && result.missing ? nothing : readBaselineText(result, baselinePath);
}

/** Reads a baseline that was named; `shown` is its name in mistakes. */
export function readBaselineText(result: ReadResult, shown: string): LoadedBaseline {
  if (!('text' in result)) {
    const why = 'skipped' in result ? result.skipped : result.missing ? 'no such file' : result.fault;
    return { baseline: [], mistakes: [`${shown}: ${why}`] };
  }
  const { entries, problems } = readBaseline(result.text);
  return { baseline: entries, mistakes: mistakeLines(shown, result.text, problems) };
}
