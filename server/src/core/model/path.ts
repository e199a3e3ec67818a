/** The folder of a path: `''` for a file at the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** True for the folder itself and everything below it. */
export const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** `relative` as the file `from` means it; undefined where it is absolute, holds a reference, or leaves the workspace. */
export function joinPath(from: string, relative: string): string | undefined {
  if (/^(?:[/~]|[A-Za-z]:)|\$/.test(relative)) return undefined;
  const parts = folderOf(from)
    .split('/')
    .filter((part) => part !== '');
  for (const part of relative.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
