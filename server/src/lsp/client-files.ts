import { configPath } from '../core/read-project-file.ts';
import {
  decode,
  isListed,
  isWalked,
  type Listed,
  maxBytes,
  type ReadFault,
  type ReadResult,
  type Skipped,
  type WorkspaceFiles,
} from '../host/workspace-files.ts';

/** Requests to a client that reads its own file systems; each takes a URI. */
export const fileRequests = {
  /** Answers `{ entries: [name, kind][] }`, kind a bit set of 1 file, 2 folder, 64 link, or `{ missing: true }`. */
  readFolder: 'seaworthy/readFolder',
  /** Takes `maxBytes` too. Answers `{ base64 }`, `{ tooLarge: true }` or `{ missing: true }`. */
  readFile: 'seaworthy/readFile',
} as const;

export type AskClient = (method: string, params: object) => Promise<unknown>;

/** A folder that only the client can read: what it answered last. Before {@link ClientFiles.load} ends it holds nothing. */
export interface ClientFiles extends WorkspaceFiles {
  load(): Promise<void>;
  /** Asks for those paths again. */
  reload(paths: readonly string[]): Promise<void>;
}

/** At once: a folder on a server far away answers one request in a tenth of a second. */
const together = 16;

const isFolder = (kind: unknown): boolean => kind === 2;
const isFile = (kind: unknown): boolean => kind === 1 || kind === 65;
/** A link to a folder may lead to where the walk came from, and a virtual file system cannot tell. */
const isFolderLink = (kind: unknown): boolean => kind === 66;

export function clientFiles(root: string, ask: AskClient): ClientFiles {
  const texts = new Map<string, ReadResult>();
  let listed: Listed = { paths: [], skipped: [], faults: [] };
  const uriOf = (path: string): string =>
    [root.replace(/\/$/, ''), ...path.split('/').map(encodeURIComponent)].join('/');

  const readFile = async (path: string): Promise<ReadResult> => {
    const answer = await answerOf(ask(fileRequests.readFile, { uri: uriOf(path), maxBytes }));
    if (answer.failure !== undefined) return { fault: answer.failure };
    const { base64, tooLarge, missing } = answer.members;
    if (missing === true) return { fault: 'the file is gone', missing: true };
    if (tooLarge === true) return { skipped: 'over 2 MiB' };
    return typeof base64 === 'string' ? decode(Buffer.from(base64, 'base64')) : { fault: 'the editor gave no content' };
  };

  const listFolder = async (folder: string, found: Found): Promise<readonly string[]> => {
    const answer = await answerOf(ask(fileRequests.readFolder, { uri: folder === '' ? root : uriOf(folder) }));
    const { entries } = answer.members;
    if (!Array.isArray(entries)) {
      found.faults.push({ path: folder === '' ? '.' : folder, reason: answer.failure ?? 'the folder is gone' });
      return [];
    }
    return entries.flatMap((entry: unknown) => {
      const [name, kind] = Array.isArray(entry) ? entry : [];
      if (typeof name !== 'string') return [];
      const path = folder === '' ? name : `${folder}/${name}`;
      if (isFile(kind) && isListed(path)) found.paths.push(path);
      if (isFolderLink(kind) && isWalked(name)) found.skipped.push({ path, why: 'symbolic link to a folder' });
      return isFolder(kind) && isWalked(name) ? [path] : [];
    });
  };

  return {
    list: (only) =>
      only === undefined
        ? listed
        : {
            ...listed,
            paths: listed.paths.filter((path) => only.includes(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))),
          },
    read: (path) => texts.get(path) ?? { fault: 'the file is gone', missing: true },
    async load() {
      const found: Found = { paths: [], skipped: [], faults: [] };
      for (let level: readonly string[] = ['']; level.length > 0; ) {
        level = (await inTurns(level, (folder) => listFolder(folder, found))).flat();
      }
      listed = { ...found, paths: found.paths.sort() };
      const wanted = [...new Set([configPath, ...listed.paths])];
      const read = await inTurns(wanted, readFile);
      texts.clear();
      for (const [index, path] of wanted.entries()) texts.set(path, read[index] ?? { fault: 'it was not read' });
    },
    async reload(paths) {
      const own = paths.filter(isListed);
      const read = await inTurns(own, readFile);
      for (const [index, path] of own.entries()) texts.set(path, read[index] ?? { fault: 'it was not read' });
      const gone = new Set(own.filter((path) => isMissing(texts.get(path))));
      const kept = new Set([...listed.paths, ...own].filter((path) => !gone.has(path)));
      listed = { ...listed, paths: [...kept].sort() };
    },
  };
}

interface Found {
  readonly paths: string[];
  readonly skipped: Skipped[];
  readonly faults: ReadFault[];
}

const isMissing = (result: ReadResult | undefined): boolean =>
  result !== undefined && 'fault' in result && result.missing === true;

interface Answer {
  readonly members: Readonly<Record<string, unknown>>;
  readonly failure?: string;
}

/** A client may refuse, and what it answers comes from another process: nothing is known of the members. */
async function answerOf(answer: Promise<unknown>): Promise<Answer> {
  try {
    return { members: Object(await answer) };
  } catch (error) {
    return { members: {}, failure: error instanceof Error ? error.message : 'the editor did not answer' };
  }
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += together)
    results.push(...(await Promise.all(items.slice(at, at + together).map(work))));
  return results;
}
