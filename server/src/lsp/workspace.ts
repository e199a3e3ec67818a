import { type Analysis, type AnalysisInput, analyze, type Change } from '../core/analyze.ts';
import type { Baseline } from '../core/baseline.ts';
import { defaultSettings, isExcluded, type Settings } from '../core/config.ts';
import type { Product } from '../core/product/product.ts';
import type { InputFile } from '../core/read-source.ts';
import type { Finding } from '../core/rules/rule.ts';
import { loadFiles } from '../host/load.ts';
import { isListed, type WorkspaceFiles } from '../host/workspace-files.ts';
import type { ClientFiles } from './client-files.ts';

/** One workspace folder: what its disk holds, what the editor has open over it, and the analysis of both. */
export interface Folder {
  readonly uri: string;
  /** It stands for one document outside of all folders: `uri` is the document's own. */
  readonly alone: boolean;
  /** An open document's text as it is now; it wins over the disk. */
  open(file: InputFile): void;
  /** An open document that is not analysed: neither its text nor the disk's counts. */
  hide(path: string): void;
  /** The disk counts again. */
  close(path: string): void;
  /** What its file system holds; undefined for documents outside of any folder. */
  readonly files: WorkspaceFiles | undefined;
  /** Reads a folder that only the client can read; at once for any other. Its open documents count before. */
  load(): Promise<void>;
  /** Paths that changed, came or went; with a client that reads for us, once it has read them again. */
  refresh(paths: readonly string[]): Promise<void>;
  configure(settings: Settings, baseline: Baseline): void;
  analysis(): Analysis;
  /** The same files where this product counts as deployed. */
  analysisWith(product: string): Analysis;
  findingsIn(path: string): readonly Finding[];
}

/** `files` is undefined for a folder that nobody can read, and for documents outside of any folder. */
export function makeFolder(
  uri: string,
  alone: boolean,
  files: WorkspaceFiles | ClientFiles | undefined,
  products: readonly Product[],
): Folder {
  let input: AnalysisInput = { settings: defaultSettings, products };
  let state: Analysis | undefined;
  const opened = new Map<string, InputFile | undefined>();
  const pending = new Map<string, InputFile | undefined>();

  const fromDisk = (path: string): InputFile | undefined => {
    const result = isListed(path) ? files?.read(path) : undefined;
    return result && 'text' in result ? { path, text: result.text } : undefined;
  };
  const everything = (): Change => {
    const keep = (path: string): boolean => !isExcluded(path, input.settings);
    return new Map<string, InputFile | undefined>([...(files ? loadFiles(files, keep).files : []), ...opened]);
  };
  // Read when the folder is: a commit changes nothing that an edit could wait for.
  const withIndex = ({ settings, baseline }: AnalysisInput): AnalysisInput => {
    const git = files && 'tracked' in files ? files.tracked?.() : undefined;
    return { settings, products, ...(baseline && { baseline }), ...(git && { git }) };
  };
  const analysis = (): Analysis => {
    if (!state) input = withIndex(input);
    const change = state ? new Map(pending) : everything();
    if (!state || change.size > 0) state = analyze(state, change, input);
    pending.clear();
    return state;
  };
  return {
    uri,
    alone,
    open(file) {
      opened.set(file.path, file);
      pending.set(file.path, file);
    },
    hide(path) {
      opened.set(path, undefined);
      pending.set(path, undefined);
    },
    close(path) {
      opened.delete(path);
      pending.set(path, fromDisk(path));
    },
    files,
    async load() {
      if (!files || !('load' in files)) return;
      await files.load();
      state = undefined;
    },
    async refresh(paths) {
      if (files && 'reload' in files) await files.reload(paths);
      for (const path of paths) if (!opened.has(path)) pending.set(path, fromDisk(path));
    },
    configure(settings, baseline) {
      input = { settings, products, baseline };
      // Other files may be excluded now, so everything is listed again.
      state = undefined;
    },
    analysis,
    analysisWith(product) {
      const settings = { ...input.settings, products: { ...input.settings.products, [product]: true } };
      return analyze(undefined, analysis().files, { ...input, settings });
    },
    findingsIn: (path) => analysis().findings.filter((finding) => finding.path === path),
  };
}
