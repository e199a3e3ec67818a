import { type Analysis, type AnalysisInput, analyze, type Change } from '../core/analyze.ts';
import { defaultSettings, type Settings } from '../core/config.ts';
import { fileKind } from '../core/file-kind.ts';
import type { Product } from '../core/product/product.ts';
import type { InputFile } from '../core/read-source.ts';
import type { Finding } from '../core/rules/rule.ts';
import { loadFiles } from '../host/load.ts';
import type { WorkspaceFiles } from '../host/workspace-files.ts';

/** One workspace folder: what its disk holds, what the editor has open over it, and the analysis of both. */
export interface Folder {
  readonly uri: string;
  /** An open document's text as it is now; it wins over the disk. */
  open(file: InputFile): void;
  /** The disk counts again. */
  close(path: string): void;
  /** Paths that changed, came or went on the disk. */
  refresh(paths: readonly string[]): void;
  configure(settings: Settings): void;
  analysis(): Analysis;
  findingsIn(path: string): readonly Finding[];
}

/** `files` is undefined for a folder that no file system backs, and for documents outside of any folder. */
export function makeFolder(uri: string, files: WorkspaceFiles | undefined, products: readonly Product[]): Folder {
  let input: AnalysisInput = { settings: defaultSettings, products };
  let state: Analysis | undefined;
  const opened = new Map<string, InputFile>();
  const pending = new Map<string, InputFile | undefined>();

  const fromDisk = (path: string): InputFile | undefined => {
    if (!files || fileKind(path, undefined) === undefined) return undefined;
    const result = files.read(path);
    return 'text' in result ? { path, text: result.text } : undefined;
  };
  const analysis = (): Analysis => {
    const change: Change = state
      ? new Map(pending)
      : new Map<string, InputFile | undefined>([...(files ? loadFiles(files).files : []), ...pending]);
    if (!state || change.size > 0 || state.input !== input) state = analyze(state, change, input);
    pending.clear();
    return state;
  };
  return {
    uri,
    open(file) {
      opened.set(file.path, file);
      pending.set(file.path, file);
    },
    close(path) {
      opened.delete(path);
      pending.set(path, fromDisk(path));
    },
    refresh(paths) {
      for (const path of paths) if (!opened.has(path)) pending.set(path, fromDisk(path));
    },
    configure(settings) {
      input = { settings, products };
    },
    analysis,
    findingsIn: (path) => analysis().findings.filter((finding) => finding.path === path),
  };
}
