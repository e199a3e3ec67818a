import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Product } from '../core/product/product.ts';
import { nodeFiles } from '../host/node-files.ts';
import type { ClientFiles } from './client-files.ts';
import { type Folder, makeFolder } from './workspace.ts';

/** A document's folder and its path in it. */
export interface Located {
  readonly folder: Folder;
  readonly path: string;
}

/** The folders of the window. Each is a deployment space of its own; a document outside of all has one to itself. */
export interface Folders {
  add(uri: string): void;
  remove(uri: string): void;
  all(): readonly Folder[];
  locate(uri: string): Located;
  /** A document outside of all folders closed: its space goes with it. */
  forget(uri: string): void;
}

const withSlash = (uri: string): string => (uri.endsWith('/') ? uri : `${uri}/`);

/** Clients escape URIs in their own ways (`%3A`, `:`); one spelling makes them comparable. */
export const normalized = (uri: string): string => {
  try {
    return uri.startsWith('file:') ? pathToFileURL(fileURLToPath(uri)).href : uri;
  } catch {
    return uri;
  }
};

/** The place on this machine's disk; undefined for other schemes, and for hosts that only another system can name. */
export function localPath(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** `foreign` reads the folders that are not on this machine; it answers nothing where the client cannot. */
export function makeFolders(
  products: readonly Product[],
  foreign: (uri: string) => ClientFiles | undefined,
  prepare: (folder: Folder) => void,
): Folders {
  const folders = new Map<string, Folder>();
  const lone = new Map<string, Folder>();
  const make = (uri: string, isLone: boolean): Folder => {
    const path = localPath(uri);
    const files = isLone ? undefined : path === undefined ? foreign(uri) : nodeFiles(path);
    const folder = makeFolder(uri, isLone, files, products);
    prepare(folder);
    return folder;
  };
  return {
    add(uri) {
      const base = normalized(uri);
      if (!folders.has(base)) folders.set(base, make(base, false));
    },
    remove: (uri) => void folders.delete(normalized(uri)),
    all: () => [...folders.values()],
    locate(given) {
      const uri = normalized(given);
      const within = [...folders.keys()]
        .filter((base) => uri.startsWith(withSlash(base)))
        .sort((a, b) => b.length - a.length)[0];
      const folder = within === undefined ? undefined : folders.get(within);
      if (folder && within !== undefined)
        return { folder, path: decodeURIComponent(uri.slice(withSlash(within).length)) };
      const own = lone.get(uri) ?? make(uri, true);
      lone.set(uri, own);
      return { folder: own, path: decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)) };
    },
    forget: (uri) => void lone.delete(normalized(uri)),
  };
}

/** The URI of a path of a folder. */
export const uriOf = ({ uri, alone }: Folder, path: string): string =>
  alone ? uri : withSlash(uri) + path.split('/').map(encodeURIComponent).join('/');
