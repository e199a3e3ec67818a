import { kindOfPath } from '../core/file-kind.ts';
import type { InputFile } from '../core/read-source.ts';
import type { ReadFault, Skipped, WorkspaceFiles } from './workspace-files.ts';

export interface Loaded {
  readonly files: ReadonlyMap<string, InputFile>;
  readonly skipped: readonly Skipped[];
  readonly faults: readonly ReadFault[];
}

/** Reads what a workspace lists. A file that cannot be read is reported; the rest goes on. */
export function loadFiles(workspace: WorkspaceFiles, keep: (path: string) => boolean = () => true): Loaded {
  const listed = workspace.list();
  const files = new Map<string, InputFile>();
  const skipped = [...listed.skipped];
  const faults = [...listed.faults];
  for (const path of listed.paths) {
    if (!keep(path)) continue;
    const result = workspace.read(path);
    if ('text' in result) files.set(path, { path, text: result.text });
    // A large YAML file of an unknown name is most likely none of ours: only files named like ours are worth a word.
    else if (kindOfPath(path) === undefined) continue;
    else if ('skipped' in result) skipped.push({ path, why: result.skipped });
    else faults.push({ path, reason: result.fault });
  }
  return { files, skipped, faults };
}
