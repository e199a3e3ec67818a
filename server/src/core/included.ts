import type { Settings } from './config.ts';
import { partnersOf } from './deployment/stack.ts';
import type { SourceFile } from './model/source-file.ts';
import { readSource } from './read-source.ts';

/**
 * The files by their paths, those that a Compose file includes or extends read as Compose reads them, whatever their names say,
 * and those that none does any more as what they are by themselves.
 */
export function withIncluded(
  files: ReadonlyMap<string, SourceFile>,
  settings: Settings,
): ReadonlyMap<string, SourceFile> {
  const named = [...files.values()].filter(({ kind, included }) => kind === 'compose' && !included);
  const asked = new Set(named);
  const changed = new Map<string, SourceFile>();
  for (const file of asked) {
    if (file.kind !== 'compose') continue;
    for (const path of partnersOf(file)) {
      const found = files.get(path);
      if (!found || named.includes(found)) continue;
      const read = changed.get(path) ?? (found.included ? found : readSource(found, settings, [], 'compose'));
      if (!read) continue;
      asked.add(read);
      if (read !== found) changed.set(path, read);
    }
  }
  for (const file of files.values()) {
    if (!file.included || asked.has(file)) continue;
    const read = readSource(file, settings);
    if (read) changed.set(file.path, read);
  }
  return changed.size === 0 ? files : new Map([...files, ...changed]);
}
